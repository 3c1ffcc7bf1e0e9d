"""Routes of the open data files, ``/data/v1/…``: everybody may ask, from everywhere, in parts.

A reader of GeoParquet or FlatGeobuf asks for ranges of bytes; who has a file already gets 304.
"""

from __future__ import annotations

import re
import sqlite3

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from machimori.city import ConfigurationError, current_city
from machimori.site.data_files import DataFile, data_files
from machimori.store.refusals import StoreError
from machimori.store.warehouse import current_warehouse

#: Files change with a build; a build is looked for at most this often.
MAX_AGE_SECONDS = 300
#: An edition never changes; a day, so that one that is withdrawn is gone the day after.
MAX_AGE_OF_EDITIONS_SECONDS = 86_400
_NAME = re.compile(
    r"([a-z0-9_]{1,80}/\d{4}-\d{2}-\d{2}(-\d{1,3})?/)?[A-Za-z0-9_]{1,80}(\.bom)?\.[a-z]{2,8}"
)
_RANGE = re.compile(r"bytes=([0-9]{0,15})-([0-9]{0,15})")
_NO_STORE = {"Cache-Control": "no-store"}


def routes() -> list[Route]:
    """The route under /data/v1."""

    async def data(request: Request) -> Response:
        return await run_in_threadpool(_answer, request)

    return [Route("/data/v1/{name:path}", data, methods=["GET", "HEAD"])]


def _answer(request: Request) -> Response:
    name = request.path_params["name"]
    if not _NAME.fullmatch(name):
        return Response(status_code=404, headers=_NO_STORE)
    try:
        city = current_city()
        found = data_files(city, current_warehouse(city)).file(name)
    except (StoreError, ConfigurationError, sqlite3.Error):
        return Response(status_code=503, headers={**_NO_STORE, "Retry-After": "5"})
    if found is None:
        return Response(status_code=404, headers=_NO_STORE)
    return _told(request, found, name)


def _told(request: Request, found: DataFile, name: str) -> Response:
    age = MAX_AGE_OF_EDITIONS_SECONDS if "/" in name else MAX_AGE_SECONDS
    headers = {
        "Access-Control-Allow-Origin": "*",
        "Access-Control-Expose-Headers": "Content-Range, ETag",
        "Cache-Control": f"public, max-age={age}, stale-while-revalidate=60",
        "ETag": found.tag,
        "Accept-Ranges": "bytes",
        "Content-Disposition": f'inline; filename="{name.rpartition("/")[2]}"',
    }
    known = request.headers.get("if-none-match", "")
    if found.tag in (one.strip().removeprefix("W/") for one in known.split(",")):
        return Response(status_code=304, headers=headers)
    size = len(found.content)
    wanted = request.headers.get("range")
    is_same = request.headers.get("if-range", found.tag) == found.tag
    part = _part(wanted, size) if wanted and is_same else None
    if part is None:
        return Response(found.content, 200, headers, found.media_type)
    start, end = part
    if start >= end:
        return Response(status_code=416, headers={**headers, "Content-Range": f"bytes */{size}"})
    headers["Content-Range"] = f"bytes {start}-{end - 1}/{size}"
    return Response(found.content[start:end], 206, headers, found.media_type)


def _part(wanted: str, size: int) -> tuple[int, int] | None:
    """Start and end of the one range asked for; None for what is to be answered whole."""
    found = _RANGE.fullmatch(wanted.strip())
    if found is None or found.groups() == ("", ""):
        return None
    first, last = found.groups()
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size
