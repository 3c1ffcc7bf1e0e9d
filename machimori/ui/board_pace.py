"""When a place would be full at this pace: a range, always marked as unverified."""

from __future__ import annotations

import pandas as pd

from machimori.domain.pace import Pace
from machimori.store.queries import pace
from machimori.store.queries.board import Incident
from machimori.ui.markup import Html, join, tag
from machimori.ui.page import Page
from machimori.ui.staff_frame import Row
from machimori.wording import numbers


def with_pace(page: Page, incident: Incident | None, places: pd.DataFrame) -> pd.DataFrame:
    """Rows of the board with ``pace``, of the page's time; none in peace."""
    found: list[Pace | None] = [None] * len(places)
    if incident is not None:
        found = pace.paces(
            page.warehouse,
            page.city,
            incident,
            places,
            now=page.now,
            journal=page.journal,
            moment=page.past,
        )
    return places.assign(pace=pd.Series(found, places.index, dtype=object))


def pace_html(page: Page, row: Row) -> Html:
    """The range for a cell of the table; a dash where nothing can be said."""
    found: Pace | None = row["pace"]
    if found is None:
        return tag("span", "–", class_="m-quiet")
    return join(
        tag("span", _range(page, found), class_="m-keep"),
        " ",
        tag("span", page.t("pace.unverified"), class_="m-tag"),
    )


def pace_fact(page: Page, row: Row) -> Html:
    """The sentence for the opened row: the range, what it rests on, and that it is unverified."""
    found: Pace | None = row["pace"]
    if found is None:
        return tag("span", page.t("pace.none"), class_="m-quiet")
    basis = page.t(
        "pace.basis",
        n=numbers.number(found.counts, page.lang),
        slow=numbers.signed(found.slowest_per_hour, page.lang, digits=0),
        fast=numbers.signed(found.fastest_per_hour, page.lang, digits=0),
        room=numbers.quantity(int(str(row["capacity"])), page.t("unit.persons"), page.lang),
    )
    if found.is_overdue:
        said = page.t("pace.overdue")
    else:
        key = "pace.said_open" if found.latest is None else "pace.said"
        said = page.t(key, range=_range(page, found))
    return join(
        tag("strong", said),
        " ",
        tag("span", page.t("pace.unverified"), class_="m-tag"),
        tag("p", basis, class_="m-quiet m-small"),
    )


def _range(page: Page, found: Pace) -> str:
    if found.is_overdue:
        return page.t("pace.overdue_short")
    first = page.clock(found.earliest)
    if found.latest is None:
        return page.t("pace.from", first=first)
    return page.t("pace.range", first=first, last=page.clock(found.latest))
