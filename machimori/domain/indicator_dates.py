"""Periods of published figures: how long one is, and the day a target falls due. Pure."""

from __future__ import annotations

import re
from datetime import date

_FISCAL = re.compile(r"(?:FY(\d{4})|(\d{4})年度)")
_YEAR = re.compile(r"(\d{4})年?")
#: Up to so many days a period is a moment: a day, or the month a count of things is named by.
_MOMENT_DAYS = 31
#: Average length of a month, for periods that are compared by their months.
_MONTH_DAYS = 30.44
_DAYS_PER_YEAR = 365.25


def due_date(text: str | None) -> date | None:
    """The last day a target may be reached: ``FY2025`` ends on 2026-03-31. None where unread.

    Args:
        text: as the tables hold it: a fiscal year, a year, or an ISO date.
    """
    said = (text or "").strip()
    fiscal = _FISCAL.fullmatch(said)
    if fiscal:
        return date(int(fiscal[1] or fiscal[2]) + 1, 3, 31)
    year = _YEAR.fullmatch(said)
    if year:
        return date(int(year[1]), 12, 31)
    try:
        return date.fromisoformat(said)
    except ValueError:
        return None


def months(start: date | None, end: date | None) -> int:
    """How long a period is in months; 0 for a day or a month, and where the start is unknown.

    Figures of a half year and of a year count different things even under one name.
    """
    if start is None or end is None:
        return 0
    days = (end - start).days + 1
    return 0 if days <= _MOMENT_DAYS else round(days / _MONTH_DAYS)


def years_between(earlier: date, later: date) -> float:
    """Years from one day to another."""
    return (later - earlier).days / _DAYS_PER_YEAR


def is_fiscal_year(start: date, end: date) -> bool:
    """Whether the period is one Japanese fiscal year."""
    return start == date(start.year, 4, 1) and end == date(start.year + 1, 3, 31)


def is_year(start: date, end: date) -> bool:
    """Whether the period is one calendar year."""
    return start == date(start.year, 1, 1) and end == date(start.year, 12, 31)


def is_month(start: date, end: date) -> bool:
    """Whether the period is one month, from its first to its last day."""
    following = date(start.year + start.month // 12, start.month % 12 + 1, 1)
    return start.day == 1 and (following - end).days == 1
