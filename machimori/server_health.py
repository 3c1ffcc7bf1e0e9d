"""Route of the verdicts of a run as a file for staff: each row not taken as published, and why."""

from __future__ import annotations

import sqlite3
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from machimori.city import ConfigurationError, current_city
from machimori.store.queries import health
from machimori.store.refusals import StoreError
from machimori.store.warehouse import current_warehouse
from machimori.ui import access, navigation
from machimori.ui.health_detail import REJECTS
from machimori.ui.tables import csv_bytes
from machimori.wording import pick_language

#: Whoever may see the page may take the rows along.
READER = "viewer"
_PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def routes() -> list[Route]:
    """The route under /documents/health."""

    async def rejects(request: Request) -> Response:
        return await run_in_threadpool(_rejects, request)

    return [Route(REJECTS, rejects, methods=["GET"])]


def _rejects(request: Request) -> Response:
    """The file for whoever may see the page; others are sent to the sign-in."""
    if access.authorise(READER, request.cookies) is None:
        return RedirectResponse(f"/{navigation.entry('health').url_path}", 303, _PRIVATE)
    source, run_id = (request.query_params.get(name, "") for name in ("source", "run"))
    lang = pick_language(request.query_params.get("lang"))
    try:
        rows = health.rejects(current_warehouse(current_city()), source, run_id, lang=lang)
    except (StoreError, ConfigurationError, sqlite3.Error):
        return Response(status_code=503, headers=_PRIVATE)
    if rows.empty:
        return Response(status_code=404, headers=_PRIVATE)
    named = f"attachment; filename*=UTF-8''{quote(f'rejects_{source}.csv')}"
    return Response(
        csv_bytes(rows),
        media_type="text/csv; charset=utf-8",
        headers={**_PRIVATE, "Content-Disposition": named},
    )
