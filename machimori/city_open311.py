"""``[open311]`` of a city.toml: what holders of a key may read through Open311 (GeoReport v2)."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class Open311(BaseModel):
    """Free text and photos stay in the house unless the municipality decides otherwise."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Whether key holders get the words of a post, masked by rule; names may remain in them.
    gives_description: bool = False
    #: Whether key holders get the address of a post's photo, as its source gives it.
    gives_media: bool = False
    #: Requests a minute of one key; so many at once are let through.
    requests_a_minute: int = Field(default=60, ge=1, le=6_000)
