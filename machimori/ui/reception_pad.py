"""The reception's counter on a phone: big buttons that count in the browser, sent in sets."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import streamlit as st

from machimori.domain.reception import PETS, AgeBand, Trait, Whereabouts
from machimori.store.desk import Desk
from machimori.store.queries.board import Incident
from machimori.store.reception_desk import ReceptionDesk, Taken
from machimori.ui import acting
from machimori.ui.page import Page

_SCRIPT = Path(__file__).with_suffix(".js")
#: Answers told to the browser; those of a set it still shows are among the newest.
_REMEMBERED = 400
_ANSWERED = "reception_answered"
_NAME = "reception_pad"
_OWN_WORDS = (
    "add", "remove", "where", "traits", "household", "come", "leave", "clear", "waiting", "sent",
    "refused",
)  # fmt: skip


def reception_desk(page: Page, incident: Incident) -> ReceptionDesk:
    """The desk that writes what receptions of an incident counted."""
    writer = Desk(
        page.city, page.warehouse, acting.journal_of(page), acting.reporter(page), page.now
    )
    return ReceptionDesk(writer, str(incident.incident_id))


def take_sent(page: Page, incident: Incident) -> None:
    """Write what the counter has sent since the last run, before anything is read."""
    answered: dict[str, str] = st.session_state.setdefault(_ANSWERED, {})
    sent = (st.session_state.get(_NAME) or {}).get("sets") or []
    for one in record(page, incident, sent, known=answered):
        answered[one.key] = acting.refusal_words(page, one.refusal) if one.refusal else ""
    while len(answered) > _REMEMBERED:
        answered.pop(next(iter(answered)))


def pad(page: Page, incident: Incident, facility_id: str) -> None:
    """Draw the counter of a place; it is told which of its sets have arrived."""
    answered: dict[str, str] = st.session_state.setdefault(_ANSWERED, {})
    counted = (*AgeBand, *Trait, PETS)
    words = {str(code): page.t(f"reception.{code}") for code in (*counted, *Whereabouts)}
    words |= {one: page.t(f"reception.{one}") for one in _OWN_WORDS}
    mount = st.components.v2.component(
        "machimori_reception_pad", js=_script(), isolate_styles=False
    )
    mount(
        data={
            "scope": f"{page.city.code}_{incident.incident_id}",
            "place": facility_id,
            "words": words,
            "where": [str(one) for one in Whereabouts],
            "bands": [str(one) for one in AgeBand],
            "traits": [*map(str, Trait), PETS],
            "arrived": [key for key, refusal in answered.items() if not refusal],
            "refused": {key: refusal for key, refusal in answered.items() if refusal},
        },
        key=_NAME,
        on_sets_change=lambda: None,
    )


def record(
    page: Page, incident: Incident, sent: Sequence[Any], *, known: dict[str, str]
) -> list[Taken]:
    """Write the sets that were not answered yet; the browser sends until it is told."""
    new = [one for one in sent if not (isinstance(one, dict) and one.get("key") in known)]
    return reception_desk(page, incident).take(new) if new else []


@functools.cache
def _script() -> str:
    return _SCRIPT.read_text(encoding="utf-8")
