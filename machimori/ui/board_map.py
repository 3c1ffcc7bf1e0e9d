"""The places on the map, sharing the pick with the table; what has no position is said."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.ui.board_table import pick_place, place_mark
from machimori.ui.maps import Marker, detail_map
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.staff_frame import Row
from machimori.wording import numbers
from machimori.wording.tokens import Mark, mark

_CLICKED = "board_map_clicked"


def places_map(
    page: Page, places: pd.DataFrame, *, title: str, picked: str | None, with_state: bool
) -> None:
    """Draw the map; a click on a mark picks the place for the table too."""
    placed = places[places["latitude"].notna()]
    markers = [
        _marker(page, row, picked=picked, with_state=with_state)
        for row in placed.to_dict("records")
    ]
    clicked = detail_map(page, markers, title=title, key="board", height=460)
    if clicked is not None and clicked != st.session_state.get(_CLICKED):
        st.session_state[_CLICKED] = clicked
        if clicked != picked:
            pick_place(clicked)
            st.rerun()
    missing = places[places["latitude"].isna()]
    if len(missing):
        names = page.t("board.and").join(str(name) for name in missing["name"].head(20))
        words = page.t("board.not_on_map", n=numbers.number(len(missing), page.lang), names=names)
        show(tag("p", words, class_="m-quiet"))


def _marker(page: Page, row: Row, *, picked: str | None, with_state: bool) -> Marker:
    lines = [page.word("role", row["role"])]
    if with_state and not numbers.is_missing(row["confirmed_at"]):
        lines.append(page.t("board.confirmed_at", moment=page.clock(row["confirmed_at"])))
    return Marker(
        key=str(row["facility_id"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        title=str(row["name"]),
        mark=place_mark(row) if with_state else _master_mark(),
        lines=tuple(lines),
        is_selected=row["facility_id"] == picked,
        is_exact=row["position_precision"] == "surveyed",
    )


def _master_mark() -> Mark:
    return mark("board.mark.place", "disc", "brand")
