"""All that happened to one post in one list: what its source tells and what staff decided."""

from __future__ import annotations

from typing import Any

import streamlit as st

from machimori.store.queries import road_decisions
from machimori.ui import acting
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.report_marks import status_html
from machimori.ui.triage_acts import desk, may_decide

_TEXTS = ("reason", "referred_to", "parent", "note", "answer")


def history_list(page: Page, report_id: str) -> None:
    """The list, oldest first, and below it the way to take a decision back."""
    told = road_decisions.told_about(page.warehouse, page.journal, report_id)
    show(tag("h3", page.t("triage.history")))
    if not told:
        show(tag("p", page.t("triage.no_history"), class_="m-quiet"))
        return
    show(tag("ol", *(_line(page, one) for one in told), class_="m-history"))
    if may_decide(page):
        _take_back(page, report_id, told)


def _line(page: Page, one: dict[str, Any]) -> Html:
    at = one["changed_at"]
    when = page.t("word.not_stated") if at is None else page.moment(at)
    said = _said(page, one)
    return tag(
        "li",
        tag("span", when, class_="m-keep"),
        " ",
        status_html(page, one["status"]) if one.get("status") else None,
        " ",
        tag("s", said) if one["is_taken_back"] else said,
        tag("span", " ", page.t("roads.taken_back"), class_="m-quiet")
        if one["is_taken_back"]
        else None,
        class_="m-taken-back" if one["is_taken_back"] else None,
    )


def _said(page: Page, one: dict[str, Any]) -> Html:
    """Who said what beside the state; of a source only its note."""
    if one["by"] == "source":
        return join(str(one["note"]) if one.get("note") else None)
    parts = [str(one["reporter"]) if one.get("reporter") else page.t("roads.by_staff")]
    if one.get("supersedes"):
        parts.append(page.t("roads.takes_back"))
    if one.get("end_kind") == "repaired":
        parts.append(page.t("roads.repaired"))
    for field in ("severity", "owner"):
        if one.get(field):
            parts.append(f"{page.t(f'roads.field.{field}')}: {page.word(field, one[field])}")
    if one.get("assignee") is not None:
        who = one["assignee"] or page.t("roads.nobody")
        parts.append(f"{page.t('roads.field.assignee')}: {who}")
    parts += [
        f"{page.t(f'roads.field.{field}')}: {one[field]}" for field in _TEXTS if one.get(field)
    ]
    return join(page.t("word.join").join(parts))


def _take_back(page: Page, report_id: str, told: list[dict[str, Any]]) -> None:
    """A decision of staff that was a mistake: it stays in the list, struck out."""
    mine = {
        str(one["event_id"]): one
        for one in told
        if one["by"] == "staff" and not one["is_taken_back"] and not one.get("supersedes")
    }
    if not mine:
        return
    name = f"back {report_id}"
    with st.popover(page.t("roads.mistake"), width="content"):
        which = st.selectbox(
            page.t("roads.mistake_which"),
            list(mine),
            index=None,
            format_func=lambda one: _words(page, mine[one]) if one in mine else one,
            placeholder=page.t("roads.choose"),
            key=acting.field(name, "which"),
        )
        why = st.text_input(page.t("roads.reason_needed"), key=acting.field(name, "why"))
        held = acting.refused(name)
        if held is not None:
            show(tag("p", held[1], class_="m-refused", role="alert"))

        def press() -> None:
            acting.on_press(
                page,
                name,
                lambda now, key: desk(now).take_back(
                    report_id, str(which), client_key=key, reason=why
                ),
                page.t("roads.mistake_done"),
            )

        st.button(
            page.t("roads.mistake_write"), on_click=press, disabled=which is None, key=f"do {name}"
        )


def _words(page: Page, one: dict[str, Any]) -> str:
    status = page.word("status", one["status"]) if one.get("status") else ""
    parts = (page.moment(one["changed_at"]), status, str(_said(page, one)))
    return " ".join(part for part in parts if part)
