"""Which facilities a statement can be about, and in which role each stands."""

from __future__ import annotations

from machimori.store.journal import EventLog
from machimori.store.queries import places
from machimori.store.warehouse import Warehouse


def facility_roles(warehouse: Warehouse, journal: EventLog | None) -> dict[str, str]:
    """Facility id to role: of the master, and of the temporary places of every incident."""
    return dict(places.rows(warehouse, journal, "SELECT facility_id, role FROM every_place"))
