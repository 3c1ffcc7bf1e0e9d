"""The public site by this server: the files ``publish`` writes, for as long as one machine will do.

Made once per event, build and minute and kept, so hundreds of visitors cost little; a web server
or CDN in front may keep each answer as long as its headers say (docs/public_status.md).
"""

from __future__ import annotations

import gzip
import sqlite3

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from machimori.city import City, ConfigurationError, current_city
from machimori.server_addresses import document, wanted_language
from machimori.site import style
from machimori.site.document import INDEX
from machimori.site.files import STATUS, changes_with_state, file_of
from machimori.site.live import LiveSite, Release
from machimori.store.journal import current_journal
from machimori.store.refusals import StoreError
from machimori.store.warehouse import current_warehouse
from machimori.wording import pick_language

#: Everything the pages need is a file of theirs.
POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        style.allowed(),
        "img-src 'self' data:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'self'",
    )
)
_KINDS = {
    "html": "text/html; charset=utf-8",
    "css": "text/css; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "json": "application/json",
    "txt": "text/plain; charset=utf-8",
    "xml": "application/xml",
    "atom": "application/atom+xml",
    "png": "image/png",
    "svg": "image/svg+xml",
    "csv": "text/csv; charset=utf-8",
    "geojson": "application/geo+json",
    "jsonld": "application/ld+json",
    "parquet": "application/vnd.apache.parquet",
    "fgb": "application/flatgeobuf",
    "zip": "application/zip",
}
#: Cards that other sites may show in a frame; they hold nothing to press but a link.
_EMBEDDED = "/card.html"
_FRESH = "public, max-age=5"
_FOR_EVER = "public, max-age=31536000, immutable"


def routes() -> list[Route]:
    """``/public/…`` and ``/api/status.json``, with one site for the process."""
    shelf = Shelf()
    return [
        Route("/api/status.json", shelf.status, methods=["GET"]),
        Route("/public", shelf.door, methods=["GET"]),
        Route("/public/", shelf.door, methods=["GET"]),
        Route("/public/{path:path}", shelf.file, methods=["GET"]),
    ]


class Shelf:
    """The newest release, and its files packed once each."""

    def __init__(self) -> None:
        self._site = LiveSite()
        self._packed: dict[str, bytes] = {}

    def status(self, request: Request) -> Response:
        """The state for machines; other sites may read it too."""
        return self._answer(request, STATUS)

    def file(self, request: Request) -> Response:
        """One file of the site, or a folder's index."""
        return self._answer(request, file_of(request.path_params["path"]))

    def door(self, request: Request) -> Response:
        """On to the shelters in the reader's language."""
        lang = pick_language(wanted_language(request.scope), current_city().languages)
        headers = {"Cache-Control": "no-store", "Vary": "Accept-Language"}
        return RedirectResponse(f"/public/{lang}/", 302, headers)

    def _answer(self, request: Request, path: str) -> Response:
        try:
            release = self._release(current_city())
        except (StoreError, ConfigurationError, sqlite3.Error) as problem:
            answer = {"service": "machimori", "status": type(problem).__name__}
            return JSONResponse(answer, 503, {"Cache-Control": "no-store", "Retry-After": "5"})
        found = release.file(path)
        if found is None and release.file(f"{path}/{INDEX}") is not None:
            return RedirectResponse(f"{request.url.path}/", 308)
        if found is None:
            lang = wanted_language(request.scope)
            missing = document(lang, request.url.path)
            return HTMLResponse(missing, 404, {"Cache-Control": "no-store"})
        content, tag = found
        headers = {
            "Cache-Control": _FRESH if changes_with_state(path) else _FOR_EVER,
            "Content-Security-Policy": policy(path),
            "ETag": tag,
            "Vary": "Accept-Encoding",
        }
        if path == STATUS:
            headers["Access-Control-Allow-Origin"] = "*"
        if tag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            content = self._gzipped(tag, content)
        return Response(content, 200, headers, _KINDS[path.rpartition(".")[2]])

    def _release(self, city: City) -> Release:
        journal = current_journal(city) if city.journal_path.exists() else None
        return self._site.release(city, current_warehouse(city), journal)

    def _gzipped(self, tag: str, content: bytes) -> bytes:
        packed = self._packed.get(tag)
        if packed is None:
            if len(self._packed) >= 100:  # tags of releases long gone
                self._packed.clear()
            packed = self._packed[tag] = gzip.compress(content, 6, mtime=0)
        return packed


def policy(path: str) -> str:
    """Everything a page needs is a file of ours; only cards may stand in a stranger's frame."""
    if path.endswith(_EMBEDDED):
        return POLICY.replace("frame-ancestors 'self'", "frame-ancestors *")
    return POLICY
