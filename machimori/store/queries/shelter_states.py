"""What holds of every public place in an incident: the last words said, with their own times."""

from __future__ import annotations

import pandas as pd

from machimori.city import City
from machimori.domain.initial_state import with_initial
from machimori.store.journal import EventLog
from machimori.store.queries import places, status
from machimori.store.queries.board import Incident
from machimori.store.warehouse import Warehouse

_PUBLIC = """
SELECT facility_id, name, name_kana, role, address, phone, latitude, longitude, is_temporary,
    capacity
FROM places WHERE is_public ORDER BY name, facility_id
"""
_SAID = (
    "facility_id", "opening", "crowding", "headcount", "households", "opened_at", "closed_at",
    "confirmed_at",
)  # fmt: skip


def public_states(
    warehouse: Warehouse, journal: EventLog | None, city: City, incident: Incident
) -> pd.DataFrame:
    """One row per public place and role; times naive UTC, NULL where nobody said anything.

    Nothing is aged here: whoever receives it gets the time of confirmation and judges by it.
    A place nobody spoke of has the opening the incident began with.
    """
    known = places.ask(
        warehouse, journal, _PUBLIC, incident_id=incident.incident_id, mode=incident.mode
    )
    fold = status.facility_status(warehouse, journal)
    of_incident = fold["mode"] == incident.mode
    of_incident &= (
        fold["incident_id"].isna()
        if incident.incident_id is None
        else fold["incident_id"] == incident.incident_id
    )
    joined = known.merge(fold.loc[of_incident, list(_SAID)], on="facility_id", how="left")
    placed = with_initial(
        joined.assign(opening_shown=joined["opening"]),
        city.permanent_roles,
        is_opened_here=incident.is_opened_here,
    )
    said = placed["opening_shown"].astype(object)
    return placed.assign(opening=said.where(said.notna(), None)).drop(columns="opening_shown")
