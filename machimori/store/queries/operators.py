"""What the operators' page may know: one facility, and what is in force of it. No other."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

import pandas as pd

from machimori.city import City
from machimori.domain.events import FACILITY_STATUS
from machimori.domain.opening_transitions import initial, next_openings
from machimori.domain.vocabulary import Opening
from machimori.store.journal import EventLog
from machimori.store.queries import places, status
from machimori.store.queries.facilities import Incident
from machimori.store.warehouse import Warehouse

_FACILITY = """
SELECT facility_id, name, name_en, role, address FROM every_place
WHERE facility_id = $facility_id
"""
_FACILITIES = """
SELECT facility_id, name, name_en, role, address, is_temporary FROM places
ORDER BY name, facility_id
"""


_NEWEST = """
SELECT event_id FROM wh.marts.facility_status_history
WHERE facility_id = $facility_id AND incident_id = $incident_id AND mode = $mode
ORDER BY received_at DESC, event_id DESC LIMIT 1
"""
_lock = threading.Lock()
_told: WeakKeyDictionary[EventLog, tuple[int, dict[str, datetime]]] = WeakKeyDictionary()


@dataclass(frozen=True)
class Facility:
    """A place in one role, as its own staff know it."""

    facility_id: str
    name: str
    name_en: str | None
    role: str
    address: str | None


@dataclass(frozen=True)
class Own:
    """What is in force of one facility in one incident. Times are aware."""

    opening: str
    crowding: str | None
    headcount: int | None
    confirmed_at: datetime | None
    last_event_id: str | None  # the statement about it that was received last
    openings: tuple[str, ...]  # what may be reported as opening, the present one first


def facility(warehouse: Warehouse, journal: EventLog | None, facility_id: str) -> Facility | None:
    """A facility of the master or one that staff added; None where there is none of that id."""
    found = places.rows(warehouse, journal, _FACILITY, {"facility_id": facility_id})
    return Facility(*found[0]) if found else None


def facilities(
    warehouse: Warehouse, journal: EventLog | None, incident: Incident | None
) -> pd.DataFrame:
    """Facilities that can have a link: the master's, and those added in the incident in force."""
    return places.ask(
        warehouse,
        journal,
        _FACILITIES,
        incident_id=incident.incident_id if incident else None,
        mode=incident.mode if incident else None,
    )


def own(
    warehouse: Warehouse,
    journal: EventLog | None,
    city: City,
    incident: Incident,
    place: Facility,
) -> Own:
    """What is in force of one facility, whoever said so."""
    fold = status.facility_status(warehouse, journal)
    mine = fold[
        (fold["facility_id"] == place.facility_id)
        & (fold["incident_id"] == incident.incident_id)
        & (fold["mode"] == incident.mode)
    ]
    is_permanent = place.role in city.permanent_roles
    began = initial(is_permanent=is_permanent) if incident.is_opened_here else Opening.UNKNOWN
    row = mine.iloc[0] if len(mine) else None
    opening = Opening(row["opening"]) if row is not None and row["opening"] else began
    return Own(
        opening=str(opening),
        crowding=None if row is None else row["crowding"],
        headcount=None if row is None or pd.isna(row["headcount"]) else int(row["headcount"]),
        confirmed_at=None if row is None else _aware(row["confirmed_at"]),
        last_event_id=_newest(warehouse, journal, incident, place.facility_id),
        openings=tuple(str(one) for one in next_openings(opening, is_permanent=is_permanent)),
    )


def last_reports(journal: EventLog) -> dict[str, datetime]:
    """When each facility last reported through its link (received, aware).

    Statements are many: each is looked at once.
    """
    with _lock:
        seen, told = _told.get(journal, (0, {}))
        last = journal.last_seq()
        for event in journal.events_after(seen, last, kind=FACILITY_STATUS):
            if event.payload.get("via") == "operator":
                told[event.subject] = event.received_at
        _told[journal] = (last, told)
        return dict(told)


def _newest(
    warehouse: Warehouse, journal: EventLog | None, incident: Incident, facility_id: str
) -> str | None:
    told = status.told_since(warehouse, journal)
    mine = told[
        (told["facility_id"] == facility_id)
        & (told["incident_id"] == incident.incident_id)
        & (told["mode"] == incident.mode)
    ]
    if len(mine):
        return str(mine.sort_values(["received_at", "event_id"])["event_id"].iloc[-1])
    bound = {
        "facility_id": facility_id,
        "incident_id": incident.incident_id,
        "mode": incident.mode,
    }
    found = warehouse.rows(_NEWEST, bound)
    return str(found[0][0]) if found else None


def _aware(moment: pd.Timestamp) -> datetime | None:
    return None if pd.isna(moment) else moment.to_pydatetime().replace(tzinfo=UTC)
