"""At this pace: the last whole counts of each place, and when it would be full by them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pandas as pd

from machimori.city import City
from machimori.domain.pace import MOST_COUNTS, Count, Pace, full_at
from machimori.domain.status_history import naive
from machimori.store.journal import EventLog
from machimori.store.kept import Kept
from machimori.store.queries import as_of, places, status
from machimori.store.queries.as_of import Moment, View
from machimori.store.queries.board import Incident
from machimori.store.queries.statements import since_build
from machimori.store.shared import shared
from machimori.store.warehouse import Warehouse

#: Of each place some more than are needed, since later statements may correct some of them.
_KEPT = 2 * MOST_COUNTS
_ENDLESS = datetime(9999, 1, 1, tzinfo=UTC)
_COUNTED = """
WITH heard AS (
    SELECT * FROM wh.marts.facility_status_history
    WHERE mode = $mode AND received_at <= $received_until
)
SELECT
    event_id, facility_id, stated_as, mode, event_type, headcount, observed_at, received_at,
    bool_or(headcount_delta IS NOT NULL) OVER (PARTITION BY facility_id) AS is_added_to
FROM heard
WHERE incident_id IS NOT DISTINCT FROM $incident_id
  AND observed_at <= $observed_until
  AND event_id NOT IN (
      SELECT supersedes FROM heard WHERE supersedes IS NOT NULL AND supersedes <> event_id
  )
QUALIFY (headcount IS NOT NULL OR event_type = 'confirmation')
    AND row_number() OVER (
        PARTITION BY facility_id, headcount IS NULL AND event_type <> 'confirmation'
        ORDER BY observed_at DESC, received_at DESC, event_id DESC
    ) <= $kept
ORDER BY observed_at, received_at, event_id
"""
_kept: Kept[dict[str, list[Count]]] = Kept(as_of.MOST_FOLDS)
_built: Kept[dict[str, list[Count]]] = Kept(as_of.MOST_FOLDS)
_ORDER = ["observed_at", "received_at", "event_id"]
#: What a pace needs of a place.
_ASKED = ("facility_id", "capacity", "role", "is_open", "headcount", "headcount_observed_at")


@shared
def paces(
    warehouse: Warehouse,
    city: City,
    incident: Incident,
    rows: pd.DataFrame,
    *,
    now: datetime,
    journal: EventLog | None = None,
    moment: Moment | None = None,
) -> list[Pace | None]:
    """The pace of each row of ``board.places``: of open places with a capacity, by three counts.

    Args:
        warehouse: statements up to its build.
        city: how a count ages, by role.
        incident: only what was counted in it counts.
        rows: of the board, now or at the moment.
        now: the clock's at the moment (aware).
        journal: statements since the build.
        moment: what is looked back at; None for now.
    """
    counted = counts(warehouse, journal, incident, moment)
    return [
        full_at(
            counted.get(row["facility_id"], []),
            None if pd.isna(row["capacity"]) else int(row["capacity"]),
            now=now,
            stale_minutes=city.age_rule(row["role"]).stale_minutes,
            inside=_in_force(row),
        )
        if row["is_open"] and row["facility_id"] in counted
        else None
        for row in rows[list(_ASKED)].to_dict("records")
    ]


def counts(
    warehouse: Warehouse, journal: EventLog | None, incident: Incident, moment: Moment | None
) -> dict[str, list[Count]]:
    """Whole counts by facility, in order: headcounts, and their confirmation as still so.

    Where a desk adds arrivals and takes them away, a confirmation is no whole count: how many
    were inside then is not told by the count before.
    """
    last = 0 if journal is None else journal.last_seq()
    key = (warehouse.signature, journal, last, incident.incident_id, incident.mode, moment)
    return _kept.get(key, lambda: _counts(warehouse, journal, incident, moment))


def _counts(
    warehouse: Warehouse, journal: EventLog | None, incident: Incident, moment: Moment | None
) -> dict[str, list[Count]]:
    received = observed = _ENDLESS
    if moment is not None and moment.view == View.KNOWN:
        received = moment.at
    elif moment is not None:
        observed = moment.at
    bound = {
        "incident_id": incident.incident_id,
        "mode": incident.mode,
        "received_until": naive(received),
        "observed_until": naive(observed),
        "kept": _KEPT,
    }
    found = warehouse.frame(_COUNTED, bound)
    told = since_build(warehouse, journal)
    if moment is not None:
        told = told[told["received_at"] <= naive(received)]
    then = as_of.journal_then(journal, moment)
    if then is not None and (places.joins(then, then.last_seq()) or _is_of_another_id(found, told)):
        every = status.as_meant(warehouse, then, _with(found, told, incident, observed))
        return _by_place(every)
    # Each id means itself: only the places told of since the build count anew.
    key = (warehouse.signature, *bound.values())
    built = _built.get(key, lambda: _by_place(found))
    if told.empty:
        return built
    corrected = found.loc[found["event_id"].isin(told["supersedes"].dropna()), "facility_id"]
    moved = {*told["facility_id"], *corrected}
    anew = _by_place(_with(found[found["facility_id"].isin(moved)], told, incident, observed))
    return {place: known for place, known in built.items() if place not in moved} | anew


def _is_of_another_id(*statements: pd.DataFrame) -> bool:
    return any(one["stated_as"].notna().any() for one in statements)


def _with(
    found: pd.DataFrame, told: pd.DataFrame, incident: Incident, observed: datetime
) -> pd.DataFrame:
    """The build's counts, without what was corrected since, and the counts since."""
    mine = told[as_of.is_of(told, incident)]
    mine = mine[mine["observed_at"] <= naive(observed)]
    adding = set(mine.loc[mine["headcount_delta"].notna(), "facility_id"])
    said = mine["headcount"].notna() | (mine["event_type"] == "confirmation")
    mine = mine[said & ~mine["event_id"].isin(found["event_id"])].assign(is_added_to=False)
    both = [one for one in (found, mine[list(found.columns)]) if len(one)]
    if not both:
        return found
    every = pd.concat([one.astype(object) for one in both], ignore_index=True)
    out = set(told.loc[told["mode"] == incident.mode, "supersedes"].dropna())
    every = every[~every["event_id"].isin(out)]
    adding |= set(every.loc[every["is_added_to"].eq(True), "facility_id"])
    every["is_added_to"] = every["facility_id"].isin(adding)
    return every.sort_values(_ORDER, ignore_index=True)


def _by_place(found: pd.DataFrame) -> dict[str, list[Count]]:
    counted: dict[str, list[Count]] = {}
    heard: dict[str, Any] = {}  # when the count in force was received
    for row in found.to_dict("records"):
        place, at = row["facility_id"], row["observed_at"].to_pydatetime().replace(tzinfo=UTC)
        if not pd.isna(row["headcount"]):
            counted.setdefault(place, []).append(Count(at, int(row["headcount"])))
            heard[place] = row["received_at"]
        elif place in counted and not row["is_added_to"] and row["received_at"] >= heard[place]:
            counted[place].append(Count(at, counted[place][-1].people))
    return counted


def _in_force(row: dict[Any, Any]) -> Count | None:
    """The count in force with the time it was seen, arrivals added to it among it."""
    if pd.isna(row["headcount"]) or pd.isna(row["headcount_observed_at"]):
        return None
    at = row["headcount_observed_at"].to_pydatetime().replace(tzinfo=UTC)
    return Count(at, int(row["headcount"]))
