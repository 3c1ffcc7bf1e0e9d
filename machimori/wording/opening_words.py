"""When a place opens in a week, in words."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any

from machimori.domain.opening_hours import HOLIDAY, WEEKDAYS
from machimori.wording.catalogue import text


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
    given = {part.strip() for part in point["open_days"].split(",")}
    separator = "・" if lang in ("ja", "easy") else " "
    days = separator.join(text(f"day.{one}", lang) for one in (*WEEKDAYS, HOLIDAY) if one in given)
    return text("food.hours", lang, days=days, opens=clock(opens), closes=clock(closes))
