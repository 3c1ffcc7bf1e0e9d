"""The round on the map: its line along the roads, numbered stops, what stays undone."""

from __future__ import annotations

from typing import Any

from machimori.store.queries.crew_round import Plan
from machimori.ui.maps import Line, Marker, detail_map
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.report_marks import stated
from machimori.ui.round_panels import picked, place_words, reason_words
from machimori.ui.tables import records
from machimori.wording import numbers, tokens

_STOP = tokens.mark("round.mark_stop", "disc", "brand")
_BASE = tokens.mark("round.mark_base", "square", "neutral")
_DROPPED = tokens.mark("round.mark_dropped", "ring", "caution")


def round_map(page: Page, plan: Plan) -> None:
    """Draw the map; the lists beside it say the same."""
    markers = [_stop(page, row) for row in records(plan.visited())]
    markers += [
        _left(page, row)
        for row in records(plan.dropped())
        if not numbers.is_missing(row["latitude"]) and not numbers.is_missing(row["longitude"])
    ]
    who = plan.crew
    if who.base_latitude is not None and who.base_longitude is not None:
        markers.append(Marker("base", who.base_latitude, who.base_longitude, who.name, _BASE))
    detail_map(
        page,
        markers,
        title=page.t("round.map"),
        key="round",
        height=520,
        lines=[Line(leg, width=4) for leg in plan.legs if len(leg) > 1],
    )
    show(tag("p", page.t("round.map_note"), class_="m-quiet m-small"))


def _stop(page: Page, row: dict[str, Any]) -> Marker:
    return Marker(
        key=str(row["report_id"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        title=f"{int(row['number'])}. {stated(page, row['category'])}",
        mark=_STOP,
        lines=(f"{row['begins_at']:%H:%M}–{row['leaves_at']:%H:%M}", place_words(page, row)),
        is_selected=row["report_id"] == picked(),
        is_exact=row["position_precision"] == "surveyed",
    )


def _left(page: Page, row: dict[str, Any]) -> Marker:
    return Marker(
        key=str(row["report_id"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        title=stated(page, row["category"]),
        mark=_DROPPED,
        lines=(reason_words(page, row), place_words(page, row)),
        is_selected=row["report_id"] == picked(),
        is_exact=row["position_precision"] == "surveyed",
    )
