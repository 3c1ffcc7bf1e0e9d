"""The list beside the public map: everything it shows, layer by layer, with date and licence."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.ui import paging
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, table
from machimori.ui.town_map_panels import View
from machimori.wording import numbers
from machimori.wording.map_layer import Layer, Place


def draw(page: Page, view: View) -> None:
    """Draw a table per shown layer, closed where there are several."""
    show(tag("h2", page.t("town_map.lists"), class_="m-h2"))
    for layer, places in view.shown:
        n = len({one.name for one in layer.towns}) if layer.is_areas else len(places)
        key = "town_map.table_of" if layer.is_areas else "town_map.list_of"
        words = page.t(key, layer=layer.title, n=numbers.number(n, page.lang))
        with st.expander(words, expanded=len(view.shown) == 1, key=f"list_{layer.key}"):
            for one in layer.stated:
                show(tag("p", one, class_="m-quiet m-small"))
            if layer.is_areas:
                _towns(page, layer)
            else:
                _places(page, layer, places)


def _places(page: Page, layer: Layer, places: tuple[Place, ...]) -> None:
    if not places:
        show(tag("p", page.t("filter.none_found"), class_="m-quiet", role="status"))
        return
    frame = pd.DataFrame(
        {
            "number": [str(number) for number in range(len(places))],
            "name": [one.name for one in places],
            "address": [one.address for one in places],
            "facts": [_facts(page, one) for one in places],
        }
    )
    columns = [
        Column("name", page.t("town_map.column_name"), is_row_heading=True),
        Column("address", page.t("town_map.column_address")),
        Column("facts", page.t("town_map.column_facts")),
    ]
    listed = paging.part(frame, key=layer.key, item="number", picked=None)
    table(page, listed, columns, caption=layer.title, is_caption_spoken=True)
    paging.more(page, key=layer.key, shown=len(listed), whole=len(places))


def _facts(page: Page, place: Place) -> Html:
    usable = page.t("word.join").join(page.word("hazard", one) for one in place.usable)
    lines = [
        *([page.t("town_map.usable", hazards=usable)] if usable else []),
        *(fact.line for fact in place.facts),
        *([page.t("town_map.approximate")] if place.is_approximate else []),
        *([page.t("town_map.no_position")] if place.latitude is None else []),
    ]
    return join(
        *(tag("span", one, class_="m-line") for one in lines),
        tag("a", page.t("town_map.own_page"), href=place.url, rel="nofollow noopener")
        if place.url
        else None,
    )


def _towns(page: Page, layer: Layer) -> None:
    show(tag("p", layer.town_lead, class_="m-quiet m-small"))
    if not layer.towns:
        show(tag("p", page.t("town_map.no_town"), class_="m-quiet"))
        return
    names = [one.name_en if page.lang == "en" and one.name_en else one.name for one in layer.towns]
    cells = {
        f"cell_{number}": [one.cells[number] for one in layer.towns]
        for number in range(len(layer.town_heads))
    }
    places = [str(number) for number in range(len(names))]
    frame = pd.DataFrame({"number": places, "town": names, **cells})
    columns = [
        Column("town", page.t("town_map.column_town"), is_row_heading=True),
        *(Column(f"cell_{number}", head) for number, head in enumerate(layer.town_heads)),
    ]
    listed = paging.part(frame, key=layer.key, item="number", picked=None)
    table(page, listed, columns, caption=layer.title, is_caption_spoken=True)
    paging.more(page, key=layer.key, shown=len(listed), whole=len(frame))
