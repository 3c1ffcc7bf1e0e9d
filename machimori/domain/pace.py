"""When a place would be full if people went on arriving as they did: a range, and unverified.

The pace is that of the last counts: the quartiles of the slopes between each two of them (after
Theil and Sen), so that one wrong count moves little. Nothing is said where the counts don't carry
it. No cleverer forecast is made until a series of a filling place exists to check it on.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import combinations

from machimori.domain.ageing import CLOCKS_DIFFER

#: Counts needed, and how many of the last ones are looked at.
FEWEST_COUNTS = 3
MOST_COUNTS = 6
#: Counts longer before the last one than this are another situation; closer together than the
#: least span they say nothing about an hour.
LONGEST_SPAN = timedelta(hours=6)
SHORTEST_SPAN = timedelta(minutes=5)
#: Beyond this nothing is said.
HORIZON = timedelta(hours=24)
_FINE, _FINE_UNTIL, _COARSE = timedelta(minutes=10), timedelta(hours=3), timedelta(minutes=30)


@dataclass(frozen=True)
class Count:
    """People inside as somebody counted them (``at`` aware)."""

    at: datetime
    people: int


@dataclass(frozen=True)
class Pace:
    """A range of times (aware). ``latest`` is None where the slower pace never fills the place.

    ``is_overdue``: by this pace it would be full already; it has to be counted again.
    """

    earliest: datetime
    latest: datetime | None
    slowest_per_hour: float  # persons, may be negative
    fastest_per_hour: float
    counts: int
    is_overdue: bool


def full_at(
    counts: Sequence[Count],
    capacity: int | None,
    *,
    now: datetime,
    stale_minutes: int,
    inside: Count | None = None,
) -> Pace | None:
    """The range in which the place would reach its capacity; None where nothing can be said.

    Args:
        counts: whole counts of one place in one incident, in any order.
        capacity: persons.
        now: aware.
        stale_minutes: a last count of this age carries nothing (``ageing.Rule``).
        inside: the count in force, where arrivals were added to the last whole count.

    Returns:
        None with fewer than three counts at different times, without a capacity, where the last
        count is stale or from the future, where the place is full or not filling, and where it
        would take longer than a day.
    """
    used = _last_ones(counts)
    if capacity is None or capacity <= 0 or len(used) < FEWEST_COUNTS:
        return None
    start = max([used[-1], *([inside] if inside else [])], key=lambda one: one.at)
    age = now - start.at
    free = capacity - start.people
    if age < -CLOCKS_DIFFER or age >= timedelta(minutes=stale_minutes) or free <= 0:
        return None
    if used[-1].at - used[0].at < SHORTEST_SPAN:
        return None
    slow, middle, fast = _paces(used)
    if middle <= 0:
        return None
    earliest = start.at + timedelta(hours=free / fast)
    latest = start.at + timedelta(hours=free / slow) if slow > 0 else None
    if earliest - now > HORIZON:
        return None
    if latest is not None and latest - now > HORIZON:
        latest = None
    is_overdue = latest is not None and latest <= now
    return Pace(*_rounded(earliest, latest, now), slow, fast, len(used), is_overdue)


def _last_ones(counts: Sequence[Count]) -> list[Count]:
    """The last counts, one per time (the last given of equal times)."""
    by_time = {one.at: one for one in counts}
    ordered = [by_time[at] for at in sorted(by_time)]
    recent = [one for one in ordered if ordered[-1].at - one.at <= LONGEST_SPAN]
    return recent[-MOST_COUNTS:]


def _paces(counts: Sequence[Count]) -> tuple[float, float, float]:
    """Lower quartile, median and upper quartile of all slopes, persons per hour, outwards."""
    slopes = sorted(
        (later.people - earlier.people) / ((later.at - earlier.at) / timedelta(hours=1))
        for earlier, later in combinations(counts, 2)
    )
    last = len(slopes) - 1
    middle = (slopes[last // 2] + slopes[math.ceil(last / 2)]) / 2
    return slopes[math.floor(last / 4)], middle, slopes[math.ceil(3 * last / 4)]


def _rounded(
    earliest: datetime, latest: datetime | None, now: datetime
) -> tuple[datetime, datetime | None]:
    """Outwards to what a clock on the wall can tell; never in the past, never one single time."""
    step = _FINE if earliest - now < _FINE_UNTIL else _COARSE
    begins = max(_floor(earliest, step), _floor(now, step))
    if latest is None:
        return begins, None
    ends = _floor(latest, step)
    return begins, max(ends if ends == latest else ends + step, begins + step)


def _floor(moment: datetime, step: timedelta) -> datetime:
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight + (moment - midnight) // step * step
