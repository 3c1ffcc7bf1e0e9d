"""The places on the map, sharing the pick with the table; what has no position is said."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.ui.board_marks import MAP, markers_of
from machimori.ui.board_table import pick_place
from machimori.ui.maps import detail_map
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.wording import numbers

_CLICKED = "board_map_clicked"


def places_map(
    page: Page, places: pd.DataFrame, *, title: str, picked: str | None, with_state: bool
) -> None:
    """Draw the map; a click on a mark picks the place for the table too."""
    markers = markers_of(page, places, picked=picked, with_state=with_state)
    clicked = detail_map(page, markers, title=title, key=MAP, height=460)
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
