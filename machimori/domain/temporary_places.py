"""Places nobody designated, and which place of the master each turned out to be.

A place is added by an event and known by its id (``t<12 hex>_<role>``); later events about it fill
in or change single fields, the latest seen standing. A join says that it is a place of the master
after all: from then on everything said about it is read as said about that one, whenever it was
said. Nothing is rewritten; the events stay as they were.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from machimori.domain.events import FACILITY, FACILITY_JOIN, Event
from machimori.domain.status_history import naive
from machimori.domain.vocabulary import (
    ACCEPTS_BY_ROLE,
    ROLES_WITH_CAPACITY,
    PositionPrecision,
    Role,
)

#: Fields of ``marts.facilities`` a place has of its own; the store fills in where it lies.
FIELDS = (
    "facility_id", "place_id", "name", "name_kana", "role", "address", "phone", "latitude",
    "longitude", "position_precision", "capacity", "accepts", "is_public", "note", "source_row",
    "as_of", "incident_id", "mode",
)  # fmt: skip
_STATED = (
    "name", "name_kana", "address", "phone", "latitude", "longitude", "position_precision",
    "capacity", "is_public", "note",
)  # fmt: skip
#: Which place an id stands for, within real or within training.
Joins = Mapping[tuple[str, str], str]


def places(events: Iterable[Event]) -> list[dict[str, Any]]:
    """One row of ``FIELDS`` per place ever added, by id; joined ones among them.

    Mode, incident and role are those it was added with. An event of the other mode is not about
    it: a drill changes nothing real.
    """
    found: dict[str, dict[str, Any]] = {}
    for event in _in_order(events, FACILITY):
        role = event.payload.get("role") or event.subject.partition("_")[2]
        if event.subject not in found and (role not in set(Role) or "name" not in event.payload):
            continue  # nothing to show: it has no name or no role
        row = found.setdefault(event.subject, _new(event, str(role)))
        if event.mode == row["mode"]:
            row.update({name: event.payload[name] for name in _STATED if name in event.payload})
            row["as_of"] = naive(event.observed_at)
    return [_settled(found[subject]) for subject in sorted(found)]


def joins(events: Iterable[Event]) -> dict[tuple[str, str], str]:
    """Which id each joined one was last said to be; what another join supersedes is out."""
    told = list(_in_order(events, FACILITY_JOIN))
    out = {(event.payload.get("supersedes"), event.mode) for event in told}
    return {
        (event.subject, event.mode): str(event.payload["facility_id"])
        for event in told
        if (event.event_id, event.mode) not in out and "facility_id" in event.payload
    }


def meant(facility_id: str, mode: str, joined: Joins, known: Collection[str]) -> str:
    """The id a statement about ``facility_id`` is about.

    A join to an id nobody knows waits for it, and one that leads back to itself says nothing.

    Args:
        facility_id: as stated.
        mode: of the statement; joins of the other mode don't count.
        joined: of ``joins``.
        known: ids of the master and of the temporary places.
    """
    at, seen = facility_id, {facility_id}
    while (to := joined.get((at, mode))) is not None and to in known and to not in seen:
        seen.add(to)
        at = to
    return facility_id if joined.get((at, mode)) in seen else at


def _in_order(events: Iterable[Event], kind: str) -> list[Event]:
    return sorted(
        (event for event in events if event.kind == kind),
        key=lambda one: (one.observed_at, one.received_at, one.event_id),
    )


def _new(event: Event, role: str) -> dict[str, Any]:
    return {
        "facility_id": event.subject,
        "place_id": event.subject.partition("_")[0],
        "role": role,
        "accepts": ACCEPTS_BY_ROLE[Role(role)],
        "is_public": True,
        "source_row": event.seq,
        "incident_id": event.incident_id,
        "mode": event.mode,
    }


def _settled(row: dict[str, Any]) -> dict[str, Any]:
    """Every field, with both coordinates or none, and no capacity where the role has none."""
    full = dict.fromkeys(FIELDS) | row
    if full["latitude"] is None or full["longitude"] is None:
        full["latitude"] = full["longitude"] = None
        full["position_precision"] = str(PositionPrecision.UNKNOWN)
    elif full["position_precision"] in (None, PositionPrecision.UNKNOWN):
        full["position_precision"] = str(PositionPrecision.SURVEYED)
    if full["role"] not in ROLES_WITH_CAPACITY:
        full["capacity"] = None
    return full
