"""Who needs a place, by town block or station, and which places there are for them.

Residents come from the newest population of each block, people who cannot get home from the
published scenario by station and hour. The assumptions are the configuration's (``[demand]``).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from machimori.city import City
from machimori.domain import demand
from machimori.domain.demand import LEVELS, Span
from machimori.domain.eligibility import Reason, Supply, Wanted, reasons
from machimori.domain.vocabulary import ROLES_WITH_CAPACITY
from machimori.store.journal import EventLog
from machimori.store.queries import board, places
from machimori.store.queries.board import Incident
from machimori.store.warehouse import Warehouse

#: Degrees; about 10 m, finer than a line on screen.
_TOLERANCE = 0.0001

_BLOCKS = """
WITH newest AS (
    SELECT *
    FROM wh.marts.population
    WHERE town_block_id IS NOT NULL
    QUALIFY as_of IS NOT DISTINCT FROM max(as_of) OVER (PARTITION BY town_block_id)
),
totals AS (
    SELECT
        town_block_id,
        -- A block of several published areas has a number only where each of them has one.
        CASE WHEN count(population) = count(*) THEN sum(population)::BIGINT END AS persons,
        bool_or(is_withheld) AS is_withheld,
        max(as_of) AS as_of
    FROM newest WHERE sex IS NULL AND age_band IS NULL
    GROUP BY town_block_id
),
bands AS (
    SELECT
        town_block_id, age_band, population,
        bool_or(sex IS NULL) OVER (PARTITION BY area_id, age_band) AS has_whole, sex
    FROM newest WHERE age_band IS NOT NULL
),
ages AS (
    SELECT
        town_block_id,
        sum(population) FILTER (WHERE first_year < 15)::BIGINT AS children,
        sum(population) FILTER (WHERE first_year >= 65)::BIGINT AS elderly
    FROM (
        SELECT *, regexp_extract(age_band, '^[0-9]+')::INTEGER AS first_year FROM bands
        WHERE sex IS NULL OR NOT has_whole
    )
    GROUP BY town_block_id
)
SELECT
    block.town_block_id AS origin_id, block.name, block.name_en, block.district_id,
    block.latitude, block.longitude, totals.persons,
    coalesce(totals.is_withheld, false) AS is_withheld, ages.children, ages.elderly, totals.as_of
FROM wh.marts.town_blocks AS block
LEFT JOIN totals USING (town_block_id)
LEFT JOIN ages USING (town_block_id)
ORDER BY origin_id
"""
_STATIONS = """
SELECT
    station.station_id AS origin_id, station.name, station.name_en, station.district_id,
    station.latitude, station.longitude, stranded.persons::BIGINT AS persons
FROM wh.marts.stations AS station
LEFT JOIN wh.marts.stranded_commuters AS stranded
    ON stranded.station_id = station.station_id
    AND stranded.scenario = $scenario AND stranded.hour = $hour
ORDER BY origin_id
"""
_SCENARIOS = """
SELECT scenario, hour, sum(persons)::BIGINT AS persons
FROM wh.marts.stranded_commuters AS stranded GROUP BY scenario, hour
ORDER BY max(sum(stranded.persons)) OVER (PARTITION BY scenario) DESC NULLS LAST, scenario, hour
"""
_DISTRICTS = """
SELECT district_id, name, name_en,
    ST_AsGeoJSON(ST_SimplifyPreserveTopology(geometry, $tolerance))::VARCHAR AS shape
FROM wh.marts.districts ORDER BY district_id
"""
_MORE_OF_PLACES = "SELECT facility_id, place_id AS place, accepts, area_m2 FROM places"


@dataclass(frozen=True)
class Origins:
    """Blocks or stations, and the people who may need a place from there.

    Attributes:
        frame: origin_id, name, name_en, district_id, latitude, longitude, persons (NULL:
            unknown), low, mid, high (NULL likewise).
        unknown: origins without a number.
        is_spread_evenly: no scenario tells the stations apart; the configured total stands.
        as_of: newest survey; None where the data states none.
    """

    frame: pd.DataFrame
    unknown: int
    is_spread_evenly: bool
    as_of: datetime | None

    @property
    def span(self) -> Span:
        """Persons of all origins."""
        return demand.span(self.frame)


@dataclass(frozen=True)
class Moment:
    """A scenario of stranded people and the hours since the event."""

    scenario: str
    hour: int


def scenarios(warehouse: Warehouse) -> pd.DataFrame:
    """One row per scenario and hour, the largest scenario first; persons of all stations."""
    return warehouse.frame(_SCENARIOS)


def districts(warehouse: Warehouse) -> pd.DataFrame:
    """district_id, name, name_en, shape (GeoJSON; NULL where there is none)."""
    return warehouse.frame(_DISTRICTS, {"tolerance": _TOLERANCE})


def residents(warehouse: Warehouse, city: City) -> Origins:
    """Town blocks and the residents who may come from each."""
    blocks = warehouse.frame(_BLOCKS)
    newest = blocks["as_of"].max()
    as_of = None if pd.isna(newest) else pd.Timestamp(newest).to_pydatetime()
    return _origins(blocks, city.demand.resident_share, as_of=as_of)


def commuters(warehouse: Warehouse, city: City, moment: Moment | None) -> Origins:
    """Stations and the people stranded at each.

    Where no scenario has figures, the configured total is shared out evenly over the stations.
    """
    asked = {"scenario": None, "hour": None} if moment is None else vars(moment)
    stations = warehouse.frame(_STATIONS, asked)
    is_even = moment is None and len(stations) > 0
    if is_even:
        even = demand.apportion([0.0] * len(stations), city.demand.commuter_total)
        stations["persons"] = pd.Series(even, stations.index, dtype="Int64")
    return _origins(stations, city.demand.commuter_spread, is_spread_evenly=is_even)


def _origins(
    frame: pd.DataFrame,
    factors: tuple[float, float, float],
    *,
    as_of: datetime | None = None,
    is_spread_evenly: bool = False,
) -> Origins:
    frame["persons"] = frame["persons"].astype("Int64")
    frame[list(LEVELS)] = demand.demand(frame["persons"], factors)
    return Origins(frame, int(frame["persons"].isna().sum()), is_spread_evenly, as_of)


def candidates(
    warehouse: Warehouse,
    city: City,
    incident: Incident | None,
    wanted: Wanted,
    *,
    now: datetime,
    journal: EventLog | None = None,
) -> pd.DataFrame:
    """Every place of a role with capacity, whether it takes the group, and why not.

    Columns of ``board.places`` and: accepts, area_m2, seats_low, seats_high, seats_basis,
    ``against`` (``eligibility.Reason``), ``inside`` (persons counted inside, NULL: unknown; 0 in
    a plan), ``free`` (seats left by the low number; where nobody counted, all of them).
    """
    found = board.places(warehouse, city, incident, now=now, journal=journal)
    more = places.ask(
        warehouse,
        journal,
        _MORE_OF_PLACES,
        incident_id=None if incident is None else incident.incident_id,
        mode=None if incident is None else incident.mode,
    )
    found = found[found["role"].isin([str(role) for role in ROLES_WITH_CAPACITY])]
    found = found.merge(more, on="facility_id", how="inner")
    found["place_id"] = found.pop("place")
    seats = demand.seats(found, city.demand.area_per_person_m2)
    found = pd.concat([found, seats], axis=1).sort_values("facility_id", ignore_index=True)
    found["against"] = reasons(found, wanted)
    is_plan = wanted.supply == Supply.ALL
    found["inside"] = (
        pd.Series(0, found.index, dtype="Int64")
        if is_plan
        else found["headcount_shown"].astype("Int64")
    )
    found["free"] = (found["seats_low"] - found["inside"].fillna(0)).clip(lower=0)
    return found


@dataclass(frozen=True)
class Gap:
    """Demand against capacity of one group.

    Attributes:
        demand, seats, short: of the whole municipality; short below 0: seats to spare.
        places: eligible places.
        capacity_unknown: places that would be eligible if their capacity were known.
        by_area: eligible places whose capacity is a range, by floor area.
        inside: persons counted in the eligible places; None where nobody counted.
        inside_unknown: eligible places without a count.
        districts: one row per district and one without (NULL): the same in columns
            demand_<level>, seats_<level>, short_<level>, persons, places, capacity_unknown,
            inside, origins_unknown.
    """

    demand: Span
    seats: Span
    short: Span
    places: int
    capacity_unknown: int
    by_area: int
    inside: int | None
    inside_unknown: int
    districts: pd.DataFrame


def gap(warehouse: Warehouse, origins: Origins, found: pd.DataFrame) -> Gap:
    """Hold the people of all origins against the eligible ones of ``candidates``."""
    used = found[found["against"] == Reason.ELIGIBLE]
    unknown = found[found["against"] == Reason.CAPACITY_UNKNOWN]
    counted = used["inside"].dropna()
    seats = demand.seat_span(used)
    areas = districts(warehouse)
    known = set(areas["district_id"])
    named = [{str(key): one[key] for key in one} for one in areas.to_dict("records")]
    named.append({"district_id": None, "name": None, "name_en": None, "shape": None})
    rows = [
        one
        | _of_district(
            _within(origins.frame, one["district_id"], known),
            _within(used, one["district_id"], known),
            _within(unknown, one["district_id"], known),
        )
        for one in named
    ]
    whole = {"persons": "Int64", "elderly": "Int64", "inside": "Int64"}
    frame = pd.DataFrame(rows).astype(whole)
    is_empty = frame["district_id"].isna() & (frame["origins"] + frame["places"] == 0)
    return Gap(
        demand=origins.span,
        seats=seats,
        short=origins.span.minus(seats),
        places=len(used),
        capacity_unknown=len(unknown),
        by_area=int((used["seats_basis"] == demand.AREA).sum()),
        inside=int(counted.sum()) if len(counted) else None,
        inside_unknown=len(used) - len(counted),
        districts=frame[~(is_empty & (frame["capacity_unknown"] == 0))].reset_index(drop=True),
    )


def _within(frame: pd.DataFrame, district_id: str | None, known: set[str]) -> pd.DataFrame:
    """Rows of a district; None: those of no district there is a row of."""
    if district_id is None:
        return frame[~frame["district_id"].isin(known)]
    return frame[frame["district_id"] == district_id]


def _of_district(
    origins: pd.DataFrame, used: pd.DataFrame, unknown: pd.DataFrame
) -> dict[str, Any]:
    wanted, seats = demand.span(origins), demand.seat_span(used)
    short = wanted.minus(seats)
    row: dict[str, Any] = {}
    for name, one in (("demand", wanted), ("seats", seats), ("short", short)):
        row |= {f"{name}_{level}": one.at(level) for level in LEVELS}
    counted = used["inside"].dropna()
    return row | {
        "origins": len(origins),
        "origins_unknown": int(origins["persons"].isna().sum()),
        "persons": int(origins["persons"].sum()) if origins["persons"].notna().any() else None,
        "elderly": _sum_or_none(origins, "elderly"),
        "places": len(used),
        "capacity_unknown": len(unknown),
        "inside": int(counted.sum()) if len(counted) else None,
    }


def _sum_or_none(frame: pd.DataFrame, name: str) -> int | None:
    if name not in frame or not frame[name].notna().any():
        return None
    return int(frame[name].sum())
