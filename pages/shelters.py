"""Which places of refuge are open now, how full, how sure are we, and which is near me?"""

from __future__ import annotations

import streamlit as st

from machimori.ui import alert_panels, shelter_filters, shelter_panels
from machimori.ui.footer import footer
from machimori.ui.live import PUBLIC_MS, keep_up
from machimori.ui.page import begin
from machimori.ui.position import ask

page = begin("page.shelters", sources=("facilities", "facility_status"))
incident = shelter_panels.incident_now(page)
places = shelter_panels.places(page, incident)

alert_panels.alerts(page, incident)
shelter_panels.situation(page, incident, places)
if len(places):
    position = ask(page)
    chosen = shelter_filters.draw(page, places, incident, position)
    with st.container(key="side_by_side"):
        shelter_panels.list_and_map(page, chosen, places, position)
footer(page, page.t("shelters.role_note"))
keep_up(page, every_ms=PUBLIC_MS)
