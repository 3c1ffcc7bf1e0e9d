"""Which 避難情報 and お知らせ are out, and issuing, lifting, sending and withdrawing them."""

import streamlit as st

from machimori.ui import acting
from machimori.ui.board_panels import incident_choice
from machimori.ui.live import keep_up
from machimori.ui.message_form import message_form, messages_out
from machimori.ui.order_form import issue_form, standing_orders
from machimori.ui.order_panels import past_orders, state_as_of
from machimori.ui.staff_frame import begin_staff

page = begin_staff("orders", sources=("facility_status",))
incident = incident_choice(page)
if incident is not None:
    state_as_of(page, incident)
    acting.outcome(page)
    may_write = acting.may_write_in(page, incident)
    orders, messages = st.columns(2, gap="large")
    with orders:
        standing_orders(page, incident, may_write=may_write)
        if may_write:
            issue_form(page, incident)
        past_orders(page, incident)
    with messages:
        messages_out(page, incident, may_write=may_write)
        if may_write:
            message_form(page, incident)
keep_up(page)
