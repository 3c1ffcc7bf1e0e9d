"""Routes of the public files in foreign formats: GeoJSON, the standard CSV, CAP and its feed.

An answer is made once per build, event and minute, whoever asks; a reader that has it already
gets 304. Everybody may ask from everywhere: there is nothing in them that is not public.
"""

from __future__ import annotations

import hashlib
import re
import sqlite3
import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from machimori.city import ConfigurationError, current_city
from machimori.exchange import cap
from machimori.site import facts, open_files
from machimori.site.open_files import Ground
from machimori.store.clock import clock_now
from machimori.store.journal import current_journal
from machimori.store.refusals import StoreError
from machimori.store.warehouse import current_warehouse

MAX_AGE_SECONDS = 5
_MESSAGE = re.compile(r"cap/[A-Za-z0-9_.-]{1,120}\.xml")
_NO_STORE = {"Cache-Control": "no-store"}
_OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Cache-Control": f"public, max-age={MAX_AGE_SECONDS}",
}


@dataclass
class Kept:
    """What was made of one state of the data, when it was first asked for."""

    state: str = ""
    made: dict[str, Mapping[str, bytes]] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def files(
        self, state: str, key: str, make: Callable[[], Mapping[str, bytes]]
    ) -> Mapping[str, bytes]:
        """Files by name under one key; ``make`` is called once per state."""
        with self.lock:
            if state != self.state:
                self.state, self.made = state, {}
            if key in self.made:
                return self.made[key]
        found = make()
        with self.lock:
            if state == self.state:
                self.made[key] = found
        return found


def routes() -> list[Route]:
    """The routes under /feeds, with answers kept for the process."""
    kept = Kept()

    async def feed(request: Request) -> Response:
        return await run_in_threadpool(_answer, request, kept)

    return [Route("/feeds/{name:path}", feed, methods=["GET", "HEAD"])]


def answered(
    request: Request, content: bytes, media_type: str, headers: Mapping[str, str]
) -> Response:
    """The content with its ETag, or 304 to whoever has it."""
    tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
    said = {**headers, "ETag": tag}
    known = request.headers.get("if-none-match", "")
    if tag in (one.strip().removeprefix("W/") for one in known.split(",")):
        return Response(status_code=304, headers=said)
    return Response(content, media_type=media_type, headers=said)


def _answer(request: Request, kept: Kept) -> Response:
    name = request.path_params["name"]
    wanted = next((one for one in open_files.FILES if one.name == name), None)
    if wanted is None and not _MESSAGE.fullmatch(name):
        return Response(status_code=404, headers=_NO_STORE)
    try:
        city = current_city()
        warehouse = current_warehouse(city)
        journal = current_journal(city) if city.journal_path.exists() else None
        now = clock_now(warehouse, journal)

        def make() -> Mapping[str, bytes]:
            on = Ground(facts.gather(city, warehouse, journal, now=now), warehouse, journal)
            return {name: wanted.make(on)} if wanted else open_files.cap_files(on)

        state = f"{city.code} {facts.revision(warehouse, journal)} {now:%Y%m%d%H%M}"
        content = kept.files(state, name if wanted else "cap", make).get(name)
    except (StoreError, ConfigurationError, sqlite3.Error):
        return Response(status_code=503, headers=_NO_STORE)
    if content is None:
        return Response(status_code=404, headers=_NO_STORE)
    media_type = wanted.media_type if wanted else cap.MEDIA_TYPE
    return answered(request, content, media_type, _OPEN_TO_ALL)
