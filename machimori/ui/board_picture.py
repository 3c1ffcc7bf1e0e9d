"""What a board that only watches shows, as markup: made once for all screens that ask the same."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from hashlib import blake2b
from urllib.parse import urlencode

import pandas as pd

from machimori.city import City
from machimori.store.journal import Journal
from machimori.store.pulse import pulse
from machimori.store.queries import board
from machimori.store.queries.board import BoardFilter, Incident
from machimori.store.shared import shared
from machimori.store.staff_sessions import StaffSession
from machimori.store.warehouse import Warehouse
from machimori.ui.board_acts import seen_by_writers
from machimori.ui.board_check import check_html
from machimori.ui.board_conflicts import conflicts_html
from machimori.ui.board_marks import MAP, markers_of
from machimori.ui.board_pace import with_pace
from machimori.ui.board_panels import figures_html
from machimori.ui.board_table import TABLE, table_html, title_of
from machimori.ui.map_marks import legend_html, looks_of, marks_data
from machimori.ui.order_panels import orders_html
from machimori.ui.page import Page, as_of_html

ADDRESS = "/api/board"
WRITER = "shelter"  # the role


@dataclass(frozen=True)
class Question:
    """All a picture depends on beside the stores and the time."""

    lang: str
    incident_id: str
    role: str | None
    chosen: BoardFilter
    may_write: bool = False

    def address(self) -> str:
        """Where the picture is fetched; who asks decides what he may write, not the address."""
        said = {"lang": self.lang, "incident": self.incident_id, "role": self.role or ""}
        said |= {name: json.dumps(value) for name, value in asdict(self.chosen).items() if value}
        return f"{ADDRESS}?{urlencode(said)}"

    @classmethod
    def asked(cls, given: Mapping[str, str], staff: StaffSession) -> Question:
        """Of an address.

        Raises:
            ValueError: it is none of ours.
        """
        values = {}
        for one in fields(BoardFilter):
            found = json.loads(given.get(one.name, "[]"))
            if not isinstance(found, list) or not all(isinstance(word, str) for word in found):
                raise ValueError(one.name)
            values[one.name] = tuple(found)
        return cls(
            given.get("lang", ""),
            given.get("incident", ""),
            given.get("role") or None,
            BoardFilter(**values),
            staff.may(WRITER),
        )


def shape(page: Page, incident: Incident, places: pd.DataFrame) -> str:
    """What a picture can't change: incidents, and which places are on the list. Else run again."""
    known = board.incidents(page.warehouse, page.journal)
    running = [one.incident_id for one in known if one.is_running(page.now)]
    where = places[["facility_id", "latitude", "longitude"]].to_csv(index=False)
    told = repr((page.warehouse.signature, incident, running, where))
    return blake2b(told.encode(), digest_size=8).hexdigest()


@shared
def picture(
    city: City, warehouse: Warehouse, journal: Journal, question: Question, *, now: datetime
) -> bytes | None:
    """The parts as JSON; None where there is no such incident.

    ``html`` by the name of its slot, ``tables`` by the name of their element, ``map`` with its
    marks, ``shape`` (``shape``), ``pulse`` of the stores they were made from.
    """
    beat = pulse(city)
    known = board.incidents(warehouse, journal)
    incident = next((one for one in known if one.incident_id == question.incident_id), None)
    if incident is None:
        return None
    page = Page.off_screen(question.lang, city, warehouse, now, beat)
    every = board.places(warehouse, city, incident, now=now, journal=journal)
    places = with_pace(page, incident, board.narrowed(every, question.role, question.chosen))
    may = seen_by_writers(page, incident) if question.may_write else None
    markers = markers_of(page, places, picked=None, with_state=True)
    html = {
        "orders": orders_html(page, incident),
        f"legend_{MAP}": legend_html(page, [one.mark for one in markers]),
    }
    if question.role is not None:
        totals = board.totals(every, question.role, now=now)
        html["figures"] = figures_html(page, totals)
        html["as_of"] = as_of_html(page.as_of_sentence(totals.as_of))
    if may is not None:
        html["conflicts"] = conflicts_html(page, incident, every)
    title = title_of(page, question.role, len(places))
    tables = {"board_check": check_html(page, every, may)}
    if len(places):
        tables[TABLE] = table_html(page, places, caption=title, incident=incident, may=may)
    said = {
        "pulse": beat,
        "shape": shape(page, incident, places),
        "html": {name: str(one or "") for name, one in html.items()},
        "tables": {name: str(one) for name, one in tables.items()},
        "map": {"key": MAP, "marks": marks_data(page, markers), "looks": looks_of(markers)},
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()
