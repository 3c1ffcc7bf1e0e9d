"""Road triage: which posts are open, since when, where, and what each one says."""

import streamlit as st

from machimori.ui.staff_frame import begin_staff
from machimori.ui.triage_detail import detail
from machimori.ui.triage_filters import triage_filter
from machimori.ui.triage_map import posts_map
from machimori.ui.triage_panels import age_bars, figures
from machimori.ui.triage_queue import picked_post, queue, save

page = begin_staff("triage", sources=("road_reports",))
chosen, sort = triage_filter(page)
counts = figures(page, chosen)

with st.container(key="side_by_side"):
    left, right = st.columns([3, 2], gap="medium")
with left:
    queue(page, chosen, sort=sort, posts=counts.posts)
    save(page, chosen, counts.posts)
    age_bars(page, counts)
with right:
    posts_map(page, chosen, picked=picked_post(), posts=counts.posts)
    detail(page, picked_post())
