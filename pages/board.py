"""The shelter board: which places are open, how full, how sure, and whom to ask first."""

import streamlit as st

from machimori.ui.board_data import chosen_places
from machimori.ui.board_detail import place_detail
from machimori.ui.board_map import places_map
from machimori.ui.board_panels import check_list, incident_choice
from machimori.ui.board_table import picked_place, places_table
from machimori.ui.live import keep_up
from machimori.ui.replay import at_moment
from machimori.ui.staff_frame import begin_staff

page = begin_staff("board", sources=("facilities", "facility_status"))
incident = incident_choice(page)
page = at_moment(page, incident)
view = chosen_places(page, incident)

with st.container(key="side_by_side"):
    left, right = st.columns([8, 5], gap="medium")
with right:
    places_map(
        page,
        view.places,
        title=view.title,
        picked=picked_place(),
        with_state=incident is not None,
    )
    if incident is not None:
        check_list(page, view.all_places)
with left:
    places_table(page, view.places, caption=view.title, with_state=incident is not None)
    place_detail(page, view.places, picked_place(), incident)
keep_up(page)
