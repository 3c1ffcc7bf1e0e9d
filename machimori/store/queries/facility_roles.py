"""Which facilities a statement can be about, and in which role each stands."""

from __future__ import annotations

from machimori.domain import temporary_places
from machimori.domain.events import FACILITY
from machimori.store.journal import EventLog
from machimori.store.queries import places
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse


def facility_roles(warehouse: Warehouse, journal: EventLog | None) -> dict[str, str]:
    """Facility id to role: of the master, and of the temporary places of every incident.

    One that was joined to a place of the master is still in here: a desk may have its old id on
    the screen.
    """
    added = temporary_places.places(events_of(journal, FACILITY))
    found = {str(one["facility_id"]): str(one["role"]) for one in added}
    return found | dict(
        places.rows(warehouse, journal, "SELECT facility_id, role FROM every_place")
    )
