"""Where the places of our public tables are: one table at a time, named in the URL."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from machimori.store.queries import datasets
from machimori.store.queries.datasets import PLACE_TABLES
from machimori.ui import filters, paging, states
from machimori.ui.maps import MOST_MARKS, Marker, detail_map
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, records, table
from machimori.wording import numbers, tokens

_MARK = tokens.mark("data.map_mark", "diamond", "brand")


def draw(page: Page) -> None:
    """Draw the section: choice of table, map, what the map lacks, the same as a table."""
    show(tag("h2", page.t("data.map"), class_="m-h2"))
    counts = datasets.row_counts(page.warehouse, page.city)
    given = [one for one in PLACE_TABLES if counts[one]]
    if not given:
        states.empty(page.lang, page.t("data.map_none"), page.t("data.map_none_next"))
        return
    show(tag("p", page.t("data.map_note"), class_="m-quiet m-small"))
    chosen = filters.choice(
        "places",
        page.t("data.map_choice"),
        given,
        words=lambda one: page.t(f"data.table_{one}"),
    )
    places = datasets.places(page.warehouse, chosen)
    located = places[places["latitude"].notna()].head(MOST_MARKS)
    detail_map(
        page,
        [_marker(page, chosen, one) for one in records(located)],
        title=page.t(f"data.table_{chosen}"),
        key=f"data_{chosen}",
        height=420,
        legend_marks=(),
    )
    _words(page, len(located), len(places) - len(located))
    with st.expander(page.t("data.map_table"), key="places_table"):
        _table(page, chosen, places)


def _words(page: Page, shown: int, rest: int) -> None:
    sentence = page.t("data.map_count", n=numbers.number(shown, page.lang))
    if rest:
        lacking = page.t("data.map_without", n=numbers.number(rest, page.lang))
        sentence = f"{sentence} · {lacking}"
    show(tag("p", sentence, class_="m-quiet m-small", role="status"))


def _name(page: Page, place: dict[str, Any]) -> str:
    english = place["name_en"]
    return english if page.lang == "en" and isinstance(english, str) else str(place["name"])


def _kind(page: Page, chosen: str, place: dict[str, Any]) -> str:
    if chosen == "facilities":
        return page.word("role", place["kind"])
    return place["kind"] if isinstance(place["kind"], str) else page.t("word.unknown")


def _marker(page: Page, chosen: str, place: dict[str, Any]) -> Marker:
    address = place["address"]
    return Marker(
        key=place["place_key"],
        latitude=float(place["latitude"]),
        longitude=float(place["longitude"]),
        title=_name(page, place),
        mark=_MARK,
        lines=(_kind(page, chosen, place), *([address] if isinstance(address, str) else ())),
        is_exact=place["position_precision"] == "surveyed",
    )


def _table(page: Page, chosen: str, places: pd.DataFrame) -> None:
    key = f"data_{chosen}"
    listed = paging.part(places, key=key, item="place_key", picked=None)
    rows = listed.assign(
        shown=[_name(page, one) for one in records(listed)],
        what=[_kind(page, chosen, one) for one in records(listed)],
        where=[page.word("precision", one) for one in listed["position_precision"]],
    )
    table(
        page,
        rows,
        [
            Column("shown", page.t("data.map_column_name"), is_row_heading=True),
            Column("what", page.t("data.map_column_kind")),
            Column("address", page.t("data.map_column_address")),
            Column("where", page.t("data.map_column_precision")),
        ],
        caption=page.t(f"data.table_{chosen}"),
        is_caption_spoken=True,
    )
    paging.more(page, key=key, shown=len(listed), whole=len(places))
