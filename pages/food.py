"""Where can I bring surplus food, is it open now, and what do they take?"""

from __future__ import annotations

import streamlit as st

from machimori.store.queries import food
from machimori.ui import food_list, food_panels, states
from machimori.ui.page import begin, footer
from machimori.ui.position import ask

page = begin("page.food", sources=("food_drive_points",))
position = ask(page, food.starts(page.warehouse))
points = food_list.with_hours(
    page,
    food.points(
        page.warehouse,
        latitude=position.latitude if position else None,
        longitude=position.longitude if position else None,
    ),
)

if len(points):
    page.as_of(points["as_of"].max())
    with st.container(key="side_by_side"):
        food_panels.list_and_map(page, food_panels.choose(page, points), position)
else:
    states.empty(page.lang, page.t("food.none"), page.t("food.none_next"))
food_panels.before_you_go(page)
footer(page, page.t("word.sources", names=page.word("source_name", "food_drive_points")))
