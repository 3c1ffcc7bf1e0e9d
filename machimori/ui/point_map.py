"""A map to press: where is it?"""

from __future__ import annotations

import streamlit as st
from streamlit_folium import st_folium

from machimori.ui import basemap
from machimori.ui.leaflet import DetailMap, MarkGroup
from machimori.ui.markup import show, tag
from machimori.ui.page import Page

Point = tuple[float, float]


def point_map(
    page: Page, *, title: str, key: str, pin: Point | None, height: int = 380
) -> Point | None:
    """Draw the map with its pin; returns ``(latitude, longitude)`` of the last press, or None.

    Args:
        page: the page.
        title: what is looked for, for the map's spoken name.
        key: tells this map from others of the page.
        pin: where the pin stands.
        height: pixels.
    """
    if not basemap.is_installed():
        show(tag("p", page.t("map.unavailable"), class_="m-quiet"))
        return None
    drawn = DetailMap(
        basemap.layers(page.city, page.warehouse),
        bounds=basemap.city_bounds(page.city, page.warehouse),
        words={
            "title": page.t("map.alt", title=title),
            "zoomIn": page.t("map.zoom_in"),
            "zoomOut": page.t("map.zoom_out"),
            "credit": page.t("map.credit"),
            "lang": page.lang,
        },
    )
    group = MarkGroup(
        [],
        pulse=page.beat,
        looks={},
        here=None if pin is None else {"at": list(pin), "title": title},
        lines=[],
        areas=[],
        clustered=False,
    )
    with st.container(key=f"map_{key}"):
        answer = st_folium(
            drawn,
            key=key,
            height=height,
            use_container_width=True,
            returned_objects=["last_clicked"],
            feature_group_to_add=group,
        )
    pressed = (answer or {}).get("last_clicked")
    return (float(pressed["lat"]), float(pressed["lng"])) if pressed else None
