"""Which addresses there are. Elsewhere Streamlit would show its own box, in English."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import parse_qs

import streamlit
from starlette.datastructures import Headers
from starlette.responses import HTMLResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from machimori.city import current_city
from machimori.ui import navigation, theme
from machimori.ui.markup import Html, join, tag
from machimori.wording import LANGUAGES, device_language, pick_language, text
from machimori.wording.languages import bcp47, reads_kanji

#: First parts of the addresses that Streamlit or our own routes answer, whatever follows.
_ROUTES = frozenset(
    {
        *("_stcore", "static", "media", "app", "component", "oauth2callback"),
        *("auth", "healthz", "public", "feeds", "data", "signage", "documents", "open311"),
    }
)
#: Addresses of our own routes beside which there is nothing else: links of facility staff, their
#: sheets, and what may be read of the interfaces.
_EXACTLY = re.compile(
    r"/(r/[^/]+|print/links|photos/post|tiles/(ground\.json|posts/\d+/\d+/\d+\.mvt)|"
    r"api/(board|openapi\.json|pulse|status\.json|v1/reports/state))\Z"
)
#: Parts that Streamlit's browser side also asks for below a page's address.
_BELOW_A_PAGE = frozenset({"_stcore", "static", "media", "component"})
_FILES = frozenset(
    path.name for path in (Path(streamlit.__file__).parent / "static").iterdir() if path.is_file()
)
_PAGES = frozenset(page.url_path for page in navigation.PAGES)
_LONGEST_SHOWN = 80


def is_known(path: str) -> bool:
    """Whether something answers at this path (two slashes first are for Streamlit to refuse)."""
    parts = [part for part in path.split("/") if part]
    if _EXACTLY.match(path):
        return True
    if not parts or path.startswith("//") or parts[0] in _ROUTES or "_stcore" in parts:
        return True
    if len(parts) == 1:
        return parts[0] in _PAGES or parts[0] in _FILES
    return parts[0] in _PAGES and parts[1] in _BELOW_A_PAGE


class KnownAddresses:
    """Answers 404 in the visitor's language where there is no page."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is known; answer the rest."""
        if (
            scope["type"] != "http"
            or scope["method"] not in ("GET", "HEAD")
            or is_known(scope["path"])
        ):
            await self.app(scope, receive, send)
            return
        lang = wanted_language(scope)
        page = HTMLResponse(document(lang, scope["path"]), 404, {"Cache-Control": "no-store"})
        await page(scope, receive, send)


def wanted_language(scope: Scope) -> str:
    """The language of the address, else the first of ours that the browser names."""
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang")
    if asked:
        return pick_language(asked[0], LANGUAGES)
    accepted = Headers(raw=scope["headers"]).get("accept-language")
    return device_language(accepted) or pick_language(None)


def document(lang: str, path: str) -> str:
    """The page that says so: what was asked for, and the ways on. It needs no script."""
    city = current_city()
    place = city.name if reads_kanji(lang) else city.name_en or city.name
    heading = text("not_found.heading", lang)
    shown = path if len(path) <= _LONGEST_SHOWN else f"{path[:_LONGEST_SHOWN]}…"
    links = [
        tag(
            "li",
            tag("a", text(page.title_key, lang), href=f"/{page.url_path}?lang={lang}"),
        )
        for page in navigation.PAGES
        if page.reader == "public"
    ]
    head = join(
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        Html('<meta name="robots" content="noindex">'),
        tag("title", f"{heading} - {place} {text('app.name', lang)}"),
        Html(theme.style()),
    )
    main = tag(
        "main",
        tag("p", f"{place} ", tag("span", text("app.name", lang)), class_="m-place"),
        tag("h1", heading, class_="m-title"),
        tag("p", text("not_found.text", lang, path=shown)),
        tag("nav", tag("ul", *links), aria_label=text("navigation.label", lang)),
        class_="m-alone",
    )
    return (
        f'<!DOCTYPE html><html lang="{bcp47(lang)}"><head>{head}</head><body>{main}</body></html>'
    )
