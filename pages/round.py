"""A crew's round of one day: which stops in which order, what stays undone, and why."""

import streamlit as st

from machimori.ui.round_choice import asked
from machimori.ui.round_files import files
from machimori.ui.round_map import round_map
from machimori.ui.round_panels import basis, dropped, figures, plan_of, quality, stops
from machimori.ui.staff_frame import begin_staff

page = begin_staff("round", sources=("road_reports", "roads"))
page.as_of_sources()
wanted = asked(page)
plan = plan_of(page, wanted)
figures(page, plan)
quality(page, plan)
files(page, wanted)

with st.container(key="side_by_side"):
    left, right = st.columns([6, 5], gap="medium")
with right:
    round_map(page, plan)
    basis(page, plan)
with left:
    stops(page, plan)
    dropped(page, plan)
