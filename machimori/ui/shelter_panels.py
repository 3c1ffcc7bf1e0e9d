"""The parts of the public shelter page: what is going on, the list beside the map."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.store.queries import facilities
from machimori.store.queries.facilities import Incident, RoleTotal
from machimori.ui import paging, pick_list, shelter_list, states
from machimori.ui.maps import detail_map
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.panels import Kpi, kpis
from machimori.ui.position import Position
from machimori.ui.tables import records
from machimori.wording import numbers

#: A shorter map on top of a phone's list is a strip; on a desk it stands beside.
_MAP_HEIGHT = 440


def incident_now(page: Page) -> Incident | None:
    """What is on, or None in peacetime."""
    return facilities.incident_in_force(page.warehouse, page.journal, now=page.now)


def places(page: Page, incident: Incident | None) -> pd.DataFrame:
    """Public places, with their state while an incident is on."""
    if incident is None:
        return facilities.public_places(page.warehouse, page.journal)
    return facilities.places_now(page.warehouse, page.journal, page.city, incident, now=page.now)


def situation(page: Page, incident: Incident | None, frame: pd.DataFrame) -> None:
    """Bands, "as of" and totals by role; or that these are ordinary times."""
    if not len(frame):
        states.empty(page.lang, page.t("shelters.none"), page.t("shelters.none_next"))
        return
    if incident is None:
        page.as_of(frame["master_as_of"].max())
        states.notice(page.t("shelters.peacetime"), page.t("shelters.peacetime_text"))
        return
    page.as_of(frame["confirmed_at"].max())
    totals = facilities.role_totals(frame)
    if not totals:
        states.notice(
            page.t("shelters.none_open", name=incident.name),
            page.t("shelters.none_open_next"),
            tone="caution",
        )
        return
    kpis(page, [role_kpi(page, total, frame) for total in totals])


def role_kpi(page: Page, total: RoleTotal, frame: pd.DataFrame) -> Kpi:
    """Open places of one role as a figure, with the room that is known to be left."""
    left = (
        page.t("overview.free_left", n=numbers.number(numbers.room_told(total.free), page.lang))
        if total.free
        else page.t("overview.free_all_unknown" if total.free is None else "overview.free_none")
    )
    left_out = (
        page.t("overview.free_unknown", n=total.free_unknown)
        if total.free is not None and total.free_unknown
        else ""
    )
    return Kpi(
        label=page.t("overview.open_role", role=page.word("role", total.role)),
        value=total.open,
        unit=page.t("unit.places"),
        as_of=frame.loc[frame["role"] == total.role, "confirmed_at"].max(),
        source=page.word("source_name", "facility_status"),
        note=f"{left}{left_out}" if total.role != "support_station" else "",
    )


def list_and_map(
    page: Page, chosen: pd.DataFrame, chosen_from: pd.DataFrame, position: Position | None
) -> None:
    """List and map of the same places, sharing what is selected.

    ``chosen_from`` are all places: one that is full may point to any of them.
    """
    if not len(chosen):
        show(tag("p", page.t("filter.none_found"), class_="m-quiet", role="status"))
        return
    has_state = "opening_shown" in chosen
    names = {
        record["facility_id"]: shelter_list.name(page, record) for record in records(chosen_from)
    }
    beside, above = st.columns([3, 2], gap="large")
    located = records(chosen[chosen["latitude"].notna()])
    remembered = st.session_state.get("selection_shelters", {}).get("now")
    with above:
        clicked = detail_map(
            page,
            [
                shelter_list.marker(
                    page,
                    place,
                    shelter_list.mark_of(place) if has_state else shelter_list.designated_mark(),
                    selected=remembered,
                )
                for place in located
            ],
            title=page.t("page.shelters"),
            key="shelters",
            height=_MAP_HEIGHT,
            here=position.point if position else None,
        )
    selected, from_map = pick_list.shared_selection("shelters", clicked)
    with beside:
        show(tag("p", page.t("shelters.count", n=len(chosen)), class_="m-count", role="status"))
        listed = paging.part(chosen, key="shelters", item="facility_id", picked=selected)
        pick_list.pick_list(
            shelter_list.items(page, listed, refuges=names),
            key="shelters_list",
            selected=selected,
            from_map=from_map,
        )
        paging.more(page, key="shelters", shown=len(listed), whole=len(chosen))
    if selected != remembered:
        st.rerun()
