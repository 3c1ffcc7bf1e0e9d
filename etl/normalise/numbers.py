"""Numbers as published: full width, thousands commas, units, 約, △ and － for minus.

A mark put where a figure is withheld (X, *, …, 秘匿) is no number and no zero: the value is
unknown, and the reading says ``withheld``.
"""

from __future__ import annotations

import re
from math import isfinite

from etl.normalise.text import NOTHING, is_withheld, words
from etl.normalise.verdict import Reading, Unreadable

#: What Arrow's cast of a string to a double takes (but for nan and inf): the engine's fast path
#: and this rule must agree.
_plain = re.compile(r"^-?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?$").match
_THOUSANDS = re.compile(r"^-?\d{1,3}(?:,\d{3})+(?:\.\d+)?$").match
_COMMA = re.compile(r"^-?(\d+),(\d+)$").match
_NEGATIVE = re.compile(r"^(?:[△▲▵▴]|[-+](?=[\d.]))\s*")
_PARENTHESES = re.compile(r"^\((\d[\d,.]*)\)$")
_BEFORE = re.compile(r"^(?:約|およそ|計|合計|延べ?|[¥\\$])\s*")
_ABOUT = re.compile(r"^(?:約|およそ)|(?:程度|余り?|弱|強|前後|以上|超|以下|未満|以内)$")
_AFTER = re.compile(r"\s*(?:程度|余り?|弱|強|前後|以上|超|以下|未満|以内)$")
_UNIT = re.compile(
    r"\s*(?:人|名|世帯|戸|棟|軒|件|個|箇所|か所|カ所|ヶ所|ケ所|ヵ所|台|基|本|席|室|部屋|床|団体|店舗?|校|園"
    r"|回|日|月|年|歳|才|時間|分|秒|円|千円|百万円|億円|千人|万人|トン|kg|g|t|%|km2|km|m2|m|cm|mm|ha|a"
    r"|平方メートル|平米|メートル|キロメートル|平方キロメートル|ヘクタール|l|リットル|dB|度)\.?$",
    re.I,
)
_SCALED = {"千円": 1_000, "百万円": 1_000_000, "億円": 100_000_000, "千人": 1_000, "万人": 10_000}
_INTEGER_LIMIT = 2**63


def number(text: str) -> float | None:
    """Read a number; ``None`` where nothing is published or it is withheld.

    Raises:
        Unreadable: ``number_unreadable``, or ``number_ambiguous`` for a comma that is neither a
            thousands mark nor surely a decimal one (``1,2``).

    >>> number("約１，２３４．５㎡"), number("△３"), number("X"), number("")
    (1234.5, -3.0, None, None)
    """
    value: float | None = read_number(text).value
    return value


def integer(text: str) -> int | None:
    """Read a whole number (``12.0`` is one); raises ``Unreadable`` as ``number``.

    A fraction is ``number_not_whole``.
    """
    value: int | None = read_integer(text).value
    return value


def read_number(text: str) -> Reading:
    """``number`` with what there is to say: ``withheld``, ``number_approximate``."""
    line = words(text)
    if _plain(line):
        return _finite(line, text)
    if not line or line in NOTHING:
        return Reading(None)
    if is_withheld(line):
        return Reading(None, "withheld")
    rule = "number_approximate" if _ABOUT.search(line) else ""
    bare, scale = _bare(line)
    plain = _unsigned(bare, text)
    reading = _finite(plain, text)
    return Reading(reading.value * scale, rule)


def read_integer(text: str) -> Reading:
    """``integer`` with what there is to say."""
    line = words(text)
    if line.isdecimal() and len(line) < 19:
        return Reading(int(line))
    reading = read_number(text)
    if reading.value is None:
        return reading
    if reading.value != int(reading.value):
        raise Unreadable("number_not_whole", text, str(round(reading.value)))
    # Beyond 2**53 a double would have changed the last digits.
    whole = int(line) if re.fullmatch(r"-?\d+", line) else int(reading.value)
    if not -_INTEGER_LIMIT <= whole < _INTEGER_LIMIT:
        raise Unreadable("number_unreadable", text)
    return Reading(whole, reading.rule)


def _bare(line: str) -> tuple[str, int]:
    """The figure without words and units around it, and what its unit multiplies it by."""
    line = _BEFORE.sub("", _AFTER.sub("", line))
    scale = 1
    found = _UNIT.search(line)
    if found:
        unit = found.group().strip()
        scale = _SCALED.get(unit, 1)
        line = line[: found.start()]
    return _AFTER.sub("", line).strip(), scale


def _unsigned(line: str, published: str) -> str:
    sign = ""
    found = _NEGATIVE.match(line)
    if found:
        sign = "" if found.group().startswith("+") else "-"
        line = line[found.end() :]
    if _plain(line) and not line.startswith("-"):
        return sign + line
    if _THOUSANDS(line):
        return sign + line.replace(",", "")
    comma = _COMMA(line)
    if comma:
        raise Unreadable(
            "number_ambiguous",
            published,
            f"{sign}{comma[1]}.{comma[2]} / {sign}{comma[1]}{comma[2]}",
        )
    # An accountant's brackets are a minus, but a clerk's are a remark: a person decides.
    brackets = _PARENTHESES.match(line)
    raise Unreadable("number_unreadable", published, f"-{brackets[1]}" if brackets else "")


def _finite(line: str, published: str) -> Reading:
    value = float(line)
    if not isfinite(value):
        raise Unreadable("number_unreadable", published)
    return Reading(value)
