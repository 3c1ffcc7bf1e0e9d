"""Deciding about one post: its state with what the step needs, severity, owner, who has it, words.

The form carries the newest decision its reader had seen when it was opened. Somebody else's in
between is told before anything is written, and never overwritten unseen.
"""

from __future__ import annotations

from typing import Any

import streamlit as st

from machimori.domain.decision_rules import LONGEST
from machimori.domain.event_payloads import SEVERITIES
from machimori.domain.report_fold import NOTHING_YET
from machimori.domain.report_transitions import Need, needs, next_statuses
from machimori.domain.vocabulary import EndKind, ReportStatus, RoadOwner
from machimori.store.queries import post_words, road_decisions
from machimori.store.queries.road_decisions import PostState
from machimori.store.road_desk import RoadDesk
from machimori.ui import acting
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.triage_answers import answer_fields

#: The role that decides about posts.
ROLE = "road"
_SEEN = "road_post_seen"
_SAID = (
    "status", "reason", "referred_to", "parent", "severity", "owner", "assignee", "note",
)  # fmt: skip


def desk(page: Page) -> RoadDesk:
    """The desk of whoever is signed in."""
    return RoadDesk(
        page.city, page.warehouse, acting.journal_of(page), acting.reporter(page), page.now
    )


def may_decide(page: Page) -> bool:
    """Whether whoever is signed in decides about posts."""
    return page.staff is not None and page.staff.may(ROLE)


def post_form(page: Page, post: dict[str, Any]) -> None:
    """The form of one post, under its facts."""
    if not may_decide(page):
        role = page.t(f"role_staff.{ROLE}")
        show(tag("p", page.t("acting.role_needed", role=role), class_="m-quiet"))
        return
    report_id = str(post["report_id"])
    state = road_decisions.states(page.warehouse, page.journal, [report_id]).get(report_id)
    if state is None:
        return
    name = f"post {report_id}"
    seen = _seen(name, state)
    _say_if_overtaken(page, name, state, seen)
    with st.container(border=True, key="post_form"):
        show(tag("h3", page.t("roads.decide")))
        acting.outcome(page)
        _fields(page, name, state)
        answer_fields(page, name, post, _typed(name).get("status"))

        def press() -> None:
            said = _typed(name)
            said["parent"] = parent_id(page, said["parent"])
            if acting.on_press(
                page,
                name,
                lambda now, key: desk(now).act(report_id, client_key=key, seen=seen, **said),
                page.t("roads.decided", number=str(post["source_report_id"] or report_id)),
            ):
                st.session_state.pop(_SEEN, None)

        _wrong(name, None)
        st.button(page.t("roads.write"), type="primary", on_click=press, key=f"write {name}")


def _seen(name: str, state: PostState) -> str:
    """The newest decision when this post's form was opened; kept until it is done or left."""
    round_ = acting.field(name, "seen")
    held: tuple[str, str] | None = st.session_state.get(_SEEN)
    if held is not None and held[0] == round_:
        return held[1]
    newest = NOTHING_YET if state.last_event is None else state.last_event.event_id
    st.session_state[_SEEN] = (round_, newest)
    return newest


def _say_if_overtaken(page: Page, name: str, state: PostState, seen: str) -> None:
    """Somebody decided since: who and when; and what of the state needs a second look."""
    for is_so, key in (
        (state.has_conflict, "roads.conflict"),
        (state.is_published_later, "roads.published_later"),
    ):
        if is_so:
            show(tag("p", page.t(key), class_="m-notice m-tone-caution"))
    newest = state.last_event
    if newest is None or newest.event_id == seen:
        return
    with st.container(key="post_overtaken"):
        who = page.t("roads.overtaken", who=newest.reporter, at=page.moment(newest.observed_at))
        show(
            tag(
                "div",
                tag("p", who, class_="m-notice-head"),
                tag("p", page.t("roads.overtaken_note")),
                class_="m-notice m-tone-caution",
                role="status",
            )
        )
        seen_now = (acting.field(name, "seen"), newest.event_id)
        st.button(
            page.t("roads.overtaken_read"),
            on_click=lambda: st.session_state.update({_SEEN: seen_now}),
            key=f"read {name}",
        )


def _fields(page: Page, name: str, state: PostState) -> None:
    now_is = page.word("status", state.status)
    after = st.selectbox(
        page.t("roads.status_now", now=now_is),
        [str(one) for one in next_statuses(state.status)],
        index=None,
        format_func=lambda code: page.word("status", code),
        placeholder=page.t("roads.as_it_is"),
        key=acting.field(name, "status"),
    )
    _wrong(name, "status")
    if after is not None:
        _of_step(page, name, state, ReportStatus(after))
    left, right = st.columns(2)
    with left:
        st.selectbox(
            page.t("roads.severity_now", now=page.word("severity", state.severity)),
            list(SEVERITIES),
            index=None,
            format_func=lambda code: page.word("severity", code),
            placeholder=page.t("roads.as_it_is"),
            key=acting.field(name, "severity"),
        )
    with right:
        st.selectbox(
            page.t("roads.owner_now", now=page.word("owner", state.owner)),
            [str(one) for one in RoadOwner],
            index=None,
            format_func=lambda code: page.word("owner", code),
            placeholder=page.t("roads.as_it_is"),
            key=acting.field(name, "owner"),
        )
    assignee_field(page, acting.field(name, "assignee"), state.assignee)
    _wrong(name, "assignee")
    st.text_area(
        page.t("roads.note"),
        max_chars=LONGEST["note"],
        height=68,
        key=acting.field(name, "note"),
    )
    _wrong(name, "note")


def assignee_field(page: Page, key: str, now: str | None) -> None:
    """Whom to give it to: those of the configuration, or a name typed; nobody is a choice."""
    st.selectbox(
        page.t("roads.assignee_now", now=now or page.t("roads.nobody")),
        [*page.city.road_desk.assignees, ""],
        index=None,
        format_func=lambda one: one or page.t("roads.nobody"),
        placeholder=page.t("roads.as_it_is"),
        accept_new_options=True,
        key=key,
    )


def _of_step(page: Page, name: str, state: PostState, after: ReportStatus) -> None:
    """What the chosen step needs said."""
    needed = needs(state.status, after) or frozenset()
    if after == ReportStatus.DONE:
        st.checkbox(page.t("roads.repaired"), key=acting.field(name, "repaired"))
    if Need.PARENT in needed:
        st.text_input(page.t("roads.parent"), key=acting.field(name, "parent"))
        _wrong(name, "parent")
    if Need.ADDRESSEE in needed:
        st.selectbox(
            page.t("roads.referred_to"),
            list(page.city.road_desk.addressees),
            index=None,
            placeholder=page.t("roads.choose_or_type"),
            accept_new_options=True,
            key=acting.field(name, "referred_to"),
        )
        _wrong(name, "referred_to")
    reason_key = "roads.reason_needed" if Need.REASON in needed else "roads.reason"
    st.text_input(page.t(reason_key), max_chars=LONGEST["reason"], key=acting.field(name, "reason"))
    _wrong(name, "reason")


def parent_id(page: Page, said: str | None) -> str | None:
    """The post that stays, as it was written: its number, as on the screen, or its id."""
    return post_words.named(page.warehouse, said) if said else said


def _wrong(name: str, field: str | None) -> None:
    """What was refused, under its field; what is about no field stands above the button."""
    held = acting.refused(name)
    if held is None:
        return
    if held[0] == field or (field is None and held[0] not in _SAID):
        show(tag("p", held[1], class_="m-refused", role="alert"))


def _typed(name: str) -> dict[str, Any]:
    """What stands in the fields of the form; None where nothing was said."""
    values: dict[str, Any] = {
        field: st.session_state.get(acting.field(name, field))
        for field in (*_SAID, "answer", "template")
    }
    if values["status"] == ReportStatus.DONE and st.session_state.get(
        acting.field(name, "repaired")
    ):
        values["end_kind"] = str(EndKind.REPAIRED)
    return values
