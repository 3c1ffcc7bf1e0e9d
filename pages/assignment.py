"""Who is sent where: load of each place, how far people walk, who is left without, and why."""

import streamlit as st

from machimori.ui import acting
from machimori.ui.assignment_map import flow_map
from machimori.ui.assignment_panels import answer_to, basis, figures, overflow, proof
from machimori.ui.assignment_tables import district_table, origin_table, place_table
from machimori.ui.board_panels import incident_choice
from machimori.ui.closure_panel import closure_form, closures_in_force
from machimori.ui.demand_choice import asked
from machimori.ui.live import keep_up
from machimori.ui.staff_frame import begin_staff

page = begin_staff(
    "assignment", sources=("population", "stations", "roads", "facilities", "facility_status")
)
incident = incident_choice(page)
acting.outcome(page)
question = asked(page, incident, with_level=True)
found = answer_to(page, incident, question)
figures(page, question, found, incident)
overflow(page, question, found)

with st.container(key="side_by_side"):
    left, right = st.columns([6, 5], gap="medium")
with right:
    flow_map(page, question, found)
    proof(page, found)
    closures_in_force(page, incident, found)
    if incident is not None:
        closure_form(page, incident)
with left:
    place_table(page, question, found)
    district_table(page, found)
    origin_table(page, question, found)
    basis(page, question, found)
keep_up(page)
