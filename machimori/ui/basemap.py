"""The ground under our maps: files of this server where they cover the city, else its outline."""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from machimori.city import REPOSITORY, City
from machimori.store.queries import ground
from machimori.store.shared import shared
from machimori.store.warehouse import Warehouse

STYLE_ADDRESS = "/app/static/style.json"
_VENDOR = REPOSITORY / "static" / "vendor"
#: Drawn from the ground up.
_FILES = (
    "neighbours",
    "outline",
    "parks",
    "water",
    "town_blocks",
    "rail",
    "roads",
    "stations",
)


@functools.cache
def is_installed() -> bool:
    """Whether the browser libraries are there (``make install`` puts them)."""
    return (_VENDOR / "leaflet" / "leaflet.js").is_file()


@functools.cache
def _covered(folder: Path) -> tuple[float, float, float, float] | None:
    """West, south, east, north of the outline among the ground files."""
    path = folder / "outline.geojson"
    if not path.is_file():
        return None
    rings = json.loads(path.read_text(encoding="utf-8"))["features"][0]["geometry"]["coordinates"]
    longitudes = [point[0] for point in rings[0]]
    latitudes = [point[1] for point in rings[0]]
    return min(longitudes), min(latitudes), max(longitudes), max(latitudes)


def covers(city: City) -> bool:
    """Whether our ground files are of this municipality's neighbourhood."""
    box = _covered(_VENDOR / "basemap")
    if box is None or city.bbox is None:
        return False
    west, south, east, north = city.bbox
    middle = ((box[0] + box[2]) / 2, (box[1] + box[3]) / 2)
    return west <= middle[0] <= east and south <= middle[1] <= north


def layers(city: City, warehouse: Warehouse) -> dict[str, Any]:
    """What the detail map draws first: addresses of files, or collections inline."""
    if covers(city):
        folder = "/app/static/vendor/basemap"
        return {"files": [f"{folder}/{name}.geojson" for name in _FILES]}
    return {"inline": _outline(warehouse)}


@shared
def _outline(warehouse: Warehouse) -> list[Any]:
    return [json.loads(collection) for collection in ground.collections(warehouse)]


def city_bounds(city: City, warehouse: Warehouse) -> list[list[float]]:
    """South-west and north-east corner of the municipality, as ``[latitude, longitude]``."""
    box = _covered(_VENDOR / "basemap") if covers(city) else None
    if box is None:
        box = _extent(warehouse) or city.bbox
    if box is None:
        box = (122.9, 24.0, 146.0, 45.6)  # Japan: a city with a boundary file and no rows yet
    west, south, east, north = box
    return [[south, west], [north, east]]


@shared
def _extent(warehouse: Warehouse) -> tuple[float, float, float, float] | None:
    return ground.extent(warehouse)
