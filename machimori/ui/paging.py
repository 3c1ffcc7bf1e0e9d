"""A long list in parts: the first items at once, the rest when the reader asks for them."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.wording import numbers

#: A telephone shows about three places at a time; four screens are enough before asking.
AT_FIRST = 12
#: Each "more" shows so many times what stood there.
GROWTH = 3


def part(frame: pd.DataFrame, *, key: str, item: str, picked: str | None) -> pd.DataFrame:
    """The rows to show now: the first ones, and the picked one wherever it stands.

    Args:
        frame: all rows, in the order of the list.
        key: name of the list, unique on the page.
        item: column with the ids.
        picked: id picked on the map, whose item has to be in the list.
    """
    wanted = _wanted(key)
    if len(frame) <= wanted:
        return frame
    first = pd.Series(range(len(frame)), index=frame.index) < wanted
    return frame[first | (frame[item] == picked)]


def more(page: Page, *, key: str, shown: int, whole: int) -> None:
    """Draw the ways to the rest, where there is one."""
    if shown >= whole:
        return
    count = {"shown": numbers.number(shown, page.lang), "n": numbers.number(whole, page.lang)}
    show(tag("p", page.t("list.shown", **count), class_="m-quiet m-small"))
    with st.container(key=f"more_{key}", horizontal=True, gap="small"):
        st.button(
            page.t("list.more", n=numbers.number(whole - shown, page.lang)),
            key=f"more_of_{key}",
            on_click=_show,
            args=(key, _wanted(key) * GROWTH),
        )
        if whole > _wanted(key) * GROWTH:
            st.button(
                page.t("list.all", n=numbers.number(whole, page.lang)),
                key=f"all_of_{key}",
                on_click=_show,
                args=(key, whole),
            )


def _wanted(key: str) -> int:
    found: int = st.session_state.get(f"shown_{key}", AT_FIRST)
    return found


def _show(key: str, rows: int) -> None:
    st.session_state[f"shown_{key}"] = rows
