"""How is the town now? One line per topic, each leading to its page."""

from __future__ import annotations

import streamlit as st

from machimori.store.queries import facilities, food
from machimori.ui import food_list, overview_panels, shelter_panels
from machimori.ui.markup import show, tag
from machimori.ui.page import begin, footer

page = begin("page.overview")
incident = facilities.incident_in_force(page.warehouse, page.journal, now=page.now)
places = shelter_panels.places(page, incident)
points = food_list.with_hours(page, food.points(page.warehouse))

if incident is not None and incident.mode == "training":
    page.band("training", page.t("band.training_text", name=incident.name))
page.as_of(overview_panels.newest(page))
show(tag("p", page.t("overview.lead", place=page.place), class_="m-lead"))

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
footer(page, page.t("footer.sources", names=page.all_sources))
