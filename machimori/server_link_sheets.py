"""The address of the sheets with QR and PIN: for signed-in staff alone, never kept by a browser."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from urllib.parse import urlsplit

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from machimori.city import City, current_city
from machimori.store.clock import clock_now
from machimori.store.journal import current_journal
from machimori.store.operator_links import operator_links
from machimori.store.queries import operators
from machimori.store.queries.facilities import incident_in_force
from machimori.store.warehouse import current_warehouse
from machimori.ui import access, link_sheet, navigation
from machimori.ui.link_sheet import Sheet
from machimori.ui.links_panels import PRINT
from machimori.wording import numbers, pick_language, text, word

ROLE = "shelter"
#: Sheets of one request; a ward has about 200 facilities.
_MOST_SHEETS = 500
_THIS_MACHINE = ("localhost", "127.0.0.1", "::1")


def routes() -> list[Route]:
    """The route under /print."""
    return [Route(PRINT, _sheets, methods=["GET"])]


def _sheets(request: Request) -> Response:
    """The sheets of the facilities named, or of all that have a link."""
    if access.authorise(ROLE, request.cookies) is None:
        return RedirectResponse(f"/{navigation.entry('links').url_path}", 303)
    city, lang = current_city(), pick_language(request.query_params.get("lang"))
    warehouse, journal = current_warehouse(city), current_journal(city)
    links = operator_links(city, journal)
    now = clock_now(warehouse, journal)
    incident = incident_in_force(warehouse, journal, now=now)
    wanted = set(request.query_params.getlist("facility"))
    base = base_of(request, city)
    sheets = []
    for row in operators.facilities(warehouse, journal, incident).to_dict("records"):
        link = links.all().get(row["facility_id"])
        if link is None or not link.holds or (wanted and row["facility_id"] not in wanted):
            continue
        sheets.append(
            Sheet(
                name=row["name"],
                role=word("role", row["role"], "ja"),
                address=row["address"] or "",
                url=f"{base}/r/{links.token(link)}",
                pin=links.pin(link),
                generation=link.generation,
                issued=numbers.moment(link.changed_at, city.zone, "ja", now=now),
            )
        )
    content = link_sheet.document(
        city, lang, sheets[:_MOST_SHEETS], warning=warning(base, city, lang)
    )
    digest = b64encode(hashlib.sha256(link_sheet.style().encode()).digest()).decode()
    policy = f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'"
    return HTMLResponse(
        content,
        headers={
            "Cache-Control": "no-store",
            "Referrer-Policy": "no-referrer",
            "Content-Security-Policy": f"{policy}; form-action 'none'; frame-ancestors 'none'",
        },
    )


def base_of(request: Request, city: City) -> str:
    """Where the QR leads: ``base_url``, or the address this was asked at."""
    return (city.base_url or str(request.base_url)).rstrip("/")


def warning(base: str, city: City, lang: str) -> str:
    """What is wrong with that address, if anything."""
    where = urlsplit(base)
    if where.hostname in _THIS_MACHINE:
        return text("links.this_machine", lang, base=base)
    if not city.base_url:
        return text("links.no_base_url", lang, base=base)
    return "" if where.scheme == "https" else text("links.no_tls", lang, base=base)
