"""Routes of staff files: reports as PDF, and the L-Alert draft to check and issue."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from machimori.city import City, ConfigurationError, current_city
from machimori.server_auth import is_own_origin
from machimori.server_private import PRIVATE, file
from machimori.site import lalert_files, lalert_page, shelter_sheet, situation, situation_report
from machimori.site.paper import NoFont
from machimori.store.clock import clock_now
from machimori.store.issued import AlreadyIssued
from machimori.store.journal import EventLog, current_journal
from machimori.store.queries import board
from machimori.store.queries.board import Incident
from machimori.store.refusals import StoreError
from machimori.store.staff_sessions import StaffSession, sessions
from machimori.store.warehouse import Warehouse, current_warehouse
from machimori.ui import access, navigation, theme
from machimori.ui.exchange_panels import DOCUMENTS
from machimori.ui.markup import Html, join, tag
from machimori.wording import pick_language, text

#: Who may issue; whoever may see the board may read.
ISSUER, READER = "shelter", "viewer"
_MOST_REPORTS = 9_999


@dataclass(frozen=True)
class Asked:
    """One request of somebody signed in, and what it is about."""

    request: Request
    staff: StaffSession
    city: City
    warehouse: Warehouse
    journal: EventLog | None
    incident: Incident
    lang: str

    @property
    def situation(self) -> situation.Situation:
        """What a print says."""
        now = clock_now(self.warehouse, self.journal)
        return situation.gather(self.city, self.warehouse, self.journal, self.incident, now=now)

    @property
    def draft(self) -> lalert_files.Draft:
        """The next revision of the L-Alert document."""
        now = clock_now(self.warehouse, self.journal)
        return lalert_files.draft(self.city, self.warehouse, self.journal, self.incident, now=now)

    @property
    def purpose(self) -> str:
        """What the form's token is for."""
        return f"lalert {self.staff.session_id} {self.incident.incident_id}"


def routes() -> list[Route]:
    """The routes under /documents."""

    async def report(request: Request) -> Response:
        return await run_in_threadpool(_answered, request, _report)

    async def places(request: Request) -> Response:
        return await run_in_threadpool(_answered, request, _places)

    async def draft_file(request: Request) -> Response:
        return await run_in_threadpool(_answered, request, _draft_file)

    async def draft(request: Request) -> Response:
        return await run_in_threadpool(_answered, request, _draft_page)

    async def issue(request: Request) -> Response:
        async with request.form(max_fields=5, max_part_size=2_000) as sent:
            token, digest = (str(sent.get(name) or "") for name in ("m_token", "m_digest"))
        return await run_in_threadpool(
            _answered, request, lambda asked: _issue(asked, token, digest), ISSUER
        )

    return [
        Route(f"{DOCUMENTS}/report.pdf", report, methods=["GET"]),
        Route(f"{DOCUMENTS}/places.pdf", places, methods=["GET"]),
        Route(f"{DOCUMENTS}/lalert.xml", draft_file, methods=["GET"]),
        Route(f"{DOCUMENTS}/lalert", draft, methods=["GET"]),
        Route(f"{DOCUMENTS}/lalert", issue, methods=["POST"]),
    ]


def _answered(request: Request, make: object, role: str = READER) -> Response:
    """The answer for whoever may have it; others are sent to the sign-in."""
    staff = access.authorise(role, request.cookies)
    if staff is None:
        return RedirectResponse(f"/{navigation.entry('exchange').url_path}", 303, PRIVATE)
    lang = pick_language(request.query_params.get("lang"))
    try:
        city = current_city()
        warehouse = current_warehouse(city)
        journal = current_journal(city) if city.journal_path.exists() else None
        wanted = request.query_params.get("incident", "")
        incident = next(
            (one for one in board.incidents(warehouse, journal) if one.incident_id == wanted), None
        )
        if incident is None:
            return Response(text("exchange.no_incident", lang), 404, PRIVATE, "text/plain")
        asked = Asked(request, staff, city, warehouse, journal, incident, lang)
        answer: Response = make(asked)  # type: ignore[operator]
    except NoFont as missing:
        return Response(str(missing), 503, PRIVATE, "text/plain")
    except (StoreError, ConfigurationError, sqlite3.Error):
        return Response(status_code=503, headers=PRIVATE)
    return answer


def _report(asked: Asked) -> Response:
    said = asked.request.query_params.get("n", "")
    number = int(said) if said.isascii() and said.isdigit() and int(said) <= _MOST_REPORTS else None
    by = "　".join(part for part in (asked.staff.section, asked.staff.name) if part)
    content = situation_report.write(asked.situation, lang=asked.lang, by=by, number=number or None)
    return file(content, "application/pdf", text("report.title", asked.lang) + ".pdf")


def _places(asked: Asked) -> Response:
    is_public = asked.request.query_params.get("for") == "wall"
    content = shelter_sheet.write(asked.situation, lang=asked.lang, is_public=is_public)
    return file(content, "application/pdf", text("report.all_places", asked.lang) + ".pdf")


def _draft_file(asked: Asked) -> Response:
    made = asked.draft
    name = f"lalert_{made.document.document_id}_{made.document.revision:04d}.xml"
    return file(made.content, "application/xml", name, is_saved=True)


def _draft_page(asked: Asked, notice: str = "", status: int = 200) -> Response:
    made = asked.draft
    may_issue = access.authorise(ISSUER, asked.request.cookies) is not None
    query = f"incident={quote(asked.incident.incident_id or '')}&lang={asked.lang}"
    main = lalert_page.body(
        made,
        asked.lang,
        address=f"{DOCUMENTS}/lalert.xml?{query}",
        back=f"/{navigation.entry('exchange').url_path}?lang={asked.lang}",
        token=sessions(asked.city).form_token(asked.purpose) if may_issue else None,
        notice=notice,
    )
    head = join(
        Html('<meta charset="utf-8">'),
        Html('<meta name="viewport" content="width=device-width, initial-scale=1">'),
        tag("title", text("exchange.draft_title", asked.lang)),
        Html(theme.style()),
        tag("style", Html(lalert_page.STYLE)),
    )
    page = tag("body", tag("main", main, class_="m-alone"))
    html = f'<!DOCTYPE html><html lang="{asked.lang}"><head>{head}</head>{page}</html>'
    return HTMLResponse(html, status, headers=PRIVATE)


def _issue(asked: Asked, token: str, digest: str) -> Response:
    """Keep the draft that was looked at as the revision that was sent; another one is shown."""
    is_ours = is_own_origin(asked.request, asked.city)
    if not is_ours or not sessions(asked.city).is_form_token(asked.purpose, token):
        return _draft_page(asked, text("access.expired_form", asked.lang), 403)
    made = asked.draft
    if lalert_page.digest(made) != digest:
        return _draft_page(asked, text("exchange.draft_taken", asked.lang), 409)
    try:
        lalert_files.issue(asked.city, made)
    except AlreadyIssued:
        return _draft_page(asked, text("exchange.draft_taken", asked.lang), 409)
    said = text("exchange.draft_issued", asked.lang, n=made.document.revision)
    return _draft_page(asked, said)
