"""The ground of the signage map as one drawing: outline, main roads, stations. No network needed.

Positions are metres east and south of the north-west corner on a plane that is true at the
municipality's middle; marks are put on it by the same rule in the browser.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, radians

from machimori.site.ground_lines import path
from machimori.store.queries import ground
from machimori.store.warehouse import Warehouse
from machimori.wording.markup import Html, tag

_METRES_PER_DEGREE = 111_320.0
#: Share of the extent left free around it.
_MARGIN = 0.04


@dataclass(frozen=True)
class Plane:
    """Where on the drawing a position is, in metres."""

    west: float
    north: float
    east: float
    south: float

    @property
    def scale(self) -> float:
        """Metres per degree of longitude in the middle."""
        return _METRES_PER_DEGREE * cos(radians((self.north + self.south) / 2))

    @property
    def size(self) -> tuple[int, int]:
        """Width and height in metres."""
        width = (self.east - self.west) * self.scale
        return round(width), round((self.north - self.south) * _METRES_PER_DEGREE)

    def place(self, longitude: float, latitude: float) -> tuple[int, int]:
        """Metres from the north-west corner."""
        x = (longitude - self.west) * self.scale
        return round(x), round((self.north - latitude) * _METRES_PER_DEGREE)


def plane(
    warehouse: Warehouse, bbox: Sequence[float] | None, points: Iterable[tuple[float, float]]
) -> Plane:
    """The plane that holds the outline, else the points (longitude, latitude), else the box."""
    extent = ground.extent(warehouse)
    if extent is None:
        known = list(points)
        if known:
            extent = (
                min(one[0] for one in known),
                min(one[1] for one in known),
                max(one[0] for one in known),
                max(one[1] for one in known),
            )
        else:
            west, south, east, north = bbox or (122.9, 24.0, 146.0, 45.6)
            extent = (west, south, east, north)
    west, south, east, north = extent
    across = max(east - west, 0.005) * _MARGIN
    along = max(north - south, 0.005) * _MARGIN
    return Plane(west - across, north + along, east + across, south - along)


def drawing(warehouse: Warehouse, on: Plane, label: str) -> Html:
    """The SVG with its ground drawn and an empty group for the marks."""
    width, height = on.size
    parts = [
        tag("path", d=path(shape, on.place), class_="outline")
        for shape in ground.outline_shapes(warehouse)
    ]
    parts += [
        tag("path", d=path(road, on.place), class_="road") for road in ground.main_roads(warehouse)
    ]
    half = max(width, height) // 200
    for _, _, latitude, longitude in ground.stations(warehouse):
        x, y = on.place(longitude, latitude)
        if 0 < x < width and 0 < y < height:
            square = {"x": x - half, "y": y - half, "width": 2 * half, "height": 2 * half}
            parts.append(tag("rect", **square, class_="station"))
    parts.append(tag("g", id="marks"))
    return tag(
        "svg", *parts, viewBox=f"0 0 {width} {height}", id="map", role="img", aria_label=label
    )
