"""Times of day: 18:30, 18時30分, 午後6時, 正午, 6:30 PM, 24:00, with or without a zone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import time

from etl.normalise.text import NOTHING, is_withheld, words
from etl.normalise.verdict import Reading, Unreadable

_SECOND = 1_000_000
_MINUTE = 60 * _SECOND
_HOUR = 60 * _MINUTE
DAY = 24 * _HOUR

_ABOUT = re.compile(r"\s*(頃|ごろ|ころ|現在|時点|過ぎ|すぎ)$")
_NOON = re.compile(r"^(昼の?)?正午$")
_ZONE = r"(?P<zone>Z|UTC|GMT|JST|[+-]\d{2}(?::?\d{2})?)?(?:\[[\w/+-]+\])?"
_COLON = re.compile(
    r"^(?P<half>午前|午後|[AP]\.?M\.?)?\s*"
    r"(?P<hour>\d{1,2})\s*:\s*(?P<minute>\d{2})(?:\s*:\s*(?P<second>\d{2})(?:[.,](?P<part>\d+))?)?"
    r"\s*(?P<after>[AP]\.?M\.?)?\s*" + _ZONE + "$",
    re.IGNORECASE,
)
_KANJI = re.compile(
    r"^(?P<half>午前|午後)?\s*(?P<hour>\d{1,2})\s*時\s*"
    r"(?:(?P<sharp>半)|(?P<minute>\d{1,2})\s*分\s*(?:(?P<second>\d{1,2})\s*秒)?)?$"
)
_HOUR_ONLY = re.compile(r"^(?P<hour>\d{1,2})\s*(?P<after>[AP]\.?M\.?)$", re.IGNORECASE)
_COMPACT = re.compile(r"^(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})?$|^(?P<bare>\d{1,2})$")
_OFFSETS = {"Z": 0, "UTC": 0, "GMT": 0, "JST": 540}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time of day: microseconds since midnight (24:00 is a whole day), minutes east of UTC."""

    microseconds: int
    offset: int | None = None


def clock(text: str) -> Clock | None:
    """Read the time part of a timestamp; ``None`` where the text is empty.

    Raises:
        Unreadable: ``time_unreadable``, ``time_impossible`` or ``time_ambiguous`` (午後12時 is noon
            to some and midnight to others).
    """
    line = _ABOUT.sub("", words(text))
    if not line:
        return None
    if _NOON.match(line):
        return Clock(12 * _HOUR)
    for form in (_COLON, _KANJI, _HOUR_ONLY, _COMPACT):
        found = form.match(line)
        if found:
            return _clock(found.groupdict(), text)
    raise Unreadable("time_unreadable", text)


def time_of_day(text: str) -> time | None:
    """Read an opening or closing time; 24:00 is 00:00 of the next day, so midnight.

    >>> time_of_day("午後５時３０分"), time_of_day("24:00"), time_of_day("-")
    (datetime.time(17, 30), datetime.time(0, 0), None)
    """
    value: time | None = read_time(text).value
    return value


def read_time(text: str) -> Reading:
    """``time_of_day`` with what there is to say: ``withheld``."""
    line = words(text)
    if line in NOTHING:
        return Reading(None)
    if is_withheld(line):
        return Reading(None, "withheld")
    read = clock(text)
    if read is None:
        return Reading(None)
    seconds, microsecond = divmod(read.microseconds % DAY, _SECOND)
    return Reading(time(seconds // 3600, seconds // 60 % 60, seconds % 60, microsecond))


def _clock(parts: dict[str, str | None], published: str) -> Clock:
    parts = {**parts, "hour": parts.get("hour") or parts.get("bare")}
    hour, minute, second = (int(parts.get(one) or 0) for one in ("hour", "minute", "second"))
    if parts.get("sharp"):
        minute = 30
    half = (parts.get("half") or parts.get("after") or "").upper().replace(".", "")
    if half:
        if parts.get("half") in ("午前", "午後") and hour == 12 and "minute" in parts:
            hour = _twelve(parts, half, published)
        elif hour > 12:
            raise Unreadable("time_impossible", published)
        else:
            hour = hour % 12 + (12 if half in ("午後", "PM") else 0)
    if minute > 59 or second > 59 or hour > 24 or (hour == 24 and (minute or second)):
        raise Unreadable("time_impossible", published)
    # Digits beyond the microsecond are cut, as Arrow and DuckDB do.
    part = int((parts.get("part") or "")[:6].ljust(6, "0"))
    if hour == 24 and part:
        raise Unreadable("time_impossible", published)
    microseconds = hour * _HOUR + minute * _MINUTE + second * _SECOND + part
    return Clock(microseconds, _offset(parts.get("zone"), published))


def _twelve(parts: dict[str, str | None], half: str, published: str) -> int:
    """午後12:30 comes from a program and means 12:30; 午後12時 was written by a person."""
    if ":" in words(published):
        return 12 if half == "午後" else 0
    minute = int(parts.get("minute") or 0)
    noon, midnight = f"12:{minute:02}", f"0:{minute:02}"
    raise Unreadable("time_ambiguous", published, f"{noon} / {midnight}")


def _offset(zone: str | None, published: str) -> int | None:
    if not zone:
        return None
    zone = zone.upper()
    if zone in _OFFSETS:
        return _OFFSETS[zone]
    hours, minutes = int(zone[1:3]), int(zone[3:].lstrip(":") or 0)
    if hours > 14 or minutes > 59:
        raise Unreadable("time_impossible", published)
    return (hours * 60 + minutes) * (-1 if zone[0] == "-" else 1)
