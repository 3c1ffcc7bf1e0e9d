"""The flows on the map: a line per flow, places by how full they get, origins left without."""

from __future__ import annotations

import json
from typing import Any

import pandas as pd

from machimori.domain.eligibility import ROLES_OF, Group, Reason
from machimori.store.queries import population
from machimori.store.queries.assignment import Answer
from machimori.ui import area_map
from machimori.ui.area_map import Area
from machimori.ui.assignment_tables import whole_flows
from machimori.ui.demand_choice import Asked
from machimori.ui.demand_words import step_words
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
#: Reds, light to dark: the flows above them are blue.
_LEFT_STEPS = ("#FCE9EA", "#F7CDD1", "#EFA3AB", "#E2727F", "#CC3F52")
_LEFT = tokens.mark("assignment.mark_left", "triangle", "alarm")


def flow_map(page: Page, asked: Asked, found: Answer) -> None:
    """Draw the map; the tables beside it say the same."""
    flows = whole_flows(found)
    drawn = flows.head(MOST_FLOWS)
    largest = max(int(flows["persons"].max()), 1) if len(flows) else 1
    lines = [_flow(page, one, largest) for one in records(drawn)]
    lines += [line for one in records(found.closed) for line in _closure(page, one)]
    left = found.origins[found.origins["left_out"] > 0]
    by_block = asked.wanted.group == Group.RESIDENTS
    bounds = area_map.steps([float(one) for one in left["left_out"]])
    roles = [str(role) for role in ROLES_OF[asked.wanted.group]]
    own = found.places[found.places["role"].isin(roles)]
    markers = [_place(page, one) for one in records(own)]
    markers += [] if by_block else [_left(page, one) for one in records(left)]
    detail_map(
        page,
        markers,
        title=page.t("assignment.map"),
        key=f"assignment_{asked.wanted.group}",
        height=520,
        lines=lines,
        areas=_left_areas(page, left, bounds) if by_block else (),
        legend_marks=[_ROOM, _FULL, _NOT_USED, *(() if by_block else (_LEFT,))],
    )
    if by_block and bounds:
        _legend(page, bounds)
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


def _left_areas(page: Page, left: pd.DataFrame, bounds: list[int]) -> list[Area]:
    """Town blocks with people left without, the darker the more."""
    shapes = population.shapes(page.warehouse)[["town_block_id", "shape"]]
    drawn = left.merge(shapes, left_on="origin_id", right_on="town_block_id")
    return [
        Area(
            one["shape"],
            _name(page, one),
            (page.t("assignment.left_words", n=numbers.number(int(one["left_out"]), page.lang)),),
            _step_colour(sum(one["left_out"] >= bound for bound in bounds) - 1, len(bounds)),
        )
        for one in records(drawn)
        if isinstance(one["shape"], str)
    ]


def _step_colour(step: int, steps: int) -> str:
    last = len(_LEFT_STEPS) - 1
    return _LEFT_STEPS[last if steps == 1 else round(step * last / (steps - 1))]


def _legend(page: Page, bounds: list[int]) -> None:
    entries = [
        (_step_colour(step, len(bounds)), low, high)
        for step, (low, high) in enumerate(area_map.ranges(bounds))
    ]
    show(
        tag(
            "ul",
            tag("li", page.t("assignment.map_left")),
            *(
                tag(
                    "li",
                    tag("span", class_="m-swatch", style=area_map.swatch(fill)),
                    step_words(page, low, high),
                )
                for fill, low, high in entries
            ),
            class_="m-legend",
            aria_label=page.t("map.legend"),
        )
    )


def _name(page: Page, row: dict[str, Any]) -> str:
    english = row["name_en"]
    return english if page.lang == "en" and isinstance(english, str) else str(row["name"])


def _left(page: Page, row: dict[str, Any]) -> Marker:
    return Marker(
        key=str(row["origin_id"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        title=_name(page, row),
        mark=_LEFT,
        lines=(page.t("assignment.left_words", n=numbers.number(int(row["left_out"]), page.lang)),),
    )
