"""Which posts tell of the same hole: the groups, why they were put together, merge and split."""

import streamlit as st

from machimori.ui.same_hole_group import group
from machimori.ui.same_hole_panels import figures, group_list, picked_group, scope
from machimori.ui.staff_frame import begin_staff

page = begin_staff("same_hole", sources=("road_reports",))
figures(page)
chosen = scope(page)

with st.container(key="side_by_side"):
    left, right = st.columns([2, 3], gap="medium")
with left:
    group_list(page, chosen)
with right:
    group(page, picked_group())
