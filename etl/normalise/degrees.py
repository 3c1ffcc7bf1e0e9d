"""One coordinate, or a pair in one cell, as people and programs write them (degrees).

A single value is read without knowing where the municipality lies: a lost decimal point or a
longitude off by 360 stays in the number, and ``positions`` judges it against the bbox.
"""

from __future__ import annotations

import re
from math import isfinite

from etl.normalise.text import NOTHING, words
from etl.normalise.verdict import Unreadable

_LIMIT = {"longitude": "EW", "latitude": "NS"}
_HEMISPHERES = str.maketrans({"北": "N", "南": "S", "東": "E", "西": "W"})
_LABEL = re.compile(r"[緯経]度?\s*[:=]?|(?:lat|lng|lon|long)(?:itude)?\s*[:=]\s*", re.I)
_LETTER = re.compile(r"^([NSEW])?\s*(.*?)\s*([NSEW])?$", re.I)
_DECIMAL = re.compile(r"^([-+]?)(\d+\.?\d*|\.\d+)\s*[°度]?$")
_MINUTE, _SECOND = "['′’‘分]", "(?:[\"″”“秒]|''|′′|’’)"
_DMS = re.compile(
    rf"^([-+]?)(\d{{1,3}})\s*[°度]\s*(\d{{1,2}}(?:\.\d+)?)\s*{_MINUTE}?\s*"
    rf"(?:(\d{{1,2}}(?:\.\d+)?)\s*{_SECOND}?)?$"
)
#: 35.41.22.4, 35:41:22.4 and 35 41 22.4 write the same angle.
_SEPARATED = re.compile(r"^([-+]?)(\d{2,3})([.: ])(\d{1,2})\3(\d{1,2}(?:\.\d+)?)$")
_TYPO = re.compile(r"^(-?\d{2,3})\s*[/,;:・。、･]\s*(\d{3,})$")
_AROUND = re.compile(r"^(?:SRID=\d+;)?\s*(?:POINT\s*Z?|geo:)?\s*[(\[{]?\s*(.*?)\s*[)\]}]?$", re.I)
_BETWEEN = re.compile(r"\s*[,、;/]\s*|\s+(?=[-+\dNSEW北南東西経緯l])", re.I)


def degrees(text: str, axis: str) -> float | None:
    """Read a longitude or latitude; ``None`` where nothing is published.

    Args:
        text: as published.
        axis: "longitude" or "latitude"; a letter of the other one is refused.

    Raises:
        Unreadable: ``coordinates_unreadable`` with what a typing error probably was, or
            ``coordinates_swapped`` for a hemisphere of the other axis.

    >>> round(degrees("北緯３５度４１分２２．４秒", "latitude"), 6)
    35.689556
    """
    line = words(text)
    if not line or line in NOTHING:
        return None
    letter, figure = _hemisphere(line)
    if letter and letter not in _LIMIT[axis]:
        raise Unreadable("coordinates_swapped", text)
    value = _figure(figure)
    if value is None:
        typo = _TYPO.match(figure)
        raise Unreadable("coordinates_unreadable", text, f"{typo[1]}.{typo[2]}" if typo else "")
    return -abs(value) if letter in ("S", "W") and value else value


def pair(text: str) -> tuple[float, float, str] | None:
    """Read two coordinates in one cell, in the order they stand there.

    Returns:
        First, second, and the order where the text shows it ("lonlat", "latlon"), else "".

    Raises:
        Unreadable: ``coordinates_unreadable``.

    >>> pair("35.6941,139.7567"), pair("E139.7567 N35.6941"), pair("POINT(139.7567 35.6941)")
    ((35.6941, 139.7567, 'latlon'), (139.7567, 35.6941, 'lonlat'), (139.7567, 35.6941, 'lonlat'))
    """
    line = words(text)
    if not line or line in NOTHING:
        return None
    is_wkt = bool(re.match(r"(?:SRID=\d+;)?\s*POINT", line, re.I))
    around = _AROUND.match(line)
    halves = _BETWEEN.split(around[1] if around else line)
    halves = _halved(halves)
    if len(halves) != 2:
        raise Unreadable("coordinates_unreadable", text)
    letters, values = [], []
    for half in halves:
        letter, figure = _hemisphere(half)
        value = _figure(figure)
        if value is None:
            raise Unreadable("coordinates_unreadable", text)
        letters.append(letter)
        values.append(-abs(value) if letter in ("S", "W") and value else value)
    if is_wkt or letters[0] in ("E", "W") or letters[1] in ("N", "S") or abs(values[0]) > 90:
        return values[0], values[1], "lonlat"
    known = letters[0] in ("N", "S") or letters[1] in ("E", "W") or abs(values[1]) > 90
    return values[0], values[1], "latlon" if known else ""


def _hemisphere(line: str) -> tuple[str, str]:
    """The letter of the hemisphere, "" where there is none, and the figure without it."""
    line = _LABEL.sub("", line).translate(_HEMISPHERES).strip()
    found = _LETTER.match(line)
    if not found or (found[1] and found[3]):
        return "", line
    return (found[1] or found[3] or "").upper(), found[2].strip()


def _figure(figure: str) -> float | None:
    decimal = _DECIMAL.match(figure)
    if decimal:
        value = float(decimal[1] + decimal[2])
        return value if isfinite(value) else None
    parts = _DMS.match(figure)
    if parts:
        sign, whole, minutes, seconds = parts.groups()
    else:
        parts = _SEPARATED.match(figure)
        if not parts:
            return None
        sign, whole, minutes, seconds = parts[1], parts[2], parts[4], parts[5]
    if float(minutes) >= 60 or float(seconds or 0) >= 60 or ("." in minutes and seconds):
        return None
    value = int(whole) + float(minutes) / 60 + float(seconds or 0) / 3600
    return -value if sign == "-" else value


def _halved(parts: list[str]) -> list[str]:
    """Put together again what spaces inside of degrees, minutes and seconds took apart."""
    parts = [one for one in parts if one]
    if len(parts) in (4, 6):
        half = len(parts) // 2
        return [" ".join(parts[:half]), " ".join(parts[half:])]
    return parts
