"""Layers of places of the public map: shelters by role, food-drive boxes, published datasets."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any

from machimori.domain.vocabulary import Hazard, PlaceKind, PositionPrecision, Role
from machimori.wording import numbers
from machimori.wording.catalogue import has, text, word
from machimori.wording.map_layer import Fact, Layer, Place
from machimori.wording.opening_words import usable_hours

Records = Sequence[Mapping[Any, Any]]
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
_KIND_SIGNS = {PlaceKind.AED: ("♥", "♥", "alarm"), PlaceKind.TOILET: ("ト", "WC", "brand")}
#: Shown when nobody chose.
_SHOWN_FIRST = (Role.SHELTER, Role.EVACUATION_SITE)
#: What a kind's standard asks for, in the order it is told; what is not stated is told too.
_ASKED = {
    PlaceKind.AED: ("has_child_pads",),
    PlaceKind.TOILET: ("has_wheelchair_toilet", "has_infant_equipment", "has_ostomate"),
}
_FLAGS = ("has_child_pads", "has_wheelchair_toilet", "has_infant_equipment", "has_ostomate")


def roles(found: Records, lang: str) -> Iterator[Layer]:
    """One layer per role that has places."""
    for role in Role:
        mine = [one for one in found if one["role"] == role]
        if mine:
            yield Layer(
                key=str(role).replace("_", "-"),
                title=word("role", role, lang),
                source="facilities",
                sign=_SIGNS[role][0 if lang == "ja" else 1],
                tone=_SIGNS[role][2],
                is_shown_first=role in _SHOWN_FIRST,
                places=tuple(_place(one, lang) for one in mine),
            )


def boxes(found: Records, lang: str) -> Iterator[Layer]:
    """The food-drive boxes, by name."""
    if found:
        listed = sorted(found, key=lambda one: (str(one["name"]), str(one["point_id"])))
        yield Layer(
            key="food",
            title=text("town_map.food", lang),
            source="food_drive_points",
            sign=_FOOD[0 if lang == "ja" else 1],
            tone=_FOOD[2],
            places=tuple(_place(one, lang) for one in listed),
        )


def datasets(found: Records, told: Records, lang: str) -> Iterator[Layer]:
    """AEDs, toilets, then every other dataset by its name, numbered.

    Args:
        found: places, those of a layer together.
        told: what is known of each layer's datasets: file, date, licence, page.
        lang: the reader's.
    """
    layers = {str(key): list(mine) for key, mine in groupby(found, key=lambda one: one["layer"])}
    kinds = {key: PlaceKind(mine[0]["kind"]) for key, mine in layers.items()}
    order = list(PlaceKind)
    keys = sorted(layers, key=lambda key: (order.index(kinds[key]), layers[key][0]["dataset"], key))
    number = 0
    for key in keys:
        kind, mine = kinds[key], layers[key]
        is_other = kind is PlaceKind.OTHER
        number += is_other
        signs = _KIND_SIGNS.get(kind, (str(number), str(number), "neutral"))
        yield Layer(
            key=key,
            title=_title(key, str(mine[0]["dataset"]), lang)
            if is_other
            else word("place_kind", kind, lang),
            source="public_places",
            sources=tuple(dict.fromkeys(str(one["source"]) for one in mine)),
            sign=signs[0 if lang == "ja" else 1],
            tone=signs[2],
            stated=tuple(_stated(one, lang) for one in told if one["layer"] == key),
            places=tuple(_place(one, lang, facts=facts(one, lang)) for one in mine),
        )


def _title(key: str, dataset: str, lang: str) -> str:
    """A dataset's own name; one of the standard has a name in other languages."""
    known = f"dataset.{key.replace('-', '_')}"
    return text(known, lang) if lang != "ja" and has(known, lang) else dataset


def facts(record: Mapping[Any, Any], lang: str) -> tuple[Fact, ...]:
    """What is published about a place, line by line; what a kind must say and doesn't is told."""
    return tuple(_facts(record, PlaceKind(record["kind"]), lang))


def _facts(record: Mapping[Any, Any], kind: PlaceKind, lang: str) -> Iterator[Fact]:
    where = record["location_detail"]
    if isinstance(where, str):
        yield Fact(text("town_map.location_detail", lang), where, is_japanese=True)
    hours = usable_hours(record, lang)
    if hours or kind in _ASKED:
        told = hours or text("town_map.no_data", lang)
        yield Fact(text("town_map.hours", lang), told)
    remark = record["hours_remark"]
    if isinstance(remark, str):
        yield Fact(text("town_map.hours_remark", lang), " ".join(remark.split()), is_japanese=True)
    for name in _FLAGS:
        value = record[name]
        is_known = not numbers.is_missing(value)
        if is_known or name in _ASKED.get(kind, ()):
            code = ("yes" if value else "no") if is_known else "no_data"
            yield Fact(text(f"town_map.{name}", lang), text(f"town_map.{code}", lang))
    closed = record["is_closed_to_outsiders"]
    if not numbers.is_missing(closed) and closed:
        yield Fact("", text("town_map.is_closed_to_outsiders", lang))
    details = record["details"]
    if isinstance(details, str):
        for label, value in json.loads(details).items():
            yield Fact(label, " ".join(str(value).split()), is_japanese=True)


def _stated(one: Mapping[Any, Any], lang: str) -> str:
    """``131016_aed.csv · 2026年4月1日現在 · CC BY 4.0``."""
    dates = [one["as_of"], one["updated_at"], one["fetched_at"]]
    keys = ("town_map.data_of", "town_map.updated_on", "town_map.fetched_on")
    known = [
        text(key, lang, day=numbers.day(moment, lang))
        for key, moment in zip(keys, dates, strict=True)
        if not numbers.is_missing(moment)
    ]
    parts = [one["source_file"], *known[:1], one["licence"]]
    return " · ".join(str(part) for part in parts if isinstance(part, str) and part)


def _place(record: Mapping[Any, Any], lang: str, *, facts: tuple[Fact, ...] = ()) -> Place:
    english, url = record["name_en"], record.get("url")
    is_placed = not numbers.is_missing(record["latitude"])
    name = english if lang == "en" and isinstance(english, str) and english else None
    return Place(
        record=record,
        name=str(name or record["name"]),
        address=record["address"] if isinstance(record["address"], str) else "",
        latitude=float(record["latitude"]) if is_placed else None,
        longitude=float(record["longitude"]) if is_placed else None,
        is_approximate=is_placed and record["position_precision"] != PositionPrecision.SURVEYED,
        usable=tuple(str(one) for one in Hazard if record.get(f"hazard_{one}") is True),
        facts=facts,
        url=url if isinstance(url, str) else "",
    )
