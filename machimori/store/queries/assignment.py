"""Who is sent where: people of the blocks or stations to the free seats of the eligible places.

Solved anew whenever its numbers change: a status, a closure, a place that grew too old. The same
numbers give the answer that is held.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from machimori.city import City
from machimori.domain import demand
from machimori.domain.allocation import Assignment, assign, walk_figures
from machimori.domain.eligibility import ROLES_OF, Reason, Wanted
from machimori.domain.nearest import Nearest, why_not_nearest
from machimori.domain.road_lines import Floats, Ints
from machimori.domain.walking_network import Distances, Way
from machimori.store.journal import EventLog
from machimori.store.kept import Kept
from machimori.store.queries import closures, walking
from machimori.store.queries.board import Incident
from machimori.store.queries.demand import Origins, candidates
from machimori.store.warehouse import Warehouse

#: Roles anybody might walk to, of either group.
_SHELTERING = [str(role) for roles in ROLES_OF.values() for role in roles]
_solved: Kept[Assignment] = Kept(16)


@dataclass(frozen=True)
class Answer:
    """The assignment, row by row as the page tells it.

    Attributes:
        origins: origin_id, name, name_en, district_id, latitude, longitude, persons (to be sent),
            placed, left_out, mean_m, nearest_id, nearest, nearest_m, why, is_straight.
        places: rows of ``demand.candidates`` (roles people are sent to) with load, mean_m, p95_m.
        flows: origin_id, facility_id, persons, metres, way; where from and to.
        closed: closures that were walked round.
        assignment: the solution with its proof.
        mean_m, p95_m: of everybody placed, by persons; None where nobody is.
        inside: persons inside already, taken off the demand.
        expected: persons of the level, before that.
        not_counted: eligible places where nobody counted who is inside.
        origins_unplaced: persons of origins without a position; they are left out.
        places_unplaced: eligible places without a position; nobody can be sent there.
        has_network: whether there are roads at all.
    """

    origins: pd.DataFrame
    places: pd.DataFrame
    flows: pd.DataFrame
    closed: pd.DataFrame
    assignment: Assignment
    mean_m: float | None
    p95_m: int | None
    inside: int
    expected: int
    not_counted: int
    origins_unplaced: int
    places_unplaced: pd.DataFrame
    has_network: bool

    @property
    def placed(self) -> int:
        """Persons with a place."""
        return int(self.assignment.load.sum())

    @property
    def left_out(self) -> int:
        """Persons without a place, those of unknown origin among them."""
        return int(self.assignment.left_out.sum()) + self.origins_unplaced


def answer(
    warehouse: Warehouse,
    city: City,
    incident: Incident | None,
    people: Origins,
    wanted: Wanted,
    level: str,
    *,
    now: datetime,
    journal: EventLog | None = None,
) -> Answer:
    """Assign the people of one level (low, mid, high)."""
    found = candidates(warehouse, city, incident, wanted, now=now, journal=journal)
    found = found[found["role"].isin(_SHELTERING) & (found["against"] != Reason.OTHER_ROLE)]
    is_eligible = found["against"] == Reason.ELIGIBLE
    inside = int(found.loc[is_eligible, "inside"].sum())
    coming = demand.still_to_come(people.frame[level], inside).fillna(0).astype(int)
    origins = people.frame.assign(persons=coming)
    unplaced = found[is_eligible & found["latitude"].isna()]
    nowhere = int(origins.loc[origins["latitude"].isna(), "persons"].sum())
    origins = origins[origins["latitude"].notna()].reset_index(drop=True)
    places = found[found["latitude"].notna()].reset_index(drop=True)
    closed = closures.closed_now(warehouse, journal, incident, now)
    here, there = walking.points(city, origins), walking.points(city, places)
    walks = walking.walks(warehouse, city, here, there, closed["road_id"])
    columns = np.flatnonzero(places["against"] == Reason.ELIGIBLE)
    seats = places["free"].iloc[columns].to_numpy(dtype=np.int64)
    solution = _solution(origins["persons"].to_numpy(dtype=np.int64), seats, walks, columns)
    nearest = why_not_nearest(
        walking.straight(here, there), walks, places["against"].tolist(), solution, columns
    )
    mean_m, p95_m = walk_figures(solution.metres, solution.persons)
    return Answer(
        origins=_of_origins(origins, places, solution, nearest, walks),
        places=_of_places(places, solution, columns),
        flows=_flows(origins, places, solution, columns, walks),
        closed=closed,
        assignment=solution,
        mean_m=mean_m,
        p95_m=p95_m,
        inside=inside,
        expected=int(people.frame[level].sum()),
        not_counted=int(found.loc[is_eligible, "inside"].isna().sum()),
        origins_unplaced=nowhere,
        places_unplaced=unplaced,
        has_network=walking.network(warehouse, city) is not None,
    )


def of_districts(found: Answer) -> pd.DataFrame:
    """One row per district_id (NULL: none): persons, placed, left_out, mean_m, p95_m."""
    flows = found.flows.merge(found.origins[["origin_id", "district_id"]], on="origin_id")
    rows = []
    for district_id, mine in found.origins.groupby("district_id", dropna=False, sort=True):
        is_here = (
            flows["district_id"].isna()
            if pd.isna(district_id)
            else (flows["district_id"] == district_id)
        )
        walked = flows[is_here]
        mean_m, p95_m = walk_figures(
            walked["metres"].to_numpy(dtype=np.int64), walked["persons"].to_numpy(dtype=np.int64)
        )
        rows.append(
            {
                "district_id": None if pd.isna(district_id) else district_id,
                "persons": int(mine["persons"].sum()),
                "placed": int(mine["placed"].sum()),
                "left_out": int(mine["left_out"].sum()),
                "mean_m": mean_m,
                "p95_m": p95_m,
            }
        )
    columns = ["district_id", "persons", "placed", "left_out", "mean_m", "p95_m"]
    return pd.DataFrame(rows, columns=columns)


def _solution(persons: Ints, seats: Ints, walks: Distances, columns: Ints) -> Assignment:
    metres: Floats = np.ascontiguousarray(walks.metres[:, columns])
    content = b"|".join([persons.tobytes(), seats.tobytes(), metres.tobytes()])
    key = hashlib.blake2b(content, digest_size=16).digest()
    return _solved.get(key, lambda: assign(persons, seats, metres))


def _of_origins(
    origins: pd.DataFrame,
    places: pd.DataFrame,
    solution: Assignment,
    nearest: Nearest,
    walks: Distances,
) -> pd.DataFrame:
    count = len(origins)
    placed = np.bincount(solution.origin, weights=solution.persons, minlength=count)
    walked = np.bincount(
        solution.origin, weights=solution.persons * solution.metres, minlength=count
    )
    is_there = nearest.place >= 0
    at = np.where(is_there, nearest.place, 0)
    shown = ["origin_id", "name", "name_en", "district_id", "latitude", "longitude", "persons"]
    found = origins[shown].copy()
    found["placed"] = placed.astype(int)
    found["left_out"] = solution.left_out
    found["mean_m"] = np.divide(walked, placed, out=np.full(count, np.nan), where=placed > 0)
    for name, column in (("nearest_id", "facility_id"), ("nearest", "name")):
        named = places[column].to_numpy()[at] if len(places) else np.full(count, None)
        found[name] = pd.Series(named, found.index, dtype=object).where(is_there, None)
    found["nearest_m"] = nearest.metres
    found["why"] = list(nearest.why)
    found["is_straight"] = walks.straight_origins if len(places) else False
    return found


def _of_places(places: pd.DataFrame, solution: Assignment, columns: Ints) -> pd.DataFrame:
    found = places.copy()
    found["load"] = pd.array([pd.NA] * len(found), dtype="Int64")
    found.loc[columns, "load"] = solution.load
    figures = {
        int(columns[place]): walk_figures(
            solution.metres[solution.place == place], solution.persons[solution.place == place]
        )
        for place in np.unique(solution.place)
    }
    found["mean_m"] = [figures.get(row, (None, None))[0] for row in range(len(found))]
    found["p95_m"] = [figures.get(row, (None, None))[1] for row in range(len(found))]
    return found


def _flows(
    origins: pd.DataFrame,
    places: pd.DataFrame,
    solution: Assignment,
    columns: Ints,
    walks: Distances,
) -> pd.DataFrame:
    at = columns[solution.place]
    start = origins.iloc[solution.origin].reset_index(drop=True)
    end = places.iloc[at].reset_index(drop=True)
    way = walks.way[solution.origin, at]
    return pd.DataFrame(
        {
            "origin_id": start["origin_id"],
            "origin": start["name"],
            "origin_en": start["name_en"],
            "facility_id": end["facility_id"],
            "place": end["name"],
            "persons": solution.persons,
            "metres": solution.metres,
            "is_straight": way == Way.STRAIGHT,
            "from_latitude": start["latitude"],
            "from_longitude": start["longitude"],
            "to_latitude": end["latitude"],
            "to_longitude": end["longitude"],
        }
    )
