"""Squares of a web map: zoom, column and row of a tile, and the degrees it covers.

The scheme is the common one: Web Mercator, EPSG:3857; zoom 0 is the world in one tile, each zoom
halves the edge, rows count from the north. Edges are half-open (west and north belong to a tile),
so every point lies in exactly one tile of a zoom.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple

#: Nobody looks closer: a tile is then about 150 m wide in Japan.
DEEPEST = 18
#: Where Web Mercator ends, degrees north and south.
MOST_NORTH = 85.0511287798066
_EQUATOR_M = 40_075_016.686


class Degrees(NamedTuple):
    """A box in degrees, WGS 84."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True)
class Tile:
    """One tile.

    Raises:
        ValueError: there is no such tile.
    """

    zoom: int
    column: int
    row: int

    def __post_init__(self) -> None:
        if not 0 <= self.zoom <= DEEPEST:
            raise ValueError(f"zoom {self.zoom} is not between 0 and {DEEPEST}")
        if not (0 <= self.column < self.count and 0 <= self.row < self.count):
            raise ValueError(f"no tile {self.column}/{self.row} at zoom {self.zoom}")

    @property
    def count(self) -> int:
        """Tiles along an edge of the world at this zoom."""
        return 1 << self.zoom

    @property
    def degrees(self) -> Degrees:
        """What it covers; neighbours share their edges to the last bit."""
        return Degrees(
            _longitude(self.column, self.count),
            _latitude(self.row + 1, self.count),
            _longitude(self.column + 1, self.count),
            _latitude(self.row, self.count),
        )

    def edge_m(self, latitude: float) -> float:
        """How wide it is on the ground, in metres."""
        return _EQUATOR_M * math.cos(math.radians(latitude)) / self.count


def tile_at(longitude: float, latitude: float, zoom: int) -> Tile:
    """The tile a point lies in."""
    count = 1 << zoom
    held = max(-MOST_NORTH, min(MOST_NORTH, latitude))
    across = (longitude + 180) / 360 * count
    down = (1 - math.asinh(math.tan(math.radians(held))) / math.pi) / 2 * count
    return Tile(zoom, _within(across, count), _within(down, count))


def tiles_of(box: Degrees, zoom: int) -> list[Tile]:
    """The tiles that cover a box, from the north-west on."""
    first = tile_at(box.west, box.north, zoom)
    last = tile_at(box.east, box.south, zoom)
    return [
        Tile(zoom, column, row)
        for row in range(first.row, last.row + 1)
        for column in range(first.column, last.column + 1)
    ]


def _within(place: float, count: int) -> int:
    return max(0, min(count - 1, math.floor(place)))


def _longitude(column: int, count: int) -> float:
    return column / count * 360 - 180


def _latitude(row: int, count: int) -> float:
    return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * row / count))))
