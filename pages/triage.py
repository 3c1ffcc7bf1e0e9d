"""Road triage: which posts are open, since when, where, and what each one says."""

import streamlit as st

from machimori.ui import acting
from machimori.ui.faster_panels import answer_line
from machimori.ui.live import keep_up
from machimori.ui.road_map import in_sight, road_map
from machimori.ui.staff_frame import begin_staff
from machimori.ui.triage_common import common_act
from machimori.ui.triage_detail import detail
from machimori.ui.triage_file import save
from machimori.ui.triage_filters import triage_filter
from machimori.ui.triage_panels import age_bars, ages, figures
from machimori.ui.triage_queue import picked_post, queue
from machimori.ui.triage_weighing import incident_line

page = begin_staff("triage", sources=("road_reports",))
chosen, sort = triage_filter(page)
listed = in_sight(chosen)
counts = figures(page, listed)
if picked_post() is None:  # else it is said at the form
    acting.outcome(page)
common_act(page)
incident_line(page)

with st.container(key="side_by_side"):
    left, right = st.columns([3, 2], gap="medium")
with left:
    queue(page, listed, sort=sort, posts=counts.posts)
    save(page, listed, counts.posts)
    ages(page, listed)
    age_bars(page, listed, counts)
    answer_line(page)
with right:
    road_map(page, chosen, picked=picked_post())
    detail(page, picked_post())
keep_up(page)
