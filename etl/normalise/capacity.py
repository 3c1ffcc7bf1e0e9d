"""Capacity written as prose: 屋内480人／屋外3,350人(面積の1/2).

Unknown is None, never 0; 屋外0人 is a published zero. Where a part is given and the other is
not, the total is what is given. Where a total is written beside the parts, it is taken as it is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from etl.normalise.numbers import integer, read_integer
from etl.normalise.text import LONGEST, words
from etl.normalise.verdict import Reading, Unreadable

_PART = re.compile(
    r"(?P<where>屋内|屋外|室内|室外|建物内|建物|グラウンド|グランド|校庭|体育館|合計|総数|全体|計)?"
    r"\s*[:は]?\s*(?P<about>約)?\s*(?P<count>\d{1,3}(?:,\d{3})+|\d+)(?:\.0+)?\s*(?:人|名)?(?:程度|以上)?"
)
_BETWEEN = re.compile(r"^[\s/、,;・|+と]*$")
_BASIS = re.compile(r"^\s*\((?P<basis>[^()]*(?:\([^()]*\)[^()]*)*)\)\s*$")
_INSIDE = frozenset({"屋内", "室内", "建物内", "建物", "体育館"})
_OUTSIDE = frozenset({"屋外", "室外", "グラウンド", "グランド", "校庭"})


class Capacity(NamedTuple):
    """People a place holds: in all, indoors, outdoors, and what it was reckoned from."""

    total: int | None = None
    indoor: int | None = None
    outdoor: int | None = None
    basis: str | None = None


def capacity(text: str) -> Capacity:
    """Read a capacity; all ``None`` where nothing is published.

    Raises:
        Unreadable: ``capacity_unreadable``.

    >>> capacity("屋内2,736人屋外11,700人（面積の1/2）")
    Capacity(total=14436, indoor=2736, outdoor=11700, basis='面積の1/2')
    >>> capacity("50,700 "), capacity("")[0]
    (Capacity(total=50700, indoor=None, outdoor=None, basis=None), None)
    """
    value: Capacity = read_capacity(text).value
    return value


def read_capacity(text: str) -> Reading:
    """``capacity`` with what there is to say: ``withheld``, ``number_approximate``."""
    line = words(text)
    if len(line) >= LONGEST:
        raise Unreadable("capacity_unreadable", text)  # cut off, what is left may add up
    if not re.search(r"[^\d,.\s\W]|\(|/", line):
        return _plain(text)
    parts, basis = _parts(line, text)
    if not parts:
        return _plain(text)
    return _summed(parts, basis, text, about=any(about for _, _, about in parts))


def _plain(text: str) -> Reading:
    try:
        reading = read_integer(text)
    except Unreadable as error:
        raise Unreadable("capacity_unreadable", text, error.suggestion) from None
    if reading.value is not None and reading.value < 0:
        raise Unreadable("capacity_unreadable", text, str(-reading.value))
    return Reading(Capacity(reading.value), reading.rule)


def _parts(line: str, published: str) -> tuple[list[tuple[str, int, bool]], str | None]:
    """Named counts in order, and the remark in brackets at the end."""
    parts: list[tuple[str, int, bool]] = []
    at = 0
    while True:
        found = _PART.search(line, at)
        if not found or not _BETWEEN.match(line[at : found.start()]):
            break
        count = integer(found["count"])
        parts.append((found["where"] or "", count or 0, bool(found["about"])))
        at = found.end()
    rest = line[at:].strip()
    if not parts or not rest:
        return parts, None
    basis = _BASIS.match(rest)
    if not basis:
        raise Unreadable("capacity_unreadable", published)
    return parts, basis["basis"].strip() or None


def _summed(
    parts: list[tuple[str, int, bool]], basis: str | None, published: str, *, about: bool
) -> Reading:
    indoor = outdoor = stated = None
    for where, count, _ in parts:
        if where in _INSIDE:
            indoor = (indoor or 0) + count
        elif where in _OUTSIDE:
            outdoor = (outdoor or 0) + count
        elif stated is None:
            stated = count
        else:
            raise Unreadable("capacity_unreadable", published)
    total = stated
    if total is None:
        total = (indoor or 0) + (outdoor or 0)
    rule = "number_approximate" if about else ""
    if indoor is not None and outdoor is not None and total != indoor + outdoor:
        rule = "capacity_sum"
    return Reading(Capacity(total, indoor, outdoor, basis), rule)
