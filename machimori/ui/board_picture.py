"""What a board shows beside its forms, as markup: made once for all screens that ask the same."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields, replace
from datetime import datetime
from hashlib import blake2b
from urllib.parse import urlencode

import pandas as pd

from machimori.city import City
from machimori.store.journal import Journal
from machimori.store.pulse import pulse
from machimori.store.queries import board, board_figures
from machimori.store.queries.board import BoardFilter, Incident
from machimori.store.shared import shared
from machimori.store.staff_sessions import StaffSession
from machimori.store.warehouse import Warehouse
from machimori.ui.board_acts import Writing, seen_by_writers
from machimori.ui.board_check import check_html
from machimori.ui.board_conflicts import conflicts_html
from machimori.ui.board_detail import opened_html
from machimori.ui.board_marks import MAP, markers_of
from machimori.ui.board_pace import with_pace
from machimori.ui.board_panels import figures_html
from machimori.ui.board_table import REST, TABLE, table_html, title_of
from machimori.ui.map_marks import Marker, legend_html, looks_of, marks_data
from machimori.ui.markup import Html
from machimori.ui.order_panels import orders_html
from machimori.ui.page import Page, as_of_html
from machimori.ui.tables import records

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
    #: The opened place, and the statement its form was opened on.
    place: str | None = None
    based_on: str | None = None

    def address(self) -> str:
        """Where the picture is fetched; who asks decides what he may write, not the address."""
        said = {"lang": self.lang, "incident": self.incident_id, "role": self.role or ""}
        said |= {name: json.dumps(value) for name, value in asdict(self.chosen).items() if value}
        if self.place:
            said |= {"place": self.place, "based_on": self.based_on or ""}
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
            given.get("place") or None,
            given.get("based_on") or None,
        )


def shape(page: Page, incident: Incident, places: pd.DataFrame) -> str:
    """What a picture can't change: incidents, and which places are on the list. Else run again."""
    known = board.incidents(page.warehouse, page.journal)
    running = [one.incident_id for one in known if one.is_running(page.now)]
    where = places[["facility_id", "latitude", "longitude"]].to_csv(index=False)
    told = repr((page.warehouse.signature, incident, running, where))
    return blake2b(told.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True)
class _Made:
    """What all screens of one role and filter share, whatever is opened on them."""

    page: Page
    incident: Incident
    places: pd.DataFrame  # rows of the table, with ``pace``
    may: Writing | None
    html: Mapping[str, Html | None]
    check: Html
    markers: Sequence[Marker]
    shape: str


@shared
def picture(
    city: City, warehouse: Warehouse, journal: Journal, question: Question, *, now: datetime
) -> bytes | None:
    """The parts as JSON; None where there is no such incident.

    ``html`` by the name of its slot, ``tables`` by the name of their element, ``map`` with its
    marks, ``shape`` (``shape``), ``pulse`` of the stores they were made from, ``newest``: the
    last statement about the opened place.
    """
    alike = replace(question, place=None, based_on=None)
    made = _made(city, warehouse, journal, alike, now=now)
    if made is None:
        return None
    page = made.page
    html = {**made.html, **_opened(made, journal, question)}
    tables = {"board_check": made.check, **_tables(made, question)}
    marks = marks_data(page, made.markers)
    for one in marks:
        one["selected"] = one["key"] == question.place
    said = {
        "pulse": page.beat,
        "shape": made.shape,
        "newest": newest_of(made.may, question.place),
        "html": {name: str(one or "") for name, one in html.items()},
        "tables": {name: str(one) for name, one in tables.items()},
        "map": {"key": MAP, "marks": marks, "looks": looks_of(made.markers)},
    }
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def newest_of(may: Writing | None, place: str | None) -> str:
    """What a form of the opened place must be drawn anew for, when there is time."""
    return may.newest.get(place, "") if may and place else ""


@shared
def _made(
    city: City, warehouse: Warehouse, journal: Journal, question: Question, *, now: datetime
) -> _Made | None:
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
        totals = board_figures.totals(every, question.role, now=now)
        html["figures"] = figures_html(page, totals)
        html["as_of"] = as_of_html(page.as_of_sentence(totals.as_of))
    if may is not None:
        html["conflicts"] = conflicts_html(page, incident, every)
    check, form = check_html(page, every, may), shape(page, incident, places)
    return _Made(page, incident, places, may, html, check, markers, form)


def _tables(made: _Made, question: Question) -> dict[str, Html]:
    """The rows; with an opened place in two tables, as the page draws them around it."""
    if made.places.empty:
        return {}
    ids = made.places["facility_id"].tolist()
    cut = ids.index(question.place) + 1 if question.place in ids else len(ids)
    title = title_of(made.page, question.role, len(ids))

    def part(rows: pd.DataFrame, *, is_rest: bool) -> Html:
        return table_html(
            made.page, rows, caption=title, incident=made.incident, may=made.may, is_rest=is_rest
        )

    tables = {TABLE: part(made.places.iloc[:cut], is_rest=False)}
    if cut < len(ids):
        tables[REST] = part(made.places.iloc[cut:], is_rest=True)
    return tables


def _opened(made: _Made, journal: Journal, question: Question) -> dict[str, Html | None]:
    row = made.places[made.places["facility_id"] == question.place]
    if row.empty:
        return {}
    said = board.history(made.page.warehouse, made.incident, str(question.place), journal=journal)
    return opened_html(
        made.page,
        records(row)[0],
        made.incident,
        said,
        may=made.may,
        based_on=question.based_on,
    )
