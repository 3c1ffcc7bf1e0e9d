"""Numbers, times and ages in words: thousands separators, 和暦, "7分前"."""

from __future__ import annotations

import functools
import math
from datetime import UTC, date, datetime, tzinfo
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from machimori.wording.catalogue import text
from machimori.wording.languages import locale

#: First day of each era, newest first. Source: 元号を改める政令 (1912, 1926, 1989, 2019).
_ERAS = (
    (date(2019, 5, 1), "令和"),
    (date(1989, 1, 8), "平成"),
    (date(1926, 12, 25), "昭和"),
    (date(1912, 7, 30), "大正"),
    (date(1873, 1, 1), "明治"),
)
_MINUTES_PER_HOUR = 60
_MINUTES_PER_DAY = 24 * 60
#: Hours are given with minutes up to here; beyond, minutes only pretend to precision.
_FINE_AGE_HOURS = 6


def is_missing(value: Any) -> bool:
    """NULL in any of the shapes a frame gives it: None, NaN, NaT, pandas.NA."""
    if value is None:
        return True
    try:
        return bool(value != value)
    except TypeError:
        return True


def number(value: float | None, lang: str, *, digits: int | None = None) -> str:
    """A number with thousands separators; unknown is the word for unknown, never 0.

    Args:
        value: the number.
        lang: language of the word for unknown; digits are the same in both.
        digits: decimals to show. None keeps what the value carries, at most six.
    """
    if value is None or is_missing(value) or math.isinf(value):
        return text("word.unknown", lang)
    pattern = "#,##0.######" if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return _decimal(value, pattern, lang)


@functools.lru_cache(maxsize=4096)
def _decimal(value: float, pattern: str, lang: str) -> str:
    """Kept: a board writes the same numbers hundreds of times, and each costs a tenth of a ms."""
    return str(format_decimal(value, format=pattern, locale=locale(lang)))


def signed(value: float | None, lang: str, *, digits: int | None = None) -> str:
    """A difference with its sign written, as + or − (U+2212)."""
    if value is None or is_missing(value):
        return text("word.unknown", lang)
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return sign + number(abs(value), lang, digits=digits)


def quantity(value: float | None, unit: str, lang: str, *, digits: int | None = None) -> str:
    """A number and its unit; an unknown number has no unit."""
    shown = number(value, lang, digits=digits)
    if value is None or is_missing(value) or math.isinf(value) or not unit:
        return shown
    tight = lang != "en" or unit == "%"
    return f"{shown}{unit}" if tight else f"{shown} {unit}"


#: Of one place, less room than this is not worth the walk, and is not told.
LEAST_ROOM = 10


def room_told(free: int) -> int:
    """Room as 「あと約…人」 tells it, down to tens: a count some minutes old is no more exact.

    Less than ten is told as it is: of several places together it is still known to be some.
    """
    return free // LEAST_ROOM * LEAST_ROOM if free >= LEAST_ROOM else free


def distance(metres: float | None, lang: str) -> str:
    """Metres as a walker reads them: 350 m, 1.2 km."""
    if metres is None or is_missing(metres):
        return text("word.unknown", lang)
    if metres < 995:
        return f"{number(round(metres / 10) * 10, lang)} m"
    return f"{number(metres / 1000, lang, digits=1)} km"


def local(moment_utc: datetime, zone: tzinfo) -> datetime:
    """A time in the municipality's zone; a naive one is UTC, as the tables hold it."""
    aware = moment_utc if moment_utc.tzinfo else moment_utc.replace(tzinfo=UTC)
    return aware.astimezone(zone)


def moment(value: datetime | None, zone: tzinfo, lang: str, *, now: datetime | None = None) -> str:
    """A time in words: ``11月21日（土）14:05``. The year is said where ``now`` has another one."""
    if value is None or is_missing(value):
        return text("word.unknown", lang)
    there = local(value, zone)
    other_year = now is not None and local(now, zone).year != there.year
    pattern = text("pattern.moment_year" if other_year else "pattern.moment", lang)
    return f"{format_date(there, pattern, locale=locale(lang))}{there:%H:%M}"


def as_of(value: datetime | None, zone: tzinfo, lang: str, *, now: datetime | None = None) -> str:
    """``11月21日（土）14:05 時点``."""
    if value is None or is_missing(value):
        return text("word.as_of_unknown", lang)
    return text("word.as_of", lang, moment=moment(value, zone, lang, now=now))


def as_of_short(
    value: datetime | None, zone: tzinfo, lang: str, *, now: datetime | None = None
) -> str:
    """``14:05 時点`` of the same day, ``9月22日（火） 時点`` of another: for the small print."""
    if value is None or is_missing(value):
        return text("word.as_of_unknown", lang)
    there = local(value, zone)
    if now is not None and local(now, zone).date() == there.date():
        return text("word.as_of", lang, moment=f"{there:%H:%M}")
    other_year = now is not None and local(now, zone).year != there.year
    pattern = text("pattern.date_year" if other_year else "pattern.date", lang)
    return text("word.as_of", lang, moment=format_date(there, pattern, locale=locale(lang)))


def fetched(value: datetime | None, zone: tzinfo, lang: str, *, now: datetime | None = None) -> str:
    """``取得 11月21日（土）``: for data that states no time of its own, when we took it."""
    if value is None or is_missing(value):
        return text("word.as_of_unknown", lang)
    there = local(value, zone)
    other_year = now is not None and local(now, zone).year != there.year
    pattern = text("pattern.date_year" if other_year else "pattern.date", lang)
    return text("word.fetched", lang, moment=format_date(there, pattern, locale=locale(lang)))


def clock(value: datetime | None, zone: tzinfo, lang: str, *, now: datetime | None = None) -> str:
    """``14:05``, with the day in front where it is not ``now``'s."""
    if value is None or is_missing(value):
        return text("word.unknown", lang)
    there = local(value, zone)
    if now is None or local(now, zone).date() == there.date():
        return f"{there:%H:%M}"
    return moment(value, zone, lang, now=now)


def day(value: date | None, lang: str) -> str:
    """A date in words: ``2026年11月20日``."""
    if value is None or is_missing(value):
        return text("word.unknown", lang)
    return str(format_date(value, text("pattern.day", lang), locale=locale(lang)))


def wareki(value: date | None) -> str:
    """A date of the Japanese calendar: ``令和元年5月1日``. Empty before 1873, when it was lunar."""
    if value is None or is_missing(value):
        return ""
    plain = value.date() if isinstance(value, datetime) else value
    for start, era in _ERAS:
        if plain >= start:
            # 明治 counts from 1868, the others from the year of their first day.
            first_year = 1868 if era == "明治" else start.year
            year = plain.year - first_year + 1
            return f"{era}{'元' if year == 1 else year}年{plain.month}月{plain.day}日"
    return ""


def duration(minutes: float | None, lang: str) -> str:
    """A length of time: ``7分``, ``2時間45分``, ``3日``."""
    if minutes is None or is_missing(minutes):
        return text("word.unknown", lang)
    whole = max(0, math.floor(minutes))
    if whole < _MINUTES_PER_HOUR:
        return text("age.minutes", lang, n=whole)
    hours, rest = divmod(whole, _MINUTES_PER_HOUR)
    if whole < _MINUTES_PER_DAY:
        if rest and hours < _FINE_AGE_HOURS:
            return text("age.hours", lang, n=hours) + text(
                "age.and", lang, rest=text("age.minutes", lang, n=rest)
            )
        return text("age.hours", lang, n=hours)
    return text("age.days", lang, n=whole // _MINUTES_PER_DAY)


def age(minutes: float | None, lang: str) -> str:
    """How long ago: ``7分前``, ``2時間45分前``; under a minute ``たったいま``."""
    if minutes is None or is_missing(minutes):
        return text("age.unknown", lang)
    if minutes < 1:
        return text("age.now", lang)
    return text("age.ago", lang, duration=duration(minutes, lang))


def minutes_between(earlier: datetime | None, later: datetime) -> float | None:
    """Minutes from one time to another; naive ones are UTC. None where the first is unknown."""
    if earlier is None or is_missing(earlier):
        return None
    start = earlier if earlier.tzinfo else earlier.replace(tzinfo=UTC)
    end = later if later.tzinfo else later.replace(tzinfo=UTC)
    return (end - start).total_seconds() / 60
