"""What moves in a priority on a screen: the clock, and the ways to open shelters."""

from __future__ import annotations

import streamlit as st

from machimori.domain.vocabulary import Mode
from machimori.store.queries import shelter_ways
from machimori.store.queries.road_priority import Weighing
from machimori.store.queries.shelter_ways import Ways
from machimori.ui import in_address
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.wording import numbers

_DRILL = "drill"


def ways(page: Page) -> Ways:
    """The ways to open shelters of the incident in force; of a drill only if that was chosen."""
    drills = in_address.value(_DRILL) == "1"
    return shelter_ways.ways(page.warehouse, page.journal, page.city, now=page.now, drills=drills)


def weighing(page: Page) -> Weighing:
    """How the queue is weighed now."""
    return Weighing.of(page.city.road_priority.chosen(), sorted(ways(page).roads))


def incident_line(page: Page) -> None:
    """That damage on the way to an open shelter comes first now; in a drill, whether it shall."""
    found = ways(page)
    if found.incident is None:
        return
    if found.incident.mode != Mode.REAL:
        chosen = in_address.value(_DRILL) == "1"
        st.checkbox(
            page.t("priority.drill", name=found.incident.name),
            value=chosen,
            key="triage_drill",
            on_change=_switch,
        )
        if not chosen:
            return
    key = "priority.ways" if found.roads else "priority.no_ways"
    sentence = page.t(
        key,
        name=found.incident.name,
        places=numbers.number(found.open_places, page.lang),
        metres=numbers.distance(page.city.road_priority.shelter_way_m, page.lang),
    )
    show(tag("p", sentence, class_="m-quiet m-small"))


def _switch() -> None:
    in_address.put(_DRILL, *(["1"] if st.session_state.get("triage_drill") else []))
