"""The places of one role as a table: state in word, shape and colour, and a phone beside each."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from machimori.domain.ageing import Freshness
from machimori.ui import states
from machimori.ui.board_panels import phone_html
from machimori.ui.markup import Html, join, tag
from machimori.ui.page import Page
from machimori.ui.panels import state_html
from machimori.ui.pick_table import pick_table
from machimori.ui.staff_frame import Row
from machimori.ui.tables import Column
from machimori.wording import numbers
from machimori.wording.tokens import Mark, state_mark

_PLACE = "place"


def picked_place() -> str | None:
    """Id of the facility in the address."""
    return st.query_params.get(_PLACE)


def pick_place(facility_id: str) -> None:
    """Put a facility into the address."""
    st.query_params[_PLACE] = facility_id


def place_mark(row: Row) -> Mark:
    """How a place looks: dashed where its word is stale."""
    return state_mark(
        row["opening_shown"],
        row["crowding_shown"],
        is_stale=row["freshness"] == Freshness.STALE,
    )


def places_table(page: Page, places: pd.DataFrame, *, caption: str, with_state: bool) -> None:
    """Draw the places; in peace without the columns that only an incident fills."""
    if places.empty:
        states.notice(page.t("board.none"), page.t("filter.none_found"))
        return
    pick_table(
        page,
        _shown(page, places),
        _columns(page, with_state=with_state),
        key="facility_id",
        caption=caption,
        picked=picked_place(),
        on_pick=pick_place,
        name="board_table",
    )


def _columns(page: Page, *, with_state: bool) -> list[Column]:
    def column(name: str, *, right: bool = False) -> Column:
        heading = page.t(f"board.column.{name}")
        return Column(name, heading, align="right" if right else "left")

    if not with_state:
        return [
            column("name"),
            column("district"),
            column("address"),
            column("capacity", right=True),
            column("phone"),
        ]
    return [
        column("name"),
        column("state"),
        column("people"),
        column("outside", right=True),
        column("confirmed"),
        column("phone"),
        column("district"),
        column("note"),
    ]


def _shown(page: Page, places: pd.DataFrame) -> pd.DataFrame:
    records = places.to_dict("records")
    return pd.DataFrame(
        {
            "facility_id": places["facility_id"],
            "name": [_name(page, row) for row in records],
            "state": [state_html(page, place_mark(row)) for row in records],
            "people": [people_html(page, row) for row in records],
            "outside": [_count(page, row["outside_shown"]) for row in records],
            "confirmed": [confirmed_html(page, row) for row in records],
            "phone": [phone_html(page, row["phone"]) for row in records],
            "district": [_or_dash(row["district"]) for row in records],
            "note": [_or_dash(row["note"]) for row in records],
            "address": [_or_dash(row["address"]) for row in records],
            "capacity": [_count(page, row["capacity"]) for row in records],
        },
        dtype=object,
    )


def _name(page: Page, row: Row) -> Html:
    """The name, and what is odd about the place: not on the map, not public, not in the list."""
    name = row["facility_id"] if numbers.is_missing(row["name"]) else row["name"]
    marks = []
    if not row["is_known_facility"]:
        marks.append("board.mark.not_in_master")
    elif numbers.is_missing(row["latitude"]):
        marks.append("board.mark.no_position")
    if row["is_public"] is False:
        marks.append("board.mark.not_public")
    return join(name, *(tag("span", page.t(key), class_="m-tag") for key in marks))


def people_html(page: Page, row: Row) -> Html:
    """People inside against capacity: numbers, and a bar where both are known."""
    inside, room = row["headcount_shown"], row["capacity"]
    last = row["headcount"]
    is_old = numbers.is_missing(inside) and not numbers.is_missing(last)
    words = page.t(
        "board.people_old" if is_old else "board.people_of",
        inside=_number(page, last if is_old else inside),
        room=page.t("board.room_unknown")
        if numbers.is_missing(room)
        else numbers.quantity(int(room), page.t("unit.persons"), page.lang),
    )
    if numbers.is_missing(inside) or numbers.is_missing(room) or not room:
        return tag("span", words, class_="m-people")
    share = inside / room
    tone = "m-over" if share >= 1 else "m-within"
    return tag(
        "span",
        words,
        tag(
            "span",
            tag("span", style=f"width:{min(100, 100 * share):.0f}%", class_=f"m-bar {tone}"),
            class_="m-bar-track",
            aria_hidden="true",
        ),
        class_="m-people",
    )


def confirmed_html(page: Page, row: Row) -> Html:
    """When it was last said to be so, and how long ago."""
    if numbers.is_missing(row["confirmed_at"]):
        return tag("span", page.t("board.never"), class_="m-quiet")
    age = numbers.age(row["age_minutes"], page.lang)
    old = row["freshness"] != Freshness.FRESH
    return join(
        tag("span", page.clock(row["confirmed_at"]), class_="m-keep"),
        " ",
        tag(
            "span",
            page.t("board.age", age=age),
            class_="m-keep m-old" if old else "m-keep m-quiet",
        ),
    )


def _number(page: Page, value: Any) -> str:
    return numbers.number(None if numbers.is_missing(value) else int(value), page.lang)


def _count(page: Page, value: Any) -> Html:
    if numbers.is_missing(value):
        return tag("span", page.t("word.unknown"), class_="m-quiet")
    return join(numbers.quantity(int(value), page.t("unit.persons"), page.lang))


def _or_dash(value: Any) -> Html:
    return tag("span", "–", class_="m-quiet") if numbers.is_missing(value) else join(str(value))
