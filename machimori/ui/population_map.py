"""People by town block: the map, its legend in words, and the same numbers as a table."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from machimori.store.queries import population
from machimori.ui import area_map, states
from machimori.ui.area_map import HATCHED, Area
from machimori.ui.maps import detail_map
from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, download, records, table
from machimori.wording import numbers


def draw(page: Page) -> None:
    """Draw the section; without population or town blocks it says so."""
    show(tag("h2", page.t("indicators.map"), class_="m-h2"))
    blocks = population.of_town_blocks(page.warehouse, page.city)
    if not (blocks["population"].notna() | blocks["is_withheld"]).any():
        states.empty(page.lang, page.t("indicators.map_none"), page.t("indicators.map_none_next"))
        return
    show(tag("p", page.t("indicators.map_note"), class_="m-quiet m-small"))
    bounds = area_map.steps([float(one) for one in blocks["population"].dropna()])
    drawn = [one for one in records(blocks) if isinstance(one["shape"], str)]
    detail_map(
        page,
        [],
        areas=[_area(page, one, bounds) for one in drawn[: population.MOST_SHAPES]],
        title=page.t("indicators.map"),
        key="population",
        height=460,
    )
    show(_legend(page, blocks, bounds))
    show(tag("p", _provenance(page, blocks), class_="m-provenance"))
    with st.expander(page.t("indicators.map_table", n=len(blocks)), key="population_table"):
        _table(page, blocks)


def _name(page: Page, block: dict[str, Any]) -> str:
    english = block["name_en"]
    return english if page.lang == "en" and isinstance(english, str) else str(block["name"])


def _fill(block: dict[str, Any], bounds: list[int]) -> str:
    if block["is_withheld"]:
        return HATCHED
    known = block["population"]
    return area_map.colour(None if numbers.is_missing(known) else float(known), bounds)


def _persons(page: Page, block: dict[str, Any]) -> str:
    """The number in words; withheld and unknown are two things."""
    if block["is_withheld"]:
        return page.t("indicators.map_withheld")
    if numbers.is_missing(block["population"]):
        return page.t("indicators.map_unknown")
    return numbers.quantity(int(block["population"]), page.t("unit.persons"), page.lang)


def _area(page: Page, block: dict[str, Any], bounds: list[int]) -> Area:
    return Area(block["shape"], _name(page, block), (_persons(page, block),), _fill(block, bounds))


def _legend(page: Page, blocks: pd.DataFrame, bounds: list[int]) -> Html:
    fills = area_map.colours(bounds) if bounds else []
    entries = [
        (fill, _range(page, low, high))
        for fill, (low, high) in zip(fills, area_map.ranges(bounds), strict=True)
    ]
    if blocks["is_withheld"].any():
        entries.append((HATCHED, page.t("indicators.map_withheld")))
    if (blocks["population"].isna() & ~blocks["is_withheld"]).any():
        entries.append(("", page.t("indicators.map_unknown")))
    return tag(
        "ul",
        *(
            tag("li", tag("span", class_="m-swatch", style=area_map.swatch(fill)), words)
            for fill, words in entries
        ),
        class_="m-legend",
        aria_label=page.t("map.legend"),
    )


def _range(page: Page, low: int, high: int | None) -> str:
    lowest = numbers.number(low, page.lang)
    if high is None:
        return page.t("indicators.map_step_last", low=lowest)
    return page.t("indicators.map_step", low=lowest, high=numbers.number(high, page.lang))


def _provenance(page: Page, blocks: pd.DataFrame) -> str:
    newest = blocks["as_of"].max()
    stated = (
        page.fetched_words(page.fetched_at("population"))
        if numbers.is_missing(newest)
        else page.t("word.as_of", moment=numbers.day(pd.Timestamp(newest).date(), page.lang))
    )
    return f"{stated} {page.t('word.sources', names=page.word('source_name', 'population'))}"


def _table(page: Page, blocks: pd.DataFrame) -> None:
    rows = blocks.assign(
        block=[_name(page, one) for one in records(blocks)],
        persons=[_persons(page, one) for one in records(blocks)],
    )
    table(
        page,
        rows,
        [
            Column("block", page.t("indicators.map_column_block"), is_row_heading=True),
            Column("persons", page.t("indicators.map_column_population"), align="right"),
            Column("households", page.t("indicators.map_column_households"), align="right"),
        ],
        caption=page.t("indicators.map"),
        is_caption_spoken=True,
    )
    download(
        page, blocks.drop(columns=["shape"]), "population_by_town_block.csv", key="save_population"
    )
