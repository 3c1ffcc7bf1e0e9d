"""The column mapping: ours beside the published names, and words beside words; saved on demand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import partial
from typing import Any

import streamlit as st

from machimori.city import ConfigurationError
from machimori.city_edit import save_source
from machimori.ui import load_jobs, states
from machimori.ui.load_file import AUTOMATIC, Loaded, configured, forget_reports
from machimori.ui.load_jobs import Answer
from machimori.ui.markup import show, tag
from machimori.ui.page import Page

_SAVED = "load_saved"
_ID = re.compile(r"[a-z0-9_]{1,40}")


def mapping(page: Page, loaded: Loaded, name: str, answer: Answer, *, is_open: bool) -> None:
    """Draw the form where it is known what the file should be; saving checks the file again."""
    said = answer.document
    if st.session_state.pop(_SAVED, False):
        states.notice(page.t("load.saved"), page.t("load.saved_text"), tone="good")
    if answer.problem or not said.get("wanted"):
        if name == AUTOMATIC and not answer.problem:
            show(tag("p", page.t("load.say_what"), class_="m-quiet"))
        return
    with (
        st.expander(page.t("load.mapping"), expanded=is_open, key="load_mapping"),
        st.form("load_mapping_form", border=False),
    ):
        show(tag("p", page.t("load.mapping_text"), class_="m-quiet"))
        source_id = _entry_id(page, said)
        columns = _columns(page, said)
        words = _words(page, said)
        if st.form_submit_button(page.t("load.save_mapping"), type="primary"):
            _save(page, loaded, said["source"], source_id, columns, words)


def _entry_id(page: Page, said: dict[str, Any]) -> str:
    """Which entry of the configuration the mapping goes to; a new one gets a short name."""
    typed = st.text_input(
        page.t("load.entry_id"),
        value=said["source_id"],
        max_chars=40,
        key="load_entry_id",
        help=None,
    )
    return str(typed or "").strip()


def _columns(page: Page, said: dict[str, Any]) -> dict[str, str]:
    """One list per column of ours, with what is read now chosen."""
    published = [one["name"] for one in said["published"]]
    samples = {one["name"]: one["samples"] for one in said["published"]}
    now = said["files"][0]["columns"] if said["files"] else {}
    chosen: dict[str, str] = {}
    fields = st.columns(3, gap="small")
    for place, one in enumerate(said["wanted"]):
        ours = one["name"]
        required = page.t("load.required") if one["required"] else ""
        with fields[place % 3]:
            picked = st.selectbox(
                f"{page.word('column', ours)}{required}",
                published,
                index=published.index(now[ours]) if now.get(ours) in published else None,
                format_func=lambda name: _with_samples(name, samples[name]),
                placeholder=page.t("load.not_there"),
                key=f"load_column_{ours}",
            )
        if picked is not None:
            chosen[ours] = picked
    return chosen


def _with_samples(name: str, samples: list[str]) -> str:
    return f"{name}（{'、'.join(samples)}）" if samples else name


def _words(page: Page, said: dict[str, Any]) -> dict[str, dict[str, str]]:
    """One list per published word that none of ours is known for."""
    chosen: dict[str, dict[str, str]] = {}
    allowed = {one["name"]: one["allowed"] for one in said["wanted"]}
    for ours, words in said["unknown_words"].items():
        if not allowed.get(ours):
            continue
        show(tag("p", page.t("load.words", column=page.word("column", ours)), class_="m-h3"))
        fields = st.columns(3, gap="small")
        for place, word in enumerate(words):
            with fields[place % 3]:
                picked = st.selectbox(
                    word,
                    allowed[ours],
                    index=None,
                    format_func=partial(page.word, ours),
                    placeholder=page.t("load.leave_empty"),
                    key=f"load_word_{ours}_{place}",
                )
            if picked is not None:
                chosen.setdefault(ours, {})[word] = picked
    return chosen


def _save(
    page: Page,
    loaded: Loaded,
    source: str,
    source_id: str,
    columns: Mapping[str, str],
    words: Mapping[str, Mapping[str, str]],
) -> None:
    """Write the mapping; what would not be valid is said and nothing is written."""
    taken = configured(page.city).get(source_id, source)
    if not _ID.fullmatch(source_id) and source_id not in configured(page.city):
        states.notice(page.t("load.bad_id"), page.t("load.bad_id_text"), tone="alarm")
        return
    if taken != source:
        states.notice(page.t("load.bad_id"), page.t("load.id_taken"), tone="alarm")
        return
    try:
        save_source(
            load_jobs.configuration_path(), source, source_id, columns=columns, values=words
        )
    except ConfigurationError as error:
        states.notice(page.t("load.not_saved"), str(error), tone="alarm")
        return
    forget_reports(loaded)
    st.session_state[_SAVED] = True
    st.rerun()
