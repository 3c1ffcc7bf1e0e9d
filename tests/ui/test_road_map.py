"""What the browser says of the map, as the page takes it: numbers, or nothing."""

from __future__ import annotations

import json
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

VIEW = {
    "west": 139.7,
    "south": 35.6,
    "east": 139.8,
    "north": 35.7,
    "longitude": 139.75,
    "latitude": 35.65,
    "zoom": 14.5,
}


def _screen() -> None:
    import streamlit as st

    from machimori.store.queries.triage import TriageFilter
    from machimori.ui import road_map

    st.json({"view": road_map.in_sight(TriageFilter()).view, "begins": road_map._remembered()})


def said(view: Any, address: dict[str, str]) -> dict[str, Any]:
    screen = AppTest.from_function(_screen, default_timeout=30)
    screen.session_state["road_map"] = {"view": view}
    for name, value in address.items():
        screen.query_params[name] = value
    found: dict[str, Any] = json.loads(screen.run().json[0].value)
    return found


def test_the_queue_is_held_to_what_is_in_sight_only_where_that_was_chosen() -> None:
    assert said(VIEW, {})["view"] == []
    assert said(VIEW, {"listed": "view"})["view"] == [139.7, 35.6, 139.8, 35.7]


@pytest.mark.parametrize(
    "view",
    [None, "x", {}, VIEW | {"west": "nan"}, VIEW | {"zoom": None}, [1, 2], VIEW | {"east": "x"}],
)
def test_anything_else_than_numbers_is_no_view(view: Any) -> None:
    assert said(view, {"listed": "view"})["view"] == []


@pytest.mark.parametrize(
    ("place", "begins"),
    [
        ("139.75/35.65/14.5", {"longitude": 139.75, "latitude": 35.65, "zoom": 14.5}),
        ("139.75/35.65", None),
        ("nan/35/14", None),
        ("500/35/14", None),
        ("a/b/c", None),
        ("", None),
    ],
)
def test_the_map_begins_where_the_address_says(place: str, begins: Any) -> None:
    assert said(None, {"map": place})["begins"] == begins
