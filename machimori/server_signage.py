"""Routes of the signs: the page, and the state it asks for. No accounts, public facts only."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from machimori.city import ConfigurationError, current_city
from machimori.server_feeds import Kept, answered
from machimori.site import facts, signage, status_json
from machimori.store.clock import clock_now
from machimori.store.journal import current_journal
from machimori.store.refusals import StoreError
from machimori.store.warehouse import current_warehouse
from machimori.wording import LANGUAGES

_NO_STORE = {"Cache-Control": "no-store"}


def routes() -> list[Route]:
    """The page and its state, with the state kept for the process."""
    kept = Kept()

    async def page(request: Request) -> Response:
        return await run_in_threadpool(_page, request)

    async def state(request: Request) -> Response:
        return await run_in_threadpool(_state, request, kept)

    return [
        Route("/signage", page, methods=["GET"]),
        Route("/signage/status.json", state, methods=["GET", "HEAD"]),
    ]


def _page(request: Request) -> Response:
    try:
        city = current_city()
        warehouse = current_warehouse(city)
        journal = current_journal(city) if city.journal_path.exists() else None
        found = facts.gather(city, warehouse, journal)
        offered = [one for one in LANGUAGES if one in city.languages]
        sign = signage.screen(request.query_params, offered or ["ja"])
        base = city.base_url.rstrip("/") or f"{request.url.scheme}://{request.url.netloc}"
        address = f"{base}/shelters" + ("" if sign.langs[0] == "ja" else f"?lang={sign.langs[0]}")
        content = signage.page(found, warehouse, sign, address)
    except (StoreError, ConfigurationError, sqlite3.Error):
        # A sign has nobody to press a key: it asks again by itself.
        return HTMLResponse(
            '<!DOCTYPE html><meta charset="utf-8"><meta http-equiv="refresh" content="15">',
            503,
            headers=_NO_STORE,
        )
    return HTMLResponse(content, headers={"Cache-Control": "no-cache"})


def _state(request: Request, kept: Kept) -> Response:
    try:
        city = current_city()
        warehouse = current_warehouse(city)
        journal = current_journal(city) if city.journal_path.exists() else None
        now = clock_now(warehouse, journal)

        def make() -> Mapping[str, bytes]:
            found = facts.gather(city, warehouse, journal, now=now)
            return {"": status_json.encoded(status_json.status(found))}

        state = f"{city.code} {facts.revision(warehouse, journal)} {now:%Y%m%d%H%M}"
        content = kept.files(state, "status", make)[""]
    except (StoreError, ConfigurationError, sqlite3.Error):
        return Response(status_code=503, headers=_NO_STORE)
    headers = {"Cache-Control": "no-cache", "X-Signage": signage.shell_version()}
    return answered(request, content, "application/json", headers)
