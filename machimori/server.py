"""The server: the pages of dashboard.py and our own routes, on one port.

``uvicorn machimori.server:app``, or ``python -m machimori serve`` which also says where it is.
"""

from __future__ import annotations

import sqlite3

import streamlit as st
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from machimori import (
    server_auth,
    server_board,
    server_data,
    server_exchange,
    server_feeds,
    server_health,
    server_link_sheets,
    server_open311,
    server_operators,
    server_photos,
    server_public,
    server_pulse,
    server_reports,
    server_road_files,
    server_signage,
    server_tiles,
)
from machimori.city import REPOSITORY, ConfigurationError, current_city
from machimori.server_addresses import KnownAddresses
from machimori.server_headers import Document, SecurityHeaders
from machimori.server_links import Limits
from machimori.store.journal import current_journal
from machimori.store.refusals import StoreError
from machimori.store.warehouse import current_warehouse
from machimori.ui import access, navigation

DASHBOARD = REPOSITORY / "dashboard.py"


def health(request: Request) -> JSONResponse:
    """Whether this is Machimori and can serve: 200, or 503 with what is missing.

    Plain Streamlit answers 200 to any path, so a check has to look at ``service``.
    """
    answer: dict[str, object] = {"service": "machimori", "status": "ok"}
    try:
        city = current_city()
        warehouse = current_warehouse(city)
        build = warehouse.build
        answer |= {
            "code": build.code,
            "is_sample": build.is_sample,
            "build_id": build.build_id,
            "built_at": build.built_at.isoformat(),
            "generation": "-".join(f"{part:x}" for part in warehouse.signature[:3]),
        }
        last = current_journal(city).last_seq() if city.journal_path.exists() else 0
        answer["journal"] = {"ok": True, "last_seq": last}
    except (StoreError, ConfigurationError, sqlite3.Error) as problem:
        answer["status"] = type(problem).__name__
    status = 200 if answer["status"] == "ok" else 503
    return JSONResponse(answer, status, headers={"Cache-Control": "no-store"})


_limits = Limits()
access.serve_routes()
navigation.use_one_front_door()
app = st.App(
    DASHBOARD,
    routes=[
        Route("/healthz", health, methods=["GET"]),
        *server_auth.routes(),
        *server_pulse.routes(),
        *server_board.routes(),
        *server_public.routes(),
        *server_reports.routes(_limits),
        *server_operators.routes(_limits),
        *server_link_sheets.routes(),
        *server_exchange.routes(),
        *server_road_files.routes(),
        *server_health.routes(),
        *server_open311.routes(),
        *server_feeds.routes(),
        *server_data.routes(),
        *server_signage.routes(),
        *server_tiles.routes(),
        *server_photos.routes(),
    ],
    middleware=[
        Middleware(SecurityHeaders),
        Middleware(KnownAddresses),
        Middleware(server_auth.StaffUploads),
        Middleware(Document),
    ],
)
