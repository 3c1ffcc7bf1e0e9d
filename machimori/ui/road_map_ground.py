"""The ground of the map of posts as a MapLibre style: this server's files, or the warehouse's.

All of it is one source in one answer: the browser cuts each source into tiles by itself and draws
anew for each tile that is ready. Names of stations are drawn with the reader's own fonts, so no
glyphs are fetched.
"""

from __future__ import annotations

import functools
import json
from pathlib import Path
from typing import Any

from machimori.city import REPOSITORY, City
from machimori.store.queries import ground
from machimori.store.warehouse import Warehouse
from machimori.ui import basemap
from machimori.wording.languages import reads_kanji
from machimori.wording.tokens import COLOURS

_STATIC = REPOSITORY / "static"
_STYLE_FILE = _STATIC / "style.json"
#: What addresses of our own files begin with.
_FILES_AT = "/app/static/"
#: The one source, and the property of a feature that says which of the sources it was of.
_GROUND, _PART = "ground", "part"
_STATIONS_FROM_ZOOM = 12


def style(city: City, warehouse: Warehouse, lang: str) -> dict[str, Any]:
    """The style; nothing in it has to be fetched."""
    drawn: dict[str, Any]
    stations: str | dict[str, Any]
    if basemap.covers(city):
        drawn = json.loads(_STYLE_FILE.read_text(encoding="utf-8"))
        stations = "/app/static/vendor/basemap/stations.geojson"
    else:
        drawn = _outlined(warehouse)
        stations = _stations(warehouse)
    drawn["sources"]["stations"] = {"type": "geojson", "data": stations}
    drawn["layers"] += _station_layers("name" if reads_kanji(lang) else "name_en")
    return _in_one(drawn)


def _in_one(drawn: dict[str, Any]) -> dict[str, Any]:
    """The style with all its sources as one."""
    features = [
        {**one, "properties": {**one["properties"], _PART: name}}
        for name, source in drawn["sources"].items()
        for one in _features(source["data"])
    ]
    layers = [_of_part(layer) if "source" in layer else layer for layer in drawn["layers"]]
    data = {"type": "FeatureCollection", "features": features}
    return {**drawn, "sources": {_GROUND: {"type": "geojson", "data": data}}, "layers": layers}


def _of_part(layer: dict[str, Any]) -> dict[str, Any]:
    own = ["==", ["get", _PART], layer["source"]]
    is_narrower = "filter" in layer
    return {
        **layer,
        "source": _GROUND,
        "filter": ["all", own, layer["filter"]] if is_narrower else own,
    }


def _features(data: str | dict[str, Any]) -> list[dict[str, Any]]:
    held = _read(_STATIC / data.removeprefix(_FILES_AT)) if isinstance(data, str) else data
    found: list[dict[str, Any]] = held["features"]
    return found


@functools.cache
def _read(path: Path) -> dict[str, Any]:
    """A file of the ground: it changes with an installation only."""
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _outlined(warehouse: Warehouse) -> dict[str, Any]:
    """Outline, town blocks and main roads of a municipality that has no ground files."""
    shapes = [json.loads(one) for one in ground.main_roads(warehouse)]
    roads = {"type": "FeatureCollection", "features": [_feature(shape) for shape in shapes]}
    collections = [json.loads(one) for one in ground.collections(warehouse)]
    sources = {f"ground_{number}": one for number, one in enumerate(collections)} | {"roads": roads}
    layers: list[dict[str, Any]] = [
        {"id": "ground", "type": "background", "paint": {"background-color": "#ECEBE6"}}
    ]
    for name, collection in sources.items():
        kinds = {one["properties"].get("kind") for one in collection["features"]}
        if "outline" in kinds:
            layers.append(_fill(f"{name}_land", name))
        colour, width = ("map_road", 3.0) if name == "roads" else ("map_block", 1.0)
        if "outline" in kinds:
            colour, width = "map_outline", 2.0
        layers.append(_line(name, name, colour, width))
    return {
        "version": 8,
        "sources": {name: {"type": "geojson", "data": one} for name, one in sources.items()},
        "layers": layers,
    }


def _stations(warehouse: Warehouse) -> dict[str, Any]:
    features = [
        _feature(
            {"type": "Point", "coordinates": [longitude, latitude]},
            name=name,
            name_en=name_en or name,
        )
        for name, name_en, latitude, longitude in ground.stations(warehouse)
    ]
    return {"type": "FeatureCollection", "features": features}


def _station_layers(named: str) -> list[dict[str, Any]]:
    return [
        {
            "id": "station_dots",
            "type": "circle",
            "source": "stations",
            "minzoom": _STATIONS_FROM_ZOOM,
            "paint": {"circle-radius": 2.5, "circle-color": COLOURS["map_outline"]},
        },
        {
            "id": "station_names",
            "type": "symbol",
            "source": "stations",
            "minzoom": _STATIONS_FROM_ZOOM,
            "layout": {
                "text-field": ["get", named],
                "text-font": ["sans-serif"],
                "text-size": 12,
                "text-anchor": "left",
                "text-offset": [0.5, 0],
            },
            "paint": {
                "text-color": COLOURS["quiet"],
                "text-halo-color": COLOURS["map_land"],
                "text-halo-width": 1.5,
            },
        },
    ]


def _feature(shape: dict[str, Any], **properties: str) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": shape}


def _fill(identifier: str, source: str) -> dict[str, Any]:
    paint = {"fill-color": COLOURS["map_land"]}
    return {"id": identifier, "type": "fill", "source": source, "paint": paint}


def _line(identifier: str, source: str, colour: str, width: float) -> dict[str, Any]:
    paint = {"line-color": COLOURS[colour], "line-width": width}
    return {"id": identifier, "type": "line", "source": source, "paint": paint}
