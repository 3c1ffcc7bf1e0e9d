"""What the food page says: boxes, residents near them, and the chosen figures; of one build."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pandas as pd

from machimori.city import City
from machimori.domain.judgement import State
from machimori.domain.published_values import Indicator
from machimori.site.figures import Figures
from machimori.store.queries import food, freshness
from machimori.store.queries.food_coverage import FoodCoverage, coverage
from machimori.store.warehouse import Warehouse

#: Themes of an indicator that belong on the page where the configuration chooses none.
_THEMES = ("食品ロス", "食品")
_MOST_FIGURES = 6


@dataclass(frozen=True)
class FoodFacts:
    """Boxes by name, how old they are, and how near people live.

    Attributes:
        boxes: rows of ``food.points``.
        as_of: newest data time; naive UTC, None where none is stated.
        fetched_at: when the list was fetched last; naive UTC.
        stale_at: when the newest data is older than its cycle allows; None where it has none.
        is_behind: the last run failed, so that older rows stand.
        coverage: None where it can't be said.
        credits: title, producer and licence of each source.
    """

    boxes: pd.DataFrame
    as_of: datetime | None
    fetched_at: datetime | None
    stale_at: datetime | None
    is_behind: bool
    coverage: FoodCoverage | None
    credits: tuple[str, ...]

    @functools.cached_property
    def rows(self) -> list[dict[str, Any]]:
        """The boxes as records; NULL is None."""
        plain = self.boxes.astype(object).where(self.boxes.notna(), None)
        return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]


def food_facts(city: City, warehouse: Warehouse, *, now: datetime) -> FoodFacts:
    """The facts of a build; ``now`` (aware) decides nothing but what is behind."""
    minute = now.replace(second=0, microsecond=0)
    used = freshness.sources(warehouse, now=minute, names=("food_drive_points", "population"))
    own = used[used["source_name"] == "food_drive_points"]
    boxes = food.points(warehouse)
    ends = [
        (one["as_of"] if pd.notna(one["as_of"]) else one["fetched_at"])
        + timedelta(days=float(one["cadence_days"]) * freshness.GRACE)
        for one in own.to_dict("records")
        if pd.notna(one["cadence_days"]) and (pd.notna(one["as_of"]) or pd.notna(one["fetched_at"]))
    ]
    lines = (
        " · ".join(str(part) for part in (one["title"], one["producer"], one["licence"]) if part)
        for one in used.to_dict("records")
    )
    return FoodFacts(
        boxes=boxes,
        as_of=_newest(boxes["as_of"]),
        fetched_at=_newest(own["fetched_at"]),
        stale_at=pd.Timestamp(min(ends)).to_pydatetime() if ends else None,
        is_behind=bool(own["is_behind"].any()),
        coverage=coverage(warehouse, city) if len(boxes) else None,
        credits=tuple(dict.fromkeys(line for line in lines if line)),
    )


def _newest(times: pd.Series[Any]) -> datetime | None:
    newest = times.max() if len(times) else None
    return None if newest is None or pd.isna(newest) else pd.Timestamp(newest).to_pydatetime()


def food_figures(city: City, figures: Figures) -> tuple[Indicator, ...]:
    """The figures of the food page: those chosen in the configuration, else the own ones."""
    known = {one.indicator_id: one for one in figures.indicators}
    if city.indicators.food:
        return tuple(known[name] for name in city.indicators.food if name in known)
    own = (
        one
        for one in figures.indicators
        if one.municipality_code == city.code
        and one.theme in _THEMES
        and one.state != State.REFERENCE
    )
    return tuple(own)[:_MOST_FIGURES]
