"""When a place with weekly hours is open: now, and if not, next. Pure; holidays are an argument."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOLIDAY = "holiday"
#: How far ahead the next opening is looked for: past any run of holidays.
_DAYS_AHEAD = 28


@dataclass(frozen=True)
class Hours:
    """Answer for one place and moment. ``is_open`` None: days or hours are not published."""

    is_open: bool | None
    closes_at: time | None = None
    next_open: datetime | None = None


def is_day_open(open_days: frozenset[str], day: date, is_holiday: bool) -> bool:
    """Whether the place opens on that day. A holiday counts by itself, whatever weekday it is."""
    return HOLIDAY in open_days if is_holiday else WEEKDAYS[day.weekday()] in open_days


def hours_at(
    moment: datetime,
    open_days: str | None,
    opens_at: time | None,
    closes_at: time | None,
    is_holiday: Callable[[date], bool],
) -> Hours:
    """Open now, or when next.

    Args:
        moment: local time of the place.
        open_days: comma-separated ``mon`` to ``sun`` and ``holiday``; None is not published.
        opens_at: local time; None is not published.
        closes_at: local time, exclusive; before ``opens_at`` it is of the next day.
        is_holiday: whether a day is a public holiday.
    """
    days = frozenset(part.strip() for part in (open_days or "").split(",") if part.strip())
    if not days or opens_at is None or closes_at is None:
        return Hours(None)
    over_midnight = closes_at <= opens_at
    for back in (0, 1) if over_midnight else (0,):
        start_day = moment.date() - timedelta(days=back)
        if not is_day_open(days, start_day, is_holiday(start_day)):
            continue
        start = datetime.combine(start_day, opens_at, moment.tzinfo)
        end_day = start_day + timedelta(days=1) if over_midnight else start_day
        if start <= moment < datetime.combine(end_day, closes_at, moment.tzinfo):
            return Hours(True, closes_at=closes_at)
    for ahead in range(_DAYS_AHEAD):
        day = moment.date() + timedelta(days=ahead)
        start = datetime.combine(day, opens_at, moment.tzinfo)
        if start > moment and is_day_open(days, day, is_holiday(day)):
            return Hours(False, next_open=start)
    return Hours(False)
