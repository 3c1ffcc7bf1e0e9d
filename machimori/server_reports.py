"""The interface by which facility staff report: what a telephone sends reaches the desk, once.

Reports need the signed token of a facility's link; counts its PIN too. Whatever is refused is
refused in a sentence and writes nothing.
"""

from __future__ import annotations

import math
import re
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import duckdb
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from machimori.city import City, ConfigurationError, current_city
from machimori.domain.operator_links import Link
from machimori.domain.operator_reports import COUNTING_KINDS, WrongClock, seen_at
from machimori.exchange import operator_interface as interface
from machimori.exchange.operator_interface import (
    LARGEST_BODY,
    MAY_BE_TAKEN_LATER,
    STATUS_OF,
    Acknowledged,
    ConfirmReport,
    CountReport,
    IncidentShown,
    IncrementReport,
    OwnStatus,
    Refusal,
    State,
    StatusReport,
)
from machimori.store.clock import clock_now
from machimori.store.desk import Desk, Refused
from machimori.store.journal import Journal, current_journal
from machimori.store.operator_links import LinkRefused, OperatorLinks, operator_links
from machimori.store.pin_attempts import PinAttempts
from machimori.store.queries import operators
from machimori.store.queries.facilities import Incident, incident_in_force
from machimori.store.queries.operators import Facility
from machimori.store.rates import Rate
from machimori.store.refusals import StoreError
from machimori.store.warehouse import Warehouse, current_warehouse
from machimori.ui.operator_page import languages
from machimori.wording import has, pick_language, text, word
from machimori.wording.languages import reads_kanji

Report = ConfirmReport | StatusReport | CountReport | IncrementReport
#: C0 and C1 controls but the line feed; emoji and text from right to left stay.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_NO_STORE = {"Cache-Control": "no-store"}
#: Seconds to wait where the journal or the warehouse doesn't answer.
_LATER = 10


class NotTaken(Exception):
    """A request that is refused: why (``interface.Refusal.error``), in which words, how long."""

    def __init__(self, error: str, *, wait: float = 0.0, rule: Refused | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.wait = wait
        self.rule = rule


@dataclass
class Limits:
    """How often links and addresses may report and ask, in one process.

    A telephone that comes back with an afternoon's reports sends sixty at once; behind one
    address of a mobile network there may be many telephones.
    """

    reports_of_link: Rate = field(default_factory=lambda: Rate(60, 1.0))
    asks_of_link: Rate = field(default_factory=lambda: Rate(60, 2.0))
    of_address: Rate = field(default_factory=lambda: Rate(300, 10.0))
    pins: PinAttempts = field(default_factory=PinAttempts)

    def check_address(self, address: str) -> None:
        """Count a request of an address.

        Raises:
            NotTaken: too many.
        """
        self._check(self.of_address, address)

    def check_link(self, link: Link, *, is_report: bool) -> None:
        """Count a request through a link.

        Raises:
            NotTaken: too many.
        """
        self._check(self.reports_of_link if is_report else self.asks_of_link, link.facility_id)

    def _check(self, rate: Rate, key: str) -> None:
        wait = rate.wait(key, time.monotonic())
        if wait:
            raise NotTaken("too_many", wait=wait)


@dataclass(frozen=True)
class Behind:
    """What is behind a link that holds: everything an answer is made from."""

    city: City
    warehouse: Warehouse
    journal: Journal
    links: OperatorLinks
    link: Link
    facility: Facility
    incident: Incident | None
    now: datetime
    lang: str

    def state(self, *, with_counts: bool) -> State:
        """What the page shows."""
        own = None
        if self.incident is not None:
            found = operators.own(
                self.warehouse, self.journal, self.city, self.incident, self.facility
            )
            own = OwnStatus(
                opening=found.opening,
                crowding=found.crowding,
                headcount=found.headcount if with_counts else None,
                confirmed_at=found.confirmed_at,
                openings=list(found.openings),
            )
        return State(
            facility=shown_name(self.facility, self.lang),
            is_accepting=self.incident is not None,
            incident=None
            if self.incident is None
            else IncidentShown(
                incident_id=self.incident.incident_id,
                name=self.incident.name,
                mode=self.incident.mode,  # type: ignore[arg-type]
            ),
            own=own,
            now=datetime.now(UTC),
        )


def shown_name(facility: Facility, lang: str) -> str:
    """The facility's name for a reader of the language."""
    return facility.name if reads_kanji(lang) else facility.name_en or facility.name


def address_of(request: Request) -> str:
    """Where a request comes from, as the proxy of this machine says."""
    return request.client.host if request.client else ""


def behind(token: str, lang: str) -> Behind:
    """What a link leads to.

    Raises:
        NotTaken: the link doesn't hold, or leads to no facility there is.
        StoreError: journal or warehouse can't be read.
    """
    city = current_city()
    warehouse, journal = current_warehouse(city), current_journal(city)
    links = operator_links(city, journal)
    try:
        link = links.read(token)
    except LinkRefused as refused:
        raise NotTaken(refused.reason) from refused
    facility = operators.facility(warehouse, journal, link.facility_id)
    if facility is None:
        raise NotTaken("unknown_facility")
    now = clock_now(warehouse)
    incident = incident_in_force(warehouse, journal, now=now)
    return Behind(city, warehouse, journal, links, link, facility, incident, now, lang)


def routes(limits: Limits) -> list[Route]:
    """The routes under /api."""

    async def report(request: Request) -> Response:
        try:
            limits.check_address(address_of(request))
            body = await _body(request)
            return await run_in_threadpool(
                _answered, request, lambda: _report(request, body, limits)
            )
        except NotTaken as refused:
            return refusal(request, refused)

    def state(request: Request) -> Response:
        return _answered(request, lambda: _state(request, limits))

    def document(request: Request) -> Response:
        return JSONResponse(interface.document(current_city().base_url), headers=_NO_STORE)

    return [
        Route(interface.REPORTS, report, methods=["POST"]),
        Route(interface.STATE, state, methods=["GET"]),
        Route(interface.DOCUMENT, document, methods=["GET"]),
    ]


def language_of(request: Request, city: City) -> str:
    """The language of the address, where the municipality has it."""
    return pick_language(request.query_params.get("lang"), languages(city))


def refusal(request: Request, refused: NotTaken) -> Response:
    """Why not, in a sentence."""
    lang = language_of(request, current_city())
    seconds = max(1, math.ceil(refused.wait)) if refused.wait else None
    said = Refusal(
        error=refused.error,  # type: ignore[arg-type]
        message=_sentence(refused, lang),
        now=datetime.now(UTC),
        is_final=refused.error not in MAY_BE_TAKEN_LATER,
        retry_after_seconds=seconds,
    )
    headers = _NO_STORE | ({"Retry-After": str(seconds)} if seconds else {})
    if refused.error.startswith("pin_") and seconds is None:
        headers["WWW-Authenticate"] = "Bearer"
    return JSONResponse(said.model_dump(mode="json"), STATUS_OF[refused.error], headers)


def _sentence(refused: NotTaken, lang: str) -> str:
    if refused.rule is not None and has(f"operator.rule_{refused.rule.rule}", lang):
        params: dict[str, Any] = {
            name: word("opening", value, lang) if name in ("before", "after") else value
            for name, value in refused.rule.params.items()
        }
        return text(f"operator.rule_{refused.rule.rule}", lang, **params)
    return text(f"operator.refused_{refused.error}", lang)


def _answered(request: Request, ask: Callable[[], Acknowledged | State]) -> Response:
    try:
        found = ask()
    except NotTaken as refused:
        return refusal(request, refused)
    except (StoreError, ConfigurationError, sqlite3.Error, duckdb.Error):
        return refusal(request, NotTaken("unavailable", wait=_LATER))
    return JSONResponse(found.model_dump(mode="json"), headers=_NO_STORE)


async def _body(request: Request) -> bytes:
    """The body, of which no more is read than a report can have."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise NotTaken("not_json")
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > LARGEST_BODY:
            raise NotTaken("too_large")
    return bytes(body)


def _token(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""


def _state(request: Request, limits: Limits) -> State:
    address = address_of(request)
    limits.check_address(address)
    found = behind(_token(request), language_of(request, current_city()))
    limits.check_link(found.link, is_report=False)
    pin = request.headers.get("x-facility-pin")
    if pin is not None:
        _check_pin(found, pin, address, limits.pins)
    return found.state(with_counts=pin is not None)


def _report(request: Request, body: bytes, limits: Limits) -> Acknowledged:
    found = behind(_token(request), language_of(request, current_city()))
    limits.check_link(found.link, is_report=True)
    try:
        report = interface.read_report(body)
    except ValueError as error:
        raise NotTaken("bad_request") from error
    is_counting = report.kind in COUNTING_KINDS
    if isinstance(report, CountReport | IncrementReport):
        _check_pin(found, report.pin, address_of(request), limits.pins)
    # A facility's keys are its own, whichever of its links they came through.
    key = f"operator:{found.link.facility_id}:{report.client_key}"
    event = found.journal.acknowledged(key)
    is_repeat = event is not None
    if event is None:
        event = _record(found, report, key)
    return Acknowledged(
        event_id=event.event_id,
        is_repeat=is_repeat,
        received_at=event.received_at,
        observed_at=event.observed_at,
        state=found.state(with_counts=is_counting),
    )


def _check_pin(found: Behind, given: str | None, address: str, pins: PinAttempts) -> None:
    if given is None:
        raise NotTaken("pin_missing")
    facility_id, now = found.link.facility_id, time.monotonic()
    wait = pins.wait(facility_id, address, now)
    if wait:
        raise NotTaken("pin_wait", wait=wait)
    if not found.links.is_pin(found.link, given):
        pins.wrong(facility_id, address, now)
        raise NotTaken("pin_wrong")
    pins.right(facility_id, address, now)


def _record(found: Behind, report: Report, key: str) -> Any:
    if found.incident is None:
        raise NotTaken("no_incident")
    if found.incident.incident_id != report.incident_id:
        raise NotTaken("incident_over")
    try:
        seen = seen_at(
            report.observed_at, report.sent_at, received_at=datetime.now(UTC), now=found.now
        )
    except WrongClock as error:
        raise NotTaken("wrong_clock") from error
    desk = Desk(
        found.city,
        found.warehouse,
        found.journal,
        text("operator.reporter", "ja", name=found.facility.name),
        found.now,
    )
    how: dict[str, Any] = {"client_key": key, "observed_at": seen, "via": "operator"}
    incident_id, facility_id = found.incident.incident_id, found.link.facility_id
    try:
        match report:
            case ConfirmReport():
                return desk.confirm(incident_id, facility_id, **how)
            case IncrementReport():
                changes = {"headcount_delta": report.headcount_delta}
                return desk.arrive(incident_id, facility_id, changes, **how)
            case CountReport():
                fields: dict[str, Any] = {
                    "headcount": report.headcount,
                    "outside_headcount": report.outside_headcount,
                }
            case StatusReport():
                note = report.note and _CONTROLS.sub(" ", report.note)
                fields = {"opening": report.opening, "crowding": report.crowding, "note": note}
        return desk.state(incident_id, facility_id, fields, **how)
    except Refused as rule:
        raise NotTaken("statement", rule=rule) from rule
