"""The book of an incident (クロノロジー): what the desk typed, and what the system knows itself."""

from __future__ import annotations

import threading
from datetime import datetime
from weakref import WeakKeyDictionary

import pandas as pd

from machimori.domain import chronology, event_tables
from machimori.domain.chronology import Line
from machimori.domain.desk_log import LogEntry, folded_log
from machimori.domain.evacuation import WHOLE
from machimori.domain.events import DESK_LOG, EVACUATION_ORDER, INCIDENT, Event
from machimori.domain.status_history import naive
from machimori.store.journal import EventLog
from machimori.store.queries import orders, status
from machimori.store.queries.board import Incident
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse

_SAID = """
SELECT event_id, facility_id, stated_as, mode, opening, crowding, observed_at, received_at,
    reporter, supersedes
FROM wh.marts.facility_status_history
WHERE mode = $mode AND incident_id IS NOT DISTINCT FROM $incident_id
    AND (opening IS NOT NULL OR crowding IS NOT NULL OR supersedes IS NOT NULL)
"""
#: Per incident: up to which journal entry its places were read, and what was found.
_Read = dict[tuple[str | None, str], tuple[int, list[Line]]]
_lock = threading.Lock()
_read: WeakKeyDictionary[Warehouse, _Read] = WeakKeyDictionary()


def entries(journal: EventLog | None, incident: Incident) -> list[LogEntry]:
    """Entries of the incident, oldest first."""
    return [one for one in folded_log(events_of(journal, DESK_LOG)) if _is_of(one, incident)]


def handovers(journal: EventLog | None, incident: Incident) -> list[LogEntry]:
    """Signed handovers that stand, oldest first."""
    return [
        one
        for one in entries(journal, incident)
        if one.category == "handover" and not one.is_taken_back
    ]


def owed(journal: EventLog | None, incident: Incident) -> list[LogEntry]:
    """What was promised or asked and is not done: by due time, those without one last."""
    open_ones = [one for one in entries(journal, incident) if one.is_open]
    return sorted(open_ones, key=lambda one: (one.due_at is None, one.due_at or one.at, one.at))


def book(warehouse: Warehouse, journal: EventLog | None, incident: Incident) -> list[Line]:
    """Every line of the incident, oldest first."""
    lines = [chronology.typed_line(one) for one in entries(journal, incident)]
    lines += _incident_lines(journal, incident)
    lines += _order_lines(journal, incident)
    for message in orders.messages(journal, incident):
        lines += chronology.message_lines(message)
    lines += _place_lines(warehouse, journal, incident)
    return chronology.ordered(lines)


def _incident_lines(journal: EventLog | None, incident: Incident) -> list[Line]:
    """Its beginning and its end, each when it is said to have been."""
    said = [
        event
        for event in events_of(journal, INCIDENT)
        if event.subject == incident.incident_id and event.mode == incident.mode
    ]
    began = said[0] if said else None
    ended = [event for event in said if "ended_at" in event.payload]
    lines = [_incident_line(incident, "incident_opened", incident.started_at, began)]
    if incident.ended_at is not None:
        last = ended[-1] if ended else None
        lines.append(_incident_line(incident, "incident_closed", incident.ended_at, last))
    return lines


def _incident_line(incident: Incident, what: str, at: datetime, said: Event | None) -> Line:
    return Line(
        line_id=f"{incident.incident_id}:{what}",
        at=at,
        received_at=naive(said.received_at) if said else at,
        category="incident",
        what=what,
        reporter=said.reporter if said else "",
        text=incident.name or "",
    )


def _order_lines(journal: EventLog | None, incident: Incident) -> list[Line]:
    told = events_of(journal, EVACUATION_ORDER)
    said = {event.event_id: event for event in told}
    lifts = {
        event.payload["lifts"]: event
        for event in told
        if "lifts" in event.payload and event.mode == incident.mode
    }
    lines = []
    for row in event_tables.evacuation_orders(told).to_dict("records"):
        if (row["incident_id"], row["mode"]) != (incident.incident_id, incident.mode):
            continue
        event = said[row["event_id"]]
        issued = Line(
            line_id=row["event_id"],
            at=row["issued_at"],
            received_at=naive(event.received_at),
            category="order",
            what="order_issued",
            reporter=event.reporter,
            district_id=row["district_id"] or WHOLE,
            alert_level=row["alert_level"],
        )
        lines.append(issued)
        if row["lifted_at"] is not None:
            lift = lifts.get(row["event_id"])
            lines.append(
                Line(
                    **vars(issued)
                    | {
                        "line_id": f"{row['event_id']}:lifted",
                        "what": "order_lifted",
                        "at": row["lifted_at"],
                        "received_at": naive(lift.received_at) if lift else row["lifted_at"],
                        "reporter": lift.reporter if lift else "",
                    }
                )
            )
    return lines


def _place_lines(warehouse: Warehouse, journal: EventLog | None, incident: Incident) -> list[Line]:
    """Openings, closings and full places; read again only when the journal has grown."""
    key = (incident.incident_id, incident.mode)
    last = 0 if journal is None else journal.last_seq()
    with _lock:
        held = _read.setdefault(warehouse, {})
        if key not in held or held[key][0] != last:
            held[key] = (last, _changes_of_places(warehouse, journal, incident))
        return held[key][1]


def _changes_of_places(
    warehouse: Warehouse, journal: EventLog | None, incident: Incident
) -> list[Line]:
    said = warehouse.frame(_SAID, {"mode": incident.mode, "incident_id": incident.incident_id})
    told = status.told_since(warehouse, journal)
    speaks = told[["opening", "crowding", "supersedes"]].notna().any(axis=1)
    mine = told[speaks & (told["mode"] == incident.mode)]
    same = (
        mine["incident_id"].isna()
        if incident.incident_id is None
        else mine["incident_id"] == incident.incident_id
    )
    new = mine.loc[same, list(said.columns)]
    both = pd.concat([said.astype(object), new.astype(object)]) if len(new) else said
    if journal is not None:
        both = status.as_meant(warehouse, journal, both.reset_index(drop=True))
    return [
        Line(
            line_id=f"{row['event_id']}:{row['what']}",
            at=pd.Timestamp(row["observed_at"]).to_pydatetime(),
            received_at=pd.Timestamp(row["received_at"]).to_pydatetime(),
            category="place",
            what=row["what"],
            reporter=row["reporter"] if isinstance(row["reporter"], str) else "",
            facility_id=row["facility_id"],
        )
        for row in chronology.place_changes(both).to_dict("records")
    ]


def _is_of(entry: LogEntry, incident: Incident) -> bool:
    return (entry.incident_id, entry.mode) == (incident.incident_id, incident.mode)
