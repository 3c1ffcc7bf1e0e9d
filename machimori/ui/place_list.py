"""The temporary places of an incident, and joining one to the listed place it turned out to be."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.store.queries import places
from machimori.store.queries.board import Incident
from machimori.store.queries.facilities import distance_m
from machimori.ui import acting
from machimori.ui.board_panels import phone_html
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.place_form import place_desk
from machimori.ui.staff_frame import Row
from machimori.ui.tables import records
from machimori.wording import numbers


def place_list(page: Page, incident: Incident, *, may_write: bool) -> None:
    """Each with what is known of it, and the way to join it."""
    every = places.places(
        page.warehouse, page.journal, incident_id=incident.incident_id, mode=incident.mode
    )
    added = every[every["is_temporary"]]
    show(tag("h2", page.t("temporary.listed"), class_="m-h3"))
    if added.empty:
        show(tag("p", page.t("temporary.none"), class_="m-quiet"))
        return
    master = every[~every["is_temporary"]]
    for row in records(added):
        with st.container(border=True, key=f"temporary_{row['facility_id']}"):
            show(_described(page, row))
            if may_write:
                _join(page, incident, row, master)


def _described(page: Page, row: Row) -> Html:
    capacity = None if numbers.is_missing(row["capacity"]) else int(row["capacity"])
    facts = [
        page.word("role", row["role"]),
        page.t("board.room_unknown")
        if capacity is None
        else numbers.quantity(capacity, page.t("unit.persons"), page.lang),
        page.t("temporary.no_position")
        if numbers.is_missing(row["latitude"])
        else page.word("precision", row["position_precision"]),
    ]
    if not numbers.is_missing(row["address"]):
        facts.append(str(row["address"]))
    return tag(
        "p",
        tag("span", page.t("board.mark.temporary"), class_="m-tag m-temporary"),
        " ",
        tag("strong", row["name"]),
        None
        if row["is_public"]
        else join(" ", tag("span", page.t("board.mark.not_public"), class_="m-tag")),
        tag("br"),
        " · ".join(facts),
        " ",
        phone_html(page, row["phone"]),
    )


def _join(page: Page, incident: Incident, row: Row, master: pd.DataFrame) -> None:
    """The listed places, nearest first, and one button."""
    own = str(row["facility_id"])
    ordered = _nearest_first(row, master)
    words = {str(one["facility_id"]): _named(page, one) for one in records(ordered)}
    with st.expander(page.t("temporary.join")):
        show(tag("p", page.t("temporary.join_note"), class_="m-quiet m-small"))
        target = st.selectbox(
            page.t("temporary.join_which"),
            list(words),
            index=None,
            format_func=lambda one: words.get(one, one),
            placeholder=page.t("temporary.join_choose"),
            key=f"join_{own}",
        )
        held = acting.refused(f"join {own}")
        if held is not None:
            show(tag("p", held[1], class_="m-refused", role="alert"))
        if target is not None:
            st.button(
                page.t("temporary.join_now"),
                type="primary",
                key=f"join_now_{own}",
                on_click=_press,
                args=(page, incident, row, target, words[target]),
            )


def _press(page: Page, incident: Incident, row: Row, target: str, other: str) -> None:
    own = str(row["facility_id"])
    acting.on_press(
        page,
        f"join {own}",
        lambda now, key: place_desk(now, incident).join(own, target, client_key=key),
        page.t("temporary.joined", name=row["name"], other=other),
    )


def _nearest_first(row: Row, master: pd.DataFrame) -> pd.DataFrame:
    """Places of the same role go before others at the same distance."""
    if numbers.is_missing(row["latitude"]):
        other = master["role"] != row["role"]
        ordered = master.assign(metres=float("nan"), _other=other)
        return ordered.sort_values(["_other", "name", "facility_id"])
    metres = distance_m(
        master["latitude"], master["longitude"], float(row["latitude"]), float(row["longitude"])
    )
    ordered = master.assign(metres=metres, _other=master["role"] != row["role"])
    return ordered.sort_values(["metres", "_other", "facility_id"], na_position="last")


def _named(page: Page, one: Row) -> str:
    role = page.word("role", one["role"])
    if numbers.is_missing(one["metres"]):
        return page.t("temporary.near", name=one["name"], role=role)
    distance = numbers.distance(float(one["metres"]), page.lang)
    return page.t("temporary.far", name=one["name"], role=role, distance=distance)
