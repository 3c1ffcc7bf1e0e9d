"""The flows on the map: a line per flow, places by how full they get, origins left without."""

from __future__ import annotations

import json
from typing import Any

from machimori.domain.eligibility import Reason
from machimori.store.queries.assignment import Answer
from machimori.ui.assignment_tables import whole_flows
from machimori.ui.demand_choice import Asked
from machimori.ui.maps import Line, Marker, detail_map
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import records
from machimori.wording import numbers, tokens
from machimori.wording.tokens import COLOURS, Mark

#: Lines a reader can still tell apart, and a browser draws at once.
MOST_FLOWS = 600
_WIDEST = 9.0
_ROOM = tokens.mark("assignment.mark_room", "disc", "good")
_FULL = tokens.mark("assignment.mark_full", "square", "caution")
_NOT_USED = tokens.mark("assignment.mark_not_used", "ring", "neutral")
_LEFT = tokens.mark("assignment.mark_left", "triangle", "alarm")


def flow_map(page: Page, asked: Asked, found: Answer) -> None:
    """Draw the map; the tables beside it say the same."""
    flows = whole_flows(found)
    drawn = flows.head(MOST_FLOWS)
    largest = max(int(flows["persons"].max()), 1) if len(flows) else 1
    lines = [_flow(page, one, largest) for one in records(drawn)]
    lines += [line for one in records(found.closed) for line in _closure(page, one)]
    left = found.origins[found.origins["left_out"] > 0]
    markers = [_place(page, one) for one in records(found.places)]
    markers += [_left(page, one) for one in records(left)]
    detail_map(
        page,
        markers,
        title=page.t("assignment.map"),
        key=f"assignment_{asked.wanted.group}",
        height=520,
        lines=lines,
        legend_marks=[_ROOM, _FULL, _NOT_USED, _LEFT],
    )
    words = page.t("assignment.map_lines")
    if len(flows) > len(drawn):
        n = numbers.number(len(drawn), page.lang)
        words += page.t("assignment.map_largest", n=n, whole=numbers.number(len(flows), page.lang))
    show(tag("p", words, class_="m-quiet m-small"))


def _flow(page: Page, row: dict[str, Any], largest: int) -> Line:
    title = page.t(
        "assignment.flow",
        origin=row["origin"],
        place=row["place"],
        n=numbers.number(int(row["persons"]), page.lang),
        distance=numbers.distance(row["metres"], page.lang),
    )
    return Line(
        (
            (float(row["from_latitude"]), float(row["from_longitude"])),
            (float(row["to_latitude"]), float(row["to_longitude"])),
        ),
        width=1.5 + (_WIDEST - 1.5) * (int(row["persons"]) / largest) ** 0.5,
        title=title,
    )


def _closure(page: Page, row: dict[str, Any]) -> list[Line]:
    if not isinstance(row["shape"], str):
        return []
    shape = json.loads(row["shape"])
    parts = [shape["coordinates"]] if shape["type"] == "LineString" else shape["coordinates"]
    title = page.t("closure.on_map", reason=row["reason"] or "")
    return [Line(tuple((y, x) for x, y, *_ in part), COLOURS["alarm"], 7, title) for part in parts]


def _place(page: Page, row: dict[str, Any]) -> Marker:
    is_used = row["against"] == Reason.ELIGIBLE
    lines = [page.word("role", row["role"])]
    if is_used:
        sent, free = int(row["load"]), int(row["free"])
        lines.append(page.t("assignment.place_load", n=numbers.number(sent, page.lang)))
        lines.append(page.t("assignment.place_rest", n=numbers.number(free - sent, page.lang)))
    else:
        lines.append(page.t(f"assignment.why_{row['against']}"))
    return Marker(
        key=str(row["facility_id"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        title=str(row["name"]),
        mark=_mark(row, is_used=is_used),
        lines=tuple(lines),
        is_exact=row["position_precision"] == "surveyed",
    )


def _mark(row: dict[str, Any], *, is_used: bool) -> Mark:
    if not is_used:
        return _NOT_USED
    return _FULL if row["load"] >= row["free"] else _ROOM


def _left(page: Page, row: dict[str, Any]) -> Marker:
    english = row["name_en"]
    return Marker(
        key=str(row["origin_id"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        title=english if page.lang == "en" and isinstance(english, str) else str(row["name"]),
        mark=_LEFT,
        lines=(page.t("assignment.left_words", n=numbers.number(int(row["left_out"]), page.lang)),),
    )
