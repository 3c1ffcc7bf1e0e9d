"""The round to take along: the sheet, the table, the route for a navigation device."""

from __future__ import annotations

from urllib.parse import urlencode

import streamlit as st

from machimori.store.queries.crew_round import Asked
from machimori.ui import round_choice
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.road_documents import ROADS

_FILES = (("round.pdf", "round.sheet"), ("round.csv", "round.csv"), ("round.gpx", "round.gpx"))


def files(page: Page, asked: Asked) -> None:
    """Links to the files of the round on the screen, and the way back from manual changes."""
    query = urlencode(fields(asked) + [("lang", page.lang)])
    links = [_link(page.t(key), f"{ROADS}/{name}?{query}") for name, key in _FILES]
    with st.container(key="round_files", horizontal=True, vertical_alignment="center"):
        show(tag("p", join(*_spaced(links))))
        if asked.pinned or asked.removed:
            st.button(page.t("round.forget"), key="round_forget", on_click=round_choice.forget)


def fields(asked: Asked) -> list[tuple[str, str]]:
    """What is asked for as fields of an address."""
    plain = [
        ("crew", asked.crew_id),
        ("day", f"{asked.day:%Y-%m-%d}"),
        ("from", f"{asked.begins:%H:%M}"),
        ("to", f"{asked.ends:%H:%M}"),
        ("of", str(asked.most)),
        ("by", asked.by),
    ]
    return plain + [
        (name, value)
        for name, values in (
            ("area", asked.districts),
            (round_choice.PIN, asked.pinned),
            (round_choice.OUT, asked.removed),
        )
        for value in values
    ]


def _link(words: str, address: str) -> Html:
    return tag("a", words, href=address, target="_blank", rel="noopener", class_="m-button")


def _spaced(links: list[Html]) -> list[Html | str]:
    return [part for link in links for part in (link, "　")][:-1]
