"""What every answer carries: where it may load from, how long it keeps, which language it is in."""

from __future__ import annotations

from html import escape
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from machimori.city import current_city
from machimori.ui import navigation
from machimori.wording import device_language, pick_language, text
from machimori.wording.languages import bcp47, reads_kanji
from machimori.wording.markup import tag

#: Everything comes from this server. Streamlit, Vega and the map libraries compile code at run
#: time and put scripts and styles inline, which is why those two are allowed.
POLICY = "; ".join(
    (
        "default-src 'self'",
        "script-src 'self' 'unsafe-inline' 'unsafe-eval' blob: data:",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data: blob:",
        "font-src 'self' data:",
        "connect-src 'self' blob: data:",
        "worker-src 'self' blob:",
        "frame-src 'self' blob: data:",
        "object-src 'none'",
        "base-uri 'self'",
        "form-action 'self'",
        "frame-ancestors 'self'",
    )
)
_HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), payment=(), usb=(), geolocation=(self)",
    "Cross-Origin-Opener-Policy": "same-origin",
}
_VENDOR = "/app/static/vendor/"
_OWN_DOCUMENTS = (
    *("/app/", "/component/", "/_stcore/", "/static/", "/media/"),
    *("/auth/", "/r/", "/api/", "/print/", "/public", "/feeds/", "/signage", "/documents/"),
    *("/tiles/", "/photos/"),
)


class SecurityHeaders:
    """Adds the headers of this site to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, with headers added when the answer starts."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if scope["path"].startswith(_VENDOR) and message["status"] in (200, 206, 304):
                    headers["Cache-Control"] = "public, max-age=604800"
            await send(message)

        await self.app(scope, receive, with_headers)


class Document:
    """Gives Streamlit's index page our language, title and words for readers without scripts."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Rewrite HTML answers of page addresses; everything else passes untouched."""
        if (
            scope["type"] != "http"
            or scope["method"] not in ("GET", "HEAD")
            or scope["path"].startswith(_OWN_DOCUMENTS)
        ):
            await self.app(scope, receive, send)
            return
        # Neither compressed nor answered with 304: the words depend on configuration and address.
        dropped = (b"accept-encoding", b"if-none-match", b"if-modified-since", b"range")
        plain = [pair for pair in scope["headers"] if pair[0].lower() not in dropped]
        start: Message = {}
        body = bytearray()

        async def collect(message: Message) -> None:
            nonlocal start
            if message["type"] == "http.response.start":
                start = message
                if not _is_html(message):
                    await send(message)
                return
            if message["type"] != "http.response.body" or not _is_html(start):
                await send(message)
                return
            body.extend(message.get("body", b""))
            if not message.get("more_body", False):
                await _send_ours(scope, start, bytes(body), send)

        await self.app({**scope, "headers": plain}, receive, collect)


def _is_html(start: Message) -> bool:
    kind = Headers(raw=start.get("headers", [])).get("content-type", "")
    return bool(start.get("status") == 200 and kind.startswith("text/html"))


async def _send_ours(scope: Scope, start: Message, body: bytes, send: Send) -> None:
    headers = MutableHeaders(scope=start)
    if scope["method"] == "GET":
        body = ours(body.decode("utf-8"), spoken_language(scope)).encode()
        headers.add_vary_header("Accept-Language")
    for name in ("etag", "last-modified", "accept-ranges"):
        if name in headers:
            del headers[name]
    headers["content-length"] = str(len(body))
    headers["cache-control"] = "no-cache"
    await send(start)
    await send({"type": "http.response.body", "body": body})


def spoken_language(scope: Scope) -> str:
    """The language the page of this address will speak: the address's, else the device's."""
    path = scope["path"].strip("/")
    entry = next((one for one in navigation.PAGES if one.url_path == path), None)
    if entry is None:
        entry = navigation.PAGES[0]
    offered = entry.languages(current_city())
    asked = parse_qs(scope["query_string"].decode("latin-1")).get("lang")
    if asked:
        return pick_language(asked[0], offered)
    if entry.reader == "staff":
        return pick_language(None, offered)
    accepted = Headers(raw=scope["headers"]).get("accept-language")
    return device_language(accepted, offered) or pick_language(None, offered)


def ours(page: str, lang: str) -> str:
    """Streamlit's index page with our language, title and words where there is no script."""
    city = current_city()
    place = city.name if reads_kanji(lang) else city.name_en or city.name
    title = escape(f"{place} {text('app.name', lang)}")
    start, end = page.find("<noscript>"), page.find("</noscript>")
    if 0 <= start < end:
        words = tag("p", text("access.no_script", lang))
        # The site as files says the same and needs no script.
        file = f"/public/{lang}/shelters.html"
        instead = tag("p", tag("a", text("page.shelters", lang), href=file))
        page = f"{page[:start]}<noscript>{words}{instead}{page[end:]}"
    page = page.replace('<html lang="en"', f'<html lang="{bcp47(lang)}"', 1)
    return page.replace("<title>Streamlit</title>", f"<title>{title}</title>", 1)
