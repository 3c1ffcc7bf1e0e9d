"""Adding a place nobody designated, and saying later which place of the master it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from machimori.city import City
from machimori.domain.event_payloads import MOST_PERSONS
from machimori.domain.events import FACILITY, FACILITY_JOIN, Event
from machimori.domain.statement_rules import Refused
from machimori.domain.temporary_places import FIELDS
from machimori.domain.vocabulary import ROLES_WITH_CAPACITY, Role
from machimori.store.journal import EventLog
from machimori.store.queries import ground, places
from machimori.store.queries.board import Incident
from machimori.store.warehouse import Warehouse

LONGEST_NAME = 100
LONGEST_TEXT = 300
#: Degrees; people may go a little beyond the border.
_BEYOND = 0.02
_ALL = "SELECT facility_id, role, is_temporary, mode FROM every_place"


@dataclass(frozen=True)
class PlaceDesk:
    """Who adds, in which incident and when. ``now`` is aware: the page's clock."""

    city: City
    warehouse: Warehouse
    journal: EventLog
    incident: Incident
    reporter: str
    now: datetime

    def add(self, role: str, fields: Mapping[str, Any], *, client_key: str) -> Event:
        """Add a place.

        Args:
            role: what it serves as (``vocabulary.Role``).
            fields: name, and whatever else is known of ``FACILITY``; None is not known.
            client_key: once per intention; it makes the place's id.

        Raises:
            Refused: no name, text too long, a number or a position that cannot be.
        """
        known = self.journal.acknowledged(client_key)
        if known is not None:
            return known
        said = {
            name: value.strip() if isinstance(value, str) else value
            for name, value in fields.items()
        }
        self._check(role, said)
        place = "t" + hashlib.sha256(client_key.encode()).hexdigest()[:12]
        payload = {name: value for name, value in said.items() if value not in (None, "")}
        return self._write(FACILITY, f"{place}_{role}", payload | {"role": role}, client_key)

    def join(self, temporary_id: str, facility_id: str, *, client_key: str) -> Event:
        """Say that a temporary place is that one of the master; all said of it goes with it.

        Raises:
            Refused: one of the two is not what it has to be.
        """
        known = self.journal.acknowledged(client_key)
        if known is not None:
            return known
        found = {row[0]: row[1:] for row in places.rows(self.warehouse, self.journal, _ALL)}
        if temporary_id not in found or not found[temporary_id][1]:
            raise Refused("not_temporary", "facility_id", value=temporary_id)
        if facility_id not in found or found[facility_id][1]:
            raise Refused("unknown_facility", "facility_id", value=facility_id)
        return self._write(FACILITY_JOIN, temporary_id, {"facility_id": facility_id}, client_key)

    def _check(self, role: str, said: Mapping[str, Any]) -> None:
        if role not in set(Role):
            raise Refused("unknown_word", "role", value=str(role)[:40])
        if not said.get("name"):
            raise Refused("missing", "name")
        for name, value in said.items():
            if name not in FIELDS:
                raise Refused("unknown_word", name, value=name)
            most = LONGEST_NAME if name == "name" else LONGEST_TEXT
            if isinstance(value, str) and len(value) > most:
                raise Refused("too_long", name, value=len(value), most=most)
        self._check_capacity(role, said.get("capacity"))
        self._check_position(said.get("longitude"), said.get("latitude"))

    def _check_capacity(self, role: str, capacity: Any) -> None:
        if capacity is None:
            return
        if isinstance(capacity, bool) or not isinstance(capacity, int):
            raise Refused("not_a_number", "capacity", value=str(capacity)[:40])
        if capacity < 0:
            raise Refused("below_zero", "capacity", value=capacity)
        if capacity > MOST_PERSONS:
            raise Refused("too_many", "capacity", value=capacity, most=MOST_PERSONS)
        if role not in ROLES_WITH_CAPACITY:
            raise Refused("no_capacity", "capacity")

    def _check_position(self, longitude: float | None, latitude: float | None) -> None:
        if longitude is None and latitude is None:
            return
        if longitude is None or latitude is None:
            raise Refused("half_a_position", "position")
        found = self.city.bbox or ground.extent(self.warehouse)
        if found is None:
            return
        west, south, east, north = found
        inside = (
            west - _BEYOND <= longitude <= east + _BEYOND
            and south - _BEYOND <= latitude <= north + _BEYOND
        )
        if not inside:
            raise Refused("outside", "position", longitude=longitude, latitude=latitude)

    def _write(self, kind: str, subject: str, payload: Mapping[str, Any], key: str) -> Event:
        return self.journal.append(
            kind,
            subject,
            payload,
            client_key=key,
            mode=self.incident.mode,
            observed_at=self.now,
            incident_id=self.incident.incident_id,
            reporter=self.reporter,
        )
