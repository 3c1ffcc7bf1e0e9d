"""The layers of the public map, read once per build: places by role, boxes, depths of water."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

from machimori.domain.vocabulary import Hazard, PositionPrecision, Role
from machimori.site.sheet import Sheet
from machimori.store.queries import facilities, food, public_map
from machimori.wording import numbers

#: Letters (Japanese, others) and class of the mark of a kind of place, told apart by both.
_SIGNS = {
    Role.SHELTER: ("避", "S", "good"),
    Role.EVACUATION_SITE: ("緊", "E", "brand"),
    Role.WELFARE_SHELTER: ("福", "W", "training"),
    Role.TEMPORARY_STAY: ("一", "T", "caution"),
    Role.WIDE_AREA_SITE: ("広", "A", "good"),
    Role.TSUNAMI_BUILDING: ("津", "U", "brand"),
    Role.SUPPORT_STATION: ("帰", "H", "neutral"),
}
_FOOD = ("食", "F", "alarm")
#: Shown when nobody chose.
_SHOWN_FIRST = (Role.SHELTER, Role.EVACUATION_SITE)
#: Depths in metres from which another step is taken.
_DEEPER_M = (0.5, 3.0, 5.0, 10.0)
#: Of the sources' names: where each kind of layer comes from.
PLACES, BOXES, DEPTHS = "facilities", "food_drive_points", "hazards"


@dataclass(frozen=True)
class Place:
    """One place of a layer, in the reader's language where it has a name in it."""

    record: Mapping[Any, Any]
    name: str
    address: str
    latitude: float | None
    longitude: float | None
    is_approximate: bool
    usable: tuple[str, ...]  # hazards it can be used in; empty: not stated


@dataclass(frozen=True)
class Layer:
    """Something that can be shown: its places, or its areas."""

    key: str
    title: str
    source: str
    sign: str = ""
    tone: str = ""
    is_shown_first: bool = False
    places: tuple[Place, ...] = ()
    areas: tuple[Mapping[Any, Any], ...] = ()  # hazard, depth_*, geometry
    towns: tuple[Mapping[Any, Any], ...] = ()  # the areas by town

    @property
    def unplaced(self) -> int:
        """Places whose position is not known: in the list alone."""
        return sum(one.latitude is None for one in self.places)


def layers(sheet: Sheet) -> list[Layer]:
    """Those that hold anything, in the order they are offered."""
    return [*_roles(sheet), *_boxes(sheet), *_depths(sheet)]


def depth_words(sheet: Sheet, record: Mapping[Any, Any]) -> str:
    """The class as it was published, in other languages its metres."""
    published = record["depth_class"]
    if sheet.lang == "ja" and isinstance(published, str):
        return published
    low, high = record["depth_min_m"], record["depth_max_m"]
    if numbers.is_missing(low) and numbers.is_missing(high):
        return str(published or sheet.t("word.unknown"))
    if numbers.is_missing(high):
        return sheet.t("town_map.depth_from", low=numbers.number(low, sheet.lang, digits=1))
    return sheet.t(
        "town_map.depth_between",
        low=numbers.number(0.0 if numbers.is_missing(low) else low, sheet.lang, digits=1),
        high=numbers.number(high, sheet.lang, digits=1),
    )


def depth_step(record: Mapping[Any, Any]) -> int:
    """Which of ``STEPS``, the deeper the darker: half a metre, three, five, ten."""
    low = record["depth_min_m"]
    metres = 0.0 if numbers.is_missing(low) else float(low)
    return sum(metres >= edge for edge in _DEEPER_M)


def _roles(sheet: Sheet) -> Iterator[Layer]:
    found = facilities.public_places(sheet.facts.data.warehouse)
    for role in Role:
        mine = found[found["role"] == role]
        if len(mine):
            letters = _SIGNS[role]
            yield Layer(
                key=str(role).replace("_", "-"),
                title=sheet.word("role", role),
                source=PLACES,
                sign=letters[0] if sheet.lang == "ja" else letters[1],
                tone=letters[2],
                is_shown_first=role in _SHOWN_FIRST,
                places=tuple(_place(sheet, one) for one in _records(mine)),
            )


def _boxes(sheet: Sheet) -> Iterator[Layer]:
    found = food.points(sheet.facts.data.warehouse).sort_values(["name", "point_id"])
    if len(found):
        yield Layer(
            key="food",
            title=sheet.t("town_map.food"),
            source=BOXES,
            sign=_FOOD[0] if sheet.lang == "ja" else _FOOD[1],
            tone=_FOOD[2],
            places=tuple(_place(sheet, one) for one in _records(found)),
        )


def _depths(sheet: Sheet) -> Iterator[Layer]:
    warehouse = sheet.facts.data.warehouse
    areas, towns = public_map.hazard_areas(warehouse), public_map.depth_by_town(warehouse)
    for hazard in Hazard:
        mine = areas[areas["hazard"] == hazard]
        if len(mine):
            yield Layer(
                key=f"depth-{hazard}".replace("_", "-"),
                title=sheet.t("town_map.depth_layer", hazard=sheet.word("hazard", hazard)),
                source=DEPTHS,
                areas=tuple(_records(mine)),
                towns=tuple(_records(towns[towns["hazard"] == hazard])),
            )


def _records(frame: pd.DataFrame) -> list[dict[Any, Any]]:
    return frame.to_dict("records")


def _place(sheet: Sheet, record: Mapping[Any, Any]) -> Place:
    english = record["name_en"]
    is_placed = not numbers.is_missing(record["latitude"])
    name = english if sheet.lang == "en" and isinstance(english, str) and english else None
    return Place(
        record=record,
        name=str(name or record["name"]),
        address=record["address"] if isinstance(record["address"], str) else "",
        latitude=float(record["latitude"]) if is_placed else None,
        longitude=float(record["longitude"]) if is_placed else None,
        is_approximate=is_placed and record["position_precision"] != PositionPrecision.SURVEYED,
        usable=tuple(str(one) for one in Hazard if record.get(f"hazard_{one}") is True),
    )
