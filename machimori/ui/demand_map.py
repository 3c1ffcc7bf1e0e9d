"""Where the shortage is: districts shaded by the middle estimate, places that count on them."""

from __future__ import annotations

from typing import Any

import pandas as pd

from machimori.domain.demand import LEVELS, Span
from machimori.domain.eligibility import Reason
from machimori.store.queries.demand import Gap
from machimori.ui import area_map
from machimori.ui.area_map import Area
from machimori.ui.demand_words import district_words, short_words, span_words, step_words
from machimori.ui.maps import Marker, detail_map
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.tables import records
from machimori.wording import numbers, tokens

_PLACE = tokens.mark("demand.mark_place", "disc", "good")
#: A district with seats to spare, by the middle estimate.
_SPARE = tokens.COLOURS["good_soft"]


def gap_map(page: Page, found: Gap, places: pd.DataFrame) -> None:
    """Draw the map and its legend; the table under it says the same."""
    rows = [one for one in records(found.districts) if isinstance(one["shape"], str)]
    bounds = area_map.steps([float(one["short_mid"]) for one in rows if one["short_mid"] > 0])
    used = places[(places["against"] == Reason.ELIGIBLE) & places["latitude"].notna()]
    detail_map(
        page,
        [_marker(page, one) for one in records(used)],
        title=page.t("demand.map"),
        key="demand",
        height=460,
        areas=[_area(page, one, bounds) for one in rows],
        legend_marks=[_PLACE],
    )
    _legend(page, bounds, has_spare=any(one["short_mid"] <= 0 for one in rows))
    missing = int((places["latitude"].isna() & (places["against"] == Reason.ELIGIBLE)).sum())
    if missing:
        n = numbers.number(missing, page.lang)
        show(tag("p", page.t("demand.not_on_map", n=n), class_="m-quiet m-small"))


def _fill(row: dict[str, Any], bounds: list[int]) -> str:
    return area_map.colour(float(row["short_mid"]), bounds) if row["short_mid"] > 0 else _SPARE


def _area(page: Page, row: dict[str, Any], bounds: list[int]) -> Area:
    spans = {
        name: Span(*(int(row[f"{name}_{level}"]) for level in LEVELS))
        for name in ("demand", "seats", "short")
    }
    lines = (
        page.t("demand.map_demand", persons=span_words(page, spans["demand"])),
        page.t("demand.map_seats", persons=span_words(page, spans["seats"])),
        short_words(page, spans["short"]),
    )
    return Area(row["shape"], district_words(page, row), lines, _fill(row, bounds))


def _marker(page: Page, row: dict[str, Any]) -> Marker:
    seats = Span(int(row["seats_low"]), int(row["seats_low"]), int(row["seats_high"]))
    return Marker(
        key=str(row["facility_id"]),
        latitude=float(row["latitude"]),
        longitude=float(row["longitude"]),
        title=str(row["name"]),
        mark=_PLACE,
        lines=(
            page.word("role", row["role"]),
            page.t("demand.map_seats", persons=span_words(page, seats)),
        ),
        is_exact=row["position_precision"] == "surveyed",
    )


def _legend(page: Page, bounds: list[int], *, has_spare: bool) -> None:
    entries = [
        (fill, step_words(page, low, high))
        for fill, (low, high) in zip(
            area_map.colours(bounds) if bounds else [], area_map.ranges(bounds), strict=True
        )
    ]
    if has_spare:
        entries.append((_SPARE, page.t("demand.map_spare")))
    show(
        tag(
            "ul",
            tag("li", page.t("demand.map_legend")),
            *(
                tag("li", tag("span", class_="m-swatch", style=area_map.swatch(fill)), words)
                for fill, words in entries
            ),
            class_="m-legend",
            aria_label=page.t("map.legend"),
        )
    )
