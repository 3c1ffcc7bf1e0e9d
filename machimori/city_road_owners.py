"""``[road_owners]`` of a city.toml: which roads are ours, and whom the others are handed to."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from machimori.domain.vocabulary import RoadOwner


class RoadOwners(BaseModel):
    """Owners of roads. An addressee nobody has verified stays out; none is invented."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Roads this municipality keeps itself.
    ours: tuple[RoadOwner, ...] = (RoadOwner.MUNICIPAL,)
    #: A post further than this from the nearest road lies on none we know.
    most_m: float = Field(default=30.0, gt=0, le=500)
    #: From this confidence on an owner is named without a question mark.
    sure_from: float = Field(default=0.8, ge=0.5, le=1)
    #: The municipality's own words: prefectural = "都道".
    words: dict[RoadOwner, str] = Field(default_factory=dict)
    #: Who takes posts about the roads of an owner: prefectural = "東京都第一建設事務所".
    addressees: dict[RoadOwner, str] = Field(default_factory=dict)
