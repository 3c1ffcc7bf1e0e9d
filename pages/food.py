"""Where can I bring surplus food, is it open now, and what do they take?"""

from __future__ import annotations

import streamlit as st

from machimori.ui import food_panels, states
from machimori.ui.food_reach_panel import reach_panel
from machimori.ui.footer import footer
from machimori.ui.page import begin
from machimori.ui.position import ask

page = begin("page.food", sources=("food_drive_points", "population"))
points = food_panels.points(page, None)

if len(points):
    position = ask(page)
    if position is not None:
        points = food_panels.points(page, position)
    page.as_of(points["as_of"].max())
    chosen = food_panels.choose(page, points)
    with st.container(key="side_by_side"):
        food_panels.list_and_map(page, chosen, position)
else:
    states.empty(page.lang, page.t("food.none"), page.t("food.none_next"))
food_panels.before_you_go(page)
if len(points):
    reach_panel(page)
footer(page)
