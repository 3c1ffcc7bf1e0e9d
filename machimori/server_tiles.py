"""Routes of the map of posts: its tiles and its ground. For signed-in staff alone.

A tile is what the stores, the filter and the moment in its address make of it, so it may be kept
as long as those stand: the ETag says which they were, and whoever asks again with it costs no
question to the warehouse.
"""

from __future__ import annotations

import hashlib
import sqlite3
import threading
from collections import OrderedDict
from datetime import datetime

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from machimori.city import ConfigurationError, current_city
from machimori.domain.map_tiles import Tile
from machimori.store.pulse import pulse
from machimori.store.queries import road_tiles
from machimori.store.queries.triage_address import filter_of
from machimori.store.refusals import StoreError
from machimori.store.warehouse import current_warehouse
from machimori.ui import access, navigation
from machimori.ui.road_map_ground import style
from machimori.wording import pick_language

TILES = "/tiles/posts/{z:int}/{x:int}/{y:int}.mvt"
GROUND = "/tiles/ground.json"
_KIND = "application/vnd.mapbox-vector-tile"
#: Longer than any filter of ours in an address.
_LONGEST_QUERY = 8_000
#: Bytes of tiles kept, and questions to the warehouse at one time: a map asks for ten tiles at
#: once, and pages are asked for beside it.
MOST_BYTES = 32_000_000
_AT_ONCE = 3
_PRIVATE = {"Cache-Control": "private, no-cache", "X-Robots-Tag": "noindex"}
_REFUSED = {"Cache-Control": "no-store"}


def routes() -> list[Route]:
    """The routes under /tiles, with one shelf for the process."""
    shelf = Shelf()
    return [
        Route(TILES, shelf.tile, methods=["GET"]),
        Route(GROUND, _ground, methods=["GET"]),
    ]


class Shelf:
    """Tiles made last. Safe to use from several threads."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most_bytes = most_bytes
        self._lock = threading.Lock()
        self._turns = threading.BoundedSemaphore(_AT_ONCE)
        self._kept: OrderedDict[str, bytes] = OrderedDict()
        self._bytes = 0

    def tile(self, request: Request) -> Response:
        """One tile of the posts, by the filter and the moment (``at``) of the query string."""
        if not _may(request):
            return Response(status_code=403, headers=_REFUSED)
        query = request.url.query
        try:
            place = request.path_params
            wanted = Tile(place["z"], place["x"], place["y"])
            if len(query) > _LONGEST_QUERY:
                raise ValueError("the filter is too long")
            at = datetime.fromisoformat(request.query_params.get("at", ""))
            chosen = filter_of(query)
        except ValueError:
            return Response(status_code=404, headers=_REFUSED)
        try:
            city = current_city()
            mark = f"{pulse(city)} {wanted} {query}"
            etag = f'"{hashlib.sha256(mark.encode()).hexdigest()[:24]}"'
            headers = {**_PRIVATE, "ETag": etag}
            if etag in request.headers.get("if-none-match", ""):
                return Response(status_code=304, headers=headers)
            content = self._found(etag)
            if content is None:
                with self._turns:
                    warehouse = current_warehouse(city)
                    content = road_tiles.tile(warehouse, chosen, wanted, now=at).content
                self._keep(etag, content)
        except (StoreError, ConfigurationError, sqlite3.Error):
            return Response(status_code=503, headers={**_REFUSED, "Retry-After": "5"})
        return Response(content, 200, headers, _KIND)

    def _found(self, etag: str) -> bytes | None:
        with self._lock:
            if etag in self._kept:
                self._kept.move_to_end(etag)
            return self._kept.get(etag)

    def _keep(self, etag: str, content: bytes) -> None:
        with self._lock:
            self._bytes += len(content) - len(self._kept.get(etag, b""))
            self._kept[etag] = content
            while self._bytes > self._most_bytes and self._kept:
                self._bytes -= len(self._kept.popitem(last=False)[1])


def _may(request: Request) -> bool:
    """Whoever may see the queue may see its map."""
    return (
        access.authorise(navigation.entry("triage").role or "viewer", request.cookies) is not None
    )


def _ground(request: Request) -> Response:
    """The style of the map: its ground, in the words of the page."""
    if not _may(request):
        return Response(status_code=403, headers=_REFUSED)
    lang = pick_language(request.query_params.get("lang"))
    try:
        city = current_city()
        drawn = style(city, current_warehouse(city), lang)
    except (StoreError, ConfigurationError):
        return Response(status_code=503, headers={**_REFUSED, "Retry-After": "5"})
    return JSONResponse(drawn, headers=_PRIVATE)
