"""What is done with a place from its row: one tap, or one form for several places."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd
import streamlit as st

from machimori.domain.opening_transitions import next_openings
from machimori.domain.statement_rules import Refused
from machimori.domain.vocabulary import Crowding, Opening
from machimori.store.clock import clock_now
from machimori.store.desk import Desk
from machimori.store.queries import conflicts
from machimori.store.queries.board import Incident
from machimori.ui import acting
from machimori.ui.incident_panel import desk
from machimori.ui.markup import join, show, tag
from machimori.ui.page import Page
from machimori.ui.pick_table import Act
from machimori.wording import numbers

CONFIRM = "confirm"
_CHOSEN, _OUTCOME = "board_chosen", "board_bulk_outcome"
#: How long the outcome of a common act stays.
_READ_SECONDS = 60.0


@dataclass(frozen=True)
class Writing:
    """That whoever is signed in may write now, and what the screen shows as the newest."""

    incident: Incident
    newest: Mapping[str, str]  # facility -> id of its newest statement


def writing(page: Page, incident: Incident | None) -> Writing | None:
    """None for viewers, in peace, in the past, and where the incident has ended."""
    if incident is None or page.staff is None or not page.staff.may("shelter"):
        return None
    return seen_by_writers(page, incident)


def seen_by_writers(page: Page, incident: Incident) -> Writing | None:
    """What those see who may write; None in the past, and where the incident has ended."""
    if page.past is not None or incident.incident_id is None or not incident.is_running(page.now):
        return None
    seen = conflicts.newest_statements(page.warehouse, page.journal, incident)
    return Writing(incident, seen)


def confirm(page: Page, incident: Incident, act: Act, names: Mapping[str, str]) -> None:
    """「確認済み・変化なし」 of one place. Tapped twice on the same words it is one statement."""
    place = names.get(act.row, act.row)
    page = replace(page, now=clock_now(page.warehouse, page.journal))
    try:
        told = desk(page).confirm(
            str(incident.incident_id),
            act.row,
            client_key=_confirm_key(page, incident, act.row, act.seen),
            based_on=act.seen,
        )
    except Refused as refusal:
        acting.say(page.t("board.act.refused", name=place), acting.refusal_words(page, refusal))
        return
    moment = page.clock(told.observed_at)
    acting.say(page.t("board.act.confirmed", name=place, moment=moment))


def chosen() -> list[str]:
    """Ids of the rows chosen for a common act."""
    return list(st.session_state.get(_CHOSEN, []))


def choose(among: Sequence[str], ids: Sequence[str]) -> None:
    """Of the rows of one table these are chosen; those of other tables stay as they are."""
    rest = [one for one in chosen() if one not in set(among)]
    st.session_state[_CHOSEN] = [*rest, *ids]


def common_act(page: Page, places: pd.DataFrame, may: Writing | None) -> None:
    """One opening, crowding or confirmation for all chosen rows, each a statement of its own."""
    if may is None:
        return
    _say_outcome(page)
    mine = places[places["facility_id"].isin(chosen())]
    if mine.empty:
        return
    with st.container(border=True, key="board_common"):
        words = page.t("board.bulk.chosen", n=numbers.number(len(mine), page.lang))
        show(tag("p", tag("strong", words), class_="m-quiet"))
        with st.container(horizontal=True, vertical_alignment="bottom"):
            opening = st.selectbox(
                page.t("board.form.opening"),
                [str(one) for one in Opening],
                index=None,
                format_func=lambda code: page.word("opening", code),
                placeholder=page.t("board.form.unsaid"),
                key="board_common_opening",
                width=180,
            )
            crowding = st.selectbox(
                page.t("board.form.crowding"),
                [str(one) for one in Crowding],
                index=None,
                format_func=lambda code: page.word("crowding", code),
                placeholder=page.t("board.form.unsaid"),
                key="board_common_crowding",
                width=180,
            )
            st.button(
                page.t("board.bulk.write"),
                type="primary",
                disabled=opening is None and crowding is None,
                key="board_common_write",
                on_click=_press,
                args=(page, may, mine, {"opening": opening, "crowding": crowding}),
            )
            st.button(
                page.t("board.act.confirm"),
                key="board_common_confirm",
                on_click=_press,
                args=(page, may, mine, None),
            )
            st.button(page.t("board.bulk.none"), key="board_common_none", on_click=_choose_none)


def _choose_none() -> None:
    st.session_state[_CHOSEN] = []
    for part in ("opening", "crowding"):
        st.session_state.pop(f"board_common_{part}", None)


def _press(
    page: Page, may: Writing, places: pd.DataFrame, said: Mapping[str, str | None] | None
) -> None:
    _tell_all(replace(page, now=clock_now(page.warehouse, page.journal)), may, places, said)
    _choose_none()


def openings_of(page: Page, row: Mapping[Any, Any]) -> list[str]:
    """The openings a place may be said to have next, the one in force first."""
    before = row["opening"] if isinstance(row["opening"], str) else row["opening_shown"]
    is_permanent = row["role"] in page.city.permanent_roles
    return [str(one) for one in next_openings(Opening(before), is_permanent=is_permanent)]


def _tell_all(
    page: Page, may: Writing, places: pd.DataFrame, said: Mapping[str, str | None] | None
) -> None:
    """Tell each place; what was refused, and why, is kept for the next run."""
    writer = desk(page)
    base = acting.intention("board common")
    refused: list[tuple[str, str]] = []
    for row in places.to_dict("records"):
        try:
            if said is None and not row["is_reported"]:
                raise Refused("nothing_to_confirm", "facility_id")
            _tell(page, writer, may, str(row["facility_id"]), said, base)
        except Refused as refusal:
            refused.append((str(row["name"]), acting.refusal_words(page, refusal)))
    acting.finished("board common")
    st.session_state[_OUTCOME] = (len(places) - len(refused), refused, time.monotonic())


def _tell(
    page: Page,
    writer: Desk,
    may: Writing,
    facility_id: str,
    said: Mapping[str, str | None] | None,
    base: str,
) -> None:
    incident_id, seen = str(may.incident.incident_id), may.newest.get(facility_id)
    if said is None:
        key = _confirm_key(page, may.incident, facility_id, seen)
        writer.confirm(incident_id, facility_id, client_key=key, based_on=seen)
        return
    key = f"{base} {facility_id}"
    writer.state(incident_id, facility_id, said, client_key=key, based_on=seen)


def _say_outcome(page: Page) -> None:
    """How many were recorded, and each that was not with its reason."""
    held: tuple[int, list[tuple[str, str]], float] | None = st.session_state.get(_OUTCOME)
    if held is None or time.monotonic() - held[2] > _READ_SECONDS:
        return
    done, refused, _ = held
    sentence = page.t(
        "board.bulk.done",
        done=numbers.number(done, page.lang),
        refused=numbers.number(len(refused), page.lang),
    )
    reasons = [tag("li", join(tag("strong", name), " ", why)) for name, why in refused]
    show(
        tag(
            "div",
            tag("p", sentence, class_="m-notice-head"),
            tag("ul", *reasons) if reasons else None,
            class_=f"m-notice m-tone-{'caution' if reasons else 'good'}",
            role="status",
        )
    )


def _confirm_key(page: Page, incident: Incident, facility_id: str, seen: str | None) -> str:
    """One intention is: this person confirms what he saw of this place."""
    who = page.staff.session_id if page.staff else ""
    return f"confirm {incident.incident_id} {facility_id} {seen} {who}"
