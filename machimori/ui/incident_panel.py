"""Opening and closing an incident: a kind, then one button; what that ends is said before."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import streamlit as st

from machimori.domain.vocabulary import Hazard, Mode
from machimori.store.clock import real_now
from machimori.store.desk import LONGEST_NAME, Desk
from machimori.store.queries import incidents
from machimori.store.queries.incidents import Listed
from machimori.ui import acting, states
from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page
from machimori.ui.tables import Column, table
from machimori.wording import numbers

_KIND, _HAZARD, _CLOSING = "incident_kind", "incident_hazard", "incident_closing"
_OPEN = "open incident"


def desk(page: Page) -> Desk:
    """The desk whoever is signed in writes at."""
    return Desk(page.city, page.warehouse, acting.journal_of(page), acting.reporter(page), page.now)


def open_panel(page: Page) -> None:
    """Two taps: real or training, then the button that opens it. The name is there already."""
    on = incidents.running(page.warehouse, page.journal, page.now)
    real = [one for one in on if one.mode == Mode.REAL]
    if real:
        return
    with st.container(border=True, key="open_incident"):
        show(tag("h2", page.t("incidents.open"), class_="m-h3"))
        if page.staff is None or not page.staff.may("shelter"):
            role = page.t("role_staff.shelter")
            show(tag("p", page.t("acting.role_needed", role=role), class_="m-quiet"))
            return
        kinds = [str(Mode.REAL)] if on else [str(Mode.REAL), str(Mode.TRAINING)]
        mode = st.segmented_control(
            page.t("incidents.kind"),
            kinds,
            format_func=lambda code: page.t(f"incidents.kind.{code}"),
            key=_KIND,
        )
        hazard = st.segmented_control(
            page.t("incidents.hazard"),
            [str(one) for one in Hazard],
            default=str(Hazard.EARTHQUAKE),
            required=True,
            format_func=lambda code: page.word("hazard", code),
            key=_HAZARD,
        )
        field = f"incident_name_{hazard}"
        st.text_input(
            page.t("incidents.name"),
            value=suggested_name(page, hazard or Hazard.EARTHQUAKE),
            max_chars=LONGEST_NAME,
            key=field,
        )
        if mode is None:
            show(tag("p", page.t("incidents.choose_kind"), class_="m-quiet"))
            return
        _say_what_it_means(page, mode, on)

        def press() -> None:
            if _open(page, str(st.session_state[field]), mode, hazard):
                st.session_state.pop(_KIND, None)

        _say_refused(_OPEN)
        st.button(
            page.t(f"incidents.open_{mode}"), type="primary", key=f"open_{mode}", on_click=press
        )


def suggested_name(page: Page, hazard: str) -> str:
    """``地震 2026-11-21``."""
    today = numbers.local(real_now(), page.zone)
    return f"{page.word('hazard', hazard)} {today:%Y-%m-%d}"


def listing(page: Page) -> None:
    """All incidents, and the button that ends one that is on."""
    every = incidents.listed(page.warehouse, page.journal)
    if not every:
        states.empty(page.lang, page.t("incidents.none"), page.t("incidents.none_next"))
        return
    for one in every:
        if one.is_running(page.now):
            _close(page, one)
    frame = pd.DataFrame(
        {
            "name": [one.name for one in every],
            "mode": [_mode_html(page, one.mode) for one in every],
            "started": [page.moment(one.started_at) for one in every],
            "opened_by": [_who(page, one.opened_by) for one in every],
            "ended": [_end(page, one) for one in every],
            "closed_by": [_who(page, one.closed_by) if one.ended_at else "–" for one in every],
        },
        dtype=object,
    )
    columns = [
        Column(name, page.t(f"incidents.column.{name}"), is_row_heading=name == "name")
        for name in frame.columns
    ]
    table(page, frame, columns, caption=page.t("page.incidents"), is_caption_spoken=True)


def _say_what_it_means(page: Page, mode: str, on: list[Listed]) -> None:
    if mode == Mode.REAL and on:
        names = page.t("board.and").join(f"「{one.name}」" for one in on)
        states.notice(
            page.t("incidents.ends_drill", names=names),
            page.t("incidents.means_real"),
            tone="caution",
        )
        return
    show(tag("p", page.t(f"incidents.means_{mode}"), class_="m-quiet"))


def _open(page: Page, name: str, mode: str, hazard: str | None) -> bool:
    """It begins now by the real clock, even where a sample's stands still."""
    return acting.on_press(
        page,
        _OPEN,
        lambda now, key: desk(replace(now, now=real_now())).open_incident(
            name, mode, client_key=key, hazard=hazard
        ),
        page.t(f"incidents.opened_{mode}", name=name.strip()),
    )


def _say_refused(name: str) -> None:
    held = acting.refused(name)
    if held is not None:
        show(tag("p", held[1], class_="m-refused", role="alert"))


def _close(page: Page, one: Listed) -> None:
    """Ending takes a second tap, which says what ends."""
    with st.container(border=True, key=f"on_{one.incident_id}"):
        show(
            tag(
                "p",
                _mode_html(page, one.mode),
                " ",
                tag("strong", one.name),
                " ",
                page.t("board.since", moment=page.moment(one.started_at)),
            )
        )
        if page.staff is None or not page.staff.may("shelter"):
            return
        name = f"close {one.incident_id}"

        def ask(incident_id: str | None) -> None:
            st.session_state[_CLOSING] = incident_id

        def press() -> None:
            acting.on_press(
                page,
                name,
                lambda now, key: desk(now).close_incident(one.incident_id, client_key=key),
                page.t("incidents.closed", name=one.name),
            )
            ask(None)

        _say_refused(name)
        if st.session_state.get(_CLOSING) != one.incident_id:
            key = f"close_{one.incident_id}"
            st.button(page.t("incidents.close"), key=key, on_click=ask, args=(one.incident_id,))
            return
        show(tag("p", page.t("incidents.close_means"), class_="m-quiet"))
        with st.container(horizontal=True):
            words = page.t("incidents.close_now", name=one.name)
            st.button(words, type="primary", key="close_now", on_click=press)
            st.button(page.t("incidents.keep_open"), key="keep_open", on_click=ask, args=(None,))


def _mode_html(page: Page, mode: str) -> Html:
    is_drill = mode == Mode.TRAINING
    return tag("span", page.word("mode", mode), class_="m-tag m-drill" if is_drill else "m-tag")


def _who(page: Page, reporter: str | None) -> str:
    if reporter is None:
        return page.t("incidents.from_file")
    return reporter or page.t("word.not_stated")


def _end(page: Page, one: Listed) -> str:
    return page.t("incidents.is_on") if one.is_running(page.now) else page.moment(one.ended_at)
