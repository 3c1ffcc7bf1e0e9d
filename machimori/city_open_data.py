"""``[open_data]``: on what terms our own tables are given away, and what 整備率 is held to."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field, field_validator

from machimori.domain.standard_sets import SETS


class OpenData(BaseModel):
    """Terms of the municipality's own files; empty: not decided, and said so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    licence: str = ""
    licence_url: str = ""
    #: Standard data sets that 整備率 counts, by number.
    scope: tuple[str, ...] = Field(default=tuple(SETS), min_length=1)
    #: Newest editions of each table that stay, beside the last one of each year.
    editions: int = Field(default=12, ge=1)

    @field_validator("scope")
    @classmethod
    def _known(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        unknown = [one for one in value if one not in SETS]
        if unknown:
            raise ValueError(f"{unknown[0]!r} is no standard data set; known: {', '.join(SETS)}")
        return tuple(dict.fromkeys(value))
