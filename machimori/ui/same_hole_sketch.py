"""Where the posts of a group lie, to scale: streets, numbered posts, a bar of metres.

Drawn by us and not on the city's map: posts of one hole lie metres apart, below the map's nearest
zoom, and a drawing of ours needs no network and prints.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote

from machimori.store.queries import road_groups
from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page
from machimori.wording import numbers, tokens

_WIDTH, _HEIGHT, _EDGE = 420, 260, 34
_METRES_PER_DEGREE = 111_000.0
#: The drawing never shows less ground than this, nor a bar that is no round number.
_LEAST_M = 40.0
_BARS_M = (5, 10, 20, 50, 100, 200, 500, 1_000)
#: Numbers nearer than this to each other are written side by side, in pixels.
_APART = 19.0


@dataclass(frozen=True)
class Spot:
    """One post of the drawing."""

    number: int
    longitude: float
    latitude: float
    is_open: bool


def sketch(page: Page, spots: Sequence[Spot]) -> None:
    """Draw the posts that have a position; the list beside it says the same."""
    if not spots:
        show(tag("p", page.t("same_hole.no_position"), class_="m-quiet"))
        return
    middle_x = (min(s.longitude for s in spots) + max(s.longitude for s in spots)) / 2
    middle_y = (min(s.latitude for s in spots) + max(s.latitude for s in spots)) / 2
    east = _METRES_PER_DEGREE * math.cos(math.radians(middle_y))

    def metres(longitude: float, latitude: float) -> tuple[float, float]:
        return (longitude - middle_x) * east, (latitude - middle_y) * _METRES_PER_DEGREE

    at = [metres(one.longitude, one.latitude) for one in spots]
    wide = 2 * max(_LEAST_M / 2, *(abs(x) for x, _ in at))
    high = 2 * max(_LEAST_M / 3, *(abs(y) for _, y in at))
    scale = min((_WIDTH - 2 * _EDGE) / wide, (_HEIGHT - 2 * _EDGE) / high)

    def drawn(x: float, y: float) -> tuple[float, float]:
        return _WIDTH / 2 + x * scale, _HEIGHT / 2 - y * scale

    reach_x, reach_y = _WIDTH / scale / east, _HEIGHT / scale / _METRES_PER_DEGREE
    box = (middle_x - reach_x, middle_y - reach_y, middle_x + reach_x, middle_y + reach_y)
    lines = [
        " ".join(f"{x:.1f},{y:.1f}" for x, y in (drawn(*metres(*place[:2])) for place in line))
        for line in road_groups.streets(page.warehouse, box)
    ]
    places = _written_apart([drawn(x, y) for x, y in at])
    marks = [
        _mark(spot, point, place)
        for spot, point, place in zip(spots, [drawn(x, y) for x, y in at], places, strict=True)
    ]
    drawing = tag(
        "svg",
        tag("rect", width=_WIDTH, height=_HEIGHT, fill=tokens.COLOURS["map_land"]),
        *(_street(line) for line in lines),
        *marks,
        *_bar(page, scale),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {_WIDTH} {_HEIGHT}",
        width=2 * _WIDTH,
        height=2 * _HEIGHT,
        font_family=tokens.FONT,
    )
    show(
        tag(
            "figure",
            # An image: Streamlit takes SVG elements out of markup.
            tag(
                "img",
                src=f"data:image/svg+xml,{quote(drawing)}",
                alt=page.t("same_hole.sketch", n=numbers.number(len(spots), page.lang)),
                style="width:100%;max-width:640px;height:auto;border-radius:6px",
            ),
            tag("figcaption", page.t("same_hole.sketch_note"), class_="m-quiet m-small"),
            style="margin:0",
        )
    )


def _street(points: str) -> Html:
    return tag(
        "polyline", points=points, fill="none", stroke=tokens.COLOURS["map_road"], stroke_width="12"
    )


def _mark(spot: Spot, point: tuple[float, float], place: tuple[float, float]) -> Html:
    """A dot where the post is, and its number, led aside where others are in the way."""
    fill = tokens.COLOURS["ink"] if spot.is_open else "#ffffff"
    ink = "#ffffff" if spot.is_open else tokens.COLOURS["ink"]
    return tag(
        "g",
        tag(
            "line",
            x1=f"{point[0]:.1f}",
            y1=f"{point[1]:.1f}",
            x2=f"{place[0]:.1f}",
            y2=f"{place[1]:.1f}",
            stroke=tokens.COLOURS["ink"],
        ),
        tag("circle", cx=f"{point[0]:.1f}", cy=f"{point[1]:.1f}", r="3"),
        tag(
            "circle",
            cx=f"{place[0]:.1f}",
            cy=f"{place[1]:.1f}",
            r="9",
            fill=fill,
            stroke=tokens.COLOURS["ink"],
        ),
        tag(
            "text",
            str(spot.number),
            x=f"{place[0]:.1f}",
            y=f"{place[1] + 4:.1f}",
            text_anchor="middle",
            font_size="11",
            fill=ink,
        ),
    )


def _written_apart(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """Where each number is written: at its post, or on the first free place around it."""
    taken: list[tuple[float, float]] = []
    for x, y in points:
        best = (x, y)
        for step in range(60):
            ring, turn = math.sqrt(step) * _APART * 0.75, step * 2.4
            best = (x + ring * math.cos(turn), y + ring * math.sin(turn))
            inside = 10 < best[0] < _WIDTH - 10 and 10 < best[1] < _HEIGHT - 28
            if inside and all(math.dist(best, other) >= _APART for other in taken):
                break
        taken.append(best)
    return taken


def _bar(page: Page, scale: float) -> list[Html]:
    """A bar as long as a round number of metres, about a quarter of the drawing."""
    metres = max((one for one in _BARS_M if one * scale <= _WIDTH / 3), default=_BARS_M[0])
    long, y = metres * scale, _HEIGHT - 12
    ink = tokens.COLOURS["ink"]
    words = page.t("same_hole.metres", n=numbers.number(metres, page.lang))
    return [
        tag("line", x1="12", y1=y, x2=f"{12 + long:.1f}", y2=y, stroke=ink, stroke_width="3"),
        tag("text", words, x=f"{18 + long:.1f}", y=y + 4, font_size="12", fill=ink),
    ]
