"""引き継ぎ: what changed, what is not sure, what is owed, and the signature."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pandas as pd
import streamlit as st

from machimori.domain.chronology import CATEGORIES, Line, chosen
from machimori.store.log_desk import LONGEST_ENTRY, LONGEST_NAME
from machimori.store.queries import desk_log
from machimori.store.queries.board import Incident
from machimori.store.queries.handover import since_last, unconfirmed
from machimori.ui import acting, filters
from machimori.ui.board_panels import phone_html
from machimori.ui.board_table import confirmed_html, people_html, place_mark
from machimori.ui.log_form import log_desk
from machimori.ui.log_table import done_button, what_html
from machimori.ui.log_words import Names, owed_words, place_words
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.panels import state_html
from machimori.ui.printing import print_button
from machimori.ui.staff_frame import Row
from machimori.wording import numbers

_HOURS = {"1h": 1, "3h": 3, "6h": 6, "12h": 12}


def handover(
    page: Page, incident: Incident, lines: Sequence[Line], known: Names, *, may_write: bool
) -> None:
    """The three questions in their order, then who hands over to whom."""
    since = _since(page, incident)
    print_button(page)
    changed, sure = st.columns(2, gap="large")
    with changed:
        _changed(page, chosen(lines, since=since), known)
    with sure:
        _unconfirmed(page, incident)
        _owed(page, incident, known, may_write=may_write)
    if may_write:
        _sign(page, incident)
    _signed(page, incident)


def _since(page: Page, incident: Incident) -> datetime:
    """From when on, naive UTC: the last handover where there is one."""
    last = since_last(page.journal, incident)
    options = (["last"] if last else []) + list(_HOURS) + ["start"]
    picked = filters.choice(
        "since",
        page.t("log.since"),
        options,
        words=lambda code: page.t(f"log.since_{code}"),
    )
    if picked == "last" and last is not None:
        words = page.t(
            "log.last_handover",
            clock=page.clock(last.received_at),
            by=last.reporter,
            to=last.counterpart or "",
        )
        show(tag("p", words, class_="m-quiet"))
        return last.received_at
    if picked in _HOURS:
        moment = page.now - timedelta(hours=_HOURS[picked])
        return moment.astimezone(UTC).replace(tzinfo=None)
    return incident.started_at - timedelta(minutes=1)


def _changed(page: Page, lines: Sequence[Line], known: Names) -> None:
    show(tag("h2", page.t("log.changed"), class_="m-h2"))
    if not lines:
        show(tag("p", page.t("log.nothing_changed"), class_="m-quiet"))
        return
    counts = Counter(line.category for line in lines)
    said = page.t("orders.and").join(
        page.t("log.counted", category=page.t(f"log.category_{one}"), n=counts[one])
        for one in CATEGORIES
        if counts[one]
    )
    show(
        join(
            tag("p", said, class_="m-quiet"),
            tag(
                "ol",
                *(
                    tag(
                        "li",
                        tag("strong", page.clock(line.at), class_="m-keep"),
                        " ",
                        tag("span", page.t(f"log.category_{line.category}"), class_="m-tag"),
                        what_html(page, line, known),
                        " ",
                        tag("span", _from(line, known), class_="m-quiet"),
                    )
                    for line in lines[::-1]
                ),
                class_="m-history m-plain",
            ),
        )
    )


def _from(line: Line, known: Names) -> str:
    entry = line.entry
    if entry is None:
        return line.reporter
    place = known.place(line.facility_id)
    return " ".join(part for part in (entry.counterpart, place, line.reporter) if part)


def _unconfirmed(page: Page, incident: Incident) -> None:
    show(tag("h2", page.t("log.unconfirmed"), class_="m-h2"))
    found = unconfirmed(page.warehouse, page.journal, page.city, incident, now=page.now)
    parts = [
        ("log.conflicts", found.conflicts),
        ("log.closed_with_people", found.closed_with_people),
        ("log.ageing", found.ageing),
    ]
    if not any(len(frame) for _, frame in parts):
        show(tag("p", page.t("log.all_confirmed"), class_="m-quiet"))
    for key, frame in parts:
        if len(frame):
            heading = page.t(key, n=numbers.number(len(frame), page.lang))
            show(join(tag("h3", heading, class_="m-h3"), _places(page, frame)))
    if found.never_reported:
        n = numbers.number(found.never_reported, page.lang)
        show(tag("p", page.t("log.never_reported", n=n), class_="m-quiet"))


def _places(page: Page, frame: pd.DataFrame) -> Html:
    return tag(
        "ul", *(tag("li", _place(page, row), class_="m-row") for row in frame.to_dict("records")),
        class_="m-history m-plain",
    )  # fmt: skip


def _place(page: Page, row: Row) -> Html:
    name = row["facility_id"] if numbers.is_missing(row["name"]) else row["name"]
    return join(
        tag("strong", place_words(page, name, row["role"])),
        " ",
        state_html(page, place_mark(row)),
        " ",
        people_html(page, row),
        " ",
        confirmed_html(page, row),
        " ",
        phone_html(page, row["phone"]),
    )


def _owed(page: Page, incident: Incident, known: Names, *, may_write: bool) -> None:
    show(tag("h2", page.t("log.owed_heading"), class_="m-h2"))
    owed = desk_log.owed(page.journal, incident)
    if not owed:
        show(tag("p", page.t("log.nothing_owed"), class_="m-quiet"))
    for entry in owed:
        with st.container(key=f"owed_{entry.entry_id}", horizontal=True, gap="small"):
            overdue = entry.is_overdue(page.now)
            words = owed_words(page, entry)
            show(
                tag(
                    "p",
                    tag("strong", words, class_="m-alarm m-keep" if overdue else "m-keep"),
                    " ",
                    entry.text,
                    " ",
                    tag(
                        "span",
                        " ".join(
                            part
                            for part in (entry.counterpart, known.place(entry.facility_id))
                            if part
                        ),
                        class_="m-quiet",
                    ),
                )
            )
            if may_write:
                done_button(page, incident, entry)


def _sign(page: Page, incident: Incident) -> None:
    show(tag("h2", page.t("log.sign"), class_="m-h2"))
    name = "handover"

    def sign(now: Page, key: str) -> None:
        note = acting.typed(name, "note").strip() or page.t("log.handover_words")
        log_desk(now, incident).hand_over(acting.typed(name, "to"), note, client_key=key)

    with st.form(acting.field(name, "form"), border=True):
        st.text_input(page.t("log.to_whom"), max_chars=LONGEST_NAME, key=acting.field(name, "to"))
        st.text_area(
            page.t("log.handover_note"),
            max_chars=LONGEST_ENTRY,
            height=80,
            key=acting.field(name, "note"),
        )
        by = page.t("log.signed_by", name=acting.reporter(page))
        show(tag("p", by, class_="m-quiet"))
        acting.button(
            page,
            page.t("log.sign_now"),
            name,
            sign,
            lambda: page.t("log.was_signed", to=acting.typed(name, "to")),
            in_form=True,
            type="primary",
        )


def _signed(page: Page, incident: Incident) -> None:
    signed = desk_log.handovers(page.journal, incident)
    if not signed:
        return
    show(
        join(
            tag("h3", page.t("log.handovers"), class_="m-h3"),
            tag(
                "ol",
                *(
                    tag(
                        "li",
                        tag("strong", page.clock(one.at), class_="m-keep"),
                        " ",
                        page.t("log.by_to", by=one.reporter, to=one.counterpart or ""),
                        " ",
                        tag("span", one.text, class_="m-quiet"),
                    )
                    for one in signed[::-1]
                ),
                class_="m-history m-plain",
            ),
        )
    )
