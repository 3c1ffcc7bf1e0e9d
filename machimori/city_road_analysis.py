"""``[road_survival]`` and ``[road_hot_spots]`` of a city.toml."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class RoadSurvival(_Strict):
    """What the pace of closing posts is told by."""

    #: Ids of sources whose feed leaves out closed posts; others are detected.
    closed_left_out: tuple[str, ...] = ()
    #: Length of a period, and a month that begins one: the fiscal year by default.
    period_months: Literal[3, 6, 12] = 12
    period_starts_in_month: int = Field(default=4, ge=1, le=12)
    #: Newest periods that get curves of their own; older posts count in the whole only.
    periods: int = Field(default=6, ge=2, le=12)
    #: Most frequent categories with curves of their own.
    categories: int = Field(default=12, ge=1, le=40)


class RoadHotSpots(_Strict):
    """Where posts gather."""

    #: Days of posts looked at, back from the newest data.
    days: int = Field(default=365, ge=30)
    #: A cell and its neighbours with fewer are not tested.
    fewest_in_window: int = Field(default=10, ge=3)
    #: Fewer in all: no map.
    fewest_in_all: int = Field(default=100, ge=30)
    #: Expected share of false alarms among the cells called hot, at most.
    level: float = Field(default=0.05, gt=0, lt=0.5)
    #: A cell with less road has no rate of its own.
    least_road_km: float = Field(default=0.1, gt=0)
