"""A published number as its document prints it: 151.8万, 4,939千, 14.0, 7割, 半数. Pure.

The tables hold one plain number per value (1518000, 4939000, 14, 70). The print says how exact it
is: which decimals it carries, in which thousands it counts, and that 約7割 is no percentage.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

#: Powers Japanese prints count in.
SCALES: dict[str, float] = {
    "": 1.0,
    "千": 1e3,
    "万": 1e4,
    "百万": 1e6,
    "千万": 1e7,
    "億": 1e8,
}
#: Tenths, and a half told in a word: units of their own, never turned into per cent.
TENTHS, HALF = "割", "半数"
_NUMBER = re.compile(r"(\d+(?:\.(\d+))?)(百万|千万|[千万億])?")
_TENTHS = re.compile(r"(\d+)(?:[~〜\-](\d+))?割")
_HALVES = ("半数", "半分")
_MOST_DIGITS = 6


@dataclass(frozen=True)
class Amount:
    """A number with the form it was printed in.

    ``value`` is the whole number in ``unit``; ``number`` times its ``scale`` is the same as
    printed. Both are None for a half told in a word.
    """

    value: float | None
    unit: str
    number: float | None
    scale: str = ""
    digits: int | None = None  # decimals of ``number``; None: as many as it carries


def amount(value: float | None, unit: str | None, printed: str | None = None) -> Amount | None:
    """The amount of a value; None where no number is published.

    Args:
        value: the plain number of the tables.
        unit: its unit.
        printed: the words of the document; without them, or where they say the number in another
            way (9万1千, 10/10), the plain number stands.
    """
    if value is None:
        return None
    plain = unit or ""
    said = unicodedata.normalize("NFKC", printed or "").replace(",", "")
    if plain == "%":
        if any(word in said for word in _HALVES):
            return Amount(None, HALF, None)
        for found in _TENTHS.finditer(said):
            for tenths in found.groups():
                if tenths is not None and _same(float(tenths) * 10, value):
                    return Amount(float(tenths), TENTHS, float(tenths))
    for found in _NUMBER.finditer(said):
        number, scale = float(found[1]), found[3] or ""
        if _same(number * SCALES[scale], abs(value)):
            signed = number if value >= 0 else -number
            return Amount(value, plain, signed, scale, min(len(found[2] or ""), _MOST_DIGITS))
    return Amount(value, plain, value)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= 1e-9 * max(1.0, abs(other))
