"""``[road_photos]`` of a city.toml: from where photographs of posts may be shown."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field, field_validator

_HOST = re.compile(r"[a-z0-9]([a-z0-9.\-]*[a-z0-9])?(:\d{1,5})?\Z")


class RoadPhotos(BaseModel):
    """Without a host no photograph is fetched: posts then show a link alone."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Names as they stand in the links, with a port where it is another than that of https.
    hosts: tuple[str, ...] = ()
    most_bytes: int = Field(default=8_000_000, gt=0)
    seconds: float = Field(default=10.0, gt=0)

    @field_validator("hosts")
    @classmethod
    def _names(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            if not _HOST.match(one):
                raise ValueError(f"{one!r} is no host: a name like photos.example.jp, no https://")
        return value
