"""What the response staff asks of the shelters: which are open, how full, how sure are we.

One row is one place in one role, so a total is always of one role: a school that is a shelter
and an evacuation site would be counted twice otherwise. What is too old counts as unknown, and
what is unknown is left out of every sum and counted beside it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from machimori.city import City
from machimori.domain.ageing import Freshness, Limits, freshnesses, limits_of, present
from machimori.domain.crowding import crowding_from
from machimori.domain.initial_state import with_initial
from machimori.domain.vocabulary import Crowding, Opening, Role
from machimori.store.journal import EventLog
from machimori.store.queries import places as every_place
from machimori.store.queries import status
from machimori.store.shared import shared
from machimori.store.warehouse import Warehouse

OPEN = (str(Opening.OPEN), str(Opening.PERMANENT))

SHUT = [str(Opening.CLOSED), str(Opening.NOT_OPENED)]

_PLACES = """
SELECT
    place.facility_id, place.place_id, place.name, place.role,
    place.district_id, district.name AS district, place.address, place.phone,
    place.latitude, place.longitude, place.position_precision,
    place.capacity, place.capacity_basis, place.is_public, place.is_temporary,
    place.hazard_flood, place.hazard_landslide, place.hazard_storm_surge,
    place.hazard_earthquake, place.hazard_tsunami, place.hazard_large_fire,
    place.hazard_inland_flood, place.hazard_volcano,
    place.a11y_step_free, place.a11y_accessible_toilet, place.a11y_elevator,
    place.as_of AS master_as_of
FROM places AS place
LEFT JOIN wh.marts.districts AS district ON district.district_id = place.district_id
"""

# Names as stated, of the places that are not in the master.
_STATED = """
SELECT facility_id, arg_max(facility_name, received_at) AS name
FROM wh.marts.facility_status_history
WHERE facility_name IS NOT NULL AND NOT is_known_facility
GROUP BY facility_id
"""

_HISTORY = """
SELECT
    event_id, event_type, opening, crowding, headcount, headcount_delta, households,
    households_delta, outside_headcount, outside_headcount_delta, counters, counters_delta,
    observed_at, confirmed_at, received_at, reporter, via, source, supersedes, stated_as, note
FROM wh.marts.facility_status_history
WHERE facility_id = $facility_id
  AND incident_id IS NOT DISTINCT FROM $incident_id AND mode = $mode
ORDER BY observed_at DESC, received_at DESC, event_id DESC
LIMIT $limit
"""


@dataclass(frozen=True)
class Incident:
    """What the board is about. ``name`` is None for statements that name no incident."""

    incident_id: str | None
    name: str | None
    mode: str
    started_at: datetime  # naive UTC
    ended_at: datetime | None
    is_opened_here: bool = False
    hazard: str | None = None

    def is_running(self, now: datetime) -> bool:
        """Whether it is on at ``now`` (aware)."""
        return self.ended_at is None or pd.Timestamp(self.ended_at, tz="UTC") > now


@dataclass(frozen=True)
class BoardFilter:
    """What the person at the board chose beside the role; empty means all."""

    hazards: tuple[str, ...] = ()
    openings: tuple[str, ...] = ()
    crowdings: tuple[str, ...] = ()
    freshnesses: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    accessibilities: tuple[str, ...] = ()


@shared
def incidents(warehouse: Warehouse, journal: EventLog | None = None) -> list[Incident]:
    """All incidents, real ones first, newest first; what the journal says since the build too.

    Statements that name no incident of the list (a series published without one) are one of
    their own, without a name.
    """
    known = status.incidents(warehouse, journal)
    said = status.facility_status(warehouse, journal)
    said = said[~said["incident_id"].isin(known["incident_id"])]
    found = [
        Incident(
            row["incident_id"],
            row["name"],
            row["mode"],
            row["started_at"],
            row["ended_at"],
            bool(row["is_opened_here"]),
            row["hazard"],
        )
        for row in known.astype(object).where(known.notna(), None).to_dict("records")
    ]
    for (incident_id, mode), group in said.groupby(["incident_id", "mode"], dropna=False):
        began = group["observed_at"].min()
        found.append(Incident(_or_none(incident_id), None, str(mode), began, None))
    return found


@shared
def places(
    warehouse: Warehouse,
    city: City,
    incident: Incident | None,
    *,
    now: datetime,
    journal: EventLog | None = None,
    said: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """Every place and role with what is known of it now, and every status of an unknown place.

    What the journal says since the build is in it. Beside the columns of master and fold:
    ``opening_shown``, ``crowding_shown`` (不明 where never said or too old; from the head count
    where only that was said, then ``crowding_is_counted``), ``freshness``, ``age_minutes``,
    ``headcount_shown``, ``outside_shown``, ``free``, ``is_open``, ``last_open``,
    ``is_reported``, ``has_people_though_closed`` (by the last count, however old). ``said`` is
    what was said until another time (``as_of``), not until now.
    """
    said = status.facility_status(warehouse, journal) if said is None else said
    said = said[_of_incident(said, incident)].drop(columns=["is_known_facility", "is_sample"])
    master = every_place.ask(
        warehouse,
        journal,
        _PLACES,
        incident_id=None if incident is None else incident.incident_id,
        mode=None if incident is None else incident.mode,
    ).assign(is_known_facility=True)
    joined = master.merge(said, on="facility_id", how="outer")
    joined["is_known_facility"] = joined["is_known_facility"].notna()
    stated = warehouse.frame(_STATED).set_index("facility_id")["name"]
    joined["name"] = joined["name"].fillna(joined["facility_id"].map(stated))
    joined["role"] = joined["role"].astype(object).where(joined["role"].notna(), None)
    joined = _by_name(joined)
    frame = with_initial(
        present(joined, now, city.age_rule),
        city.permanent_roles,
        is_opened_here=incident is not None and incident.is_opened_here,
    )
    for name in ("headcount", "outside_headcount", "capacity", "households"):
        frame[name] = frame[name].astype("Int64")
    limits = limits_of(frame["role"], city.age_rule)
    frame["headcount_shown"] = _still_true(frame, "headcount", now, limits)
    frame["outside_shown"] = _still_true(frame, "outside_headcount", now, limits)
    frame["is_reported"] = frame["received_at"].notna()
    frame["is_open"] = frame["opening_shown"].isin(OPEN)
    frame["last_open"] = frame["opening"].isin(OPEN)
    closed = frame["opening"].isin(SHUT)
    frame["has_people_though_closed"] = closed & frame["headcount"].gt(0).fillna(value=False)
    _count_crowding(frame, city.crowding_bands)
    room = (frame["capacity"] - frame["headcount_shown"]).clip(lower=0)
    frame["free"] = room.where(frame["is_open"])
    return frame


def _by_name(frame: pd.DataFrame) -> pd.DataFrame:
    """Rows by name, those without one last; plain sorting takes a tenth of what a frame's does."""
    names = frame["name"].where(frame["name"].notna(), None).tolist()
    keys = list(zip([one is None for one in names], names, frame["facility_id"], strict=True))
    order = sorted(range(len(keys)), key=keys.__getitem__)
    return frame.take(order).reset_index(drop=True)


def _of_incident(said: pd.DataFrame, incident: Incident | None) -> pd.Series:
    """Statements of one incident in its mode; of none in peace."""
    if incident is None:
        return pd.Series(False, said.index)
    same = (
        said["incident_id"].isna()
        if incident.incident_id is None
        else said["incident_id"] == incident.incident_id
    )
    return same & (said["mode"] == incident.mode)


def narrowed(frame: pd.DataFrame, role: str | None, chosen: BoardFilter) -> pd.DataFrame:
    """Places of one role (None: those the master doesn't know) that meet the filter."""
    keep = frame["role"].isna() if role is None else frame["role"] == role
    for column, values in (
        ("opening_shown", chosen.openings),
        ("crowding_shown", chosen.crowdings),
        ("freshness", chosen.freshnesses),
        ("district_id", chosen.districts),
    ):
        if values:
            keep &= frame[column].isin(list(values))
    for prefix, codes in (("hazard", chosen.hazards), ("a11y", chosen.accessibilities)):
        for code in codes:
            keep &= frame[f"{prefix}_{code}"].eq(True)
    return frame[keep].reset_index(drop=True)


def history(
    warehouse: Warehouse,
    incident: Incident,
    facility_id: str,
    *,
    journal: EventLog | None = None,
    limit: int = 20,
) -> pd.DataFrame:
    """What was said about one place in this incident, newest first, the journal's among it."""
    bound = {
        "facility_id": facility_id,
        "incident_id": incident.incident_id,
        "mode": incident.mode,
        "limit": limit,
    }
    found = warehouse.frame(_HISTORY, bound)
    told = status.told_since(warehouse, journal)
    told = told[(told["facility_id"] == facility_id) & _of_incident(told, incident)]
    if told.empty:
        return found
    both = pd.concat([found.astype(object), told[list(found.columns)].astype(object)])
    newest = both.sort_values(["observed_at", "received_at"], ascending=False)
    return newest.head(limit).reset_index(drop=True)


def roles(frame: pd.DataFrame) -> list[str]:
    """Roles there are places of, in the order of the vocabulary."""
    there = set(frame["role"].dropna())
    return [str(role) for role in Role if role in there]


def _still_true(frame: pd.DataFrame, field: str, now: datetime, limits: Limits) -> pd.Series:
    """A count where its own confirmation still holds, NULL where it is too old."""
    held = freshnesses(frame[f"{field}_confirmed_at"], now, limits)
    return frame[field].where(held != Freshness.UNKNOWN)


def _count_crowding(frame: pd.DataFrame, bands: tuple[float, float, float]) -> None:
    """Crowding from the head count where nobody put it into words."""
    silent = (frame["crowding_shown"] == Crowding.UNKNOWN) & frame["is_open"]
    pairs = zip(frame["headcount_shown"][silent], frame["capacity"][silent], strict=True)
    counted = [
        str(crowding_from(_or_none(people), _or_none(room), bands)) for people, room in pairs
    ]
    words = pd.Series(counted, frame.index[silent], dtype=object)
    frame["crowding_is_counted"] = False
    frame.loc[words.index, "crowding_shown"] = words
    frame.loc[words.index, "crowding_is_counted"] = words != Crowding.UNKNOWN


def _or_none(value: Any) -> Any:
    return None if pd.isna(value) else value
