"""When a place opens in a week, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from machimori.domain.opening_hours import HOLIDAY, WEEKDAYS
from machimori.wording.catalogue import text

#: Closing times that, with an opening at midnight, mean the whole day.
_DAY_ENDS = (time(0), time(23, 59))


def as_time(value: Any) -> time | None:
    """A time of day, None for whatever else stands for a missing one."""
    return value if isinstance(value, time) else None


def clock(value: time) -> str:
    """``9:00``."""
    return f"{value.hour}:{value:%M}"


def weekly(point: Mapping[str, Any], lang: str) -> str:
    """月・火・水 9:00〜17:00, or nothing where it isn't published."""
    opens, closes = as_time(point["opens_at"]), as_time(point["closes_at"])
    if not isinstance(point["open_days"], str) or opens is None or closes is None:
        return ""
    days = _days(point["open_days"], lang)
    return text("food.hours", lang, days=days, opens=clock(opens), closes=clock(closes))


def usable_hours(point: Mapping[str, Any], lang: str) -> str:
    """As much of days and hours as is published: both, one of them, or nothing."""
    opens, closes = as_time(point["opens_at"]), as_time(point["closes_at"])
    hours = ""
    if opens is not None and closes is not None:
        is_whole = opens == time(0) and closes in _DAY_ENDS
        hours = (
            text("hours.whole_day", lang)
            if is_whole
            else text("hours.between", lang, opens=clock(opens), closes=clock(closes))
        )
    days = _days(point["open_days"], lang)
    return " ".join(one for one in (days, hours) if one)


def _days(published: Any, lang: str) -> str:
    if not isinstance(published, str):
        return ""
    given = {part.strip() for part in published.split(",")}
    separator = "・" if lang in ("ja", "easy") else " "
    return separator.join(text(f"day.{one}", lang) for one in (*WEEKDAYS, HOLIDAY) if one in given)
