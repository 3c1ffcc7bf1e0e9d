"""``[redmine]``: where decisions about posts go back to (MyCityReport's backend).

The key is no part of the configuration: it is read from the environment or a secrets file.
"""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, field_validator

from machimori.domain.vocabulary import ReportStatus

_LOOPBACK = ("localhost", "127.0.0.1", "::1")


class RedmineSettings(BaseModel):
    """The server, and its own numbers for our states and sections."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    #: Address of the Redmine, such as https://redmine.example.jp; empty: nothing goes back.
    url: str = ""
    #: Id of the entry of [[sources.road_reports]] whose posts are issues of that Redmine.
    source: str = ""
    #: Our state -> status_id. A state without one goes by MyCityReport's three, else not at all.
    status_ids: dict[str, int] = Field(default_factory=dict)
    #: Section or crew -> assigned_to_id; one without is named in the note.
    assignee_ids: dict[str, int] = Field(default_factory=dict)
    #: Whether reasons and notes go too, and who reads them there.
    notes: Literal["private", "public", "none"] = "private"
    timeout_seconds: float = Field(default=20.0, gt=0)

    @field_validator("url")
    @classmethod
    def _safe(cls, value: str) -> str:
        if not value:
            return value
        parts = urlsplit(value)
        if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            return value.rstrip("/")
        raise ValueError("an https address is needed: the key travels with every request")

    @field_validator("status_ids")
    @classmethod
    def _states(cls, value: dict[str, int]) -> dict[str, int]:
        for name in value:
            if name not in set(ReportStatus):
                raise ValueError(f"{name!r} is no state; known: {', '.join(ReportStatus)}")
        return value
