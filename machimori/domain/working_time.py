"""Time during which the office works: how much lies between two moments, and when so much is over.

One table of days is made (openings and closings in UTC); every question is then answered for whole
columns of moments by binary search in it, never row by row. Pure: no clock.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo

import jpholiday
import numpy as np
from numpy.typing import NDArray

Moments = NDArray[np.datetime64]
Microseconds = NDArray[np.int64]

#: (month, day) to (month, day), both included; it may run over the turn of the year.
Season = tuple[tuple[int, int], tuple[int, int]]
#: 年末年始 as the Act on Holidays of Administrative Organs (行政機関の休日に関する法律) has it.
YEAR_END: Season = ((12, 29), (1, 3))
#: Dates beyond are slips of the pen; a table of days need not reach there.
FIRST_DAY, LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
_DAY_END = timedelta(seconds=1)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@functools.lru_cache(maxsize=50_000)
def is_public_holiday(day: date) -> bool:
    """国民の祝日, with substitute days and days between."""
    return bool(jpholiday.is_holiday(day))


@dataclass(frozen=True)
class OfficeHours:
    """When the office works, in the municipality's own time."""

    opens: time = time(8, 30)
    closes: time = time(17, 15)
    weekdays: frozenset[int] = frozenset(range(5))  # Monday is 0
    closed_seasons: tuple[Season, ...] = (YEAR_END,)
    closed_dates: frozenset[date] = frozenset()
    keeps_holidays: bool = True

    def is_open_on(self, day: date, is_holiday: Callable[[date], bool] = is_public_holiday) -> bool:
        """Whether the office works on that day."""
        if day.weekday() not in self.weekdays or day in self.closed_dates:
            return False
        if any(_within(day, season) for season in self.closed_seasons):
            return False
        return not (self.keeps_holidays and is_holiday(day))


def _within(day: date, season: Season) -> bool:
    first, last = season
    here = (day.month, day.day)
    return first <= here <= last if first <= last else here >= first or here <= last


@dataclass(frozen=True)
class WorkingTime:
    """Days of an office as a table. Moments are naive UTC, ``datetime64[us]``; NaT stays NaT.

    A moment outside the table's days has no answer: NaT, or 0 microseconds of work.

    Attributes:
        midnights: beginning of each local day, and of the day after the last, in microseconds.
        opens, closes: of each working day, in microseconds.
        worked_days: working days up to and with each day, ``(days,)``.
        before: microseconds worked before each working day.
    """

    midnights: Microseconds
    opens: Microseconds
    closes: Microseconds
    worked_days: NDArray[np.int64]
    before: Microseconds = field(repr=False)

    def worked(self, moments: Moments) -> Microseconds:
        """Microseconds worked from the table's beginning up to each moment."""
        if not len(self.opens):
            return np.zeros(len(moments), dtype=np.int64)
        at = _numbers(moments)
        place = np.maximum(np.searchsorted(self.opens, at, side="right") - 1, 0)
        inside = np.clip(at - self.opens[place], 0, self.closes[place] - self.opens[place])
        return np.where(self._is_covered(moments), self.before[place] + inside, 0)

    def between(self, start: Moments, end: Moments) -> Microseconds:
        """Microseconds of work from ``start`` to ``end``; below zero where the end comes first."""
        both = self._is_covered(start) & self._is_covered(end)
        return np.where(both, self.worked(end) - self.worked(start), 0)

    def add(self, start: Moments, work: Microseconds) -> Moments:
        """When so much work (0 and more) is done, begun at ``start``: always in working time.

        Nothing to do is done at once, or when the office opens next. What ends exactly at a
        closing ends on that day, not at the next opening.
        """
        out = np.full(len(start), np.datetime64("NaT", "us"))
        if not len(self.opens):
            return out
        ends = self.before + self.closes - self.opens
        wanted = self.worked(start) + work
        known = self._is_covered(start) & (wanted <= ends[-1])
        place = np.minimum(np.searchsorted(ends, wanted, side="left"), len(ends) - 1)
        found = self.opens[place] + wanted - self.before[place]
        after = np.searchsorted(self.opens, _numbers(start), side="left")
        late = found < _numbers(start)  # nothing to do, and the office is shut
        known &= ~(late & (after == len(self.opens)))
        found = np.where(late, self.opens[np.minimum(after, len(self.opens) - 1)], found)
        out[known] = found[known].astype("datetime64[us]")
        return out

    def end_of_working_day(self, start: Moments, days: int) -> Moments:
        """Closing of the ``days``-th working day after that of ``start``, which isn't counted."""
        return self._day_after(start, self.worked_days, days - 1, self.closes)

    def end_of_day(self, start: Moments, days: int) -> Moments:
        """The last second of the ``days``-th calendar day after that of ``start``."""
        here = np.arange(len(self.worked_days))
        last_second = self.midnights[1:] - _DAY_END // _MICROSECOND
        return self._day_after(start, here, days, last_second)

    def _day_after(
        self, start: Moments, rank: NDArray[np.int64], ahead: int, ends: Microseconds
    ) -> Moments:
        out = np.full(len(start), np.datetime64("NaT", "us"))
        covered = self._is_covered(start)
        day = np.searchsorted(self.midnights, _numbers(start[covered]), side="right") - 1
        wanted = rank[day] + ahead
        there = wanted < len(ends)
        found = np.full(len(wanted), np.datetime64("NaT", "us"))
        found[there] = ends[wanted[there]].astype("datetime64[us]")
        out[covered] = found
        return out

    def _is_covered(self, moments: Moments) -> NDArray[np.bool_]:
        at = _numbers(moments)
        inside: NDArray[np.bool_] = (at >= self.midnights[0]) & (at < self.midnights[-1])
        return inside & ~np.isnat(moments)


def working_time(
    hours: OfficeHours,
    zone: tzinfo,
    first: date,
    last: date,
    *,
    is_holiday: Callable[[date], bool] = is_public_holiday,
) -> WorkingTime:
    """The table of an office's days from ``first`` to ``last``, both included."""
    first, last = max(first, FIRST_DAY), min(max(last, first), LAST_DAY)
    days = [first + timedelta(days=number) for number in range((last - first).days + 1)]
    is_open = np.array([hours.is_open_on(day, is_holiday) for day in days], dtype=np.bool_)
    worked = [day for day, there in zip(days, is_open, strict=True) if there]
    opens = np.array([_utc(day, hours.opens, zone) for day in worked], dtype=np.int64)
    closes = np.array([_utc(day, hours.closes, zone) for day in worked], dtype=np.int64)
    length = closes - opens
    midnights = [_utc(day, time(0), zone) for day in [*days, last + timedelta(days=1)]]
    return WorkingTime(
        midnights=np.array(midnights, dtype=np.int64),
        opens=opens,
        closes=closes,
        worked_days=np.cumsum(is_open),
        before=np.cumsum(length) - length,
    )


def _utc(day: date, at: time, zone: tzinfo) -> int:
    return (datetime.combine(day, at, zone).astimezone(UTC) - _EPOCH) // _MICROSECOND


def _numbers(moments: Moments) -> Microseconds:
    return moments.astype("datetime64[us]").astype(np.int64)
