"""Opening days and hours of a box in words, as times that stay true however long a page lies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from typing import Any

from machimori.domain.opening_hours import hours_at
from machimori.domain.working_time import is_public_holiday
from machimori.site.sheet import Sheet
from machimori.wording import numbers
from machimori.wording.opening_words import as_time, clock

#: For so many days ahead a page knows the public holidays.
HOLIDAYS_AHEAD = 180


def local_now(sheet: Sheet) -> datetime:
    """The page's now, in the municipality's own time."""
    return numbers.local(sheet.facts.now, sheet.facts.city.zone)


def soonest(sheet: Sheet, box: Mapping[str, Any]) -> date | None:
    """The day of the hours in force, else of the next; None where none are published."""
    opens, closes = as_time(box["opens_at"]), as_time(box["closes_at"])
    now = local_now(sheet)
    days = box["open_days"] if isinstance(box["open_days"], str) else None
    found = hours_at(now, days, opens, closes, is_public_holiday)
    if found.is_open and opens is not None and closes is not None:
        began_yesterday = closes <= opens and now.time() < closes
        return now.date() - timedelta(days=1) if began_yesterday else now.date()
    return None if found.next_open is None else found.next_open.date()


def nearest(sheet: Sheet, box: Mapping[str, Any]) -> str:
    """``11月24日（火）9:00〜17:00``: the hours in force, else the next; empty where unpublished."""
    opens, closes = as_time(box["opens_at"]), as_time(box["closes_at"])
    day = soonest(sheet, box)
    if opens is None or closes is None or day is None:
        return ""
    return sheet.t("box.span", day=_day(sheet, day), opens=clock(opens), closes=clock(closes))


def _day(sheet: Sheet, day: date) -> str:
    """A day with its weekday, in the words of a moment."""
    noon = datetime.combine(day, time(12), local_now(sheet).tzinfo)
    return numbers.moment(noon, sheet.facts.city.zone, sheet.lang, now=sheet.facts.now)[
        : -len("12:00")
    ].rstrip()


def for_script(box: Mapping[str, Any]) -> str | None:
    """``mon,tue 09:00 17:00``: what the script judges by; None where it isn't published."""
    opens, closes = as_time(box["opens_at"]), as_time(box["closes_at"])
    if not isinstance(box["open_days"], str) or opens is None or closes is None:
        return None
    return f"{box['open_days'].replace(' ', '')} {opens:%H:%M} {closes:%H:%M}"


def holidays(sheet: Sheet) -> list[str]:
    """Public holidays from yesterday to ``HOLIDAYS_AHEAD`` days on, in ISO."""
    today = local_now(sheet).date()
    days = (today + timedelta(days=ahead) for ahead in range(-1, HOLIDAYS_AHEAD))
    return [day.isoformat() for day in days if is_public_holiday(day)]


def known_until(sheet: Sheet) -> str:
    """The last day whose holidays a page knows."""
    return (local_now(sheet).date() + timedelta(days=HOLIDAYS_AHEAD - 1)).isoformat()
