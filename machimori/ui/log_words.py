"""A line of the book in words, for the table, the file and the handover alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from machimori.domain.chronology import Line
from machimori.domain.desk_log import LogEntry
from machimori.domain.evacuation import WHOLE
from machimori.store.clock import is_clock_standing
from machimori.store.queries import board, desk_log, orders
from machimori.store.queries.board import Incident
from machimori.store.queries.orders import District
from machimori.ui.order_panels import area_words
from machimori.ui.page import Page
from machimori.wording import numbers


@dataclass(frozen=True)
class Names:
    """Names of places and districts by id."""

    places: Mapping[str, str]
    districts: Mapping[str, District]

    def place(self, facility_id: str | None) -> str:
        """The place's name; an id nobody knows stays readable."""
        return "" if facility_id is None else self.places.get(facility_id, facility_id)


def names(page: Page, incident: Incident) -> Names:
    """Names as they stand, temporary places of the incident among them."""
    found = board.places(page.warehouse, page.city, incident, now=page.now, journal=page.journal)
    known = {
        row["facility_id"]: place_words(page, row["name"], row["role"])
        for row in found[["facility_id", "name", "role"]].to_dict("records")
        if not numbers.is_missing(row["name"])
    }
    return Names(known, {one.district_id: one for one in orders.districts(page.warehouse)})


def place_words(page: Page, name: object, role: object) -> str:
    """``見本第一小学校（避難所）``: one place may stand in several roles."""
    if numbers.is_missing(role):
        return str(name)
    return page.t("log.place_role", name=name, role=page.word("role", role))


def line_words(page: Page, line: Line, known: Names) -> str:
    """What happened, as one sentence."""
    if not line.is_system:
        return line.text
    area = ""
    if line.district_id is not None or line.category in ("order", "message"):
        district = None if line.district_id in (None, WHOLE) else line.district_id
        area = area_words(page, district, known.districts.get(district or ""))
    kind = page.t(f"alerts.name_{line.alert_level}") if line.alert_level else ""
    return page.t(
        f"log.what_{line.what}",
        place=known.place(line.facility_id),
        area=area,
        kind=kind,
        level=line.alert_level or "",
        text=line.text,
    )


def owed_words(page: Page, entry: LogEntry | None) -> str:
    """By when something is owed, or when it was done."""
    if entry is None:
        return ""
    if entry.done_at is not None:
        return page.t("log.done_at", clock=page.clock(entry.done_at))
    if not entry.is_open:
        return ""
    if entry.due_at is None:
        return page.t("log.open")
    key = "log.overdue" if entry.is_overdue(page.now) else "log.due_at"
    return page.t(key, clock=page.clock(entry.due_at))


def as_file(page: Page, lines: Sequence[Line], known: Names) -> pd.DataFrame:
    """Lines as they go into a file: times in the municipality's zone, one heading per column."""
    rows = [
        {
            page.t("log.at"): _stamp(page, line.at),
            page.t("log.received_at"): _stamp(page, line.received_at),
            page.t("log.category"): page.t(f"log.category_{line.category}"),
            page.t("log.what"): line_words(page, line, known),
            page.t("log.counterpart"): line.entry.counterpart if line.entry else None,
            page.t("log.place"): known.place(line.facility_id) or None,
            page.t("log.due"): _stamp(page, line.entry.due_at) if line.entry else None,
            page.t("log.done"): _stamp(page, line.entry.done_at) if line.entry else None,
            page.t("log.reporter"): line.reporter or None,
            page.t("log.mark"): _mark(page, line),
        }
        for line in lines
    ]
    return pd.DataFrame(rows, dtype=object)


def _mark(page: Page, line: Line) -> str:
    if line.is_system:
        return page.t("log.by_system")
    if line.entry and line.entry.is_taken_back:
        return page.t("log.taken_back")
    if line.entry and line.entry.is_corrected:
        return page.t("log.corrected")
    return ""


def _stamp(page: Page, moment: object) -> str | None:
    if moment is None or numbers.is_missing(moment):
        return None
    return f"{numbers.local(pd.Timestamp(moment).to_pydatetime(), page.zone):%Y-%m-%d %H:%M}"  # type: ignore[arg-type]


def stands_still(page: Page) -> bool:
    """Whether the page's clock is not the one entries are received by, as in a sample at first."""
    return is_clock_standing(page.warehouse, page.journal)


def book_of(page: Page, incident: Incident) -> tuple[Names, list[Line]]:
    """The names lines are told with, and every line of the incident, oldest first.

    The page says as of when: what reached the desk last.
    """
    lines = desk_log.book(page.warehouse, page.journal, incident)
    still = stands_still(page)
    page.as_of(max(line.at if still else line.received_at for line in lines))
    return names(page, incident), lines
