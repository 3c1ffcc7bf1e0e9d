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
from datetime import UTC, datetime
from typing import Any

import duckdb
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from machimori.city import City, ConfigurationError, current_city
from machimori.domain.events import Event
from machimori.domain.operator_reports import COUNTING_KINDS, WrongClock, seen_at
from machimori.exchange import operator_interface as interface
from machimori.exchange.operator_interface import (
    LARGEST_BODY,
    MAY_BE_TAKEN_LATER,
    STATUS_OF,
    Acknowledged,
    ConfirmReport,
    CountReport,
    IncrementReport,
    Refusal,
    State,
    StatusReport,
)
from machimori.server_links import Behind, Limits, NotTaken, address_of, behind
from machimori.store.desk import Desk, Refused
from machimori.store.pin_attempts import PinAttempts
from machimori.store.refusals import StoreError
from machimori.ui.operator_page import languages
from machimori.wording import has, pick_language, text, word

Report = ConfirmReport | StatusReport | CountReport | IncrementReport
#: C0 and C1 controls but the line feed; emoji and text from right to left stay.
_CONTROLS = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f]")
_NO_STORE = {"Cache-Control": "no-store"}
#: Seconds to wait where the journal or the warehouse doesn't answer.
_LATER = 10


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


def _record(found: Behind, report: Report, key: str) -> Event:
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
    how: dict[str, Any] = {
        "client_key": key,
        "observed_at": seen,
        "via": "operator",
        "based_on": report.based_on,
    }
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
