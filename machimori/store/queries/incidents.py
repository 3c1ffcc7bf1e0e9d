"""Incidents and drills as they are listed: what, when, and who opened and closed each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from machimori.domain.events import INCIDENT
from machimori.domain.vocabulary import Mode
from machimori.store.journal import EventLog
from machimori.store.queries import status
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse


@dataclass(frozen=True)
class Listed:
    """One incident. Who is None where a file told of it and not our desk."""

    incident_id: str
    name: str
    mode: str
    hazard: str | None
    started_at: datetime  # aware
    ended_at: datetime | None
    opened_by: str | None
    closed_by: str | None

    def is_running(self, now: datetime) -> bool:
        """Whether it is on at ``now`` (aware)."""
        return self.ended_at is None or self.ended_at > now


def listed(warehouse: Warehouse, journal: EventLog | None) -> list[Listed]:
    """All incidents and drills, newest first."""
    opened: dict[str, str] = {}
    closed: dict[str, str] = {}
    for event in events_of(journal, INCIDENT):
        opened.setdefault(event.subject, event.reporter)
        if "ended_at" in event.payload:
            closed[event.subject] = event.reporter
    known = status.incidents(warehouse, journal)
    rows = known.astype(object).where(known.notna(), None).to_dict("records")
    found = [_listed(row, opened, closed) for row in rows]
    return sorted(found, key=lambda one: (one.started_at, one.incident_id), reverse=True)


def running(warehouse: Warehouse, journal: EventLog | None, now: datetime) -> list[Listed]:
    """What is on: a real one first."""
    on = [one for one in listed(warehouse, journal) if one.is_running(now)]
    return sorted(on, key=lambda one: one.mode != Mode.REAL)


def _listed(row: dict[Any, Any], opened: dict[str, str], closed: dict[str, str]) -> Listed:
    identifier = str(row["incident_id"])
    ended = row["ended_at"]
    return Listed(
        incident_id=identifier,
        name=str(row["name"]),
        mode=str(row["mode"]),
        hazard=row["hazard"],
        started_at=pd.Timestamp(row["started_at"]).to_pydatetime().replace(tzinfo=UTC),
        ended_at=None if ended is None else pd.Timestamp(ended).to_pydatetime().replace(tzinfo=UTC),
        opened_by=opened.get(identifier),
        closed_by=closed.get(identifier),
    )
