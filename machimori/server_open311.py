"""Open311 GeoReport v2, to be read: for staff, and for holders of a key. Nothing is written here.

Every answer asks for a key first (field ``api_key``, or header ``X-Api-Key``); a signed-in browser
of staff needs none. What holders of a key may read beyond the facts is ``[open311]``.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

import duckdb
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from machimori.city import City, ConfigurationError, current_city
from machimori.domain.masking import Kind, masked
from machimori.exchange import georeport
from machimori.exchange.georeport import Problem
from machimori.server_private import PRIVATE
from machimori.store import open311_keys
from machimori.store.clock import clock_now
from machimori.store.journal import current_journal
from machimori.store.queries import open311
from machimori.store.queries.open311 import Wanted
from machimori.store.rates import Rate
from machimori.store.refusals import StoreError
from machimori.store.warehouse import Warehouse, current_warehouse
from machimori.ui import access
from machimori.wording import text, word

BASE = "/open311"
READER = "viewer"
_LANG = "ja"
#: Guesses of keys from one address: so many at once, then one every ten seconds.
_guesses = Rate(20, 0.1)
_rates: dict[int, Rate] = {}


@dataclass(frozen=True)
class Reading:
    """One request of somebody who may read."""

    request: Request
    city: City
    warehouse: Warehouse
    form: str
    is_staff: bool

    @property
    def fields(self) -> dict[str, str]:
        """Fields of the address; of one given twice the last."""
        return dict(self.request.query_params)


def routes() -> list[Route]:
    """The routes under /open311."""
    made: dict[str, Callable[[Reading], Response]] = {
        "discovery.{form}": _discovery,
        "v2/services.{form}": _services,
        "v2/services/{code}.{form}": _definition,
        "v2/requests.{form}": _requests,
        "v2/requests/{report_id:path}.{form}": _request,
    }
    return [
        Route(f"{BASE}/{path}", _route_of(make), methods=["GET"]) for path, make in made.items()
    ]


def _route_of(make: Callable[[Reading], Response]) -> Callable[[Request], object]:
    async def answer(request: Request) -> Response:
        return await run_in_threadpool(_answered, request, make)

    return answer


def _answered(request: Request, make: Callable[[Reading], Response]) -> Response:
    form = request.path_params["form"]
    if form not in georeport.MEDIA_TYPES:
        return _refused(Problem(404, "the formats are json and xml"), "xml")
    try:
        city = current_city()
        is_staff = _admitted(request, city)
        return make(Reading(request, city, current_warehouse(city), form, is_staff))
    except Problem as problem:
        return _refused(problem, form)
    except (StoreError, ConfigurationError, sqlite3.Error, duckdb.Error, OSError):
        return _refused(Problem(503, "the data can't be read at the moment"), form)


def _admitted(request: Request, city: City) -> bool:
    """Whether it is staff who asks; a holder of a key is let through.

    Raises:
        Problem: 403 without a key that holds, 429 where too much is asked.
    """
    given = request.headers.get("x-api-key") or request.query_params.get("api_key", "")
    if not given and access.authorise(READER, request.cookies) is not None:
        return True
    address = request.client.host if request.client else ""
    found = open311_keys.holder(city, given)
    if found is None:
        if given and _guesses.wait(address, time.monotonic()):
            raise Problem(429, "too many keys were tried; wait a minute")
        raise Problem(403, "api_key is missing or does not hold")
    allowed = city.open311.requests_a_minute
    rate = _rates.setdefault(allowed, Rate(allowed, allowed / 60))
    if rate.wait(found.digest, time.monotonic()):
        raise Problem(429, f"at most {allowed} requests a minute")
    return False


def _discovery(reading: Reading) -> Response:
    base = (reading.city.base_url or str(reading.request.base_url)).rstrip("/")
    content = georeport.discovery_document(
        contact=reading.city.contact,
        key_service=text("open311.key_service", _LANG),
        address=f"{base}{BASE}/v2",
        changed_at=reading.warehouse.build.built_at,
        form=reading.form,
    )
    return _given(content, reading.form)


def _services(reading: Reading) -> Response:
    georeport.check_jurisdiction(reading.fields, reading.city.code)
    entries = [
        georeport.service(one, one or text("word.not_stated", _LANG))
        for one in open311.categories(reading.warehouse)
    ]
    return _given(georeport.services_document(entries, reading.form), reading.form)


def _definition(reading: Reading) -> Response:
    georeport.check_jurisdiction(reading.fields, reading.city.code)
    code = reading.request.path_params["code"]
    if code not in _codes(reading):
        raise Problem(404, "service_code was not found")
    return _given(georeport.definition_document(code, reading.form), reading.form)


def _requests(reading: Reading) -> Response:
    asked = georeport.parse(
        reading.fields,
        code=reading.city.code,
        now=clock_now(
            reading.warehouse,
            current_journal(reading.city) if reading.city.journal_path.exists() else None,
        ),
        zone=reading.city.zone,
    )
    if asked.ids:
        return _listed(reading, Wanted(ids=asked.ids))
    chosen = None
    if asked.services:
        known = _codes(reading)
        if lacking := [one for one in asked.services if one not in known]:
            raise Problem(404, f"service_code {lacking[0][:40]!r} was not found")
        chosen = tuple(known[one] or "" for one in asked.services)
    is_open = asked.statuses[0] == "open" if len(set(asked.statuses)) == 1 else None
    wanted = Wanted(
        categories=chosen,
        is_open=is_open,
        start=asked.start,
        end=asked.end,
        limit=asked.page_size,
        offset=(asked.page - 1) * asked.page_size,
    )
    return _listed(reading, wanted)


def _request(reading: Reading) -> Response:
    georeport.check_jurisdiction(reading.fields, reading.city.code)
    return _listed(reading, Wanted(ids=(reading.request.path_params["report_id"],)), is_one=True)


def _listed(reading: Reading, wanted: Wanted, *, is_one: bool = False) -> Response:
    rules, city = reading.city.open311, reading.city
    with_description = reading.is_staff or rules.gives_description
    wanted = Wanted(
        **vars(wanted)
        | {
            "with_description": with_description,
            "with_media": reading.is_staff or rules.gives_media,
        }
    )
    page = open311.requests(reading.warehouse, wanted)
    if is_one and not page.rows:
        raise Problem(404, "service_request_id was not found")
    entries = []
    for row in page.rows:
        category, owner = row["category"], row["owner"]
        row["service_name"] = category or text("word.not_stated", _LANG)
        row["agency_responsible"] = None if owner is None else word("owner", owner, _LANG)
        if row["description"] is not None:  # as sent it is opened post by post, and noted
            row["description"] = masked(row["description"], _masks())
        entries.append(georeport.request(row, city.zone))
    content = georeport.requests_document(entries, reading.form)
    return _given(content, reading.form, {"X-Total-Count": str(page.total)})


def _codes(reading: Reading) -> dict[str, str | None]:
    """Category by its code."""
    return {georeport.service_code(one): one for one in open311.categories(reading.warehouse)}


def _masks() -> dict[str, str]:
    """What stands in the place of a telephone number, a plate, an address."""
    return {str(kind): text(f"masking.{kind}", _LANG) for kind in Kind}


def _given(content: bytes, form: str, more: dict[str, str] | None = None) -> Response:
    return Response(content, headers=PRIVATE | (more or {}), media_type=georeport.MEDIA_TYPES[form])


def _refused(problem: Problem, form: str) -> Response:
    content = georeport.problem_document(problem, form)
    return Response(content, problem.status, PRIVATE, georeport.MEDIA_TYPES[form])
