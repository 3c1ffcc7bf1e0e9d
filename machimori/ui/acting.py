"""What every form of staff needs: one key per intention, and a sentence on what came of it."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import streamlit as st

from machimori.domain.statement_rules import Refused
from machimori.store.clock import clock_now
from machimori.store.journal import Journal, current_journal
from machimori.store.queries.board import Incident
from machimori.ui import states
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.wording import numbers

_KEYS = "intentions"
_ROUNDS = "rounds"
_SAID = "said_after_acting"
_REFUSED = "refused_in_a_form"
#: How long the outcome of an act stays.
_READ_SECONDS = 12.0


def journal_of(page: Page) -> Journal:
    """The journal to write to; the first statement of a municipality begins it."""
    return page.journal or current_journal(page.city)


def reporter(page: Page) -> str:
    """Who is signed in, as the journal names them."""
    if page.staff is None:
        return ""
    return " ".join(part for part in (page.staff.section, page.staff.name) if part)


def may_write_in(page: Page, incident: Incident, role: str = "shelter") -> bool:
    """Whether whoever is signed in may write in the incident; says why where not."""
    if page.staff is None or not page.staff.may(role):
        role_words = page.t(f"role_staff.{role}")
        show(tag("p", page.t("acting.role_needed", role=role_words), class_="m-quiet"))
        return False
    if not incident.is_running(page.now):
        show(tag("p", page.t("acting.has_ended"), class_="m-quiet"))
        return False
    return True


def intention(name: str) -> str:
    """The client key of what a form is about to do: the same until it was done.

    A button pressed twice, or a rerun in between, is one intention.
    """
    keys: dict[str, str] = st.session_state.setdefault(_KEYS, {})
    return keys.setdefault(name, secrets.token_hex(12))


def field(name: str, part: str) -> str:
    """Key of a field of a form: another one after each success, so that the field is empty."""
    rounds: dict[str, int] = st.session_state.setdefault(_ROUNDS, {})
    return f"{name}_{part}_{rounds.get(name, 0)}"


def typed(name: str, part: str) -> Any:
    """What stands in a field of a form at the press."""
    return st.session_state.get(field(name, part))


def finished(name: str) -> None:
    """An intention was acknowledged: the next one has another key, and its fields are empty."""
    st.session_state.setdefault(_KEYS, {}).pop(name, None)
    rounds = st.session_state.setdefault(_ROUNDS, {})
    rounds[name] = rounds.get(name, 0) + 1


def say(sentence: str, refused: str = "") -> None:
    """What ``outcome`` tells from the next run on; ``refused`` is why nothing was recorded."""
    st.session_state[_SAID] = (sentence, refused, time.monotonic())


def button(
    page: Page,
    label: str,
    name: str,
    act: Callable[[Page, str], object],
    sentence: str | Callable[[], str],
    *,
    in_form: bool = False,
    **looks: Any,
) -> None:
    """A button that does something once, when it is pressed; a refusal is told above it.

    ``act`` and ``sentence`` as of ``on_press``; ``looks`` are Streamlit's.
    """
    held = refused(name)
    if held is not None:
        states.notice(page.t("acting.refused"), held[1], "", tone="alarm")
    draw = st.form_submit_button if in_form else st.button

    def press() -> None:
        on_press(page, name, act, sentence)

    draw(label, on_click=press, **looks)


def on_press(
    page: Page,
    name: str,
    act: Callable[[Page, str], object],
    sentence: str | Callable[[], str],
) -> bool:
    """What a button's callback does, once; a refusal is kept beside its field (``refused``).

    A callback runs before the page does. A press that only the page's own run hears is lost when
    news interrupts that run. ``act`` gets the page at the time of the press, and the client key;
    what was typed it reads from the session. ``outcome`` tells the sentence after the next run.
    Returns whether it was acknowledged.
    """
    now = replace(page, now=clock_now(page.warehouse, page.journal))
    st.session_state.pop(_REFUSED, None)
    try:
        act(now, intention(name))
    except Refused as refusal:
        words = refusal_words(now, refusal)
        st.session_state[_REFUSED] = (field(name, ""), refusal.field, words)
        return False
    told = sentence if isinstance(sentence, str) else sentence()
    finished(name)
    say(told)
    return True


def refused(name: str) -> tuple[str, str] | None:
    """Field and sentence of what ``on_press`` kept for the form as it stands."""
    held: tuple[str, str, str] | None = st.session_state.get(_REFUSED)
    return held[1:] if held is not None and held[0] == field(name, "") else None


def refusal_words(page: Page, refusal: Refused) -> str:
    """The sentence of a refusal, with its values as the page writes them."""
    shown = {
        name: page.moment(value) if hasattr(value, "tzinfo") else _plain(page, value)
        for name, value in refusal.params.items()
    }
    return page.t(refusal.key, **shown)


def is_telling() -> bool:
    """Whether ``outcome`` still has something to say."""
    return _SAID in st.session_state


def outcome(page: Page) -> None:
    """Say what the last act of this session came to, for as long as it takes to read.

    What was recorded is news to the page itself, so it is drawn again within a second.
    """
    sentence, why_not, at = st.session_state.get(_SAID, ("", "", 0.0))
    if time.monotonic() - at > _READ_SECONDS:
        st.session_state.pop(_SAID, None)
    elif why_not:
        states.notice(sentence, why_not, tone="alarm")
    elif sentence:
        show(
            tag(
                "p",
                tag("strong", page.t("acting.recorded")),
                " ",
                sentence,
                class_="m-notice m-tone-good m-said",
                role="status",
            )
        )


def _plain(page: Page, value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return numbers.number(value, page.lang)
    return str(value)
