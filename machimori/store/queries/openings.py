"""Which public places opened and closed in an incident, as it was told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from machimori.domain import chronology, event_tables
from machimori.domain.events import FACILITY_STATUS, Event
from machimori.store.journal import EventLog
from machimori.store.queries import places, status
from machimori.store.queries.facilities import Incident
from machimori.store.warehouse import Warehouse

_PUBLIC = """
SELECT facility_id, name, name_en, role, address, latitude, longitude
FROM places WHERE is_public
"""
_SAID = """
SELECT event_id, facility_id, opening, crowding, observed_at, received_at, reporter, supersedes
FROM wh.marts.facility_status_history
WHERE mode = $mode AND incident_id = $incident_id
    AND (opening IS NOT NULL OR supersedes IS NOT NULL)
"""
_TURNS = ("place_opened", "place_closed")


@dataclass(frozen=True)
class Change:
    """A place that opened or closed. ``told_at`` is aware: when it was learnt."""

    event_id: str
    what: str  # place_opened, place_closed
    told_at: datetime
    facility_id: str
    name: str
    name_en: str | None
    role: str
    address: str | None
    latitude: float | None
    longitude: float | None


def public_changes(
    warehouse: Warehouse, journal: EventLog | None, incident: Incident
) -> list[Change]:
    """Openings and closings of places that are public, in the order they were learnt.

    A correction that says the same state again is none, and neither is a repeated "open".
    """
    known = {
        row["facility_id"]: row
        for row in _records(
            places.ask(
                warehouse,
                journal,
                _PUBLIC,
                incident_id=incident.incident_id,
                mode=incident.mode,
            )
        )
    }
    turned = chronology.place_changes(_said(warehouse, journal, incident))
    found = [
        Change(
            event_id=row["event_id"],
            what=row["what"],
            told_at=pd.Timestamp(row["received_at"]).to_pydatetime().replace(tzinfo=UTC),
            **known[row["facility_id"]],
        )
        for row in turned.to_dict("records")
        if row["what"] in _TURNS and row["facility_id"] in known
    ]
    return sorted(found, key=lambda one: (one.told_at, one.event_id))


def _said(warehouse: Warehouse, journal: EventLog | None, incident: Incident) -> pd.DataFrame:
    """Statements of the incident about openings: the build's, and the journal's since."""
    bound = {"mode": incident.mode, "incident_id": incident.incident_id}
    built = warehouse.frame(_SAID, bound)
    told = event_tables.statements(status.new_events(warehouse, journal))
    mine = told[(told["mode"] == incident.mode) & (told["incident_id"] == incident.incident_id)]
    if mine.empty or journal is None:
        return built
    meant = status.as_meant(warehouse, journal, mine)
    return pd.concat([built.astype(object), meant[list(built.columns)].astype(object)])


def as_event(change: Change, incident: Incident) -> Event:
    """The change as the entry it came from, whether that stands in a journal or in a file."""
    return Event(
        seq=0,
        event_id=change.event_id,
        client_key="",
        kind=FACILITY_STATUS,
        subject=change.facility_id,
        incident_id=incident.incident_id,
        mode=incident.mode,
        observed_at=change.told_at,
        received_at=change.told_at,
        reporter="",
        payload={
            "names": {"ja": change.name, "en": change.name_en or change.name},
            "role": change.role,
        },
    )


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(key): value for key, value in row.items()} for row in plain.to_dict("records")]
