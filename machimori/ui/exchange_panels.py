"""Reports, the L-Alert draft, signs and public data: what each is, and the way to it."""

from __future__ import annotations

from collections.abc import Sequence
from urllib.parse import quote

from machimori.store.queries.board import Incident
from machimori.ui.markup import Html, join, show, tag
from machimori.ui.page import Page

#: Addresses of staff files; ``server_exchange`` answers there.
DOCUMENTS = "/documents"
FEEDS = "/feeds"
SIGNAGE = "/signage"
_FEEDS = (
    ("exchange.feed_status", "status.geojson"),
    ("exchange.feed_facilities", "facilities.geojson"),
    ("exchange.feed_csv", "evacuation_space.csv"),
    ("exchange.feed_cp932", "evacuation_space_cp932.csv"),
    ("exchange.feed_atom", "alerts.atom"),
)


def reports(page: Page, incident: Incident | None) -> None:
    """Links to the PDF files of an incident, and to the L-Alert draft."""
    if incident is None or incident.incident_id is None:
        show(tag("p", page.t("exchange.no_incident"), class_="m-quiet"))
        return
    places = f"{DOCUMENTS}/places.pdf"
    query = f"incident={quote(incident.incident_id)}&lang={page.lang}"
    show(
        join(
            _part(
                page.t("exchange.reports"),
                "",
                [
                    _link(page.t("exchange.report"), f"{DOCUMENTS}/report.pdf?{query}"),
                    _link(page.t("exchange.list_staff"), f"{places}?{query}"),
                    _link(page.t("exchange.list_public"), f"{places}?{query}&for=wall"),
                ],
            ),
            _part(
                page.t("exchange.lalert"),
                page.t("exchange.lalert_more"),
                [_link(page.t("exchange.lalert_open"), f"{DOCUMENTS}/lalert?{query}")],
                tag("p", page.t("exchange.lalert_import"), class_="m-quiet"),
                tag("pre", tag("code", "python -m machimori lalert import FILE --dry-run")),
            ),
        )
    )


def public_ways(page: Page) -> None:
    """The sign's page and the public files."""
    example = f"{SIGNAGE}?screen={page.place}&rotate=15&lang={page.lang}"
    show(
        join(
            _part(
                page.t("exchange.signs"),
                page.t("exchange.signs_more"),
                [_link(page.t("exchange.signs_open"), example)],
            ),
            _part(
                page.t("exchange.feeds"),
                "",
                [_link(page.t(key), f"{FEEDS}/{name}") for key, name in _FEEDS],
            ),
        )
    )


def _part(heading: str, more: str, links: Sequence[Html], *after: Html) -> Html:
    return tag(
        "section",
        tag("h2", heading, class_="m-h2"),
        tag("p", more, class_="m-quiet") if more else None,
        tag("ul", *(tag("li", link) for link in links)),
        *after,
    )


def _link(words: str, address: str) -> Html:
    return tag("a", words, href=address, target="_blank", rel="noopener")
