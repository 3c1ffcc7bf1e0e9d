"""The clerk's way in, first half: take a file, say what it is, keep both for the next rerun."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import streamlit as st

from machimori.city import SOURCE_NAMES, City
from machimori.ui import filters, load_jobs, states
from machimori.ui.load_jobs import Answer
from machimori.ui.markup import Html, show
from machimori.ui.page import Page

_STATE = "load_file"
AUTOMATIC = "auto"


@dataclass
class Loaded:
    """One dropped file on its way: where it is kept, what was said about it."""

    upload_id: str
    path: Path
    name: str
    reports: dict[str, Answer] = field(default_factory=dict)
    previews: dict[str, Answer] = field(default_factory=dict)
    published: Answer | None = None


def take_file(page: Page) -> Loaded | None:
    """The field to drop a file in; returns the one being worked on."""
    show(_uploader_words(page))
    dropped = st.file_uploader(
        page.t("load.drop"),
        key="load_upload",
        help=None,
        accept_multiple_files=False,
    )
    held: Loaded | None = st.session_state.get(_STATE)
    if dropped is None:
        if held is not None:
            load_jobs.drop_upload(page.city, held.path)
            del st.session_state[_STATE]
        states.notice(page.t("load.start"), page.t("load.start_text"), page.t("load.start_next"))
        return None
    if held is None or held.upload_id != dropped.file_id:
        if held is not None:
            load_jobs.drop_upload(page.city, held.path)
        path = load_jobs.keep_upload(page.city, dropped.name, dropped.getvalue())
        held = Loaded(dropped.file_id, path, path.name)
        st.session_state[_STATE] = held
    return held


def choose_source(page: Page, loaded: Loaded) -> tuple[str, Answer]:
    """What the file is to be, guessed unless said; returns the choice and the report on it."""
    options = [AUTOMATIC, *configured(page.city), *_not_configured(page.city)]
    chosen = filters.one_of_many(
        "as",
        page.t("load.as"),
        options,
        page.lang,
        words=lambda one: _words(page, one),
        default=AUTOMATIC,
    )
    name = chosen or AUTOMATIC
    if name not in loaded.reports:
        with st.spinner(page.t("load.checking")):
            loaded.reports[name] = load_jobs.check(loaded.path, None if name == AUTOMATIC else name)
    return name, loaded.reports[name]


def configured(city: City) -> dict[str, str]:
    """Ids of the configured entries -> the source each is of."""
    return {entry.id: name for name, entries in city.sources.items() for entry in entries}


def forget_reports(loaded: Loaded) -> None:
    """Ask again: the configuration has changed."""
    loaded.reports.clear()
    loaded.previews.clear()
    loaded.published = None


def _not_configured(city: City) -> list[str]:
    return [name for name in SOURCE_NAMES if name not in city.sources]


def _words(page: Page, one: str) -> str:
    if one == AUTOMATIC:
        return page.t("load.as_auto")
    source = configured(page.city).get(one)
    if source is None:
        return page.t("load.as_new", source=page.word("source_name", one))
    entry = next(each for each in page.city.sources[source] if each.id == one)
    title = entry.title or page.word("source_name", source)
    return page.t("load.as_entry", title=title, id=one)


def _uploader_words(page: Page) -> Html:
    """Streamlit's words in the field are English only; ours are put over them."""

    def quoted(key: str) -> str:
        plain: Any = page.t(key)
        return '"' + str(plain).replace("\\", "").replace('"', "") + '"'

    return Html(
        "<style>"
        f".st-key-load_upload {{ --drop-words: {quoted('load.drop_words')};"
        f" --drop-button: {quoted('load.drop_button')}; }}"
        "</style>"
    )
