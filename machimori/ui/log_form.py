"""Typing into the book: one line, Enter, written."""

from __future__ import annotations

import streamlit as st

from machimori.domain.event_payloads import LOG_CATEGORIES
from machimori.store.log_desk import LONGEST_ENTRY, LONGEST_NAME, LogDesk
from machimori.store.queries.board import Incident
from machimori.ui import acting, filters
from machimori.ui.log_words import Names
from machimori.ui.page import Page
from machimori.ui.times import meant

#: A handover is signed on its own tab.
TYPED = tuple(one for one in LOG_CATEGORIES if one != "handover")


def log_desk(page: Page, incident: Incident) -> LogDesk:
    """The desk that writes the book of an incident."""
    return LogDesk(acting.journal_of(page), incident, acting.reporter(page), page.now)


def log_form(page: Page, incident: Incident, known: Names) -> None:
    """Category, words, from or to whom, place, time, due time."""
    category = filters.choice(
        "category",
        page.t("log.category"),
        TYPED,
        words=lambda code: page.t(f"log.category_{code}"),
        label_visibility="collapsed",
    )
    with st.form("log_form", clear_on_submit=True, border=False):
        text = st.text_input(
            page.t("log.what"), max_chars=LONGEST_ENTRY, placeholder=page.t("log.what_hint")
        )
        who, where, when, due = st.columns([3, 3, 2, 2])
        with who:
            counterpart = st.text_input(page.t("log.counterpart"), max_chars=LONGEST_NAME)
        with where:
            place = st.selectbox(
                page.t("log.place"),
                sorted(known.places, key=lambda one: known.places[one]),
                index=None,
                format_func=lambda one: known.places[one],
                placeholder=page.t("log.no_place"),
            )
        with when:
            at = st.text_input(page.t("log.at"), placeholder=page.t("times.hint"))
        with due:
            due_at = st.text_input(page.t("log.due"), placeholder=page.t("log.due_hint"))
        pressed = st.form_submit_button(page.t("log.write"), type="primary")
    if not pressed:
        return
    happened, is_due = meant(page, at, ahead=False), meant(page, due_at, ahead=True)
    sentence = text.strip()
    for typed, understood in ((at, happened), (due_at, is_due)):
        if typed and understood is None:
            sentence = f"{sentence} {page.t('times.not_understood', typed=typed)}"
    if acting.attempt(
        page,
        "log",
        lambda key: log_desk(page, incident).write(
            category,
            text,
            client_key=key,
            at=happened,
            counterpart=counterpart,
            facility_id=place,
            due_at=is_due,
        ),
        sentence,
    ):
        st.rerun()
