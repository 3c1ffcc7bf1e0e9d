"""Two publishers' lists of the same places: same, moved, renamed, only here, only there.

Rows are paired one to one, the surest sign first: the publisher's own id, the name, the address,
and last a name much like the other's close by. What is left has no counterpart in the other list.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt

#: Two lists that put a place this near each other mean the same spot.
MOVED_M = 10.0
#: A name much like the other's counts only this near; one a little like it, on the same spot.
SIMILAR_WITHIN_M, SAME_SPOT_M = 200.0, 15.0
_SIMILAR, _A_LITTLE = 0.6, 0.4
_EARTH_RADIUS_M = 6_371_008.8
#: 神戸市立, 区立, (仮称): what one publisher writes before a name and the next leaves out.
_FOUNDER = re.compile(r"^(.{1,8}?[都道府県市区町村])?立")
_MARKS = re.compile(r"[\s・･()（）「」『』\-‐－ー、,.]")


class Outcome(StrEnum):
    """What became of a row."""

    SAME = "same"
    MOVED = "moved"
    RENAMED = "renamed"
    ONLY_HERE = "only_here"
    ONLY_THERE = "only_there"


@dataclass(frozen=True)
class Listed:
    """One row of a list."""

    row: str  # names the row in its list
    name: str
    address: str | None = None
    latitude: float | None = None
    longitude: float | None = None
    publisher_id: str | None = None  # the same number means the same place in both lists


@dataclass(frozen=True)
class Difference:
    """A pair, or a row without one. ``distance_m`` is None where a position is missing."""

    outcome: Outcome
    here: Listed | None
    there: Listed | None
    distance_m: float | None = None

    @property
    def is_moved(self) -> bool:
        """Whether the positions differ, whatever the outcome."""
        return self.distance_m is not None and self.distance_m >= MOVED_M


def reconcile(here: Sequence[Listed], there: Sequence[Listed]) -> list[Difference]:
    """Pair two lists; every row of both is in exactly one difference.

    Order: pairs in the order of ``here``, then what only ``there`` has.
    """
    pairs = _Pairs(here, there)
    for key in (lambda one: one.publisher_id, _exact, _plain, _address):
        pairs.by_key(key)
    pairs.by_nearness()
    found = [_difference(mine, pairs.of_here.get(index)) for index, mine in enumerate(here)]
    return found + [
        Difference(Outcome.ONLY_THERE, None, other)
        for index, other in enumerate(there)
        if index not in pairs.taken
    ]


def counts(differences: Iterable[Difference]) -> dict[Outcome, int]:
    """How many of each outcome, all of them named."""
    found = dict.fromkeys(Outcome, 0)
    for one in differences:
        found[one.outcome] += 1
    return found


def distance_m(one: Listed, other: Listed) -> float | None:
    """Metres between two rows (haversine); None where a position is missing."""
    if None in (one.latitude, one.longitude, other.latitude, other.longitude):
        return None
    lat_1, lon_1, lat_2, lon_2 = (
        radians(float(value or 0))
        for value in (one.latitude, one.longitude, other.latitude, other.longitude)
    )
    half = sin((lat_2 - lat_1) / 2) ** 2 + cos(lat_1) * cos(lat_2) * sin((lon_2 - lon_1) / 2) ** 2
    return 2 * _EARTH_RADIUS_M * asin(min(1.0, sqrt(half)))


def _difference(mine: Listed, other: Listed | None) -> Difference:
    if other is None:
        return Difference(Outcome.ONLY_HERE, mine, None)
    apart = distance_m(mine, other)
    if _plain(mine) != _plain(other):
        outcome = Outcome.RENAMED
    elif apart is not None and apart >= MOVED_M:
        outcome = Outcome.MOVED
    else:
        outcome = Outcome.SAME
    return Difference(outcome, mine, other, apart)


class _Pairs:
    """Rows of one list with their counterparts of the other, none used twice."""

    def __init__(self, here: Sequence[Listed], there: Sequence[Listed]) -> None:
        self.here, self.there = here, there
        self.of_here: dict[int, Listed] = {}
        self.taken: set[int] = set()

    def by_key(self, key: Callable[[Listed], Hashable]) -> None:
        """Pair rows of one key; where several share it, the nearest two go together first."""
        groups: dict[Hashable, list[int]] = {}
        for index, other in self._free_there():
            groups.setdefault(key(other), []).append(index)
        self._nearest_first(
            (mine, other)
            for mine, row in self._free_here()
            if key(row)
            for other in groups.get(key(row), ())
        )

    def by_nearness(self) -> None:
        """Pair what is close by and named alike, or stands on the same spot."""
        self._nearest_first(
            (mine, other)
            for mine, row in self._free_here()
            for other, counterpart in self._free_there()
            if _may_be_one(row, counterpart)
        )

    def _nearest_first(self, candidates: Iterable[tuple[int, int]]) -> None:
        apart = [
            (distance if (distance := self._apart(mine, other)) is not None else float("inf"),
             mine, other)
            for mine, other in candidates
        ]  # fmt: skip
        for _, mine, other in sorted(apart):
            if mine not in self.of_here and other not in self.taken:
                self.of_here[mine] = self.there[other]
                self.taken.add(other)

    def _apart(self, mine: int, other: int) -> float | None:
        return distance_m(self.here[mine], self.there[other])

    def _free_here(self) -> Iterator[tuple[int, Listed]]:
        return ((i, row) for i, row in enumerate(self.here) if i not in self.of_here)

    def _free_there(self) -> list[tuple[int, Listed]]:
        return [(i, row) for i, row in enumerate(self.there) if i not in self.taken]


def _may_be_one(mine: Listed, other: Listed) -> bool:
    apart = distance_m(mine, other)
    if apart is None or apart > SIMILAR_WITHIN_M:
        return False
    one, two = _plain(mine), _plain(other)
    least = _A_LITTLE if apart <= SAME_SPOT_M else _SIMILAR
    return one in two or two in one or SequenceMatcher(None, one, two).ratio() >= least


def _folded(words: str | None) -> str:
    return unicodedata.normalize("NFKC", words or "").casefold().strip()


def _exact(one: Listed) -> str:
    return _folded(one.name)


def _plain(one: Listed) -> str:
    """The name without founder, spaces and marks; the name itself where nothing is left."""
    name = _MARKS.sub("", _FOUNDER.sub("", _folded(one.name)))
    return name or _folded(one.name)


def _address(one: Listed) -> str:
    """The address as digits and words; empty where it names no house number."""
    said = re.sub(r"丁目|番地?の?|号", "-", _folded(one.address))
    said = re.sub(r"[\s‐－ー―−]", "-", said)
    said = re.sub(r"-+", "-", said).strip("-")
    said = re.sub(r"^.{2,3}?[都道府県](?=.)", "", said)
    return said if re.search(r"\d", said) else ""
