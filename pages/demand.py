"""How many people may need a place, how many find one, and where the shortage is."""

import streamlit as st

from machimori.ui.board_panels import incident_choice
from machimori.ui.demand_choice import asked
from machimori.ui.demand_data import demand_against_capacity
from machimori.ui.demand_map import gap_map
from machimori.ui.demand_panels import basis, district_table, figures
from machimori.ui.live import keep_up
from machimori.ui.staff_frame import begin_staff

page = begin_staff("demand", sources=("population", "stations", "facilities", "facility_status"))
incident = incident_choice(page)
question = asked(page, incident)
found, places = demand_against_capacity(page, incident, question)
figures(page, question, found, places, incident)

with st.container(key="side_by_side"):
    left, right = st.columns([6, 5], gap="medium")
with right:
    gap_map(page, found, places)
with left:
    district_table(page, question, found)
    basis(page, question, found, places)
keep_up(page)
