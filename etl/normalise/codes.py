"""Codes and numbers that name things: municipalities, postcodes, common ids, telephones."""

from __future__ import annotations

import re

from etl.normalise.text import NOTHING, is_withheld, words
from etl.normalise.verdict import Reading, Unreadable

_WEIGHTS = (6, 5, 4, 3, 2)
_DIGITS = re.compile(r"^\d+(?:\.0+)?$")
_COMMON_ID = re.compile(r"^E[0-9]{10}(20|11|12)[1-9A-Za-z]$")
_POSTCODE = re.compile(r"^〒?\s*(\d{3})\s*-?\s*(\d{4})$")
_PHONE = re.compile(r"^\(?(0\d{1,4})\)?[\s-]*\(?(\d{1,4})\)?[\s-]*(\d{3,4})$")
_PHONE_SPLIT = re.compile(r"[()\s-]")


def check_digit(code: str) -> str:
    """Sixth digit of a five-digit municipality code (JIS X 0402).

    >>> check_digit("13101")
    '6'
    """
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, code, strict=True))
    return str(11 - total % 11)[-1]


def municipality_code(text: str, like: str = "") -> str | None:
    """Read a municipality code as six digits; ``None`` where nothing is published.

    Five digits are either a code without its check digit (13101) or one that lost its leading
    zero (11002 for 011002): the check digit and the prefecture tell them apart, then ``like``,
    the code of the municipality at hand.

    Raises:
        Unreadable: ``code_unreadable``, ``code_check_digit`` with the right code,
            ``code_ambiguous`` with both.

    >>> municipality_code("13101"), municipality_code("11002"), municipality_code("92011.0")
    ('131016', '011002', '092011')
    """
    line = words(text)
    if not line or line in NOTHING:
        return None
    if not _DIGITS.match(line):
        raise Unreadable("code_unreadable", text)
    digits = line.partition(".")[0]
    if len(digits) == 6:
        return _six(digits, text)
    if len(digits) == 5:
        return _five(digits, like, text)
    if len(digits) == 4 and _plausible("0" + digits):
        return _with_check("0" + digits)
    if len(digits) <= 2 and _plausible(f"{int(digits):02}000"):
        raise Unreadable("code_unreadable", text, _with_check(f"{int(digits):02}000"))
    raise Unreadable("code_unreadable", text)


def common_id(text: str) -> str | None:
    """Read a 共通ID of the national shelter data; raises ``common_id_unreadable``."""
    line = words(text).replace(" ", "")
    if not line or line in NOTHING:
        return None
    line = line[0].upper() + line[1:]
    if not _COMMON_ID.match(line):
        raise Unreadable("common_id_unreadable", text)
    return line


def postcode(text: str) -> str | None:
    """Read a postcode as 123-4567; raises ``postcode_unreadable``.

    >>> postcode("〒１０２８６８８")
    '102-8688'
    """
    line = words(text)
    if not line or line in NOTHING:
        return None
    found = _POSTCODE.match(line.removesuffix(".0"))
    if not found:
        # A spreadsheet takes 0600042 for a number.
        hint = f"0{line[:2]}-{line[2:]}" if re.fullmatch(r"\d{6}", line) else ""
        raise Unreadable("postcode_unreadable", text, hint)
    return f"{found[1]}-{found[2]}"


def phone(text: str) -> str | None:
    """A telephone number with hyphens; what is not surely one stays as published.

    >>> phone("（０４７）371－6100"), phone("078-803-5921(昼)、078-803-5777(夜)"), phone("－")
    ('047-371-6100', '078-803-5921(昼)、078-803-5777(夜)', None)
    """
    value: str | None = read_phone(text).value
    return value


def read_phone(text: str) -> Reading:
    """``phone`` with what there is to say: ``withheld``, ``phone_lost_zero``."""
    line = words(text)
    if not line or line in NOTHING:
        return Reading(None)
    if is_withheld(line):
        return Reading(None, "withheld")
    found = _PHONE.match(line)
    digits = _PHONE_SPLIT.sub("", line)
    if found and len(digits) in (10, 11):
        # Ten digits in a row don't show where the area code ends: kept as they are.
        return Reading("-".join(found.groups()) if digits != line else digits)
    if re.fullmatch(r"[1-9]\d{8,9}", line):
        return Reading(line, "phone_lost_zero", f"0{line}")
    return Reading(line)


def _six(digits: str, published: str) -> str:
    right = _with_check(digits[:5])
    if right == digits and _plausible(digits[:5]):
        return digits
    raise Unreadable("code_check_digit", published, right if _plausible(digits[:5]) else "")


def _five(digits: str, like: str, published: str) -> str:
    readings = []
    if _plausible(digits):
        readings.append(_with_check(digits))
    lost = "0" + digits
    if _plausible(lost[:5]) and _with_check(lost[:5]) == lost:
        readings.append(lost)
    if len(readings) == 2:
        # Two municipalities fit; the prefecture at hand decides, if one.
        near = [one for one in readings if like and one[:2] == like[:2]]
        readings = near or readings
    if len(readings) == 2:
        raise Unreadable("code_ambiguous", published, " / ".join(readings))
    if not readings:
        raise Unreadable("code_unreadable", published)
    return readings[0]


def _plausible(code: str) -> bool:
    """Whether five digits name a prefecture (000), or a city, ward, town or village of one."""
    return 1 <= int(code[:2]) <= 47 and (code[2:] == "000" or int(code[2:]) >= 100)


def _with_check(code: str) -> str:
    return code + check_digit(code)
