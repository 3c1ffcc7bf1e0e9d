"""Which places are open now, for the public: state, age, free space, and where else to go.

One row is one place in one role. Only public places, and no column that staff alone may see.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from machimori.city import City
from machimori.domain.ageing import Freshness, freshnesses, limits_of, present
from machimori.domain.crowding import crowding_from
from machimori.domain.initial_state import with_initial
from machimori.domain.vocabulary import Crowding, Hazard, Opening, Role
from machimori.store.journal import EventLog
from machimori.store.queries import places, status
from machimori.store.queries.freshness import utc
from machimori.store.shared import shared
from machimori.store.warehouse import Warehouse

#: Opening states that let people in.
OPEN = (Opening.OPEN, Opening.PERMANENT)
#: Crowding that still lets a newcomer be sent there.
ROOM_LEFT = (Crowding.FREE, Crowding.SOMEWHAT_CROWDED)
_CROWDING_ORDER = {
    Crowding.FREE: 0,
    Crowding.SOMEWHAT_CROWDED: 1,
    Crowding.UNKNOWN: 2,
    Crowding.CROWDED: 3,
    Crowding.FULL: 4,
}
_EARTH_RADIUS_M = 6_371_008.8

#: What the public may know of a status; notes, reporters and counters stay with the staff.
_PUBLIC_STATUS = [
    "facility_id",
    "opening",
    "opening_confirmed_at",
    "crowding",
    "crowding_confirmed_at",
    "headcount",
    "headcount_confirmed_at",
    "confirmed_at",
]

_HAZARDS = ",\n    ".join(
    f"coalesce(place.hazard_{hazard}, bool_or(place.hazard_{hazard}) OVER site) AS hazard_{hazard}"
    for hazard in Hazard
)
#: Which hazards a place withstands is published for its role as an evacuation site; it holds for
#: its other roles too, where their own list is silent.
_PLACES = f"""
SELECT place.facility_id, place.place_id, place.name, place.name_kana, place.name_en, place.role,
    place.accepts,
    place.address, place.latitude, place.longitude, place.position_precision, place.capacity,
    {_HAZARDS},
    place.a11y_step_free, place.a11y_accessible_toilet, place.a11y_elevator,
    district.name AS district, place.is_temporary, place.as_of AS master_as_of
FROM places AS place
LEFT JOIN wh.marts.districts AS district USING (district_id)
WHERE place.is_public
WINDOW site AS (PARTITION BY place.place_id)
ORDER BY place.name, place.facility_id
"""  # noqa: S608 - the inserted columns are the vocabulary's own


@dataclass(frozen=True)
class Incident:
    """The incident in force; a real one goes before a drill."""

    incident_id: str
    name: str
    mode: str  # real, training
    started_at: datetime  # naive UTC
    is_opened_here: bool = False
    hazard: str | None = None


@shared
def incident_in_force(
    warehouse: Warehouse, journal: EventLog | None, *, now: datetime
) -> Incident | None:
    """What is on now, or None in peacetime. A real one goes before any drill."""
    known = status.incidents(warehouse, journal)
    running = known[known["ended_at"].isna() | (known["ended_at"] > pd.Timestamp(utc(now)))]
    for record in running.to_dict("records"):
        return Incident(
            record["incident_id"],
            record["name"],
            record["mode"],
            record["started_at"],
            bool(record["is_opened_here"]),
            record["hazard"],
        )
    return None


def public_places(
    warehouse: Warehouse, journal: EventLog | None = None, incident: Incident | None = None
) -> pd.DataFrame:
    """One row per public place and role: what it is, without any state.

    Args:
        warehouse: the master's places.
        journal: whose temporary places are meant.
        incident: the one they were added in; in peacetime there are only the master's.
    """
    if incident is None:
        return places.ask(warehouse, journal, _PLACES)
    return places.ask(
        warehouse, journal, _PLACES, incident_id=incident.incident_id, mode=incident.mode
    )


def statuses(warehouse: Warehouse, journal: EventLog | None, incident: Incident) -> pd.DataFrame:
    """The fold of one incident, by facility, the journal's newest events included."""
    fold = status.facility_status(warehouse, journal)
    of_incident = (fold["incident_id"] == incident.incident_id) & (fold["mode"] == incident.mode)
    return fold.loc[of_incident, _PUBLIC_STATUS]


@shared
def places_now(
    warehouse: Warehouse,
    journal: EventLog | None,
    city: City,
    incident: Incident,
    *,
    now: datetime,
) -> pd.DataFrame:
    """All public places with what may be shown of their state at ``now``.

    Adds ``opening_shown``, ``crowding_shown``, ``freshness``, ``age_minutes`` (of the newest
    confirmation), ``free`` (persons; NULL where a part is unknown or too old), and of a full or
    crowded place ``refuge_id``, ``refuge_m``: the nearest place of the same role with room.
    ``free_stated`` and ``crowding_by_count`` are what the last count says, however old.
    """
    frame = public_places(warehouse, journal, incident).merge(
        statuses(warehouse, journal, incident), on="facility_id", how="left"
    )
    shown = with_initial(
        present(frame, now, city.age_rule),
        city.permanent_roles,
        is_opened_here=incident.is_opened_here,
    )
    counted = freshnesses(
        shown["headcount_confirmed_at"], now, limits_of(shown["role"], city.age_rule)
    )
    holds = counted != Freshness.UNKNOWN
    is_open = shown["opening_shown"].isin(OPEN)
    shown["crowding_by_count"] = _crowding_by_count(shown, city)
    unstated = is_open & (shown["crowding_shown"] == Crowding.UNKNOWN) & holds
    shown["crowding_shown"] = shown["crowding_shown"].mask(unstated, shown["crowding_by_count"])
    left = shown["capacity"].astype("Float64") - shown["headcount"].astype("Float64")
    shown["free_stated"] = left.clip(lower=0).where(shown["role"] != Role.SUPPORT_STATION)
    shown["free"] = shown["free_stated"].where(is_open & holds)
    return _with_refuge(shown)


def is_listed_as_open(frame: pd.DataFrame) -> pd.Series:
    """Places to list while an incident is on: open, about to open, or open when last heard of."""
    said = frame["opening"].isin([*OPEN, Opening.PREPARING])
    listed: pd.Series = said | frame["opening_shown"].isin(OPEN)
    return listed


def by_free_space(frame: pd.DataFrame) -> pd.DataFrame:
    """Open places first, the least crowded and those with most room on top; then by name."""
    keyed = frame.assign(
        _open=~frame["opening_shown"].isin(OPEN),
        _crowding=frame["crowding_shown"].map(_CROWDING_ORDER).fillna(9),
        _free=-frame["free"].astype("Float64").fillna(0),
    )
    by = ["_open", "_crowding", "_free"]
    ordered = keyed.sort_values([*by, "name", "facility_id"], kind="stable")
    return ordered.drop(columns=by)


def _crowding_by_count(shown: pd.DataFrame, city: City) -> pd.Series:
    words = [
        str(
            crowding_from(
                None if pd.isna(count) else int(count),
                None if pd.isna(capacity) else int(capacity),
                city.crowding_bands,
            )
        )
        for count, capacity in zip(shown["headcount"], shown["capacity"], strict=True)
    ]
    return pd.Series(words, shown.index, dtype=object)


def _with_refuge(shown: pd.DataFrame) -> pd.DataFrame:
    located = shown["latitude"].notna()
    has_room = located & shown["opening_shown"].isin(OPEN) & shown["crowding_shown"].isin(ROOM_LEFT)
    tight = shown["crowding_shown"].isin((Crowding.FULL, Crowding.CROWDED)) & located
    identifiers: dict[Hashable, str] = {}
    distances: dict[Hashable, float] = {}
    needed = shown[["facility_id", "place_id", "role", "latitude", "longitude"]]
    with_room = needed[has_room]
    for role, of_role in needed[tight].groupby("role", sort=False):
        room = with_room[with_room["role"] == role]
        for index, this in of_role.to_dict("index").items():
            others = room[room["place_id"] != this["place_id"]]
            if not len(others):
                continue
            metres = distance_m(
                others["latitude"], others["longitude"], this["latitude"], this["longitude"]
            ).to_numpy()
            nearest = int(metres.argmin())
            identifiers[index] = str(others["facility_id"].iloc[nearest])
            distances[index] = float(metres[nearest])
    shown["refuge_id"] = [identifiers.get(index) for index in shown.index]
    shown["refuge_m"] = [distances.get(index, np.nan) for index in shown.index]
    return shown.astype({"refuge_id": object, "refuge_m": float})


def distance_m(
    latitudes: pd.Series, longitudes: pd.Series, latitude: float, longitude: float
) -> pd.Series:
    """Metres from a column of points to one point (haversine)."""
    one, other = np.radians(latitudes.astype(float)), np.radians(latitude)
    across = np.radians(longitudes.astype(float) - longitude)
    half = np.sin((one - other) / 2) ** 2 + np.cos(one) * np.cos(other) * np.sin(across / 2) ** 2
    metres: pd.Series = 2 * _EARTH_RADIUS_M * np.arcsin(np.sqrt(half))
    return metres


@dataclass(frozen=True)
class RoleTotal:
    """Open places of one role. Unknown numbers are left out of ``free`` and counted beside it."""

    role: str
    open: int
    free: int | None  # persons
    free_unknown: int  # open places whose free space is unknown


def role_totals(places: pd.DataFrame) -> list[RoleTotal]:
    """Totals of the roles that have an open place, in the order of the vocabulary."""
    opened = places[places["opening_shown"].isin(OPEN)]
    totals = []
    for role in Role:
        rows = opened[opened["role"] == role]
        if len(rows):
            known = rows["free"].dropna()
            totals.append(
                RoleTotal(
                    role=str(role),
                    open=len(rows),
                    free=int(known.sum()) if len(known) else None,
                    free_unknown=len(rows) - len(known),
                )
            )
    return totals
