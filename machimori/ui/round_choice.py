"""Which crew, day and hours a round is asked for, and what was pinned or taken out: in the URL."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

import streamlit as st

from machimori.city_crews import Crew
from machimori.domain.opening_hours import WEEKDAYS
from machimori.domain.working_time import is_public_holiday
from machimori.store.queries import crew_round
from machimori.store.queries.crew_round import Asked
from machimori.store.queries.triage import NOT_STATED
from machimori.ui import filters, in_address, triage_data
from machimori.ui.page import Page
from machimori.ui.pick_table import Act
from machimori.wording import numbers

#: Days that can be chosen, from today on.
_DAYS = 14
_SIZES = ("20", "40", "60")
_STEP = timedelta(minutes=30)
PIN, OUT = "pin", "out"
_MOST_NAMED = 200


def asked(page: Page) -> Asked:
    """Draw the choices."""
    crews = crew_round.crews(page.city)
    with st.container(key="staff_filters"):
        with st.container(key="round_choices", horizontal=True, gap="medium"):
            crew_id = crews[0].id
            if len(crews) > 1:
                crew_id = filters.choice(
                    "crew",
                    page.t("round.crew"),
                    [one.id for one in crews],
                    words={one.id: one.name for one in crews}.__getitem__,
                )
            day = _day(page)
            begins, ends = _hours(page, crew_round.crew(page.city, crew_id))
            most = filters.choice("of", page.t("round.of"), _SIZES)
            by = filters.choice(
                "by",
                page.t("round.by"),
                ("priority", "due"),
                words=lambda code: page.t(f"round.by_{code}"),
            )
        districts = _districts(page)
    return Asked(
        crew_id=crew_id,
        day=day,
        begins=begins,
        ends=ends,
        most=int(most),
        by=by,
        districts=tuple(districts),
        pinned=_named(PIN),
        removed=_named(OUT),
    )


def on_act(act: Act) -> None:
    """A button of a row: pin it, take it out, or neither."""
    named = {
        name: [one for one in _named(name) if one != act.row][-_MOST_NAMED:] for name in (PIN, OUT)
    }
    if act.name in named:
        named[act.name].append(act.row)
    for name, values in named.items():
        in_address.put(name, *values)


def forget() -> None:
    """Take back everything that was pinned or taken out."""
    for name in (PIN, OUT):
        in_address.put(name)


def _named(name: str) -> tuple[str, ...]:
    return tuple(in_address.values(name)[:_MOST_NAMED])


def _day(page: Page) -> date:
    today = page.now.astimezone(page.zone).date()
    first = crew_round.next_working_day(today, page.city.road_sla.office_hours())
    days = [today + timedelta(days=ahead) for ahead in range(_DAYS)]
    with st.container(width=230):
        chosen = filters.one_of_many(
            "day",
            page.t("round.day"),
            [f"{one:%Y-%m-%d}" for one in days],
            page.lang,
            words=lambda code: _day_words(page, date.fromisoformat(code)),
            default=f"{first:%Y-%m-%d}",
        )
    return date.fromisoformat(chosen) if chosen else first


def _day_words(page: Page, day: date) -> str:
    words = page.t(
        "round.day_option",
        day=numbers.day(day, page.lang),
        weekday=page.t(f"day.{WEEKDAYS[day.weekday()]}"),
    )
    is_free = not page.city.road_sla.office_hours().is_open_on(day)
    if is_public_holiday(day):
        return page.t("round.day_holiday", day=words)
    return page.t("round.day_closed", day=words) if is_free else words


def _hours(page: Page, crew: Crew) -> tuple[time, time]:
    """Beginning and end; the crew's own unless others are chosen."""
    own = crew.begins, crew.ends
    found = []
    for name, first in (("from", own[0]), ("to", own[1])):
        with st.container(width=120):
            chosen = filters.one_of_many(
                name,
                page.t(f"round.{name}"),
                _steps(first),
                page.lang,
                default=f"{first:%H:%M}",
            )
        found.append(time.fromisoformat(chosen) if chosen else first)
    begins, ends = found
    return (begins, ends) if begins < ends else own


def _steps(own: time) -> list[str]:
    """Every half hour from six to eight in the evening, and the crew's own."""
    start = datetime.combine(date.min, time(6))
    steps = {f"{start + _STEP * number:%H:%M}" for number in range(29)}
    return sorted(steps | {f"{own:%H:%M}"})


def _districts(page: Page) -> list[str]:
    offered = triage_data.choices(page)
    rows = offered[(offered["field"] == "district") & (offered["value"] != NOT_STATED)]
    labels = dict(zip(rows["value"].astype(str), rows["label"].astype(str), strict=True))
    if len(labels) < 2:  # noqa: PLR2004 - nothing to choose between
        return []
    return filters.several(
        "area", page.t("round.districts"), sorted(labels), words=labels.__getitem__
    )
