"""Where posts gather: the answer in a sentence, who reports, the areas as a list, the method."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from machimori.store.queries import road_hot_spots
from machimori.store.queries.road_survival import ALL
from machimori.ui import faster_words, filters, states
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, download, records, table
from machimori.wording import numbers

Record = dict[str, Any]
PER_KM = "per_km"
_CELLS = 20


def choose(page: Page) -> Record | None:
    """Draw the choice of category; its basis, or None where nothing was looked at."""
    bases = records(road_hot_spots.bases(page.warehouse))
    if not bases:
        states.empty(page.lang, page.t("hot.none"), page.t("hot.none_next"))
        return None
    by_name = {str(one["category"]): one for one in bases}
    with st.container(key="narrow"):
        chosen = filters.one_of_many(
            "category",
            page.t("faster.category"),
            list(by_name),
            page.lang,
            default=ALL,
            words=lambda one: page.t(
                "hot.category_incidents",
                name=faster_words.category(page, one),
                n=int(by_name[one]["incidents"]),
            ),
        )
    return by_name[chosen or ALL]


def answer(page: Page, basis: Record) -> bool:
    """Draw what was found and the warning; False where there is too little to draw a map."""
    page.as_of(basis["until"])
    if not basis["is_enough"]:
        fewest = numbers.number(page.city.road_hot_spots.fewest_in_all, page.lang)
        states.empty(
            page.lang,
            page.t("hot.not_enough", n=int(basis["incidents"])),
            page.t("hot.not_enough_next", fewest=fewest),
        )
        return False
    areas = _areas(page, basis)
    found = page.t("hot.found", n=len(areas)) if len(areas) else page.t("hot.nothing")
    show(
        tag(
            "section",
            tag("p", found, class_="m-lead m-answer"),
            tag(
                "p",
                page.t(
                    "faster.two",
                    first=_about(page, basis),
                    second=page.t(f"hot.measure_{basis['measure']}"),
                ),
            ),
            tag("p", _left_out(page, basis), class_="m-quiet m-small"),
            class_="m-panel",
        )
    )
    states.notice(page.t("hot.warning"), _warning(page, basis), tone="caution")
    return True


def cells(page: Page, basis: Record) -> pd.DataFrame:
    """Every cell that was looked at."""
    return road_hot_spots.cells(page.warehouse, basis["category"])


def _areas(page: Page, basis: Record) -> pd.DataFrame:
    return road_hot_spots.areas(
        page.warehouse, basis["category"], by_road=basis["measure"] == PER_KM
    )


def _number(page: Page, basis: Record, name: str) -> str:
    return numbers.number(int(basis[name]), page.lang)


def _about(page: Page, basis: Record) -> str:
    return page.t(
        "hot.about",
        since=_day(page, basis["since"]),
        until=_day(page, basis["until"]),
        incidents=_number(page, basis, "incidents"),
        posts=_number(page, basis, "posts"),
        cells=_number(page, basis, "cells"),
    )


def _day(page: Page, moment: Any) -> str:
    return numbers.day(numbers.local(moment.to_pydatetime(), page.zone).date(), page.lang)


def _left_out(page: Page, basis: Record) -> str:
    return page.t(
        "hot.left_out",
        without=_number(page, basis, "without_place"),
        outside=_number(page, basis, "outside"),
    )


def _warning(page: Page, basis: Record) -> str:
    return page.t(
        "hot.warning_text",
        half=_number(page, basis, "busiest_cells"),
        half_share=faster_words.percent(page, basis["busiest_cells"] / max(basis["cells"], 1)),
        repeated=page.t("hot.posts", n=int(basis["repeated_posts"])),
        repeated_share=faster_words.percent(page, basis["repeated_posts"] / max(basis["posts"], 1)),
        day_share=faster_words.percent(page, basis["daytime_posts"] / max(basis["posts"], 1)),
    )


def area_list(page: Page, basis: Record) -> None:
    """One row per hot area: where, how many, against the whole, how sure."""
    areas = records(_areas(page, basis))
    show(tag("h2", page.t("hot.list"), class_="m-h2"))
    if not areas:
        show(tag("p", page.t("hot.nothing"), class_="m-quiet"))
        return
    rows = pd.DataFrame(
        [
            {
                "area": int(one["area"]),
                "place": one["town"] if isinstance(one["town"], str) else page.t("word.unknown"),
                "cells": int(one["cells"]),
                "incidents": int(one["incidents"]),
                "posts": int(one["posts"]),
                "times": page.t(
                    "hot.times", n=numbers.number(float(one["times"]), page.lang, digits=1)
                ),
                "q": numbers.number(float(one["q"]), page.lang, digits=3),
            }
            for one in areas
        ]
    )
    table(
        page,
        rows,
        [
            Column("area", page.t("hot.column_area"), align="right"),
            Column("place", page.t("hot.column_place"), is_row_heading=True),
            *(
                Column(name, page.t(f"hot.column_{name}"), align="right")
                for name in ("cells", "incidents", "posts", "times", "q")
            ),
        ],
        caption=page.t("hot.list"),
        is_caption_spoken=True,
    )


def cell_table(page: Page, basis: Record, looked_at: pd.DataFrame) -> None:
    """The cells with the smallest q, and all of them as a file."""
    with st.expander(page.t("hot.cells_table"), key="hot_cells"):
        first = looked_at.sort_values(["q", "p", "z"], ascending=[True, True, False]).head(_CELLS)
        digits = {"per_km": 1, "z": 1, "p": 4, "q": 3}
        columns = ["mesh250", "incidents", "posts", "per_km", "z", "p", "q"]
        if basis["measure"] != PER_KM:
            columns.remove("per_km")
        shown = first[columns].assign(
            hot=[page.t("hot.is_hot" if one else "hot.is_not_hot") for one in first["is_hot"]],
            **{
                name: [numbers.number(float(one), page.lang, digits=places) for one in first[name]]
                for name, places in digits.items()
                if name in columns
            },
        )
        table(
            page,
            shown,
            [
                Column("mesh250", page.t("hot.column_mesh"), is_row_heading=True),
                *(
                    Column(name, page.t(f"hot.column_{name}"), align="right")
                    for name in columns[1:]
                ),
                Column("hot", page.t("hot.column_hot")),
            ],
            caption=page.t("hot.cells_table"),
            is_caption_spoken=True,
        )
        download(page, looked_at, "road_hot_spots.csv", key="save_hot_spots")


def method(page: Page, basis: Record) -> None:
    """How it was tested, in words."""
    with st.expander(page.t("hot.method"), key="hot_method"):
        words = page.t(
            "hot.method_text",
            level=faster_words.percent(page, basis["level"]),
            fewest=_number(page, basis, "fewest_in_window"),
        )
        show(tag("p", words))
