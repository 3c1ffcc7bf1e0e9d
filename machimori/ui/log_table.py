"""The book as a table: filtered, picked from, put right, saved and printed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pandas as pd
import streamlit as st

from machimori.domain.chronology import CATEGORIES, Line, chosen
from machimori.domain.desk_log import LogEntry
from machimori.store.log_desk import LONGEST_ENTRY
from machimori.store.queries.board import Incident
from machimori.ui import acting, filters, paging
from machimori.ui.log_form import TYPED, log_desk
from machimori.ui.log_words import Names, as_file, line_words, owed_words, stands_still
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.pick_table import pick_table
from machimori.ui.printing import print_button
from machimori.ui.tables import Column, download

_PICKED = "picked_line"
_LATE = timedelta(minutes=5)
#: Lines at first; an hour of a busy desk.
_AT_FIRST = 60


def book_table(
    page: Page, incident: Incident, lines: Sequence[Line], known: Names, *, may_write: bool
) -> None:
    """Filter, table with the newest line on top, what can be done with a line, file and print."""
    there = {line.category for line in lines}
    wanted = filters.several(
        "kind",
        page.t("log.show_only"),
        [one for one in CATEGORIES if one in there],
        words=lambda code: page.t(f"log.category_{code}"),
    )
    found = chosen(lines, categories=wanted)[::-1]
    with st.container(key="log_tools", horizontal=True, gap="small"):
        file_name = f"chronology_{incident.incident_id or incident.mode}.csv"
        download(page, as_file(page, found[::-1], known), file_name, key="log_csv")
        print_button(page)
    if not found:
        show(tag("p", page.t("log.nothing"), class_="m-quiet"))
        return
    first = st.session_state.get(f"shown_{'log'}", _AT_FIRST)
    shown = found[:first]
    pick_table(
        page,
        _rows(page, shown, known),
        _columns(page),
        key="line_id",
        caption=page.t("log.caption"),
        picked=st.session_state.get(_PICKED),
        on_pick=_pick,
        name="log_table",
    )
    paging.more(page, key="log", shown=len(shown), whole=len(found))
    picked = next((one for one in found if one.line_id == st.session_state.get(_PICKED)), None)
    if picked is not None and picked.entry is not None and may_write:
        _actions(page, incident, picked.entry)


def _pick(line_id: str) -> None:
    st.session_state[_PICKED] = None if st.session_state.get(_PICKED) == line_id else line_id


def _columns(page: Page) -> list[Column]:
    return [
        Column(name, page.t(f"log.{name}"), show=_as_is)
        for name in ("at", "category", "what", "whom", "owed", "reporter")
    ]


def _as_is(value: Html) -> Html:
    return value


def _rows(page: Page, lines: Sequence[Line], known: Names) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "line_id": [line.line_id for line in lines],
            "at": [_when(page, line) for line in lines],
            "category": [_category(page, line) for line in lines],
            "what": [what_html(page, line, known) for line in lines],
            "whom": [_whom(line, known) for line in lines],
            "owed": [_owed(page, line) for line in lines],
            "reporter": [join(line.reporter) for line in lines],
        },
        dtype=object,
    )


def _when(page: Page, line: Line) -> Html:
    """When it was; when it was learnt beside it where that was a good deal later."""
    late = not stands_still(page) and line.received_at - line.at > _LATE
    learnt = page.t("log.learnt", clock=page.clock(line.received_at)) if late else ""
    return join(
        tag("span", page.clock(line.at), class_="m-keep"),
        tag("span", learnt, class_="m-quiet m-small m-learnt") if late else None,
    )


def _category(page: Page, line: Line) -> Html:
    kind = "m-tag m-tag-system" if line.is_system else "m-tag"
    return tag("span", page.t(f"log.category_{line.category}"), class_=kind)


def what_html(page: Page, line: Line, known: Names) -> Html:
    """What happened; struck out where it was taken back."""
    words = line_words(page, line, known)
    entry = line.entry
    if entry is None:
        return join(words)
    if entry.is_taken_back:
        return join(tag("del", words), " ", tag("span", page.t("log.taken_back"), class_="m-tag"))
    mark = tag("span", page.t("log.corrected"), class_="m-tag") if entry.is_corrected else None
    return join(words, " " if mark else "", mark)


def _whom(line: Line, known: Names) -> Html:
    parts = [line.entry.counterpart if line.entry else None]
    if not line.is_system:
        parts.append(known.place(line.facility_id))
    return join(" ".join(part for part in parts if part))


def _owed(page: Page, line: Line) -> Html:
    words = owed_words(page, line.entry)
    if not words:
        return join()
    overdue = line.entry is not None and line.entry.is_overdue(page.now)
    return tag("span", words, class_="m-alarm m-keep" if overdue else "m-keep")


def _actions(page: Page, incident: Incident, entry: LogEntry) -> None:
    """Done, put right, taken back."""
    with st.container(key="log_actions", border=True):
        show(tag("p", tag("strong", page.t("log.this_line")), " ", entry.text))
        done_button(page, incident, entry)
        if entry.is_taken_back:
            return
        name = f"rewrite_{entry.entry_id}"
        st.segmented_control(
            page.t("log.category"),
            dict.fromkeys((*TYPED, entry.category)),
            default=entry.category,
            required=True,
            format_func=lambda code: page.t(f"log.category_{code}"),
            key=acting.field(name, "category"),
        )
        st.text_input(
            page.t("log.rewrite"),
            value=entry.text,
            max_chars=LONGEST_ENTRY,
            key=acting.field(name, "text"),
        )
        with st.container(horizontal=True, gap="small"):
            acting.button(
                page,
                page.t("log.rewrite_now"),
                name,
                lambda now, key: log_desk(now, incident).rewrite(
                    entry,
                    acting.typed(name, "text"),
                    client_key=key,
                    category=acting.typed(name, "category"),
                ),
                page.t("log.rewritten"),
                key=name,
            )
            acting.button(
                page,
                page.t("log.take_back"),
                f"take_{entry.entry_id}",
                lambda now, key: log_desk(now, incident).take_back(entry, client_key=key),
                page.t("log.was_taken_back"),
                key=f"take_{entry.entry_id}",
            )


def done_button(page: Page, incident: Incident, entry: LogEntry) -> None:
    """「済んだ」 for what is owed; the way back for what was marked so by mistake."""
    if entry.is_open:
        key, label, sentence = f"done_{entry.entry_id}", "log.mark_done", "log.was_done"
    elif entry.done_in is not None:
        key, label, sentence = f"undone_{entry.entry_id}", "log.mark_undone", "log.was_undone"
    else:
        return

    def act(now: Page, client_key: str) -> None:
        desk = log_desk(now, incident)
        (desk.done if entry.is_open else desk.not_done)(entry, client_key=client_key)

    acting.button(page, page.t(label), key, act, page.t(sentence), key=key)
