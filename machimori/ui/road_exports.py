"""Every post as a file for staff, and the way other systems read posts."""

from __future__ import annotations

from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page
from machimori.ui.road_documents import ROADS

_FILES = (
    ("export.csv", "posts.csv"),
    ("export.geojson", "posts.geojson"),
    ("export.parquet", "posts.parquet"),
)
OPEN311 = "/open311/v2/requests.xml"


def road_exports(page: Page) -> None:
    """Links to the files, and what is in them."""
    links = [_link(page.t(key), f"{ROADS}/{name}?lang={page.lang}") for key, name in _FILES]
    links.append(_link(page.t("export.open311"), OPEN311))
    show(
        tag(
            "section",
            tag("h2", page.t("export.heading"), class_="m-h2"),
            tag("p", page.t("export.more"), class_="m-quiet"),
            tag("ul", *(tag("li", link) for link in links)),
            tag("p", page.t("export.open311_more"), class_="m-quiet"),
        )
    )


def _link(words: str, address: str) -> Html:
    return tag("a", words, href=address, target="_blank", rel="noopener")
