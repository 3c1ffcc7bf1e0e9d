"""Configuration of the published figures: which stand on the front page and on that of food."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Indicators(BaseModel):
    """``[indicators]`` of a city.toml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Ids in their order, twelve at most; without them the own municipality's most telling ones.
    front: tuple[str, ...] = Field(default=(), max_length=12)
    #: Ids on the page of food, six at most; without them the own municipality's about food.
    food: tuple[str, ...] = Field(default=(), max_length=6)
