"""Addresses of the operators' page: the page of a link, and the script that keeps it offline."""

from __future__ import annotations

import sqlite3

import duckdb
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from machimori.city import City, ConfigurationError, current_city
from machimori.exchange import operator_interface as interface
from machimori.exchange.operator_interface import STATUS_OF
from machimori.server_links import Limits, NotTaken, address_of, behind
from machimori.store.refusals import StoreError
from machimori.ui import operator_page
from machimori.ui.operator_page import Place
from machimori.wording import device_language, pick_language

_HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Robots-Tag": "noindex",
}


def routes(limits: Limits) -> list[Route]:
    """The routes under /r."""

    def page(request: Request) -> Response:
        return _page(request, limits)

    def worker(request: Request) -> Response:
        return Response(
            operator_page.worker(),
            media_type="text/javascript; charset=utf-8",
            headers={"Cache-Control": "no-cache", "Content-Security-Policy": _WORKER_POLICY},
        )

    return [
        Route(operator_page.WORKER, worker, methods=["GET"]),
        Route("/r/{token}", page, methods=["GET"]),
    ]


_WORKER_POLICY = "default-src 'none'; connect-src 'self'"


def _page(request: Request, limits: Limits) -> Response:
    city = current_city()
    lang = _language(request, city)
    token = request.path_params["token"]
    try:
        limits.check_address(address_of(request))
        found = behind(token, lang)
        limits.check_link(found.link, is_report=False)
        facility = found.facility
        content = operator_page.document(
            city,
            lang,
            Place(facility.facility_id, facility.name, facility.name_en, facility.role),
            found.state(with_counts=False).model_dump(mode="json"),
            token=token,
            reports=interface.REPORTS,
            asks=interface.STATE,
        )
        return _html(content, 200)
    except NotTaken as refused:
        return _refused(city, lang, refused.error)
    except (StoreError, ConfigurationError, sqlite3.Error, duckdb.Error):
        return _refused(city, lang, "unavailable")


def _refused(city: City, lang: str, error: str) -> Response:
    key = f"operator.refused_{error}"
    return _html(operator_page.refusal(city, lang, key), STATUS_OF[error])


def _html(content: str, status: int) -> Response:
    return HTMLResponse(
        content, status, _HEADERS | {"Content-Security-Policy": operator_page.policy()}
    )


def _language(request: Request, city: City) -> str:
    """The language of the address, else the telephone's own."""
    offered = operator_page.languages(city)
    asked = request.query_params.get("lang")
    own = device_language(request.headers.get("accept-language"), offered)
    return pick_language(asked or own, offered)
