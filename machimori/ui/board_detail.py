"""One place opened: what it offers, and what was said about it in this incident."""

from __future__ import annotations

from typing import Any

import pandas as pd

from machimori.domain.vocabulary import Accessibility, Hazard
from machimori.store.queries.board import Incident
from machimori.ui import replay
from machimori.ui.board_panels import phone_html
from machimori.ui.board_table import confirmed_html, people_html, place_mark
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page
from machimori.ui.panels import state_html
from machimori.ui.staff_frame import Row
from machimori.wording import numbers


def place_detail(
    page: Page, places: pd.DataFrame, facility_id: str | None, incident: Incident | None
) -> None:
    """Draw the picked place where it is among those shown; nothing otherwise."""
    found = places[places["facility_id"] == facility_id]
    if found.empty:
        show(tag("p", page.t("board.pick_one"), class_="m-quiet"))
        return
    row = found.to_dict("records")[0]
    name = row["facility_id"] if numbers.is_missing(row["name"]) else row["name"]
    show(
        tag(
            "section",
            tag("h2", name, class_="m-h3"),
            tag("p", state_html(page, place_mark(row)), " ", confirmed_html(page, row))
            if incident
            else None,
            tag("dl", *_facts(page, row, incident), class_="m-facts"),
            _said(page, incident, str(row["facility_id"])) if incident else None,
            class_="m-panel",
            aria_label=name,
        )
    )


def _facts(page: Page, row: Row, incident: Incident | None) -> list[Html]:
    facts: list[tuple[str, object]] = [
        ("role", page.word("role", row["role"])),
        ("phone", phone_html(page, row["phone"])),
        ("address", _or_unknown(page, row["address"])),
        ("capacity", _capacity(page, row)),
        ("hazards", _flags(page, row, "hazard", [str(one) for one in Hazard])),
        ("access", _flags(page, row, "a11y", [str(one) for one in Accessibility])),
        ("position", page.word("precision", row["position_precision"])),
    ]
    if incident:
        facts.insert(1, ("people", people_html(page, row)))
        if row["crowding_is_counted"]:
            facts.insert(2, ("crowding", page.t("board.crowding_counted")))
        if not numbers.is_missing(row["note"]):
            facts.append(("note", row["note"]))
    return [
        tag("div", tag("dt", page.t(f"board.fact.{key}")), tag("dd", shown)) for key, shown in facts
    ]


def _capacity(page: Page, row: Row) -> str:
    room = None if numbers.is_missing(row["capacity"]) else int(row["capacity"])
    shown = numbers.quantity(room, page.t("unit.persons"), page.lang)
    basis = row["capacity_basis"]
    return shown if numbers.is_missing(basis) else page.t("board.basis", n=shown, basis=basis)


def _flags(page: Page, row: Row, prefix: str, codes: list[str]) -> str:
    """What is stated, yes or no; what the list doesn't say stays unsaid."""
    stated = {code: row[f"{prefix}_{code}"] for code in codes}
    yes = [page.word(prefix, code) for code, value in stated.items() if value is True]
    no = [page.word(prefix, code) for code, value in stated.items() if value is False]
    parts = []
    if yes:
        parts.append(page.t("board.flags_yes", words=page.t("board.and").join(yes)))
    if no:
        parts.append(page.t("board.flags_no", words=page.t("board.and").join(no)))
    return " ".join(parts) or page.t("word.not_stated")


def _said(page: Page, incident: Incident, facility_id: str) -> Html:
    """The last statements, newest first, with who reported and when it reached us."""
    history = replay.history(page, incident, facility_id)
    heading = tag("h3", page.t("board.history"))
    if history.empty:
        return join(heading, tag("p", page.t("board.never"), class_="m-quiet"))
    return join(
        heading,
        tag(
            "ol",
            *(tag("li", _statement(page, row)) for row in history.to_dict("records")),
            class_="m-history",
        ),
    )


def _statement(page: Page, row: Row) -> Html:
    words = [
        page.word(group, row[field])
        for group, field in (("opening", "opening"), ("crowding", "crowding"))
        if not numbers.is_missing(row[field])
    ]
    unit = page.t("unit.persons")
    if not numbers.is_missing(row["headcount"]):
        words.append(numbers.quantity(int(row["headcount"]), unit, page.lang))
    if not numbers.is_missing(row["headcount_delta"]):
        words.append(numbers.signed(int(row["headcount_delta"]), page.lang) + unit)
    if row["event_type"] == "confirmation":
        words.append(page.t("board.no_change"))
    who = page.word("source_name", row["source"])
    if not numbers.is_missing(row["reporter"]):
        who = str(row["reporter"])
    learnt = page.t("board.learnt", moment=page.clock(row["received_at"]), who=who)
    return join(
        tag("strong", page.clock(row["observed_at"])),
        " ",
        page.t("board.and").join(words),
        " ",
        tag("span", learnt, class_="m-quiet"),
    )


def _or_unknown(page: Page, value: Any) -> str:
    return page.t("word.not_stated") if numbers.is_missing(value) else str(value)
