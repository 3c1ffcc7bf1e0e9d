"""Who comes and who leaves, in numbers: a family in a few taps, inside and outside apart."""

import streamlit as st

from machimori.ui import acting, reception_panels
from machimori.ui.board_panels import incident_choice
from machimori.ui.live import keep_up
from machimori.ui.reception_pad import pad, take_sent
from machimori.ui.staff_frame import begin_staff

page = begin_staff("reception", sources=("facilities", "facility_status"))
incident = incident_choice(page)
if incident is not None:
    acting.outcome(page)
    may_write = acting.may_write_in(page, incident)
    if may_write:
        take_sent(page, incident)
    places = reception_panels.places_of(page, incident)
    place = reception_panels.place_choice(page, places)
    if place is not None:
        counting, there = st.columns(2, gap="large")
        with counting:
            if may_write:
                pad(page, incident, place["facility_id"])
        with there:
            reception_panels.now_there(page, place)
            reception_panels.last_sets(page, incident, place["facility_id"], may_write=may_write)
            if may_write:
                reception_panels.count_form(page, incident, place["facility_id"])
    with st.expander(page.t("reception.tables"), expanded=place is None):
        reception_panels.counter_tables(page, incident, places)
keep_up(page)
