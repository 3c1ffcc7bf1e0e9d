"""The filtered posts to take along as CSV."""

from __future__ import annotations

from urllib.parse import urlencode

from machimori.store.queries import triage_file
from machimori.store.queries.triage import TriageFilter
from machimori.ui.file_link import file_link
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.road_documents import ROADS
from machimori.wording import numbers

NAME = "queue.csv"
#: Field of the address -> what it chooses; ``box`` is the part of the map in sight.
FIELDS = {
    "status": "statuses",
    "category": "categories",
    "district": "districts",
    "source": "sources",
    "age": "ages",
    "clock": "clocks",
    "owner": "owners",
}


def save(page: Page, chosen: TriageFilter, posts: int) -> None:
    """The way to the file; nothing to save and too many posts are said instead."""
    if not posts:
        return
    if posts > triage_file.MAX_EXPORT_ROWS:
        most = numbers.number(triage_file.MAX_EXPORT_ROWS, page.lang)
        show(tag("p", page.t("triage.csv_too_many", most=most), class_="m-quiet"))
        return
    query = urlencode([*fields(chosen), ("lang", page.lang)])
    words = page.t("triage.csv", n=numbers.number(posts, page.lang))
    show(tag("p", file_link(words, f"{ROADS}/{NAME}?{query}", name="queue")))


def fields(chosen: TriageFilter) -> list[tuple[str, str]]:
    """The filter as fields of an address; ``server_road_files`` reads them."""
    named = [(name, value) for name, of in FIELDS.items() for value in getattr(chosen, of)]
    box = [("box", ",".join(map(repr, chosen.view)))] if chosen.view else []
    return named + box
