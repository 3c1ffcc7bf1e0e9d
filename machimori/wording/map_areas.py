"""Layers of areas of the public map: assumed depths of water, and floods of the past by town."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from machimori.domain.vocabulary import Hazard
from machimori.wording import numbers
from machimori.wording.catalogue import text, word
from machimori.wording.map_layer import Area, Layer, Town
from machimori.wording.map_places import Records

#: Depths in metres from which another step is taken.
_DEEPER_M = (0.5, 3.0, 5.0, 10.0)
#: Floods from which on a town has the darkest step but one; steps leave the lightest out.
_MOST_FLOODS = 3


def depths(areas: Records, towns: Records, lang: str) -> Iterator[Layer]:
    """One layer per hazard that has areas; its list is by town, the deepest class there."""
    for hazard in Hazard:
        mine = [one for one in areas if one["hazard"] == hazard]
        if mine:
            yield Layer(
                key=f"depth-{hazard}".replace("_", "-"),
                title=text("town_map.depth_layer", lang, hazard=word("hazard", hazard, lang)),
                source="hazards",
                areas=tuple(
                    Area(one["geometry"], depth_step(one), depth_words(one, lang)) for one in mine
                ),
                towns=tuple(
                    Town(str(one["name"]), _english(one), (depth_words(one, lang),))
                    for one in towns
                    if one["hazard"] == hazard
                ),
                town_lead=text("town_map.town_lead", lang),
                town_heads=(text("town_map.column_depth", lang),),
            )


def depth_words(record: Mapping[Any, Any], lang: str) -> str:
    """The class as it was published, in other languages its metres."""
    published = record["depth_class"]
    if lang == "ja" and isinstance(published, str):
        return published
    low, high = record["depth_min_m"], record["depth_max_m"]
    if numbers.is_missing(low) and numbers.is_missing(high):
        return str(published or text("word.unknown", lang))
    if numbers.is_missing(high):
        return text("town_map.depth_from", lang, low=numbers.number(low, lang, digits=1))
    return text(
        "town_map.depth_between",
        lang,
        low=numbers.number(0.0 if numbers.is_missing(low) else low, lang, digits=1),
        high=numbers.number(high, lang, digits=1),
    )


def depth_step(record: Mapping[Any, Any]) -> int:
    """Which of ``tokens.STEPS``, the deeper the darker: half a metre, three, five, ten."""
    low = record["depth_min_m"]
    metres = 0.0 if numbers.is_missing(low) else float(low)
    return sum(metres >= edge for edge in _DEEPER_M)


def floods(found: Records, areas: Records, lang: str) -> Iterator[Layer]:
    """Floods on record: towns coloured by how often, the list with every one of them."""
    if not found:
        return
    heads = ("flooded_on", "event", "above_floor", "below_floor", "depth_seen")
    yield Layer(
        key="past-floods",
        title=text("town_map.past_floods", lang),
        source="past_floods",
        areas=tuple(
            Area(
                one["geometry"],
                min(int(one["floods"]), _MOST_FLOODS),
                _times(int(one["floods"]), lang),
            )
            for one in areas
        ),
        towns=tuple(Town(str(one["town"]), _english(one), _flood(one, lang)) for one in found),
        town_lead=text("town_map.flood_lead", lang),
        town_heads=tuple(text(f"town_map.column_{one}", lang) for one in heads),
    )


def _times(floods: int, lang: str) -> str:
    key = "town_map.floods_or_more" if floods >= _MOST_FLOODS else "town_map.floods"
    return text(key, lang, n=min(floods, _MOST_FLOODS))


def _flood(one: Mapping[Any, Any], lang: str) -> tuple[str, ...]:
    """Day, name and cause, houses, depth; what the list does not say is no data, not 0."""
    unknown = text("town_map.no_data", lang)
    names = [str(one[name]) for name in ("event", "cause") if isinstance(one[name], str)]
    houses = (
        unknown
        if numbers.is_missing(one[name])
        else text("town_map.houses", lang, n=numbers.number(float(one[name]), lang))
        for name in ("above_floor_houses", "below_floor_houses")
    )
    depth = one["depth_m"]
    metres = unknown if numbers.is_missing(depth) else f"{numbers.number(depth, lang, digits=1)} m"
    return (numbers.day(one["flooded_on"], lang), " · ".join(names) or unknown, *houses, metres)


def _english(record: Mapping[Any, Any]) -> str:
    return record["name_en"] if isinstance(record["name_en"], str) else ""
