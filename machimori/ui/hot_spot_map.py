"""The mesh cells that were looked at: hot ones filled, the rest outlined by their faint shade."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from machimori.ui import area_map, faster_words
from machimori.ui.area_map import Area
from machimori.ui.maps import detail_map
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import records
from machimori.wording import numbers, tokens

#: Orange against pale blue-grey: apart for every kind of colour vision, and by lightness.
HOT = tokens.SERIES[1]
REST = tokens.COLOURS["neutral_soft"]
#: Of more cells only the hot ones are drawn: a browser gets slow with tens of thousands of shapes.
_MOST = 2_000


def cells_map(page: Page, cells: pd.DataFrame) -> None:
    """Draw the map and its legend; the lists beside it say the same."""
    is_whole = len(cells) <= _MOST
    drawn = cells if is_whole else cells[cells["is_hot"]]
    marks = [(HOT, "hot.legend_hot")]
    if is_whole:
        marks.append((REST, "hot.legend_rest"))
    detail_map(
        page,
        [],
        title=page.t("hot.map"),
        key="hot_spots",
        height=480,
        areas=[_area(page, one) for one in records(drawn)],
        legend_marks=(),
    )
    show(
        tag(
            "ul",
            *(
                tag(
                    "li",
                    tag("span", class_="m-swatch", style=area_map.swatch(fill), aria_hidden="true"),
                    page.t(key),
                )
                for fill, key in marks
            ),
            class_="m-legend",
            aria_label=page.t("map.legend"),
        )
    )
    if not is_whole:
        n = numbers.number(len(cells), page.lang)
        show(tag("p", page.t("hot.only_hot_drawn", n=n), class_="m-quiet m-small"))


def _area(page: Page, cell: dict[str, Any]) -> Area:
    west, south, east, north = (cell[name] for name in ("west", "south", "east", "north"))
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return Area(
        json.dumps({"type": "Polygon", "coordinates": [ring]}),
        page.t("hot.cell_title", mesh=cell["mesh250"]),
        lines(page, cell),
        HOT if cell["is_hot"] else REST,
    )


def lines(page: Page, cell: dict[str, Any]) -> tuple[str, ...]:
    """What a cell says when it is pressed."""
    told = [
        page.t(
            "hot.cell_counts",
            incidents=numbers.number(int(cell["incidents"]), page.lang),
            posts=numbers.number(int(cell["posts"]), page.lang),
            window=numbers.number(int(cell["window_incidents"]), page.lang),
        )
    ]
    if not numbers.is_missing(cell["per_km"]):
        rate = numbers.number(float(cell["per_km"]), page.lang, digits=1)
        told.append(page.t("hot.cell_rate", rate=rate))
    if cell["p"] >= 1:
        return (*told, page.t("hot.cell_untested"))
    test = page.t(
        "hot.cell_test",
        z=numbers.number(float(cell["z"]), page.lang, digits=1),
        p=faster_words.p_value(page, float(cell["p"])),
        q=numbers.number(float(cell["q"]), page.lang, digits=3),
    )
    return (*told, test)
