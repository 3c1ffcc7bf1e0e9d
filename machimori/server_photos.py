"""The route of a post's photograph: for signed-in staff, from allowed hosts, drawn anew.

It takes the id of a post and not an address, so nobody can have this server fetch anything else.
Nothing is stored.
"""

from __future__ import annotations

import sqlite3
import threading

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from machimori.city import ConfigurationError, current_city
from machimori.domain.photos import NoPhoto
from machimori.exchange.photo import redrawn
from machimori.store.photo_fetch import allowed, fetch
from machimori.store.queries import triage_photo
from machimori.store.refusals import StoreError
from machimori.store.warehouse import current_warehouse
from machimori.ui import access, navigation

ADDRESS = "/photos/post"
_REFUSED = {"Cache-Control": "no-store"}
_SHOWN = {
    "Cache-Control": "private, max-age=300",
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Robots-Tag": "noindex",
}
#: Pictures fetched and drawn at one time; each holds some ten megabytes while it is.
_turns = threading.BoundedSemaphore(2)


def routes() -> list[Route]:
    """The route under /photos."""
    return [Route(ADDRESS, _photo, methods=["GET"])]


def _photo(request: Request) -> Response:
    role = navigation.entry("triage").role or "viewer"
    if access.authorise(role, request.cookies) is None:
        return Response(status_code=403, headers=_REFUSED)
    try:
        city = current_city()
        post = request.query_params.get("id", "")
        link = triage_photo.link(current_warehouse(city), post)
    except (StoreError, ConfigurationError, sqlite3.Error):
        return Response(status_code=503, headers=_REFUSED)
    place = allowed(link, city.road_photos)
    if place is None:
        return Response(status_code=404, headers=_REFUSED)
    try:
        with _turns:
            content = redrawn(fetch(place, city.road_photos))
    except NoPhoto:
        return Response(status_code=502, headers=_REFUSED)
    return Response(content, 200, _SHOWN, "image/jpeg")
