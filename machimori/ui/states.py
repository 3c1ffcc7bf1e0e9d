"""What a page says when there is nothing to show: each case its sentence and its next step."""

from __future__ import annotations

import streamlit as st

from machimori.city import City
from machimori.store.refusals import StoreError, WrongMunicipality
from machimori.ui.markup import Html, show, tag
from machimori.ui.navigation import Reader
from machimori.wording import text
from machimori.wording.languages import reads_kanji


def notice_html(
    heading: str, sentence: str, next_step: str | Html = "", *, tone: str = "neutral"
) -> Html:
    """A quiet box: heading, sentence, next step."""
    return tag(
        "div",
        tag("p", heading, class_="m-notice-head"),
        tag("p", sentence),
        tag("p", next_step, class_="m-quiet") if next_step else None,
        class_=f"m-notice m-tone-{tone}",
        role="status",
    )


def notice(
    heading: str, sentence: str, next_step: str | Html = "", *, tone: str = "neutral"
) -> None:
    """Draw the box; tones are those of the tokens (neutral, good, caution, alarm)."""
    show(notice_html(heading, sentence, next_step, tone=tone))


def empty(lang: str, sentence: str, next_step: str = "") -> None:
    """Nothing there, and what to do about it."""
    notice(text("empty.heading", lang), sentence, next_step)


def failed(lang: str, sentence: str = "", next_step: str = "") -> None:
    """A part could not be shown; never a traceback."""
    notice(
        text("failed.heading", lang), sentence or text("failed.text", lang), next_step, tone="alarm"
    )


def no_warehouse(lang: str, city: City, reader: Reader, problem: StoreError) -> None:
    """The data isn't there, or is another municipality's. Staff see the command that helps."""
    wrong = isinstance(problem, WrongMunicipality)
    area = "wrong_municipality" if wrong else "no_warehouse"
    place = (
        f"{city.name}（{city.code}）"
        if reads_kanji(lang)
        else f"{city.name_en or city.name} ({city.code})"
    )
    notice(
        text(f"{area}.heading", lang),
        text(f"{area}.text", lang, place=place),
        text(f"no_warehouse.{reader}_next", lang),
        tone="caution",
    )
    if reader == "staff":
        st.code(problem.command, language=None)
