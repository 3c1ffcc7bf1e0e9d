"""Dates and moments as Japanese offices, programs and spreadsheets write them.

A moment without a zone is local time of the municipality and comes back as aware UTC. A local
time that exists twice is the first of the two; one that a clock change skips is read with the
offset before the change, as ``zoneinfo`` does.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

from etl.normalise import eras
from etl.normalise.clock import DAY, clock, time_of_day
from etl.normalise.text import NOTHING, words
from etl.normalise.verdict import Unreadable

__all__ = ["day", "from_serial", "plain_day", "split", "time_of_day", "timestamp", "undressed"]

_WEEKDAY = re.compile(r"\s*[(\[【]\s*[日月火水木金土](曜日?)?([・、,]?\s*祝日?)?\s*[)\]】]")
_WEEKDAY_NAME = re.compile(
    r"\s*[月火水木金土日]曜日?|^(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+", re.I
)
_STATED = re.compile(r"\s*(現在|時点|付け?|頃|ごろ|発表)$")
_GAPS = re.compile(r"(?<=[年月])\s+|\s+(?=[年月日])|(?<=和)\s+|(?<=成)\s+|(?<=正)\s+|(?<=治)\s+")
#: Where the date ends: 日, T between digits, a space, or a word that begins a time.
_BORDER = re.compile(r"日|(?<=\d)[Tt](?=\d)|\s+|(?=午前|午後|正午)")

_YEAR_FIRST = re.compile(r"^(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日?)$")
_YEAR_LAST = re.compile(r"^(\d{1,2})([-/.])(\d{1,2})\2(\d{4})$")
_ERA = re.compile(
    rf"^({eras.PATTERN})(元|\d{{1,2}})(?:([-/.])(\d{{1,2}})\3(\d{{1,2}})|年(\d{{1,2}})月(\d{{1,2}})日?)$",
    re.I,
)
_ERA_COMPACT = re.compile(rf"^({eras.PATTERN})(\d\d)(\d\d)(\d\d)$", re.I)
_TWO_DIGITS = re.compile(r"^(\d{2})[-/.](\d{1,2})[-/.](\d{1,2})$")
_NO_DAY = re.compile(
    rf"^(?:\d{{4}}|(?:{eras.PATTERN})(?:元|\d{{1,2}}))(?:[-/.]\d{{1,2}}|年(?:\d{{1,2}}月)?|年度)?$",
    re.I,
)
_NO_YEAR = re.compile(r"^\d{1,2}(?:月\d{1,2}日?|[-/.]\d{1,2})$")
_MONTHS = {name: number for number, name in enumerate(
    ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
)}  # fmt: skip
_NAMES = "(" + "|".join(_MONTHS) + r")[a-z]*\.?"
_OF_MONTH = r"(\d{1,2})(?:st|nd|rd|th)?"
_ENGLISH = re.compile(
    rf"^(?:{_NAMES}\s+{_OF_MONTH},?|{_OF_MONTH}[\s-]{_NAMES})[\s,-]+(\d{{4}})(?:,?\s+(.+))?$", re.I
)
_SERIAL = re.compile(r"^[1-9]\d{4}(?:\.\d+)?$")
_SERIAL_EPOCH = date(1899, 12, 30)


def day(text: str, *, month_first: bool | None = None, zone: tzinfo = UTC) -> date | None:
    """Read a date; of a moment, its local date. ``None`` where nothing is published.

    Raises:
        Unreadable: ``date_unreadable``, ``date_impossible``, ``date_ambiguous`` (1/2/2024 unless
            ``month_first`` says), ``date_outside_era``, ``date_two_digit_year``,
            ``date_incomplete``, or a rule of the time part.
    """
    line = _prepared(text)
    if not line or line in NOTHING:
        return None
    before, after = split(line)
    if after or (line.isdecimal() and len(line) > 8) or _ENGLISH.match(line):
        moment = timestamp(text, zone=zone, month_first=month_first)
        return None if moment is None else moment.astimezone(zone).date()
    return plain_day(before, month_first=month_first)


def timestamp(text: str, *, zone: tzinfo = UTC, month_first: bool | None = None) -> datetime | None:
    """Read a moment as aware UTC; ``None`` where nothing is published.

    Raises:
        Unreadable: as ``day``, and ``time_unreadable``, ``time_impossible``, ``time_ambiguous``.

    >>> from zoneinfo import ZoneInfo
    >>> timestamp("令和6年6月12日正午", zone=ZoneInfo("Asia/Tokyo")).isoformat()
    '2024-06-12T03:00:00+00:00'
    """
    line = _prepared(text)
    if not line or line in NOTHING:
        return None
    if line.isdecimal() and len(line) in (10, 12, 13, 14):
        return _digits(line, zone, text)
    if _SERIAL.match(line):
        whole, _, part = line.partition(".")
        # A spreadsheet keeps a day's fraction in a double: to the millisecond is all it has.
        milliseconds = round(float(f"0.{part or 0}") * 86_400_000)
        return _utc(from_serial(int(whole)), milliseconds * 1000, None, zone, text)
    english = _ENGLISH.match(line)
    if english:
        of = _english_day(english, text)
        time_part = english[6] or ""
    else:
        before, time_part = split(line)
        of = plain_day(before, month_first=month_first, published=text)
    read = clock(time_part)
    if read is None:
        return _utc(of, 0, None, zone, text)
    return _utc(of, read.microseconds, read.offset, zone, text)


def split(line: str) -> tuple[str, str]:
    """Date part and time part of a moment; the time part is "" where there is none."""
    border = _BORDER.search(line)
    if border is None:
        return line, ""
    end = border.end() if border.group() == "日" else border.start()
    return line[:end], line[border.end() :].strip()


def plain_day(text: str, *, month_first: bool | None = None, published: str = "") -> date:
    """Read a date with no time behind it (the date part of ``split``)."""
    line, published = _prepared(text), published or text
    found = _YEAR_FIRST.match(line)
    if found:
        return _date(found[1], found[3] or found[5], found[4] or found[6], published)
    found = _ERA.match(line)
    if found:
        year = 1 if found[2] == "元" else int(found[2])
        month, of_month = int(found[4] or found[6]), int(found[5] or found[7])
        return eras.to_date(found[1], year, month, of_month, published)
    if line.isdecimal() and len(line) == 8:
        return _date(line[:4], line[4:6], line[6:], published)
    found = _YEAR_LAST.match(line)
    if found:
        return _year_last(int(found[1]), int(found[3]), found[4], month_first, published)
    found = _ERA_COMPACT.match(line)
    if found:
        return eras.to_date(found[1], int(found[2]), int(found[3]), int(found[4]), published)
    if _SERIAL.match(line):
        return from_serial(int(line.partition(".")[0]))
    english = _ENGLISH.match(line)
    if english:
        return _english_day(english, published)
    raise Unreadable(*_why(line, published))


def from_serial(serial: int) -> date:
    """Date of a spreadsheet's serial number in the 1900 system.

    That system has a 29 February 1900 (serial 60), which never was.
    """
    if serial == 60 or not 1 <= serial <= 2_958_465:
        raise Unreadable("date_impossible", str(serial))
    return _SERIAL_EPOCH + timedelta(days=serial + (serial < 60))


def undressed(text: str) -> str:
    """The text without weekday, 現在 and the like, on one line, NFKC."""
    line = words(text)
    if line.isascii() and line[:1].isdecimal():
        return line
    return _WEEKDAY_NAME.sub("", _STATED.sub("", _WEEKDAY.sub("", line))).strip()


def _prepared(text: str) -> str:
    return _GAPS.sub("", undressed(text))


def _date(year: str | int, month: str | int, of_month: str | int, published: str) -> date:
    try:
        return date(int(year), int(month), int(of_month))
    except ValueError:
        raise Unreadable("date_impossible", published) from None


def _year_last(one: int, two: int, year: str, month_first: bool | None, published: str) -> date:
    if one > 12 or two > 12 or one == two:
        month_first = two > 12 or one == two
    elif month_first is None:
        options = [f"{year}-{month:02}-{of:02}" for month, of in ((one, two), (two, one))]
        raise Unreadable("date_ambiguous", published, " / ".join(options))
    return _date(year, one, two, published) if month_first else _date(year, two, one, published)


def _english_day(found: re.Match[str], published: str) -> date:
    month = _MONTHS[(found[1] or found[4]).lower()]
    return _date(found[5], month, found[2] or found[3], published)


def _why(line: str, published: str) -> tuple[str, str, str]:
    found = _TWO_DIGITS.match(line)
    if found:
        year, month, of_month = (int(one) for one in found.groups())
        return "date_two_digit_year", published, f"{2000 + year}-{month:02}-{of_month:02}"
    if _NO_DAY.match(line) or _NO_YEAR.match(line):
        return "date_incomplete", published, ""
    return "date_unreadable", published, ""


def _digits(line: str, zone: tzinfo, published: str) -> datetime:
    """Digits only: 2024011118(00)(30), or seconds or milliseconds since 1970."""
    if len(line) != 13 and "1868" <= line[:4] <= "2199":
        of = _date(line[:4], line[4:6], line[6:8], published)
        read = clock(line[8:] + ("00" if len(line) == 10 else ""))
        return _utc(of, read.microseconds if read else 0, None, zone, published)
    if len(line) in (10, 13):
        epoch = datetime(1970, 1, 1, tzinfo=UTC)
        return epoch + timedelta(milliseconds=int(line) * (1000 if len(line) == 10 else 1))
    raise Unreadable("date_unreadable", published)


def _utc(of: date, microseconds: int, offset: int | None, zone: tzinfo, published: str) -> datetime:
    if microseconds >= DAY:
        of, microseconds = of + timedelta(days=1), microseconds - DAY
    local = datetime(of.year, of.month, of.day) + timedelta(microseconds=microseconds)  # noqa: DTZ001
    where = zone if offset is None else timezone(timedelta(minutes=offset))
    try:
        return local.replace(tzinfo=where).astimezone(UTC)
    except OverflowError:
        raise Unreadable("date_impossible", published) from None
