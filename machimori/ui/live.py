"""A page that keeps up: it asks every few seconds whether anything is new, and for no more.

Asked are the generation of the warehouse and the last number of the journal, both well under a
millisecond; the page is drawn again only when one of them moved, or when its ages are a minute
old. Filters, picks and the position of the map stay, since they live in the address and in the
browser.
"""

from __future__ import annotations

from datetime import timedelta

import streamlit as st

from machimori.store.clock import clock_now
from machimori.store.warehouse import signature
from machimori.ui.page import Page

EVERY_SECONDS = 5
#: Ages are told in minutes.
AGES_HOLD = timedelta(minutes=1)


def keep_up(page: Page, *, every: float = EVERY_SECONDS) -> None:
    """Watch for news from here on; the past has none."""
    if page.past is not None:
        return
    drawn = page.warehouse.signature
    path = page.city.warehouse_path
    heard = _heard(page)

    @st.fragment(run_every=every)
    def watch() -> None:
        there = signature(path)
        is_new = (there is not None and there != drawn) or _heard(page) != heard
        if is_new or clock_now(page.warehouse) - page.now >= AGES_HOLD:
            st.rerun(scope="app")

    watch()


def _heard(page: Page) -> int:
    """Last number of the journal; 0 where there is none yet."""
    return 0 if page.journal is None else page.journal.last_seq()
