"""Handing posts over to the owner of their road: which, to whom, and what to tell them."""

from __future__ import annotations

import time
from dataclasses import replace

import pandas as pd
import streamlit as st

from machimori.domain.decision_rules import LONGEST
from machimori.domain.statement_rules import Refused
from machimori.domain.vocabulary import ReportStatus
from machimori.store.clock import clock_now
from machimori.ui import acting
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.referral_panels import addressee
from machimori.ui.tables import records
from machimori.ui.triage_acts import ROLE, desk, may_decide
from machimori.wording import numbers

_NAME = "hand_over"
_LEFT = "hand_over_left"
#: How long those that could not be recorded stay listed.
_READ_SECONDS = 60.0


def hand_over(page: Page, owner: str, rows: pd.DataFrame) -> None:
    """The form under the list of one owner."""
    if not may_decide(page):
        role = page.t(f"role_staff.{ROLE}")
        show(tag("p", page.t("acting.role_needed", role=role), class_="m-quiet"))
        return
    labels = {str(row["report_id"]): _label(page, row) for row in records(rows)}
    sure_from = page.city.road_owners.sure_from
    sure = [
        str(row["report_id"])
        for row in records(rows)
        if numbers.is_missing(row["owner_confidence"]) or row["owner_confidence"] >= sure_from
    ]
    # The owner is part of the fields' names: what was chosen of one is not handed to another.
    name = f"{_NAME} {owner}"
    field = acting.field(name, "posts")
    st.session_state[field] = [one for one in st.session_state.get(field, []) if one in labels]
    with st.container(border=True, key="hand_over"):
        st.button(
            page.t("referrals.all_sure", n=numbers.number(len(sure), page.lang)),
            on_click=_choose,
            args=(field, sure),
            disabled=not sure,
            key="hand_over_all",
        )
        chosen = st.multiselect(
            page.t("referrals.choose"),
            list(labels),
            format_func=lambda one: labels.get(one, one),
            key=field,
            placeholder=page.t("referrals.choose_placeholder"),
            select_all=False,
            filter_mode="contains",
        )
        st.text_input(
            page.t("referrals.to"),
            value=addressee(page, owner),
            max_chars=LONGEST["referred_to"],
            key=acting.field(name, "to"),
        )
        st.text_input(
            page.t("referrals.note"), max_chars=LONGEST["note"], key=acting.field(name, "note")
        )
        n = numbers.number(len(chosen), page.lang)
        words = page.t("referrals.hand_over", n=n) if chosen else page.t("referrals.hand_over_none")
        st.button(
            words,
            type="primary",
            disabled=not chosen,
            on_click=_press,
            args=(page, name, owner, page.journal.last_seq() if page.journal else 0),
            key="hand_over_now",
        )
        _say_left(page)


def _choose(field: str, posts: list[str]) -> None:
    st.session_state[field] = posts


def _press(page: Page, name: str, owner: str, seen_until: int) -> None:
    """Record each; what somebody decided after the page was drawn is left alone and named."""
    now = replace(page, now=clock_now(page.warehouse, page.journal))
    to = st.session_state.get(acting.field(name, "to"))
    try:
        came = desk(now).act_on_many(
            st.session_state.get(acting.field(name, "posts"), []),
            client_key=acting.intention(name),
            seen_until=seen_until,
            status=str(ReportStatus.REFERRED),
            referred_to=to,
            owner=owner,
            note=st.session_state.get(acting.field(name, "note")),
        )
    except Refused as refusal:
        acting.say(page.t("acting.refused"), acting.refusal_words(now, refusal))
        return
    left = [(one, acting.refusal_words(now, why)) for one, why in came.refused]
    st.session_state[_LEFT] = (left, time.monotonic())
    n = numbers.number(len(came.events), page.lang)
    acting.finished(name)
    if left:
        acting.say(page.t("referrals.partly", n=n, refused=len(left)))
    else:
        acting.say(page.t("referrals.done", n=n, name=str(to)))


def _say_left(page: Page) -> None:
    left, at = st.session_state.get(_LEFT, ([], 0.0))
    if left and time.monotonic() - at < _READ_SECONDS:
        items = [tag("li", tag("strong", one), " ", why) for one, why in left]
        show(tag("ul", *items, class_="m-notice m-tone-caution", role="status"))


def _label(page: Page, row: dict[str, object]) -> str:
    number = row["source_report_id"]
    number = row["report_id"] if numbers.is_missing(number) else number
    category = row["category"]
    what = page.t("word.not_stated") if numbers.is_missing(category) else str(category)
    return f"{number} {what}"
