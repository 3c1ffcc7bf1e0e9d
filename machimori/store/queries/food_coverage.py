"""Residents near a food-drive box: people within each walk, and the town blocks that are far.

Numbers of residents come from the gate (``population``); what is withheld there is left out here.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TypedDict

import numpy as np
import pandas as pd

from machimori.city import City
from machimori.domain.reach import WITHIN_M, Reach, reach
from machimori.store.kept import Kept
from machimori.store.queries import food, population, population_release
from machimori.store.warehouse import Warehouse

_BLOCKS = "SELECT town_block_id, latitude, longitude FROM wh.marts.town_blocks"
#: Positions that are the place itself, or next to it.
_EXACT = ("surveyed", "block")
#: Of the blocks beyond that distance so many are told.
MOST_FAR = 10


@dataclass(frozen=True)
class Far:
    """A town block far from any box; ``distance_m`` None: beyond the longest walk measured."""

    name: str
    name_en: str | None
    people: int
    distance_m: float | None


class Basis(TypedDict):
    """What the residents near a box rest on; see ``FoodCoverage``."""

    as_of: date | None
    blocks: int
    straight: int
    withheld: int
    unknown: int
    rough: int


@dataclass(frozen=True)
class FoodCoverage:
    """Residents by the walk to their nearest box.

    Attributes:
        reach: people within ``WITHIN_M`` and beyond.
        blocks: town blocks whose residents are counted.
        withheld, unknown: blocks left out: number withheld, and number or position unknown.
        straight: counted blocks measured in a straight line, for want of a road network.
        rough: boxes that stand at the representative point of a town or block.
        limit_m: longest walk that is measured.
        as_of: newest survey; None where it states no date.
        far: blocks beyond ``reach.gap_m``, at most ``MOST_FAR``, most people first.
    """

    reach: Reach
    blocks: int
    withheld: int
    unknown: int
    straight: int
    rough: int
    limit_m: float
    as_of: date | None
    far: tuple[Far, ...]
    within_m: tuple[int, ...] = WITHIN_M

    @property
    def basis(self) -> Basis:
        """What the formula states."""
        return {
            "as_of": self.as_of,
            "blocks": self.blocks,
            "straight": self.straight,
            "withheld": self.withheld,
            "unknown": self.unknown,
            "rough": self.rough,
        }


_KEPT: Kept[FoodCoverage | None] = Kept(3)


def coverage(warehouse: Warehouse, city: City) -> FoodCoverage | None:
    """The coverage of a build; None without residents by town block or without placed boxes."""
    population.of_town_blocks(warehouse, city)  # releases the numbers, where they are not yet
    told = population_release.told(city)
    key = (warehouse.signature[:3], city.metric_crs, city.demand.walk_limit_m, city.privacy, told)
    return _KEPT.get(key, lambda: _coverage(warehouse, city))


def _coverage(warehouse: Warehouse, city: City) -> FoodCoverage | None:
    # Loaded here: the road network needs libraries that most pages never do.
    from machimori.store.queries import walking

    boxes = food.points(warehouse)
    placed = boxes[boxes["latitude"].notna()]
    all_blocks = population.of_town_blocks(warehouse, city).merge(
        warehouse.frame(_BLOCKS), on="town_block_id", how="left"
    )
    is_counted = all_blocks["population"].notna() & all_blocks["latitude"].notna()
    blocks = all_blocks[is_counted].reset_index(drop=True)
    if not len(placed) or not len(blocks):
        return None
    walks = walking.walks(
        warehouse, city, walking.points(city, blocks), walking.points(city, placed), ()
    )
    nearest = walks.metres.min(axis=1)
    found = reach(blocks["population"].to_numpy(dtype=np.int64), nearest)
    withheld = int((all_blocks["is_withheld"] & ~is_counted).sum())
    newest = blocks["as_of"].max()
    return FoodCoverage(
        reach=found,
        blocks=len(blocks),
        withheld=withheld,
        unknown=int((~is_counted).sum()) - withheld,
        straight=int(walks.straight_origins.sum()),
        rough=int((~placed["position_precision"].isin(_EXACT)).sum()),
        limit_m=city.demand.walk_limit_m,
        as_of=None if pd.isna(newest) else pd.Timestamp(newest).date(),
        far=tuple(_far(blocks, nearest, one) for one in found.far[:MOST_FAR]),
    )


def _far(blocks: pd.DataFrame, nearest: np.ndarray, place: int) -> Far:
    row = blocks.iloc[place]
    english = row["name_en"]
    metres = float(nearest[place])
    return Far(
        str(row["name"]),
        english if isinstance(english, str) and english else None,
        int(row["population"]),
        metres if np.isfinite(metres) else None,
    )
