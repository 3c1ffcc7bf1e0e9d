"""The map of the filtered posts: tiles of our own server, so a million posts cost no more than ten.

The browser says which part it shows and which post was pressed. Whatever the map says stands in
the queue beside it, which can be held to the part in sight; a browser that cannot draw the map
gets a sentence, and the same queue.
"""

from __future__ import annotations

import functools
import math
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

import streamlit as st

from machimori.domain.map_tiles import DEEPEST, Degrees
from machimori.domain.vocabulary import ReportStatus
from machimori.store.queries import road_tiles
from machimori.store.queries.triage import AGE_BUCKETS, NOT_STATED, TriageFilter
from machimori.store.queries.triage_address import filter_query
from machimori.ui import basemap, filters
from machimori.ui.markup import Html, icon, show, tag
from machimori.ui.page import Page
from machimori.ui.report_marks import AGE_COLOURS, status_mark
from machimori.ui.triage_queue import pick_post
from machimori.wording import numbers
from machimori.wording.tokens import COLOURS, SHAPES, Mark

_NAME = "road_map"
_LISTED = "listed"
_PLACE = "map"
LISTED = ("all", "view")
#: Tiles of one moment are asked for once: ages in days do not change within it.
_MOMENT_MINUTES = 10
_LATE = Mark("road_map.late", "exclamation", "！", "#C74700", COLOURS["caution_soft"])
_SAID = (
    "move", "zoom_in", "zoom_out", "west", "east", "north", "south", "whole", "whole_long",
    "no_webgl", "failed", "ctrl", "command", "fingers", "small", "large",
)  # fmt: skip


def in_sight(chosen: TriageFilter) -> TriageFilter:
    """The filter of the queue, held to the part of the map in sight where the reader wants it."""
    box = _box()
    listed = st.session_state.get(_LISTED, st.query_params.get(_LISTED))
    return replace(chosen, view=tuple(box)) if listed == "view" and box is not None else chosen


def road_map(page: Page, chosen: TriageFilter, *, picked: str | None) -> None:
    """Draw the map, what is in sight, and the legend.

    Args:
        page: the page.
        chosen: the filter of the queue, wherever the posts lie.
        picked: the post in the address; its place is ringed.
    """
    everywhere = replace(chosen, view=())
    if not basemap.is_installed():
        show(tag("p", page.t("map.unavailable"), class_="m-quiet"))
        return
    now = _moment(page.now)
    with st.container(key=f"map_{_NAME}"):
        _component()(
            data={
                "lang": page.lang,
                "words": {one: page.t(f"road_map.{one}") for one in _SAID}
                | {"title": page.t("map.alt", title=page.t("page.triage"))},
                "tiles": _address(page, everywhere, now),
                "bounds": [place[::-1] for place in basemap.city_bounds(page.city, page.warehouse)],
                "view": _remembered(),
                "picked": _picked_place(page, picked),
                "near": road_tiles.NEAR_ZOOM,
                "deepest": DEEPEST,
                "shapes": {code: SHAPES[mark.shape] for code, mark in _marks().items()},
                "shades": AGE_COLOURS,
                "late": {"shape": SHAPES[_LATE.shape], "colour": _LATE.colour},
                "colours": {"mesh": COLOURS["brand"], "ink": COLOURS["ink"]}
                | {"picked": COLOURS["alarm"]},
                "count": _steps(page.lang),
            },
            key=_NAME,
            on_view_change=_moved,
            on_picked_change=_pressed,
        )
    show(tag("p", page.t("map.credit"), class_="m-quiet m-small"))
    _said_of_view(page, everywhere, now)
    filters.choice(
        _LISTED,
        page.t("road_map.listed"),
        LISTED,
        words=lambda code: page.t(f"road_map.listed_{code}"),
    )
    _legend(page)


def _moment(now: datetime) -> datetime:
    minutes = now.minute - now.minute % _MOMENT_MINUTES
    return now.replace(minute=minutes, second=0, microsecond=0)


def _address(page: Page, chosen: TriageFilter, now: datetime) -> str:
    """Where the tiles are: another address as soon as there is anything new to draw."""
    asked = filter_query(chosen)
    at = now.strftime("%Y-%m-%dT%H:%MZ")
    return f"/tiles/posts/{{z}}/{{x}}/{{y}}.mvt?at={at}&v={page.beat}&{asked}"


def _picked_place(page: Page, picked: str | None) -> dict[str, Any] | None:
    found = road_tiles.place(page.warehouse, picked) if picked is not None else None
    return found and {"id": picked, "longitude": found[0], "latitude": found[1]}


def _said_of_view(page: Page, chosen: TriageFilter, now: datetime) -> None:
    """How many posts are in sight, for those who don't see the map too."""
    box = _box()
    if box is None:
        return
    found = road_tiles.inside(page.warehouse, chosen, box, now=now)
    show(
        tag(
            "p",
            page.t(
                "road_map.in_sight" if found.late else "road_map.in_sight_none_late",
                n=numbers.number(found.posts, page.lang),
                late=numbers.number(found.late, page.lang),
            ),
            role="status",
        )
    )


def _legend(page: Page) -> None:
    shapes = [
        tag("li", icon(_inked(mark), size=18), page.t(mark.key)) for mark in _marks().values()
    ]
    shades = [
        tag(
            "li",
            tag("span", class_="m-dot", style=f"background:{AGE_COLOURS[bucket]}"),
            page.t(f"triage.age.{bucket}"),
        )
        for bucket in AGE_BUCKETS
    ]
    others = [
        tag("li", tag("span", "12", class_="m-road-mesh"), page.t("road_map.mesh")),
        tag("li", icon(_LATE, size=18), page.t(_LATE.key)),
    ]
    with st.expander(page.t("map.legend"), expanded=False, key="road_map_legend"):
        show(_part(page, "others", others))
        show(_part(page, "shapes", shapes))
        show(_part(page, "shades", shades))


def _part(page: Page, name: str, items: list[Html]) -> Html:
    heading = page.t(f"road_map.legend_{name}")
    return tag(
        "div",
        tag("p", heading, class_="m-small m-quiet"),
        tag("ul", *items, class_="m-legend", aria_label=heading),
    )


def _inked(mark: Mark) -> Mark:
    """A state's shape in the middle shade: on the map the shade tells the age, not the state."""
    return replace(mark, colour=AGE_COLOURS["90-180"])


def _marks() -> dict[str, Mark]:
    return {NOT_STATED: status_mark(None)} | {str(one): status_mark(one) for one in ReportStatus}


def _steps(lang: str) -> dict[str, int]:
    """Where a count is written in thousands, and where in 万 (English has none)."""
    large = 10_000 if lang == "ja" else 1_000_000
    return {"small": 1_000, "large": large, "step": large}


def _moved() -> None:
    """Keep the part in sight in the address, so that it comes back on reload."""
    view = _view()
    if view is not None:
        st.query_params[_PLACE] = "/".join(
            f"{view[name]:.5f}" for name in ("longitude", "latitude", "zoom")
        )


def _pressed() -> None:
    found = (st.session_state.get(_NAME) or {}).get("picked")
    if found:
        pick_post(str(found))


def _view() -> dict[str, float] | None:
    """What the browser last said it shows; anything else than numbers is nothing."""
    said: Any = (st.session_state.get(_NAME) or {}).get("view")
    names = (*Degrees._fields, "longitude", "latitude", "zoom")
    try:
        held = {name: float(said[name]) for name in names}
    except (TypeError, KeyError, ValueError):
        return None
    return held if all(math.isfinite(value) for value in held.values()) else None


def _box() -> Degrees | None:
    view = _view()
    return None if view is None else Degrees(*(view[name] for name in Degrees._fields))


def _remembered() -> dict[str, float] | None:
    """The view of the address, for the browser to begin with."""
    names = ("longitude", "latitude", "zoom")
    try:
        given = [float(part) for part in st.query_params.get(_PLACE, "").split("/")]
        held = dict(zip(names, given, strict=True))
    except ValueError:
        return None
    inside = abs(held["longitude"]) <= 180 and abs(held["latitude"]) <= 85 and held["zoom"] <= 22
    return held if inside else None


@functools.cache
def _files() -> tuple[str, str]:
    here = Path(__file__)
    return (
        here.with_suffix(".js").read_text(encoding="utf-8"),
        here.with_suffix(".css").read_text(encoding="utf-8"),
    )


def _component() -> Any:
    """Registered on first use: a component belongs to the running app."""
    script, style = _files()
    return st.components.v2.component(
        "machimori_road_map", js=script, css=style, isolate_styles=False
    )
