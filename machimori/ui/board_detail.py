"""One place opened: what it offers, and what was said about it in this incident.

Its head, facts and history are slots that news redraws; a form stays as it was opened.
"""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from machimori.domain.vocabulary import Accessibility, Hazard
from machimori.store.queries.board import Incident
from machimori.ui import replay
from machimori.ui.board_acts import Writing
from machimori.ui.board_form import correction_form, state_form
from machimori.ui.board_overtaken import SLOT, overtaken_html
from machimori.ui.board_pace import pace_fact
from machimori.ui.board_panels import phone_html
from machimori.ui.board_table import (
    close_place,
    confirmed_html,
    people_html,
    place_mark,
    place_name,
)
from machimori.ui.board_words import said_html
from machimori.ui.living import slot
from machimori.ui.markup import Html, join, tag
from machimori.ui.page import Page
from machimori.ui.panels import state_html
from machimori.ui.staff_frame import Row
from machimori.wording import numbers


def place_detail(page: Page, row: Row, incident: Incident | None, may: Writing | None) -> None:
    """Draw the opened place: what it offers, what was said, and the forms of who may write."""
    history = None
    if incident is not None:
        history = replay.history(page, incident, str(row["facility_id"]))
    with st.container(border=True, key="opened"):
        with st.container(horizontal=True, vertical_alignment="center"):
            slot(page, "opened_head", _head(page, row, incident))
            st.button(page.t("board.close_row"), on_click=close_place, key="close_row")
        slot(page, "opened_facts", _facts(page, row, incident))
        if incident is None or history is None:
            return
        if may is None:
            slot(page, "opened_said", _said(page, history))
            return
        tell, put_right, said = st.tabs(
            [page.t("board.tab.tell"), page.t("board.tab.correct"), page.t("board.history")]
        )
        with tell:
            state_form(page, may, row, history)
        with put_right:
            correction_form(page, may, row, history)
        with said:
            slot(page, "opened_said", _said(page, history))


def opened_html(
    page: Page,
    row: Row,
    incident: Incident,
    history: pd.DataFrame,
    *,
    may: Writing | None,
    based_on: str | None,
) -> dict[str, Html | None]:
    """What news redraws of the opened place, by the name of its slot.

    ``based_on``: the statement its form was opened on.
    """
    place = str(row["facility_id"])
    return {
        "opened_head": _head(page, row, incident),
        "opened_facts": _facts(page, row, incident),
        "opened_said": _said(page, history),
        SLOT: overtaken_html(page, may.newest, place, based_on, history) if may else None,
    }


def _head(page: Page, row: Row, incident: Incident | None) -> Html:
    state = tag("p", state_html(page, place_mark(row)), " ", confirmed_html(page, row))
    heading = tag("h2", place_name(row), class_="m-h3")
    return tag("div", heading, state if incident else None, class_="m-opened")


def _facts(page: Page, row: Row, incident: Incident | None) -> Html:
    facts: list[tuple[str, object]] = [
        ("role", page.word("role", row["role"])),
        ("phone", phone_html(page, row["phone"])),
        ("address", _or_unknown(page, row["address"])),
        ("capacity", _capacity(page, row)),
        ("hazards", _flags(page, row, "hazard", [str(one) for one in Hazard])),
        ("access", _flags(page, row, "a11y", [str(one) for one in Accessibility])),
        ("position", page.word("precision", row["position_precision"])),
    ]
    if incident:
        facts.insert(1, ("people", people_html(page, row)))
        facts.append(("pace", pace_fact(page, row)))
        if row["crowding_is_counted"]:
            facts.insert(2, ("crowding", page.t("board.crowding_counted")))
        if not numbers.is_missing(row["note"]):
            facts.append(("note", row["note"]))
    terms = [
        tag("div", tag("dt", page.t(f"board.fact.{key}")), tag("dd", shown)) for key, shown in facts
    ]
    return tag("dl", *terms, class_="m-facts")


def _capacity(page: Page, row: Row) -> str:
    room = None if numbers.is_missing(row["capacity"]) else int(row["capacity"])
    shown = numbers.quantity(room, page.t("unit.persons"), page.lang)
    basis = row["capacity_basis"]
    return shown if numbers.is_missing(basis) else page.t("board.basis", n=shown, basis=basis)


def _flags(page: Page, row: Row, prefix: str, codes: list[str]) -> str:
    """What is stated, yes or no; what the list doesn't say stays unsaid."""
    stated = {code: row[f"{prefix}_{code}"] for code in codes}
    yes = [page.word(prefix, code) for code, value in stated.items() if value is True]
    no = [page.word(prefix, code) for code, value in stated.items() if value is False]
    parts = []
    if yes:
        parts.append(page.t("board.flags_yes", words=page.t("board.and").join(yes)))
    if no:
        parts.append(page.t("board.flags_no", words=page.t("board.and").join(no)))
    return " ".join(parts) or page.t("word.not_stated")


def _said(page: Page, history: pd.DataFrame) -> Html:
    """The last statements, newest first, with who reported and when it reached us."""
    heading = tag("h3", page.t("board.history"), class_="m-spoken")
    if history.empty:
        return join(heading, tag("p", page.t("board.never"), class_="m-quiet"))
    superseded = set(history["supersedes"].dropna())
    lines = [
        tag("li", said_html(page, row, is_superseded=row["event_id"] in superseded))
        for row in history.to_dict("records")
    ]
    return join(heading, tag("ol", *lines, class_="m-history"))


def _or_unknown(page: Page, value: Any) -> str:
    return page.t("word.not_stated") if numbers.is_missing(value) else str(value)
