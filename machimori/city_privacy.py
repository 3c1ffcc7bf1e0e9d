"""``[privacy]``: from how many on a count is told to the public (``docs/privacy.md``)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Privacy(BaseModel):
    """Thresholds of what is published; places have none, they are public themselves."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Fewest residents that are told, by area, sex and age.
    people: int = Field(default=10, ge=1)
    #: Fewest road posts that are told, by month and town.
    posts: int = Field(default=3, ge=1)
    #: Days after its end until a month is complete: posts and their corrections come in late.
    settle_days: int = Field(default=10, ge=0)
    #: What stands in a file for a number that is withheld.
    symbol: str = Field(default="X", min_length=1, max_length=10)
