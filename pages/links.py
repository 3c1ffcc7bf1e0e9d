"""Operators' links: which facility's staff can report by QR; issue, end and print them."""

import streamlit as st

from machimori.ui.links_panels import all_links, figures, links, links_table, one_link
from machimori.ui.live import keep_up
from machimori.ui.staff_frame import begin_staff

page = begin_staff("links", sources=("facilities",))
found = links(page)
figures(page, found)
left, right = st.columns([9, 5], gap="medium")
with left:
    picked = links_table(page, found)
with right:
    one_link(page, found, picked)
    all_links(page, found)
keep_up(page)
