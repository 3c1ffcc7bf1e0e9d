"""How is the town now? One part per topic, each leading to its page."""

from __future__ import annotations

import streamlit as st

from machimori.ui import alert_panels, food_panels, overview_panels, shelter_panels
from machimori.ui.footer import footer
from machimori.ui.live import PUBLIC_MS, keep_up
from machimori.ui.markup import show, tag
from machimori.ui.page import begin

page = begin("page.overview")
incident = shelter_panels.incident_now(page)
places = shelter_panels.places(page, incident)
points = food_panels.points(page, None)

page.as_of_sources()
show(tag("p", page.t("overview.lead", place=page.place), class_="m-lead"))
alert_panels.alerts(page, incident)
with st.container(key="overview"):
    topics, town = st.columns([3, 2], gap="large")
    with topics:
        overview_panels.shelters(page, incident, places)
        overview_panels.roads(page)
        overview_panels.food_points(page, points)
        overview_panels.figures(page)
        overview_panels.data(page)
    with town:
        overview_panels.town_map(page, incident, places, points)
footer(page)
keep_up(page, every_ms=PUBLIC_MS)
