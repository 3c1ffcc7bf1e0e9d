"""Routes of files about roads for staff: a crew's round, the queue, all posts in open formats."""

from __future__ import annotations

import os
import re
import sqlite3
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path

import duckdb
import pyarrow as pa
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import Route

from machimori.city import City, ConfigurationError, current_city
from machimori.domain.masking import Kind
from machimori.domain.masking_columns import masked_column
from machimori.exchange import arrow_csv, arrow_geojson, geojson, geoparquet, gpx
from machimori.server_private import PRIVATE, file
from machimori.site import crew_files, crew_sheet
from machimori.site.paper import NoFont
from machimori.store.clock import clock_now
from machimori.store.journal import EventLog, current_journal
from machimori.store.queries import crew_round, road_export, triage_file
from machimori.store.queries.crew_round import Asked, NoCrew, Plan
from machimori.store.queries.triage import TriageFilter
from machimori.store.refusals import StoreError
from machimori.store.warehouse import Warehouse, current_warehouse
from machimori.ui import access, navigation
from machimori.ui import triage_file as queue_file
from machimori.ui.road_documents import ROADS
from machimori.ui.tables import csv_bytes
from machimori.wording import numbers, pick_language, text

#: Whoever may see the queue may take it along.
READER = "viewer"
_CLOCK = re.compile(r"[0-2][0-9]:[0-5][0-9]\Z")
_MOST_NAMED, _LONGEST_NAME = 200, 300


@dataclass(frozen=True)
class Signed:
    """One request of somebody signed in."""

    request: Request
    city: City
    warehouse: Warehouse
    journal: EventLog | None
    lang: str

    @property
    def words(self) -> dict[str, str]:
        """What stands in the place of what is masked."""
        return {str(kind): text(f"masking.{kind}", self.lang) for kind in Kind}

    def plan(self) -> Plan:
        """The round of the address."""
        asked = round_asked(self.request)
        return crew_round.plan(self.warehouse, self.journal, self.city, asked, now=self.now)

    @property
    def now(self) -> datetime:
        """The time of the queue and of the rounds."""
        return clock_now(self.warehouse, self.journal)


class Unreadable(ValueError):
    """The address asks for nothing that can be made."""


def routes() -> list[Route]:
    """The routes under /documents/roads."""
    made: dict[str, Callable[[Signed], Response]] = {
        "round.pdf": _sheet,
        "round.csv": _table,
        "round.gpx": _route,
        queue_file.NAME: _queue,
        "posts.csv": _posts_csv,
        "posts.geojson": _posts_geojson,
        "posts.parquet": _posts_parquet,
    }
    return [
        Route(f"{ROADS}/{name}", _route_of(make), methods=["GET"]) for name, make in made.items()
    ]


def _route_of(make: Callable[[Signed], Response]) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(answered, request, make)

    return answer


def answered(request: Request, make: Callable[[Signed], Response]) -> Response:
    """The answer for whoever may have it; others are sent to the sign-in."""
    if access.authorise(READER, request.cookies) is None:
        return RedirectResponse(f"/{navigation.entry('round').url_path}", 303, PRIVATE)
    lang = pick_language(request.query_params.get("lang"))
    try:
        city = current_city()
        journal = current_journal(city) if city.journal_path.exists() else None
        return make(Signed(request, city, current_warehouse(city), journal, lang))
    except (Unreadable, NoCrew):
        return Response(text("round.bad_request", lang), 400, PRIVATE, "text/plain")
    except NoFont as missing:
        return Response(str(missing), 503, PRIVATE, "text/plain")
    except (StoreError, ConfigurationError, sqlite3.Error, duckdb.Error):
        return Response(status_code=503, headers=PRIVATE)


def round_asked(request: Request) -> Asked:
    """The round an address asks for.

    Raises:
        Unreadable: a field is missing or no such thing.
    """
    fields = request.query_params
    try:
        day = date.fromisoformat(fields.get("day", ""))
        begins, ends = (_clock(fields.get(name, "")) for name in ("from", "to"))
        most = int(fields.get("of", "30")[:4])
    except ValueError as wrong:
        raise Unreadable(str(wrong)) from wrong
    if begins >= ends or not 1 <= most <= crew_round.MOST_PLACES:
        raise Unreadable("no such hours or so many places")
    named = {
        name: tuple(one[:_LONGEST_NAME] for one in fields.getlist(name)[:_MOST_NAMED])
        for name in ("area", "pin", "out")
    }
    by = fields.get("by", "priority")
    if by not in ("priority", "due"):
        raise Unreadable(f"by {by[:20]}")
    return Asked(
        crew_id=fields.get("crew", ""),
        day=day,
        begins=begins,
        ends=ends,
        most=most,
        by=by,
        districts=named["area"],
        pinned=named["pin"],
        removed=named["out"],
    )


def _clock(written: str) -> time:
    if not _CLOCK.match(written):
        raise ValueError("no time of day")
    return time.fromisoformat(written)


def _sheet(signed: Signed) -> Response:
    content = crew_sheet.write(signed.city, signed.warehouse, signed.plan(), lang=signed.lang)
    return file(content, "application/pdf", text("round.sheet_title", signed.lang) + ".pdf")


def _table(signed: Signed) -> Response:
    content = crew_files.table(signed.city, signed.plan(), lang=signed.lang)
    return file(content, "text/csv; charset=utf-8", "round.csv", is_saved=True)


def _route(signed: Signed) -> Response:
    content = crew_files.route(signed.city, signed.plan(), lang=signed.lang)
    return file(content, gpx.MEDIA_TYPE, "round.gpx", is_saved=True)


def queue_asked(request: Request) -> TriageFilter:
    """The filter of the queue an address asks for; a field that isn't there chooses everything.

    Raises:
        Unreadable: the part of the map is no such thing.
    """
    fields = request.query_params
    named = {of: tuple(fields.getlist(name)) for name, of in queue_file.FIELDS.items()}
    try:
        box = tuple(map(float, fields["box"].split(",")[:5])) if "box" in fields else ()
    except ValueError as wrong:
        raise Unreadable(str(wrong)) from wrong
    if len(box) not in (0, 4):
        raise Unreadable("no such part of the map")
    return TriageFilter(**named, view=box)


def _queue(signed: Signed) -> Response:
    """Texts masked, and the whole of what was asked for or nothing: half a file misleads."""
    most = triage_file.MAX_EXPORT_ROWS
    rows = triage_file.rows(
        signed.warehouse, queue_asked(signed.request), now=signed.now, limit=most + 1
    )
    if len(rows) > most:
        said = text("triage.csv_too_many", signed.lang, most=numbers.number(most, signed.lang))
        return Response(said, 413, PRIVATE, "text/plain")
    texts = pa.array(rows["description"], pa.string(), from_pandas=True)
    rows["description"] = masked_column(texts, signed.words).to_pandas()
    return file(csv_bytes(rows), "text/csv; charset=utf-8", "road_reports.csv", is_saved=True)


def _posts(signed: Signed) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    return road_export.posts(signed.warehouse, signed.words)


def _posts_csv(signed: Signed) -> Response:
    schema, batches = _posts(signed)
    return _streamed(arrow_csv.parts(schema, batches), "text/csv; charset=utf-8", "posts.csv")


def _posts_geojson(signed: Signed) -> Response:
    _, batches = _posts(signed)
    city = signed.city
    about = {
        "title": text("export.title", signed.lang, place=city.name),
        "municipality_code": city.code,
        "is_sample": city.is_sample,
        "as_of": road_export.newest(signed.warehouse),
        "label": text("export.staff_only", signed.lang),
    }
    parts = arrow_geojson.parts(batches, "report_id", about)
    return _streamed(parts, geojson.MEDIA_TYPE, "posts.geojson")


def _posts_parquet(signed: Signed) -> Response:
    """Written beside first: its end says where everything is."""
    handle, name = tempfile.mkstemp(suffix=".parquet")  # for its owner alone
    path = Path(name)
    try:
        with os.fdopen(handle, "wb") as sink:
            schema, batches = _posts(signed)
            geoparquet.write(batches, schema, sink)
    except BaseException:
        path.unlink()
        raise
    return FileResponse(
        path,
        media_type=geoparquet.MEDIA_TYPE,
        headers=PRIVATE,
        filename="posts.parquet",
        background=BackgroundTask(path.unlink, missing_ok=True),
    )


def _streamed(parts: Iterator[bytes], media_type: str, name: str) -> Response:
    named = {"Content-Disposition": f'attachment; filename="{name}"'}
    return StreamingResponse(parts, media_type=media_type, headers={**PRIVATE, **named})
