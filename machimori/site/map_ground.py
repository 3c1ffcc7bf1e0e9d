"""The ground of the public map as one picture: outline, town blocks, main roads, dots of stations.

The browser lays it under the map as it lies in Web Mercator and draws it away from its script;
lines and dots keep their width however near the reader is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import atan, degrees, log, pi, radians, sinh, tan

from machimori.site.ground_lines import lines, path
from machimori.store.queries import ground
from machimori.store.warehouse import Warehouse
from machimori.wording.markup import tag
from machimori.wording.tokens import COLOURS

#: Metres of Web Mercator (EPSG:3857) per radian.
_RADIUS_M = 6_378_137.0


@dataclass(frozen=True)
class Frame:
    """The part of Web Mercator the picture is of, in whole metres of it: no seam, no rounding."""

    west: int
    south: int
    east: int
    north: int

    def place(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Metres from the north-west corner."""
        x, y = mercator(longitude, latitude)
        return round(x - self.west), round(self.north - y)

    @property
    def corners(self) -> list[list[float]]:
        """Latitude and longitude of the south-west and the north-east corner."""
        return [list(_place(self.west, self.south)), list(_place(self.east, self.north))]

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in metres."""
        return self.east - self.west, self.north - self.south


@dataclass(frozen=True)
class Ground:
    """The picture, and where its corners are (latitude, longitude)."""

    svg: bytes
    corners: list[list[float]]


def mercator(longitude: float, latitude: float) -> tuple[float, float]:
    """Metres east and north on Web Mercator."""
    north = log(tan(pi / 4 + radians(latitude) / 2))
    return radians(longitude) * _RADIUS_M, north * _RADIUS_M


def _place(x: float, y: float) -> tuple[float, float]:
    return degrees(atan(sinh(y / _RADIUS_M))), degrees(x / _RADIUS_M)


def draw(warehouse: Warehouse) -> Ground | None:
    """The ground of a municipality; None where nothing of it is known."""
    outline = ground.outline_shapes(warehouse)
    blocks = ground.town_block_shapes(warehouse)
    roads = ground.main_roads(warehouse)
    stations = [(one[3], one[2]) for one in ground.stations(warehouse)]
    points = [
        (at[0], at[1]) for one in (*outline, *blocks, *roads) for line in lines(one) for at in line
    ]
    frame = _frame([*points, *stations])
    if frame is None:
        return None
    fixed = {"vector_effect": "non-scaling-stroke"}
    line = {"fill": "none", **fixed}
    dots = "".join("M{} {}h0".format(*frame.place(*one)) for one in stations)
    dot = {"d": dots, **line, "stroke_linecap": "round"}
    width, height = frame.size
    svg = tag(
        "svg",
        tag("path", d=_paths(outline, frame), fill=COLOURS["map_land"]),
        tag("path", d=_paths(blocks, frame), stroke=COLOURS["map_block"], **line),
        tag(
            "path", d=_paths(outline, frame), stroke=COLOURS["map_outline"], stroke_width=2, **line
        ),
        tag("path", d=_paths(roads, frame), stroke=COLOURS["map_road"], stroke_width=3, **line),
        tag("path", **dot, stroke=COLOURS["map_outline"], stroke_width=6),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {width} {height}",
        preserveAspectRatio="none",
    )
    return Ground(str(svg).encode(), frame.corners)


def _paths(shapes: Iterable[str], frame: Frame) -> str:
    return "".join(path(one, frame.place) for one in shapes)


def _frame(points: list[tuple[float, float]]) -> Frame | None:
    if not points:
        return None
    found = [mercator(*one) for one in points]
    xs, ys = [one[0] for one in found], [one[1] for one in found]
    margin = 20  # half a line, and a place where there is but one point
    return Frame(
        round(min(xs)) - margin,
        round(min(ys)) - margin,
        round(max(xs)) + margin,
        round(max(ys)) + margin,
    )
