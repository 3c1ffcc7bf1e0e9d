"""One decision for several chosen posts: who has them, their state, a ready answer for each."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import streamlit as st

from machimori.domain.decision_rules import LONGEST
from machimori.domain.event_payloads import SEVERITIES
from machimori.domain.statement_rules import Refused
from machimori.domain.vocabulary import ReportStatus
from machimori.store.clock import clock_now
from machimori.store.road_desk import Common
from machimori.ui import acting
from machimori.ui.markup import join, show, tag
from machimori.ui.page import Page
from machimori.ui.triage_acts import desk, may_decide, parent_id
from machimori.ui.triage_answers import answers_for, template_field
from machimori.wording import numbers

_CHOSEN, _OUTCOME = "posts_chosen", "posts_common_outcome"
_NAME = "posts common"
_FIELDS = ("status", "assignee", "severity", "reason", "referred_to", "parent")
#: How long the outcome stays, and how long with answers to copy.
_READ_SECONDS, _COPY_SECONDS = 60.0, 600.0
#: Refusals and answers told one by one.
_MOST_TOLD = 20
#: How many were decided about, whom not and why, the answers to copy, when (of the process).
_Outcome = tuple[int, list[tuple[str, str]], list[str], float]


def chosen() -> list[str]:
    """Ids of the posts chosen for a common act; they stay while one turns the pages."""
    return list(st.session_state.get(_CHOSEN, []))


def choose(among: Sequence[str], ids: Sequence[str]) -> None:
    """Of the posts of one page these are chosen; those of others stay as they are."""
    rest = [one for one in chosen() if one not in set(among)]
    st.session_state[_CHOSEN] = [*rest, *ids]


def common_act(page: Page) -> None:
    """The form for the chosen posts, and what came of the last one."""
    if not may_decide(page):
        return
    _say_outcome(page)
    ids = chosen()
    if not ids:
        return
    with st.container(border=True, key="posts_common"):
        words = page.t("roads.bulk.chosen", n=numbers.number(len(ids), page.lang))
        show(tag("p", tag("strong", words), class_="m-quiet"))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            after = _one_of(page, "status", [str(one) for one in ReportStatus])
            st.selectbox(
                page.t("roads.field.assignee"),
                [*page.city.road_desk.assignees, ""],
                index=None,
                format_func=lambda one: one or page.t("roads.nobody"),
                placeholder=page.t("roads.as_it_is"),
                accept_new_options=True,
                key=acting.field(_NAME, "assignee"),
                width=200,
            )
            _one_of(page, "severity", list(SEVERITIES))
            if page.city.road_desk.answers:
                template_field(page, _NAME)
        if after is not None:
            st.text_input(
                page.t("roads.reason"),
                max_chars=LONGEST["reason"],
                key=acting.field(_NAME, "reason"),
            )
        if after == ReportStatus.REFERRED:
            st.selectbox(
                page.t("roads.referred_to"),
                list(page.city.road_desk.addressees),
                index=None,
                placeholder=page.t("roads.choose_or_type"),
                accept_new_options=True,
                key=acting.field(_NAME, "referred_to"),
            )
        if after == ReportStatus.DUPLICATE:
            st.text_input(page.t("roads.parent"), key=acting.field(_NAME, "parent"))
        with st.container(horizontal=True):
            st.button(
                page.t("roads.bulk.write"),
                type="primary",
                key="posts_common_write",
                on_click=_press,
                args=(page, page.journal.last_seq() if page.journal else 0),
            )
            st.button(page.t("roads.bulk.none"), key="posts_common_none", on_click=_choose_none)


def _one_of(page: Page, field: str, codes: list[str]) -> str | None:
    return st.selectbox(
        page.t(f"roads.field.{field}"),
        codes,
        index=None,
        format_func=lambda code: page.word(field, code),
        placeholder=page.t("roads.as_it_is"),
        key=acting.field(_NAME, field),
        width=160,
    )


def _choose_none() -> None:
    st.session_state[_CHOSEN] = []
    acting.finished(_NAME)


def _press(page: Page, seen_until: int) -> None:
    """Decide for each; what somebody decided after the page was drawn is left alone."""
    now = replace(page, now=clock_now(page.warehouse, page.journal))
    said: dict[str, Any] = {
        name: st.session_state.get(acting.field(_NAME, name)) for name in _FIELDS
    }
    said["parent"] = parent_id(now, said["parent"])
    template = st.session_state.get(acting.field(_NAME, "template"))
    answers = answers_for(now, chosen(), template, said["status"]) if template else {}
    each = {one: {"answer": words, "template": template} for one, words in answers.items()}
    try:
        came = desk(now).act_on_many(
            chosen(), client_key=acting.intention(_NAME), seen_until=seen_until, each=each, **said
        )
    except Refused as refusal:
        acting.say(page.t("acting.refused"), acting.refusal_words(now, refusal))
        return
    told = [(name, acting.refusal_words(now, why)) for name, why in came.refused]
    told_to = [answers[one.subject] for one in came.events if one.subject in answers]
    st.session_state[_OUTCOME] = (len(came.events), told, told_to, time.monotonic())
    st.session_state[_CHOSEN] = [name for name, _ in came.refused]
    _finish(came)


def _finish(came: Common) -> None:
    """Fields stay filled in while some posts are left to try again."""
    if not came.refused:
        acting.finished(_NAME)


def _say_outcome(page: Page) -> None:
    held: _Outcome | None = st.session_state.get(_OUTCOME)
    if held is None or time.monotonic() - held[3] > (_COPY_SECONDS if held[2] else _READ_SECONDS):
        return
    done, refused, answers, _ = held
    sentence = page.t(
        "roads.bulk.done",
        done=numbers.number(done, page.lang),
        refused=numbers.number(len(refused), page.lang),
    )
    lines = [tag("li", join(tag("strong", name), " ", why)) for name, why in refused[:_MOST_TOLD]]
    show(
        tag(
            "div",
            tag("p", sentence, class_="m-notice-head"),
            tag("ul", *lines) if lines else None,
            class_=f"m-notice m-tone-{'caution' if refused else 'good'}",
            role="status",
        )
    )
    if answers:
        with st.expander(page.t("roads.bulk.answers", n=numbers.number(len(answers), page.lang))):
            for words in answers[:_MOST_TOLD]:
                st.code(words, language=None, wrap_lines=True)
            if len(answers) > _MOST_TOLD:
                show(tag("p", page.t("roads.bulk.answers_more", n=_MOST_TOLD), class_="m-quiet"))
