"""The roads on the way to an open shelter, while an incident is on: damage there comes first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from machimori.city import City
from machimori.domain.closures import in_force
from machimori.domain.shelter_ways import ways_to
from machimori.domain.vocabulary import Opening, Role
from machimori.store.journal import EventLog
from machimori.store.kept import Kept
from machimori.store.queries import closures, facilities, places, status, walking
from machimori.store.queries.facilities import Incident
from machimori.store.warehouse import Warehouse

#: Where people walk to and stay.
ROLES = (Role.SHELTER, Role.WELFARE_SHELTER, Role.TEMPORARY_STAY, Role.EVACUATION_SITE)
_PLACES = """
SELECT facility_id, latitude, longitude FROM places
WHERE list_contains($roles, role) AND latitude IS NOT NULL AND longitude IS NOT NULL
ORDER BY facility_id
"""
_kept: Kept[frozenset[str]] = Kept(8)


@dataclass(frozen=True)
class Ways:
    """Segments on the way to open places of an incident; none in peacetime."""

    incident: Incident | None = None
    open_places: int = 0
    roads: frozenset[str] = frozenset()


def ways(
    warehouse: Warehouse, journal: EventLog | None, city: City, *, now: datetime, drills: bool
) -> Ways:
    """The ways of the incident in force. A drill's are asked for: posts are real, a drill is not.

    Made once per set of open places and closed roads, whoever asks.
    """
    incident = facilities.incident_in_force(warehouse, journal, now=now)
    if incident is None or (incident.mode != "real" and not drills):
        return Ways(incident)
    fold = status.facility_status(warehouse, journal)
    mine = (fold["incident_id"] == incident.incident_id) & (fold["mode"] == incident.mode)
    is_open = set(fold.loc[mine & (fold["opening"] == Opening.OPEN), "facility_id"])
    known = places.ask(
        warehouse,
        journal,
        _PLACES,
        {"roles": [str(role) for role in ROLES]},
        incident_id=incident.incident_id,
        mode=incident.mode,
    )
    shown = known[known["facility_id"].isin(is_open)]
    lines = walking.network(warehouse, city)
    if shown.empty or lines is None:
        return Ways(incident, len(shown))
    closed = in_force(
        closures.closures(warehouse, journal),
        now,
        mode=incident.mode,
        incident_id=incident.incident_id,
    )
    shut = frozenset(closed["road_id"])
    reach = city.road_priority.shelter_way_m
    key = (warehouse.built.signature, city.metric_crs, reach, shut, tuple(shown["facility_id"]))
    points = walking.points(city, shown)
    roads = _kept.get(key, lambda: ways_to(lines, points.metric, reach, closed=shut))
    return Ways(incident, len(shown), roads)
