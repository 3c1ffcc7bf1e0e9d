"""Looking back on the board: a time line, two readings, play and pause, a link to the moment.

The moment stands in the address (``?at=2026-11-21T14:05&view=known``), in the municipality's
zone. A page of the past says so on top and at its foot, looks old, and takes no entry
(``Page.past``).
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from machimori.domain import replay_steps
from machimori.store.queries import as_of, board
from machimori.store.queries.as_of import Moment, View
from machimori.store.queries.board import Incident
from machimori.ui import filters
from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page
from machimori.wording import numbers

_AT, _VIEW = "at", "view"
_SLIDER, _PLAYING, _NEXT = "replay_slider", "replay_playing", "replay_next"
#: One picture of a play.
FRAME_SECONDS = 1.5


@dataclass(frozen=True)
class _Line:
    """The time line: its ends, and the moments something changed (aware)."""

    begins: datetime
    ends: datetime
    moments: Sequence[datetime]


def at_moment(page: Page, incident: Incident | None) -> Page:
    """Draw the time line of an incident; returns the page as of the moment chosen, or of now."""
    if incident is None:
        return page
    view = _view()
    line = _line(page, incident, view)
    if line.ends - line.begins < timedelta(minutes=2):
        return page  # nothing to look back on yet
    chosen = _chosen(page, line)
    moment = None if chosen is None else Moment(chosen, view)
    if chosen is None:  # folded away: the duty officer's question is about now
        with st.expander(page.t("replay.title"), key="replay_fold"):
            _controls(page, line, chosen)
    else:
        with st.container(key="replay"):
            _controls(page, line, chosen)
    if st.session_state.get(_PLAYING):
        _play_on(page, line, chosen)
    if moment is None:
        return page
    _say_past(page, moment)
    return replace(page, now=min(moment.at, page.now), past=moment)


def places(page: Page, incident: Incident | None) -> pd.DataFrame:
    """``board.places`` of the page's time."""
    if page.past is None or incident is None:
        return board.places(page.warehouse, page.city, incident, now=page.now, journal=page.journal)
    return as_of.places(
        page.warehouse, page.city, incident, page.past, now=page.now, journal=page.journal
    )


def history(page: Page, incident: Incident, facility_id: str) -> pd.DataFrame:
    """``board.history`` of the page's time."""
    if page.past is None:
        return board.history(page.warehouse, incident, facility_id, journal=page.journal)
    return as_of.history(page.warehouse, page.journal, incident, facility_id, page.past)


def _view() -> View:
    """The reading in force, before its field is drawn: the field's, else the address's."""
    held = st.session_state.get(_VIEW) or st.query_params.get(_VIEW)
    return View(held) if held in list(View) else View.TRUE


def _line(page: Page, incident: Incident, view: View) -> _Line:
    """From the incident's beginning, or the first statement, to now.

    A statement may have been received later than a sample's clock stands, or seen earlier than
    the incident is said to have begun.
    """
    moments = as_of.moments(page.warehouse, page.journal, incident, view)
    begins = pd.Timestamp(incident.started_at, tz="UTC").to_pydatetime()
    begins = min([begins, *moments[:1]]).replace(second=0, microsecond=0)
    ends = max([page.now, *moments[-1:]])
    return _Line(begins, ends.replace(second=0, microsecond=0), moments)


def _chosen(page: Page, line: _Line) -> datetime | None:
    """The moment of the address within the line; None for now, or where it can't be read."""
    try:
        asked = datetime.fromisoformat(st.query_params.get(_AT, ""))
    except ValueError:
        return None
    aware = asked if asked.tzinfo else asked.replace(tzinfo=page.zone)
    moment = aware.astimezone(UTC)
    return None if moment >= line.ends else max(moment, line.begins)


def _go_to(page: Page, line: _Line, moment: datetime | None) -> None:
    """Put a moment into the address; the end of the line is now."""
    if moment is None or moment >= line.ends:
        st.query_params.pop(_AT, None)
    else:
        st.query_params[_AT] = f"{moment.astimezone(page.zone):%Y-%m-%dT%H:%M}"


def _controls(page: Page, line: _Line, chosen: datetime | None) -> None:
    def local(moment: datetime) -> datetime:
        return moment.astimezone(page.zone).replace(tzinfo=None)

    def leap(moment: datetime | None) -> None:
        st.session_state[_PLAYING] = False
        _go_to(page, line, moment)

    def slid() -> None:
        leap(st.session_state[_SLIDER].replace(tzinfo=page.zone).astimezone(UTC))

    def play() -> None:
        st.session_state[_PLAYING] = not st.session_state.get(_PLAYING)
        if st.session_state[_PLAYING] and chosen is None:
            _go_to(page, line, line.begins)

    at = chosen or line.ends
    st.session_state[_SLIDER] = local(at)
    with st.container(horizontal=True, vertical_alignment="bottom", key="replay_line"):
        earlier = replay_steps.before(line.moments, at)
        st.button(
            page.t("replay.back"),
            on_click=leap,
            args=(earlier,),
            disabled=earlier is None,
            key="replay_back",
        )
        is_playing = bool(st.session_state.get(_PLAYING))
        st.button(
            page.t("replay.pause" if is_playing else "replay.play"),
            on_click=play,
            key="replay_play",
        )
        st.button(
            page.t("replay.forward"),
            on_click=leap,
            args=(replay_steps.after(line.moments, at),),
            disabled=chosen is None,
            key="replay_forward",
        )
        st.slider(
            page.t("replay.time"),
            min_value=local(line.begins),
            max_value=local(line.ends),
            step=replay_steps.step_of(line.ends - line.begins),
            format="MM/DD HH:mm",
            on_change=slid,
            key=_SLIDER,
        )
        filters.choice(
            _VIEW,
            page.t("replay.view"),
            [str(one) for one in View],
            words=lambda code: page.t(f"replay.view.{code}"),
        )
        if chosen is not None:
            st.button(
                page.t("replay.now"),
                on_click=leap,
                args=(None,),
                type="primary",
                key="replay_now",
            )


def _play_on(page: Page, line: _Line, chosen: datetime | None) -> None:
    """Show the next picture in a moment; the last one is now, and ends the play."""
    following = replay_steps.after(replay_steps.frames(line.moments), chosen or line.ends)
    st.session_state[_NEXT] = time.monotonic() + FRAME_SECONDS / 2

    @st.fragment(run_every=FRAME_SECONDS)
    def tick() -> None:
        if time.monotonic() < st.session_state[_NEXT]:
            return  # the run that draws this picture
        _go_to(page, line, following)
        if following is None or following >= line.ends:
            st.session_state[_PLAYING] = False
        st.rerun(scope="app")

    tick()


def _say_past(page: Page, moment: Moment) -> None:
    """Nobody must take the past for now: a band on top, a ribbon at the foot, another ground."""
    at = numbers.moment(moment.at, page.zone, page.lang, now=page.now)
    page.band("past", page.t(f"replay.past.{moment.view}", moment=at))
    show(_ribbon(page, moment, at))


def _ribbon(page: Page, moment: Moment, at: str) -> Html:
    others = [name for name in st.query_params if name not in (_AT, _VIEW)]
    held = {name: st.query_params.get_all(name) for name in others}
    here = {**held, _AT: f"{moment.at.astimezone(page.zone):%Y-%m-%dT%H:%M}", _VIEW: moment.view}
    return tag(
        "aside",
        tag("strong", page.t("band.past")),
        " ",
        page.t("replay.ribbon", moment=at),
        " ",
        tag("a", page.t("replay.link"), href="?" + urlencode(here, doseq=True), target="_self"),
        " ",
        tag("a", page.t("replay.now"), href="?" + urlencode(held, doseq=True), target="_self"),
        class_="m-ribbon",
    )
