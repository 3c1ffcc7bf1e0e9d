"""Maps: folium for detail (up to a few hundred marks), pydeck for many points. No outside network.

What strangers wrote reaches the map as JSON and is put there with ``textContent``, never as
markup. Everything a map says stands in a list beside it.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd
import pydeck
import streamlit as st
from streamlit_folium import st_folium

from machimori.ui import basemap
from machimori.ui.area_map import Area
from machimori.ui.compact_deck import CompactDeck
from machimori.ui.leaflet import DetailMap, MarkGroup
from machimori.ui.living import slot
from machimori.ui.map_marks import Marker, legend_html, looks_of, marks_data
from machimori.ui.markup import join, show, tag
from machimori.ui.page import Page
from machimori.wording.tokens import COLOURS, Mark

__all__ = [
    "MOST_MARKS",
    "Line",
    "Marker",
    "PointStyle",
    "TooManyMarks",
    "detail_map",
    "points_deck",
    "points_map",
    "rgba",
]

#: pydeck sends every mark to the browser at each rerun; above this, aggregate in SQL.
MOST_MARKS = 10_000
#: Above this many marks the detail map gathers neighbours into clusters.
CLUSTER_FROM = 150


@dataclass(frozen=True)
class Line:
    """One line or ring of the detail map, as ``(latitude, longitude)`` pairs."""

    points: tuple[tuple[float, float], ...]
    colour: str = COLOURS["brand"]
    width: float = 4
    title: str = ""


def detail_map(
    page: Page,
    markers: Sequence[Marker],
    *,
    title: str,
    key: str,
    height: int = 420,
    here: tuple[float, float] | None = None,
    lines: Iterable[Line] = (),
    areas: Sequence[Area] = (),
    legend_marks: Sequence[Mark] | None = None,
) -> str | None:
    """Draw the map; returns the key of the mark last clicked on it, or None.

    Marks change without a reload of the map, so its position stays.

    Args:
        page: the page.
        markers: what stands on it; the ones without a position are for the list alone.
        title: what the map shows, for its spoken name.
        key: tells this map from others of the page.
        height: pixels.
        here: ``(latitude, longitude)`` of the reader, drawn as such.
        lines: routes, circles and the like.
        areas: filled shapes, under the marks; their legend is the caller's.
        legend_marks: marks the legend explains; None takes those on the map.
    """
    if not basemap.is_installed():
        show(tag("p", page.t("map.unavailable"), class_="m-quiet"))
        return None
    drawn = DetailMap(
        basemap.layers(page.city, page.warehouse),
        bounds=_bounds(page, markers, here),
        words={
            "title": page.t("map.alt", title=title),
            "zoomIn": page.t("map.zoom_in"),
            "zoomOut": page.t("map.zoom_out"),
            "credit": page.t("map.credit"),
            "lang": page.lang,
        },
    )
    group = MarkGroup(
        marks_data(page, markers),
        pulse=page.beat,
        looks=looks_of(markers),
        here=None if here is None else {"at": list(here), "title": page.t("map.here")},
        lines=[
            {"points": line.points, "colour": line.colour, "width": line.width, "title": line.title}
            for line in lines
        ],
        areas=[
            {
                "shape": json.loads(one.shape),
                "title": one.title,
                "lines": one.lines,
                "fill": one.fill,
            }
            for one in areas
        ],
        clustered=len(markers) > CLUSTER_FROM,
    )
    with st.container(key=f"map_{key}"):
        answer = st_folium(
            drawn,
            key=key,
            height=height,
            use_container_width=True,
            returned_objects=["last_object_clicked"],
            feature_group_to_add=group,
        )
    explained = legend_marks if legend_marks is not None else [one.mark for one in markers]
    slot(page, f"legend_{key}", legend_html(page, explained))
    return _clicked(markers, (answer or {}).get("last_object_clicked"))


def _bounds(
    page: Page, markers: Sequence[Marker], here: tuple[float, float] | None
) -> list[list[float]]:
    """Where the map opens: the marks if there are two or more, else the municipality."""
    points = [(one.latitude, one.longitude) for one in markers]
    if here is not None:
        points.append(here)
    if len(points) > 1:
        latitudes, longitudes = zip(*points, strict=True)
        return [[min(latitudes), min(longitudes)], [max(latitudes), max(longitudes)]]
    return basemap.city_bounds(page.city, page.warehouse)


def _clicked(markers: Sequence[Marker], point: Any) -> str | None:
    if not point:
        return None
    for marker in markers:
        if (
            abs(marker.latitude - point["lat"]) < 1e-6
            and abs(marker.longitude - point["lng"]) < 1e-6
        ):
            return marker.key
    return None


@dataclass(frozen=True)
class PointStyle:
    """How many points look: columns of the frame and sizes."""

    colour_column: str = ""  # a column of [r, g, b, a]; empty: one colour
    colour: str = COLOURS["brand"]
    radius_column: str = ""  # metres; empty: one radius
    radius: float = 12
    tooltip: str = ""  # pydeck's {column} form over columns that hold no stranger's text


class TooManyMarks(ValueError):
    """More marks than a browser should get; aggregate by mesh in SQL."""


def points_deck(page: Page, frame: pd.DataFrame, style: PointStyle) -> pydeck.Deck:
    """A deck of points over our own ground; columns ``latitude`` and ``longitude``.

    Raises:
        TooManyMarks: more rows than ``MOST_MARKS``.
    """
    if len(frame) > MOST_MARKS:
        raise TooManyMarks(f"{len(frame)} marks; at most {MOST_MARKS}. Aggregate by mesh in SQL.")
    wanted = ["latitude", "longitude"]
    wanted += [name for name in (style.colour_column, style.radius_column) if name]
    wanted += [name for name in frame.columns if f"{{{name}}}" in style.tooltip]
    layer = pydeck.Layer(
        "ScatterplotLayer",
        frame[list(dict.fromkeys(wanted))],
        get_position="[longitude, latitude]",
        get_fill_color=style.colour_column or rgba(style.colour, 190),
        get_radius=style.radius_column or style.radius,
        radius_min_pixels=3,
        radius_max_pixels=40,
        stroked=True,
        get_line_color=[255, 255, 255, 220],
        line_width_min_pixels=1,
        pickable=True,
    )
    (south, west), (north, east) = basemap.city_bounds(page.city, page.warehouse)
    view = pydeck.data_utils.compute_view(
        pd.DataFrame({"longitude": [west, east], "latitude": [south, north]})
    )
    return CompactDeck(
        [layer],
        initial_view_state=view,
        map_provider=None if not basemap.is_installed() else "carto",
        map_style=basemap.STYLE_ADDRESS if basemap.is_installed() else None,
        tooltip={"text": style.tooltip} if style.tooltip else False,
    )


def points_map(
    page: Page,
    frame: pd.DataFrame,
    *,
    title: str,
    key: str,
    height: int = 420,
    style: PointStyle | None = None,
) -> None:
    """Draw many points. The table beside it says the same."""
    st.pydeck_chart(
        points_deck(page, frame, style or PointStyle()),
        height=height,
        key=key,
        alt=page.t("map.alt", title=title),
    )
    show(join(tag("p", page.t("map.credit"), class_="m-quiet m-small")))


def rgba(colour: str, alpha: int = 255) -> list[int]:
    """``#RRGGBB`` as deck.gl wants it."""
    return [int(colour[start : start + 2], 16) for start in (1, 3, 5)] + [alpha]
