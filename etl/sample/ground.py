"""The ground the sample stands on: outline, town blocks, stations, roads, from ``geodata/``.

Larger samples take the same ground several times, each ward shifted into a zone of its own, so
that no two wards overlap and every place still lies in its own municipality.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry.base import BaseGeometry

from etl.normalise.codes import check_digit
from machimori.city import REPOSITORY

GEODATA = REPOSITORY / "geodata"
#: Zones of further wards: this far apart, eastwards and northwards, in degrees.
ZONE_STEP = (0.10, 0.06)
ZONES_PER_ROW = 8
#: A degree of latitude in metres, and of longitude at the latitude of the sample.
METRES_PER_LATITUDE = 110_950.0
METRES_PER_LONGITUDE = 90_500.0
_METRES_PER_DEGREE = np.array([METRES_PER_LONGITUDE, METRES_PER_LATITUDE])


@dataclass(frozen=True)
class TownBlock:
    """One town block: published name, place, shape, district."""

    id: str
    name: str
    kana: str
    name_en: str
    district: str
    longitude: float
    latitude: float
    shape: BaseGeometry


@dataclass(frozen=True)
class Road:
    """One drawn trunk road."""

    name: str
    owner: str
    road_class: str
    line: BaseGeometry


@dataclass(frozen=True)
class Station:
    """One station and the number of its lines."""

    id: str
    name: str
    name_en: str
    lines: int
    longitude: float
    latitude: float


@dataclass(frozen=True)
class Ground:
    """One ward: ``number`` 0 is the sample ward itself, others are shifted copies."""

    number: int
    code: str
    name: str
    prefecture: str
    outline: BaseGeometry
    blocks: tuple[TownBlock, ...]
    districts: tuple[tuple[str, str, BaseGeometry], ...]
    roads: tuple[Road, ...]
    stations: tuple[Station, ...]
    water: tuple[tuple[str, str, BaseGeometry], ...]

    @property
    def prefix(self) -> str:
        """What file names and ids of this ward begin with; empty for the sample ward itself."""
        return "" if self.number == 0 else f"{self.code}_"


def _features(name: str) -> list[tuple[BaseGeometry, dict[str, Any]]]:
    document = json.loads((GEODATA / name).read_text(encoding="utf-8"))
    return [
        (shapely.geometry.shape(feature["geometry"]), feature["properties"])
        for feature in document["features"]
    ]


@lru_cache(maxsize=1)
def _first() -> Ground:
    blocks = tuple(
        TownBlock(
            id=p["town_block_id"],
            name=p["name"],
            kana=p["name_kana"],
            name_en=p["name_en"],
            district=p["district"],
            longitude=p["longitude"],
            latitude=p["latitude"],
            shape=shape,
        )
        for shape, p in _features("town_blocks.geojson")
    )
    return Ground(
        number=0,
        code="131016",
        name="見本区",
        prefecture="東京都",
        outline=_features("outline.geojson")[0][0],
        blocks=blocks,
        districts=tuple(
            (p["name"], p["name_en"], shape) for shape, p in _features("districts.geojson")
        ),
        roads=tuple(
            Road(p["name"], p["owner"], p["class"], shape)
            for shape, p in _features("roads.geojson")
        ),
        stations=tuple(
            Station(p["station_id"], p["name"], p["name_en"], p["lines"], shape.x, shape.y)
            for shape, p in _features("stations.geojson")
        ),
        water=tuple(
            (p["name"], p["kind"], shape) for shape, p in _features("basemap/water.geojson")
        ),
    )


def ward(number: int) -> Ground:
    """The sample ward (0) or one of the further wards, each shifted into its own zone."""
    first = _first()
    if number == 0:
        return first
    row, column = divmod(number, ZONES_PER_ROW)
    east, north = column * ZONE_STEP[0], row * ZONE_STEP[1]
    five = f"{99000 + number:05d}"
    code = five + check_digit(five)

    def moved(shape: BaseGeometry) -> BaseGeometry:
        return affinity.translate(shape, east, north)

    return replace(
        first,
        number=number,
        code=code,
        name=f"見本第{number + 1}区",
        outline=moved(first.outline),
        blocks=tuple(
            replace(
                block,
                id=f"{code}{block.id[6:]}",
                longitude=block.longitude + east,
                latitude=block.latitude + north,
                shape=moved(block.shape),
            )
            for block in first.blocks
        ),
        districts=tuple((name, en, moved(shape)) for name, en, shape in first.districts),
        roads=tuple(replace(road, line=moved(road.line)) for road in first.roads),
        stations=tuple(
            replace(
                station,
                id=f"{code}{station.id[6:]}",
                longitude=station.longitude + east,
                latitude=station.latitude + north,
            )
            for station in first.stations
        ),
        water=tuple((name, kind, moved(shape)) for name, kind, shape in first.water),
    )


def points_in(shape: BaseGeometry, count: int, random: np.random.Generator) -> NDArray[np.float64]:
    """Points inside a shape, as an array of shape (count, 2): longitude, latitude."""
    west, south, east, north = shape.bounds
    shapely.prepare(shape)
    found = np.empty((0, 2))
    while len(found) < count:
        tries = random.uniform((west, south), (east, north), (max(4 * (count - len(found)), 32), 2))
        inside = shapely.contains_xy(shape, tries[:, 0], tries[:, 1])
        found = np.vstack([found, tries[inside]])
    return found[:count]


def shifted(points: NDArray[np.float64], metres: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points moved by metres east and north (arrays of shape (n, 2))."""
    moved: NDArray[np.float64] = points + metres / _METRES_PER_DEGREE
    return moved
