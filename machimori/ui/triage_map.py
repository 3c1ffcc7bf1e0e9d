"""The map of the filtered posts: points while they fit, meshes beyond; picking one picks it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pydeck
import streamlit as st

from machimori.store.queries.triage import AGE_BUCKETS, TriageFilter
from machimori.store.queries.triage_map import Marks
from machimori.ui import triage_data
from machimori.ui.maps import PointStyle, points_deck, rgba
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.report_marks import AGE_COLOURS
from machimori.ui.triage_queue import pick_post
from machimori.wording import numbers
from machimori.wording.tokens import COLOURS

_NAME = "triage_map"


def posts_map(page: Page, chosen: TriageFilter, *, picked: str | None, posts: int) -> None:
    """Draw the map, its legend, and how many posts it can't show."""
    marks = triage_data.marks(page, chosen)
    st.pydeck_chart(
        deck(page, marks, picked=picked),
        height=440,
        key=_NAME,
        on_select=_picked if marks.mesh_edge_m is None else "ignore",
        selection_mode="single-object",
        alt=page.t("map.alt", title=page.t("page.triage")),
    )
    _legend(page, marks, hidden=posts - marks.posts)


def deck(page: Page, marks: Marks, *, picked: str | None) -> pydeck.Deck:
    """The deck: a point per post in the colour of its age, or a circle per mesh."""
    if marks.mesh_edge_m is not None:
        return points_deck(page, _mesh_marks(marks), _MESH_STYLE)
    frame = marks.frame.assign(
        colour=marks.frame["age_bucket"].map(lambda bucket: rgba(AGE_COLOURS[bucket], 220))
    )
    drawn = points_deck(page, frame, PointStyle(colour_column="colour", radius=9))
    layer = drawn.layers[0]
    layer.id = "posts"
    layer.radius_min_pixels = 5
    sent = frame[["report_id", "latitude", "longitude", "colour"]]
    layer.data = sent.round({"latitude": 6, "longitude": 6}).to_dict("records")  # 0.1 m
    chosen = frame[frame["report_id"] == picked]
    if len(chosen):
        drawn.layers.append(_ring(chosen))
    return drawn


_MESH_STYLE = PointStyle(colour=COLOURS["brand"], radius_column="radius", tooltip="{words}")


def _mesh_marks(marks: Marks) -> pd.DataFrame:
    """Circles whose area goes with the posts; the largest fills its mesh."""
    largest = max(int(marks.frame["posts"].max()), 1)
    half = (marks.mesh_edge_m or 0) / 2
    return marks.frame.assign(
        radius=(marks.frame["posts"] / largest) ** 0.5 * half,
        words=marks.frame["posts"].map("{:,}".format),
    )


def _ring(chosen: pd.DataFrame) -> pydeck.Layer:
    return pydeck.Layer(
        "ScatterplotLayer",
        chosen[["latitude", "longitude"]],
        id="picked",
        get_position="[longitude, latitude]",
        filled=False,
        stroked=True,
        get_line_color=rgba(COLOURS["alarm"]),
        line_width_min_pixels=3,
        get_radius=26,
        radius_min_pixels=11,
    )


def _picked() -> None:
    """Put the post clicked on the map into the address."""
    state: Any = st.session_state.get(_NAME)
    objects = state.selection.objects.get("posts", []) if state else []
    if objects:
        pick_post(str(objects[0]["report_id"]))


def _legend(page: Page, marks: Marks, *, hidden: int) -> None:
    if marks.mesh_edge_m is None:
        present = set(marks.frame["age_bucket"])
        show(
            tag(
                "ul",
                *(
                    tag(
                        "li",
                        tag("span", class_="m-dot", style=f"background:{AGE_COLOURS[bucket]}"),
                        page.t(f"triage.age.{bucket}"),
                    )
                    for bucket in AGE_BUCKETS
                    if bucket in present
                ),
                class_="m-legend",
                aria_label=page.t("map.legend"),
            )
        )
    else:
        sentence = page.t(
            "triage.map_meshes",
            edge=numbers.distance(marks.mesh_edge_m, page.lang),
            n=numbers.number(marks.posts, page.lang),
        )
        show(tag("p", sentence, class_="m-quiet"))
    if hidden:
        words = page.t("triage.map_hidden", n=numbers.number(hidden, page.lang))
        show(tag("p", words, class_="m-quiet"))
