"""Routes that sign staff in and out: only a route can set a cookie no script reads."""

from __future__ import annotations

import asyncio
import re
import time
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from machimori.city import City, current_city
from machimori.store import passphrase
from machimori.store.attempts import Attempts
from machimori.store.staff_sessions import sessions
from machimori.ui import access, navigation, sign_in
from machimori.wording import pick_language

#: Attempts that may be under way at once, of one address and of all; more are asked to wait.
OF_ONE_ADDRESS, OF_ALL = 3, 200
_UPLOADS = "/_stcore/upload_file/"
_PATH = re.compile(r"/[a-z0-9_-]*\Z")


@dataclass
class Door:
    """Attempts under way, so that asking in parallel is no faster than asking in turn."""

    attempts: Attempts = field(default_factory=Attempts)
    waiting: dict[str, int] = field(default_factory=dict)
    turns: dict[str, asyncio.Lock] = field(default_factory=dict)

    async def opens(self, city: City, address: str, given: str) -> bool | None:
        """Whether the passphrase is right, after the wait; None where too many are waiting."""
        if self.waiting.get(address, 0) >= OF_ONE_ADDRESS or sum(self.waiting.values()) >= OF_ALL:
            return None
        self.waiting[address] = self.waiting.get(address, 0) + 1
        try:
            async with self.turns.setdefault(address, asyncio.Lock()):
                await asyncio.sleep(self.attempts.wait(address, time.monotonic()))
                right = await asyncio.to_thread(passphrase.is_right, city, given)
                if right:
                    self.attempts.succeeded(address)
                else:
                    self.attempts.failed(address, time.monotonic())
                return right
        finally:
            self.waiting[address] -= 1
            if not self.waiting[address]:
                del self.waiting[address]
                self.turns.pop(address, None)


class StaffUploads:
    """Lets nobody but staff put files on the server; Streamlit would take them from any visitor."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse uploads of visitors before a byte of them is read."""
        if scope["type"] == "http" and scope["path"].startswith(_UPLOADS):
            request = Request(scope, receive)
            if request.method != "OPTIONS" and not access.authorise("viewer", request.cookies):
                await Response(status_code=403)(scope, receive, send)
                return
        await self.app(scope, receive, send)


def routes() -> list[Route]:
    """The routes under /auth, with one door for the process."""
    door = Door()

    async def enter(request: Request) -> Response:
        return await _sign_in(request, door)

    return [
        Route(sign_in.SIGN_IN, _form_page, methods=["GET"]),
        Route(sign_in.SIGN_IN, enter, methods=["POST"]),
        Route(sign_in.SIGN_OUT, _sign_out, methods=["POST"]),
    ]


def is_own_origin(request: Request, city: City) -> bool:
    """Whether a form was sent by a page of ours: browsers say so with every POST."""
    said = request.headers.get("origin") or request.headers.get("referer") or ""
    sender = urlsplit(said).netloc
    ours = {request.headers.get("host", ""), urlsplit(city.base_url).netloc}
    return bool(sender) and sender in ours


def safe_path(wanted: str) -> str:
    """A page of ours to go on to; the first staff page for anything else."""
    known = {f"/{page.url_path}" for page in navigation.PAGES if page.reader == "staff"}
    return (
        wanted
        if _PATH.match(wanted) and wanted in known
        else (f"/{navigation.entry(navigation.STAFF_ENTRANCE).url_path}")
    )


def _form_page(request: Request) -> Response:
    leads_to = safe_path(request.query_params.get("next", ""))
    return _page(pick_language(request.query_params.get("lang")), leads_to, "", 200)


def _page(lang: str, leads_to: str, error: str, status: int) -> HTMLResponse:
    city = current_city()
    body = sign_in.form(city, sessions(city), lang, leads_to=leads_to, error=error)
    return HTMLResponse(
        sign_in.document(city, lang, body), status, headers={"Cache-Control": "no-store"}
    )


async def _sign_in(request: Request, door: Door) -> Response:
    city = current_city()
    async with request.form(max_fields=20, max_part_size=10_000) as sent:
        lang = pick_language(_said(sent, "m_lang"))
        leads_to = safe_path(_said(sent, "m_leads_to"))
        given, name, section = (
            _said(sent, field).strip() for field in ("m_passphrase", "m_name", "m_section")
        )
        token = _said(sent, "m_token")
    if city.staff.sign_in != "passphrase":
        return RedirectResponse(leads_to, 303)
    if not is_own_origin(request, city):
        return _page(lang, leads_to, "access.foreign", 403)
    if not sessions(city).is_form_token("sign-in", token):
        return _page(lang, leads_to, "access.expired_form", 403)
    if not (given and name and section):
        return _page(lang, leads_to, "access.missing", 400)
    address = request.client.host if request.client else ""
    right = await door.opens(city, address, given)
    if right is None:
        return _page(lang, leads_to, "access.busy", 429)
    if not right:
        return _page(lang, leads_to, "access.wrong", 403)
    value, _ = sessions(city).issue(name, section)
    response = RedirectResponse(f"{leads_to}?lang={lang}", 303)
    response.set_cookie(
        access.COOKIE,
        value,
        max_age=city.staff.session_hours * 3600,
        httponly=True,
        secure=_is_https(request, city),
        samesite="lax",
    )
    response.headers["Cache-Control"] = "no-store"
    return response


async def _sign_out(request: Request) -> Response:
    city = current_city()
    async with request.form(max_fields=20, max_part_size=10_000) as sent:
        token = _said(sent, "m_token")
    session = access.session_of(city, request.cookies)
    if session is not None:
        purpose = f"sign-out {session.session_id}"
        if not is_own_origin(request, city) or not sessions(city).is_form_token(purpose, token):
            return RedirectResponse("/", 303)
        sessions(city).end(session)
    response = RedirectResponse("/", 303)
    response.delete_cookie(
        access.COOKIE, httponly=True, secure=_is_https(request, city), samesite="lax"
    )
    return response


def _said(sent: FormData, name: str) -> str:
    value = sent.get(name)
    return value if isinstance(value, str) else ""


def _is_https(request: Request, city: City) -> bool:
    return request.url.scheme == "https" or city.base_url.startswith("https://")
