"""Saying how a place is, and putting right what was said wrongly.

A form is drawn from what stood there when it was opened and stays so while the page goes on
refreshing around it: what somebody typed is not lost, and the statement carries what its writer
had seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import pandas as pd
import streamlit as st

from machimori.domain.statement_rules import LONGEST_NOTE, Refused
from machimori.domain.vocabulary import Crowding, Opening
from machimori.store.queries.board import Incident
from machimori.ui import acting, typed
from machimori.ui.board_acts import Writing, openings_of
from machimori.ui.board_overtaken import SLOT, overtaken_html
from machimori.ui.board_table import place_name
from machimori.ui.board_words import said_words
from machimori.ui.incident_panel import desk
from machimori.ui.living import slot
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.staff_frame import Row
from machimori.wording import numbers

_OPENED = "board_form_opened"
_COUNTS = ("headcount", "households", "outside_headcount")
_SAID = ("opening", "crowding", *_COUNTS, "note")
_ALL = (*_SAID, "observed_at")


@dataclass(frozen=True)
class Drawn:
    """What a form was drawn from."""

    facility_id: str
    based_on: str | None
    openings: tuple[str, ...]
    opening: str
    crowding: str


def state_form(page: Page, may: Writing, row: Row, history: pd.DataFrame) -> None:
    """Opening, crowding, counts, note and time seen; empty is not said, and leaves it as it is."""
    drawn = _drawn(page, may, row)
    name = f"state {drawn.facility_id}"
    _say_if_overtaken(page, may, drawn, history)

    def press() -> None:
        values = _typed(name)
        acting.on_press(
            page,
            name,
            lambda now, key: desk(now).state(
                str(may.incident.incident_id),
                drawn.facility_id,
                _read(values, is_empty=not any(values[one] for one in _SAID)),
                client_key=key,
                based_on=drawn.based_on,
                observed_at=typed.moment(now, "observed_at", values["observed_at"]),
            ),
            page.t("board.form.done", name=place_name(row)),
        )

    with st.form(acting.field(name, "form"), border=False):
        _fields(page, name, drawn)
        st.form_submit_button(page.t("board.form.write"), type="primary", on_click=press)


def correction_form(page: Page, may: Writing, row: Row, history: pd.DataFrame) -> None:
    """Another statement in the place of one chosen line of the history."""
    facility_id = str(row["facility_id"])
    superseded = set(history["supersedes"].dropna())
    lines = {
        str(line["event_id"]): line
        for line in history.to_dict("records")
        if line["event_id"] not in superseded
    }
    if not lines:
        show(tag("p", page.t("board.never"), class_="m-quiet"))
        return
    show(tag("p", page.t("board.correct.note"), class_="m-quiet m-small"))
    event_id = st.selectbox(
        page.t("board.correct.which"),
        list(lines),
        index=None,
        format_func=lambda one: said_words(page, lines[one]) if one in lines else one,
        placeholder=page.t("board.correct.choose"),
        key=f"correct_{facility_id}",
    )
    if event_id is None:
        return
    line = lines[event_id]
    name = f"correct {event_id}"
    drawn = Drawn(
        facility_id,
        may.newest.get(facility_id),
        tuple(str(one) for one in Opening),
        _text(line["opening"]),
        _text(line["crowding"]),
    )

    def press() -> None:
        values = _typed(name)
        acting.on_press(
            page,
            name,
            lambda now, key: desk(now).correct(
                str(may.incident.incident_id),
                facility_id,
                event_id,
                _read(values, is_empty=False),
                client_key=key,
                based_on=drawn.based_on,
                observed_at=typed.moment(now, "observed_at", values["observed_at"]),
            ),
            page.t("board.correct.done", name=place_name(row)),
        )

    with st.form(acting.field(name, "form"), border=False):
        _fields(page, name, drawn, given=line)
        st.form_submit_button(page.t("board.correct.write"), type="primary", on_click=press)


def opened_on(incident: Incident, facility_id: str) -> str | None:
    """The statement that the form of this place was opened on; None where none is open."""
    held: tuple[str, Drawn] | None = st.session_state.get(_OPENED)
    round_ = acting.field(f"state {facility_id}", incident.incident_id or "")
    return held[1].based_on if held is not None and held[0] == round_ else None


def _drawn(page: Page, may: Writing, row: Row) -> Drawn:
    """What stood there when this place's form was opened; kept until it is done or left."""
    facility_id = str(row["facility_id"])
    round_ = acting.field(f"state {facility_id}", may.incident.incident_id or "")
    held: tuple[str, Drawn] | None = st.session_state.get(_OPENED)
    if held is not None and held[0] == round_:
        return held[1]
    drawn = Drawn(
        facility_id,
        may.newest.get(facility_id),
        tuple(openings_of(page, row)),
        str(row["opening_shown"]),
        str(row["crowding_shown"]),
    )
    st.session_state[_OPENED] = (round_, drawn)
    return drawn


def _say_if_overtaken(page: Page, may: Writing, drawn: Drawn, history: pd.DataFrame) -> None:
    """Somebody wrote since the form was opened: who, when, what, and what becomes of both."""
    told = overtaken_html(page, may.newest, drawn.facility_id, drawn.based_on, history)
    slot(page, SLOT, told)
    if told is None:
        return
    with st.container(key="overtaken"):
        held = st.session_state[_OPENED]
        seen_now = replace(drawn, based_on=may.newest.get(drawn.facility_id))
        st.button(
            page.t("board.overtaken_read"),
            on_click=lambda: st.session_state.update({_OPENED: (held[0], seen_now)}),
            key="overtaken_read",
        )


def _fields(page: Page, name: str, drawn: Drawn, *, given: Mapping[Any, Any] | None = None) -> None:
    """Draw the fields; what is wrong with one stands under it."""
    held = acting.refused(name)

    def wrong(field: str) -> None:
        if held is not None and (held[0] == field or (field == "note" and held[0] not in _ALL)):
            show(tag("p", held[1], class_="m-refused", role="alert"))

    def words(field: str, options: list[str], now: str) -> None:
        st.segmented_control(
            page.t(f"board.form.{field}_now", now=page.word(field, now))
            if given is None
            else page.t(f"board.form.{field}"),
            options,
            default=now if given is not None and now in options else None,
            format_func=lambda code: page.word(field, code),
            key=acting.field(name, field),
        )
        wrong(field)

    words("opening", list(drawn.openings), drawn.opening)
    words("crowding", [str(one) for one in Crowding], drawn.crowding)
    for column, field in zip(st.columns(4), (*_COUNTS, "observed_at"), strict=True):
        with column:
            st.text_input(
                page.t(f"board.form.{field}"),
                value=_given(page, given, field),
                placeholder=page.t("board.form.now") if field == "observed_at" else "",
                key=acting.field(name, field),
            )
            wrong(field)
    st.text_area(
        page.t("board.form.note"),
        value=_given(page, given, "note"),
        max_chars=LONGEST_NOTE,
        height=68,
        key=acting.field(name, "note"),
    )
    wrong("note")


def _typed(name: str) -> dict[str, str]:
    """What stands in the fields of a form."""
    return {one: str(st.session_state.get(acting.field(name, one)) or "") for one in _ALL}


def _read(values: Mapping[str, str], *, is_empty: bool) -> dict[str, object]:
    """The fields as a payload.

    Raises:
        Refused: nothing was said, or a count is no number.
    """
    if is_empty:
        raise Refused("nothing_said", "note")
    read: dict[str, object] = {
        "opening": values["opening"] or None,
        "crowding": values["crowding"] or None,
        "note": values["note"].strip() or None,
    }
    for field in _COUNTS:
        read[field] = typed.whole(field, values[field])
    return read


def _given(page: Page, given: Mapping[Any, Any] | None, field: str) -> str:
    if given is None or numbers.is_missing(given[field]):
        return ""
    value = given[field]
    if isinstance(value, datetime):
        there = numbers.local(value, page.zone)
        return f"{there:%Y-%m-%d %H:%M}"
    return str(value) if field == "note" else str(int(value))


def _text(value: Any) -> str:
    return "" if numbers.is_missing(value) else str(value)
