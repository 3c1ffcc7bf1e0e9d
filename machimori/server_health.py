"""Route of the verdicts of a run as a file for staff: each row not taken as published, and why."""

from __future__ import annotations

import sqlite3

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from machimori.city import ConfigurationError, current_city
from machimori.server_addresses import document
from machimori.server_private import PRIVATE, file
from machimori.store.queries import health
from machimori.store.refusals import StoreError
from machimori.store.warehouse import current_warehouse
from machimori.ui import access, navigation
from machimori.ui.health_detail import REJECTS
from machimori.ui.tables import csv_bytes
from machimori.wording import pick_language

#: Whoever may see the page may take the rows along.
READER = "viewer"


def routes() -> list[Route]:
    """The route under /documents/health."""

    async def rejects(request: Request) -> Response:
        return await run_in_threadpool(_rejects, request)

    return [Route(REJECTS, rejects, methods=["GET"])]


def _rejects(request: Request) -> Response:
    """The file for whoever may see the page; others are sent to the sign-in."""
    if access.authorise(READER, request.cookies) is None:
        return RedirectResponse(f"/{navigation.entry('health').url_path}", 303, PRIVATE)
    source, run_id = (request.query_params.get(name, "") for name in ("source", "run"))
    lang = pick_language(request.query_params.get("lang"))
    try:
        rows = health.rejects(current_warehouse(current_city()), source, run_id, lang=lang)
    except (StoreError, ConfigurationError, sqlite3.Error):
        return Response(status_code=503, headers=PRIVATE)
    if rows.empty:  # the source has been loaded anew since the page was drawn
        return HTMLResponse(document(lang, request.url.path), 404, PRIVATE)
    name = f"rejects_{source}.csv"
    return file(csv_bytes(rows), "text/csv; charset=utf-8", name, is_saved=True)
