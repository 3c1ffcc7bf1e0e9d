"""What the public map shows, told in one language: layers of places and of areas. Pure.

One model for both bodies: the static site's map and the page of the dashboard.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Fact:
    """One line about a place. ``is_japanese``: the value stands as published."""

    label: str
    value: str
    is_japanese: bool = False

    @property
    def line(self) -> str:
        """Label and value in one line; a sentence of its own has no label."""
        return f"{self.label}: {self.value}" if self.label else self.value


@dataclass(frozen=True)
class Place:
    """One place of a layer, in the reader's language where it has a name in it."""

    record: Mapping[Any, Any]
    name: str
    address: str
    latitude: float | None
    longitude: float | None
    is_approximate: bool
    usable: tuple[str, ...] = ()  # hazards it can be used in; empty: not stated
    facts: tuple[Fact, ...] = ()
    url: str = ""


@dataclass(frozen=True)
class Area:
    """A coloured area: GeoJSON geometry, which step of ``tokens.STEPS``, what it means."""

    geometry: str
    step: int
    words: str


@dataclass(frozen=True)
class Town:
    """A row of the list of an area layer: the town, and one text per column."""

    name: str
    name_en: str
    cells: tuple[str, ...]


@dataclass(frozen=True)
class Layer:
    """Something that can be shown: its places, or its areas with the list by town."""

    key: str
    title: str
    source: str  # of the sources' names
    sources: tuple[str, ...] = ()  # ids of the entries it comes from; empty: all of the source
    sign: str = ""
    tone: str = ""
    is_shown_first: bool = False
    stated: tuple[str, ...] = ()  # date, licence and page of each dataset
    places: tuple[Place, ...] = ()
    areas: tuple[Area, ...] = ()
    towns: tuple[Town, ...] = ()
    town_lead: str = ""
    town_heads: tuple[str, ...] = ()  # without the town's own

    @property
    def is_areas(self) -> bool:
        """Whether its list is by town."""
        return bool(self.town_heads)

    @property
    def legend(self) -> tuple[tuple[int, str], ...]:
        """Steps and their words, as they are first met."""
        return tuple(dict.fromkeys((one.step, one.words) for one in self.areas))
