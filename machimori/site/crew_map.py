"""The round drawn on paper from lines: outline, roads, route, numbered stops, scale. No tiles."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from dataclasses import dataclass

import shapely

from machimori.site.paper import Paper
from machimori.store.queries import ground
from machimori.store.queries.crew_round import Plan
from machimori.store.warehouse import Warehouse
from machimori.wording.tokens import COLOURS

Box = tuple[float, float, float, float]  # west, south, east, north
_METRES_PER_DEGREE = 111_320.0
#: Around the stops, as a share of their extent, and at least so much.
_MARGIN, _LEAST_M = 0.08, 250.0
_SCALES_M = (50, 100, 200, 500, 1_000, 2_000, 5_000)


@dataclass(frozen=True)
class Frame:
    """Where on the paper the map is, and which part of the ground it shows."""

    left: float
    top: float
    width: float
    height: float
    box: Box

    @property
    def _east_m(self) -> float:
        return _METRES_PER_DEGREE * math.cos(math.radians((self.box[1] + self.box[3]) / 2))

    @property
    def mm_per_m(self) -> float:
        """Scale; the same both ways."""
        west, south, east, north = self.box
        across, up = (east - west) * self._east_m, (north - south) * _METRES_PER_DEGREE
        return min(self.width / across, self.height / up)

    def at(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Millimetres of a place."""
        middle = (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2
        east = (longitude - middle[0]) * self._east_m * self.mm_per_m
        north = (latitude - middle[1]) * _METRES_PER_DEGREE * self.mm_per_m
        return self.left + self.width / 2 + east, self.top + self.height / 2 - north


def draw(
    paper: Paper, warehouse: Warehouse, plan: Plan, *, width: float, height: float, north: str
) -> None:
    """Draw the map where the paper stands, and move below it."""
    stops = plan.visited()
    places = list(
        zip(stops["longitude"].astype(float), stops["latitude"].astype(float), strict=True)
    )
    who = plan.crew
    base = None
    if who.base_longitude is not None and who.base_latitude is not None:
        base = (who.base_longitude, who.base_latitude)
    frame = Frame(
        paper.l_margin, paper.get_y(), width, height, box_of([*places, *([base] if base else [])])
    )
    with paper.local_context():
        paper.set_fill_color(COLOURS["map_land"])
        paper.set_draw_color(COLOURS["edge"])
        paper.set_line_width(0.2)
        paper.rect(frame.left, frame.top, width, height, style="DF")
    with paper.rect_clip(frame.left, frame.top, width, height):
        _ground(paper, warehouse, frame)
        _lines(paper, frame, ([(lon, lat) for lat, lon in leg] for leg in plan.legs), "brand", 0.9)
        if base is not None:
            _base(paper, frame, base)
        for number, place in enumerate(places, 1):
            _stop(paper, frame, place, number)
        _scale(paper, frame, north)
    paper.set_y(frame.top + height + 2)


def box_of(places: list[tuple[float, float]]) -> Box:
    """What the map shows: all places with a margin, nowhere less than a few streets."""
    longitudes, latitudes = zip(*places, strict=True)
    middle = (min(latitudes) + max(latitudes)) / 2
    least_up = _LEAST_M / _METRES_PER_DEGREE
    least_across = least_up / math.cos(math.radians(middle))
    across = max((max(longitudes) - min(longitudes)) * _MARGIN, least_across)
    up = max((max(latitudes) - min(latitudes)) * _MARGIN, least_up)
    return (
        min(longitudes) - across,
        min(latitudes) - up,
        max(longitudes) + across,
        max(latitudes) + up,
    )


def _ground(paper: Paper, warehouse: Warehouse, frame: Frame) -> None:
    # The paper shows more than the box where its shape is another.
    wider = 1 + 2 * max(frame.width, frame.height) / min(frame.width, frame.height)
    west, south, east, north = frame.box
    across, up = (east - west) * wider / 2, (north - south) * wider / 2
    box = (west - across, south - up, east + across, north + up)
    for shape, is_main in ground.roads_within(warehouse, box):
        _lines(paper, frame, _parts(shape), "map_road", 1.3 if is_main else 0.35)
    for shape in ground.outline_shapes(warehouse):
        _lines(paper, frame, _parts(shape), "map_outline", 0.5)


def _parts(shape: str) -> Iterator[list[tuple[float, float]]]:
    """Lines and rings of a GeoJSON geometry."""
    found = shapely.from_geojson(json.dumps(json.loads(shape)))
    lines = shapely.boundary(found) if found.geom_type.endswith("Polygon") else found
    for part in shapely.get_parts(lines):
        yield [(float(x), float(y)) for x, y in shapely.get_coordinates(part)]


def _lines(
    paper: Paper,
    frame: Frame,
    lines: Iterator[list[tuple[float, float]]],
    colour: str,
    width: float,
) -> None:
    with paper.local_context():
        paper.set_draw_color(COLOURS[colour])
        paper.set_line_width(width)
        for line in lines:
            if len(line) > 1:
                paper.polyline([frame.at(*point) for point in line])


def _stop(paper: Paper, frame: Frame, place: tuple[float, float], number: int) -> None:
    x, y = frame.at(*place)
    size = 2.6
    with paper.local_context():
        paper.set_fill_color(COLOURS["ink"])
        paper.set_draw_color(COLOURS["ground"])
        paper.set_line_width(0.3)
        paper.circle(x, y, size, style="DF")
    paper.label(x, y, str(number), "ground")


def _base(paper: Paper, frame: Frame, place: tuple[float, float]) -> None:
    x, y = frame.at(*place)
    with paper.local_context():
        paper.set_fill_color(COLOURS["ground"])
        paper.set_draw_color(COLOURS["ink"])
        paper.set_line_width(0.7)
        paper.rect(x - 2, y - 2, 4, 4, style="DF")


def _scale(paper: Paper, frame: Frame, north: str) -> None:
    """A bar of round length, and where north is."""
    fitting = [one for one in _SCALES_M if one * frame.mm_per_m <= frame.width / 3]
    metres = fitting[-1] if fitting else _SCALES_M[0]
    x, y = frame.left + 4, frame.top + frame.height - 4
    with paper.local_context():
        paper.set_draw_color(COLOURS["ink"])
        paper.set_line_width(0.6)
        paper.line(x, y, x + metres * frame.mm_per_m, y)
    words = f"{metres // 1_000} km" if metres >= 1_000 else f"{metres} m"  # noqa: PLR2004
    paper.label(x + metres * frame.mm_per_m / 2, y - 2.5, words, "ink")
    paper.label(frame.left + frame.width - 5, frame.top + 4, f"{north} ↑", "ink")
