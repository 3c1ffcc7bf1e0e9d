"""The marks of the detail map as data, and their legend in words; drawn by ``maps.detail_map``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from machimori.ui.markup import Html, icon, tag
from machimori.ui.page import Page
from machimori.wording.tokens import SHAPES, Mark


@dataclass(frozen=True)
class Marker:
    """One mark of the detail map: where, what state, and the words of its popup."""

    key: str
    latitude: float
    longitude: float
    title: str
    mark: Mark
    lines: tuple[str, ...] = ()
    is_selected: bool = False
    is_exact: bool = True  # False: a representative point of a block or town; drawn hollow-edged


def legend_html(page: Page, marks: Iterable[Mark]) -> Html | None:
    """The marks in words, each once; None without any."""
    unique = {mark.key: mark for mark in marks}
    if not unique:
        return None
    return tag(
        "ul",
        *(tag("li", icon(mark, size=18), page.t(key)) for key, mark in unique.items()),
        class_="m-legend",
        aria_label=page.t("map.legend"),
    )


def marks_data(page: Page, markers: Sequence[Marker]) -> list[dict[str, Any]]:
    """The marks as ``map_marks.js`` takes them."""
    return [_marker_data(page, one) for one in markers]


def _marker_data(page: Page, marker: Marker) -> dict[str, Any]:
    mark = marker.mark
    return {
        "key": marker.key,
        "at": [marker.latitude, marker.longitude],
        "title": marker.title,
        "state": page.t(mark.key),
        "lines": list(marker.lines),
        "look": mark.shape,
        "colour": mark.colour,
        "stale": mark.is_stale,
        "selected": marker.is_selected,
        "exact": marker.is_exact,
    }


def looks_of(markers: Sequence[Marker]) -> dict[str, str]:
    """Each shape once, however many marks have it."""
    return {one.mark.shape: SHAPES[one.mark.shape] for one in markers}
