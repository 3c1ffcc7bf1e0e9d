"""What the map's script fetches: a file per layer, and the ground it is drawn on."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from machimori.site import map_ground
from machimori.site.map_ground import Ground
from machimori.site.sheet import Sheet
from machimori.store.queries import ground
from machimori.wording.map_layer import Layer, Place
from machimori.wording.tokens import STEPS

#: Below a language's folder.
FOLDER = "map"
GROUND = f"{FOLDER}/ground.json"
DRAWING = f"{FOLDER}/ground.svg"


def files(sheet: Sheet, layers: Iterable[Layer]) -> dict[str, bytes]:
    """Path in the language's folder -> content."""
    made = {f"{FOLDER}/{one.key}.json": _encoded(_layer(one)) for one in layers}
    drawn = map_ground.draw(sheet.facts.data.warehouse)
    if drawn is not None:
        made[DRAWING] = drawn.svg
    return made | {GROUND: _encoded(_ground(sheet, drawn))}


def _encoded(told: Any) -> bytes:
    return json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()


def _layer(layer: Layer) -> dict[str, Any]:
    if layer.is_areas:
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "properties": {"c": STEPS[one.step], "n": one.words},
                    "geometry": json.loads(one.geometry),
                }
                for one in layer.areas
            ],
        }
    return {"places": [_place(one) for one in layer.places]}


def _place(one: Place) -> dict[str, Any]:
    """Short names, for there may be thousands."""
    kana = one.record.get("name_kana")
    given = {
        "n": one.name,
        "a": one.address,
        "p": None if one.latitude is None else [one.latitude, one.longitude],
        "f": " ".join(
            str(part) for part in (one.record["name"], kana) if part != one.name and part
        ),
        "h": list(one.usable),
        "d": [fact.line for fact in one.facts],
        "x": one.is_approximate,
    }
    return {key: value for key, value in given.items() if value}


def _ground(sheet: Sheet, drawn: Ground | None) -> dict[str, Any]:
    """Where the drawing lies, and stations to find one's way by."""
    stations = ground.stations(sheet.facts.data.warehouse)
    return {
        "corners": None if drawn is None else drawn.corners,
        "stations": [
            [english if sheet.lang == "en" and english else name, latitude, longitude]
            for name, english, latitude, longitude in stations
        ],
    }
