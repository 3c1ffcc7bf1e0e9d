"""The parts of the food-drive finder: figures, filters, the list beside the map, the reminder."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from machimori.store.queries import food
from machimori.ui import filters, food_list, paging, pick_list
from machimori.ui.maps import detail_map
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.position import Position
from machimori.ui.tables import records

_MAP_HEIGHT = 440
_REMINDERS = ("food.before_1", "food.before_2", "food.before_3", "food.before_4", "food.before_5")


def points(page: Page, position: Position | None) -> pd.DataFrame:
    """All boxes with their hours now, nearest first where there is a position."""
    found = food.points(
        page.warehouse,
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
    )
    return food_list.with_hours(page, found)


def choose(page: Page, points: pd.DataFrame) -> pd.DataFrame:
    """Draw the filters; the points that meet them, nearest first or by name."""
    shown = filters.choice(
        "open",
        page.t("food.open_filter"),
        ["all", "now", "weekend"],
        words=lambda one: page.t(f"food.open_{one}"),
    )
    if shown == "now":
        points = points[[hours.is_open is True for hours in points["hours"]]]
    elif shown == "weekend":
        days = points["open_days"].fillna("")
        points = points[days.str.contains("sat") | days.str.contains("sun")]
    return points


def list_and_map(page: Page, chosen: pd.DataFrame, position: Position | None) -> None:
    """List and map of the same points, sharing what is selected."""
    if not len(chosen):
        show(tag("p", page.t("filter.none_found"), class_="m-quiet", role="status"))
        return
    remembered = st.session_state.get("selection_food", {}).get("now")
    beside, above = st.columns([3, 2], gap="large")
    with above:
        clicked = detail_map(
            page,
            [
                food_list.marker(page, point, selected=remembered)
                for point in records(chosen[chosen["latitude"].notna()])
            ],
            title=page.t("food.map_title"),
            key="food",
            height=_MAP_HEIGHT,
            here=position.point if position else None,
        )
    selected, from_map = pick_list.shared_selection("food", clicked)
    with beside:
        show(tag("p", page.t("food.count", n=len(chosen)), class_="m-count", role="status"))
        listed = paging.part(chosen, key="food", item="point_id", picked=selected)
        pick_list.pick_list(
            food_list.items(page, listed),
            key="food_list",
            selected=selected,
            from_map=from_map,
        )
        paging.more(page, key="food", shown=len(listed), whole=len(chosen))
    if selected != remembered:
        st.rerun()


def before_you_go(page: Page) -> None:
    """Five short lines to read before leaving home."""
    show(
        tag(
            "section",
            tag("h2", page.t("food.before"), class_="m-h2"),
            tag("ol", *(tag("li", page.t(key)) for key in _REMINDERS), class_="m-reminders"),
            tag("p", page.t("food.before_note"), class_="m-quiet m-small"),
        )
    )
