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

_LOG = "log"
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
    with st.form(acting.field(_LOG, "form"), border=False):
        st.text_input(
            page.t("log.what"),
            max_chars=LONGEST_ENTRY,
            placeholder=page.t("log.what_hint"),
            key=acting.field(_LOG, "text"),
        )
        who, where, when, due = st.columns([3, 3, 2, 2])
        with who:
            st.text_input(
                page.t("log.counterpart"), max_chars=LONGEST_NAME, key=acting.field(_LOG, "who")
            )
        with where:
            st.selectbox(
                page.t("log.place"),
                sorted(known.places, key=lambda one: known.places[one]),
                index=None,
                format_func=lambda one: known.places[one],
                placeholder=page.t("log.no_place"),
                key=acting.field(_LOG, "place"),
            )
        with when:
            hint = page.t("times.hint")
            st.text_input(page.t("log.at"), placeholder=hint, key=acting.field(_LOG, "at"))
        with due:
            hint = page.t("log.due_hint")
            st.text_input(page.t("log.due"), placeholder=hint, key=acting.field(_LOG, "due"))
        acting.button(
            page,
            page.t("log.write"),
            _LOG,
            lambda now, key: _write(now, incident, category, key),
            lambda: _sentence(page),
            in_form=True,
            type="primary",
        )


def _write(page: Page, incident: Incident, category: str, key: str) -> None:
    log_desk(page, incident).write(
        category,
        acting.typed(_LOG, "text"),
        client_key=key,
        at=meant(page, acting.typed(_LOG, "at"), ahead=False),
        counterpart=acting.typed(_LOG, "who"),
        facility_id=acting.typed(_LOG, "place"),
        due_at=meant(page, acting.typed(_LOG, "due"), ahead=True),
    )


def _sentence(page: Page) -> str:
    """What was written, and which of its times were not understood."""
    sentence = str(acting.typed(_LOG, "text")).strip()
    for part in ("at", "due"):
        typed = acting.typed(_LOG, part)
        if typed and meant(page, typed, ahead=part == "due") is None:
            sentence = f"{sentence} {page.t('times.not_understood', typed=typed)}"
    return sentence
