"""Answers for staff alone: no cache keeps them, no search engine lists them."""

from __future__ import annotations

from urllib.parse import quote

from starlette.responses import Response

PRIVATE = {"Cache-Control": "no-store", "X-Robots-Tag": "noindex"}


def file(content: bytes, media_type: str, name: str, *, is_saved: bool = False) -> Response:
    """A file under its own name; a PDF opens in the browser."""
    how = "attachment" if is_saved else "inline"
    named = {"Content-Disposition": f"{how}; filename*=UTF-8''{quote(name)}"}
    return Response(content, media_type=media_type, headers={**PRIVATE, **named})
