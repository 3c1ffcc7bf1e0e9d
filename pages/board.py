"""The shelter board: which places are open, how full, how sure, and whom to ask first."""

import streamlit as st

from machimori.ui import acting
from machimori.ui.board_acts import common_act, writing
from machimori.ui.board_check import check_list
from machimori.ui.board_conflicts import conflict_list
from machimori.ui.board_data import chosen_places
from machimori.ui.board_detail import place_detail
from machimori.ui.board_map import places_map
from machimori.ui.board_panels import incident_choice
from machimori.ui.board_table import picked_place, places_table
from machimori.ui.board_watch import watched
from machimori.ui.incident_panel import open_panel
from machimori.ui.live import keep_up
from machimori.ui.navigation import link
from machimori.ui.order_panels import orders_band
from machimori.ui.replay import at_moment
from machimori.ui.staff_frame import begin_staff

page = begin_staff("board", sources=("facilities", "facility_status"))
incident = incident_choice(page)
if incident is None:
    open_panel(page)
board, time_line = st.container(key="board"), st.container()
with time_line:
    page = at_moment(page, incident)
with board:
    acting.outcome(page)
    orders_band(page, incident)
    may = writing(page, incident)
    view = chosen_places(page, incident)
    conflict_list(page, incident, view.all_places, may)
    with st.container(key="side_by_side"):
        left, right = st.columns([9, 5], gap="medium")
    with right:
        places_map(
            page,
            view.places,
            title=view.title,
            picked=picked_place(),
            with_state=incident is not None,
        )
        check_list(page, view.all_places, incident, may)
    with left:
        common_act(page, view.places, may)
        places_table(
            page,
            view.places,
            caption=view.title,
            incident=incident,
            may=may,
            opened=lambda row: place_detail(page, row, incident, may),
        )
        if may:
            link("temporary", page.t("board.add_place"))
keep_up(page, parts=watched(page, incident, view, may))
