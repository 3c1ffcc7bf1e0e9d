"""Every place there is: the master's, and those staff added since nobody had designated them.

``places`` is the one way to ask for places, whatever for: rows of ``marts.facilities`` with the
journal's ``facility`` and ``facility_join`` events on it, at once and as the next build will say.
A question of one's own (columns, joins, filters) goes to ``ask``, in SQL over ``places``.
A temporary place belongs to the incident it was added in: a drill's is never seen outside it.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from machimori.domain import temporary_places
from machimori.domain.events import FACILITY, FACILITY_JOIN
from machimori.store.journal import EventLog
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Parameters, Warehouse

_TYPES = dict.fromkeys(temporary_places.FIELDS, "VARCHAR") | {
    "latitude": "DOUBLE",
    "longitude": "DOUBLE",
    "capacity": "INTEGER",
    "is_public": "BOOLEAN",
    "source_row": "BIGINT",
    "as_of": "TIMESTAMP",
}
#: As ```etl/models/temporary_places.sql``` does it: a property test holds one against the other.
_ALL = """
WITH stated AS (
    SELECT unnest(from_json($temporary, $types), recursive := true)
),
located AS (
    SELECT facility_id, town_block_id, district_id
    FROM stated JOIN wh.marts.town_blocks
        ON ST_DWithin(geometry, ST_Point(stated.longitude, stated.latitude), 60 / 111320)
    QUALIFY row_number() OVER (
        PARTITION BY facility_id
        ORDER BY ST_Distance(geometry, ST_Point(stated.longitude, stated.latitude)), town_block_id
    ) = 1
),
within AS (
    SELECT facility_id, district_id
    FROM stated JOIN wh.marts.districts
        ON ST_DWithin(geometry, ST_Point(stated.longitude, stated.latitude), 60 / 111320)
    QUALIFY row_number() OVER (
        PARTITION BY facility_id
        ORDER BY ST_Distance(geometry, ST_Point(stated.longitude, stated.latitude)), district_id
    ) = 1
),
every_place AS (
    FROM wh.marts.facilities WHERE NOT is_temporary
    UNION ALL BY NAME
    SELECT
        stated.*, $code AS municipality_code, true AS is_temporary,
        located.town_block_id, coalesce(located.district_id, within.district_id) AS district_id,
        'journal' AS source, 'journal' AS source_file, $is_sample AS is_sample
    FROM stated LEFT JOIN located USING (facility_id) LEFT JOIN within USING (facility_id)
),
places AS (
    FROM every_place
    WHERE NOT is_temporary OR (incident_id IS NOT DISTINCT FROM $incident_id AND mode = $mode)
)
"""
_WITHOUT_JOURNAL = """
WITH every_place AS (FROM wh.marts.facilities),
places AS (
    FROM every_place
    WHERE NOT is_temporary OR (incident_id IS NOT DISTINCT FROM $incident_id AND mode = $mode)
)
"""
_MASTER = "SELECT facility_id FROM wh.marts.facilities WHERE NOT is_temporary"


def places(
    warehouse: Warehouse,
    journal: EventLog | None,
    *,
    incident_id: str | None = None,
    mode: str | None = None,
) -> pd.DataFrame:
    """Columns of marts.facilities, by id: the master, and the temporary places of one incident.

    Args:
        warehouse: the master, and where its areas lie.
        journal: None where there is none yet.
        incident_id: whose temporary places are meant.
        mode: of that incident; None in peace, when there are only the master's.
    """
    sql = "FROM places ORDER BY facility_id"
    return ask(warehouse, journal, sql, incident_id=incident_id, mode=mode)


def temporary(warehouse: Warehouse, journal: EventLog | None) -> pd.DataFrame:
    """Columns of marts.facilities of the temporary places of all incidents, newest first.

    One that was joined to a place of the master is in here no more.
    """
    sql = "FROM every_place WHERE is_temporary ORDER BY as_of DESC, facility_id"
    return ask(warehouse, journal, sql)


def ask(
    warehouse: Warehouse,
    journal: EventLog | None,
    sql: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    incident_id: str | None = None,
    mode: str | None = None,
) -> pd.DataFrame:
    """The answer of a query (a SELECT without WITH) over ``places`` as ``places`` has them.

    ``every_place`` beside it holds the temporary places of every incident.
    """
    return warehouse.frame(*_question(warehouse, journal, sql, parameters, incident_id, mode))


def rows(
    warehouse: Warehouse,
    journal: EventLog | None,
    sql: str,
    parameters: Mapping[str, Any] | None = None,
    *,
    incident_id: str | None = None,
    mode: str | None = None,
) -> list[tuple[Any, ...]]:
    """As ``ask``, as tuples."""
    return warehouse.rows(*_question(warehouse, journal, sql, parameters, incident_id, mode))


def known_ids(warehouse: Warehouse, journal: EventLog | None, until: int | None) -> frozenset[str]:
    """Ids of the master and of every temporary place added by then, joined ones among them."""
    added = temporary_places.places(events_of(journal, FACILITY, until=until))
    master = {str(row[0]) for row in warehouse.rows(_MASTER)}
    return frozenset(master | {one["facility_id"] for one in added})


def meant(warehouse: Warehouse, journal: EventLog | None, facility_id: str, mode: str) -> str:
    """The facility a statement about that id is about, by all joins told."""
    joined = joins(journal)
    if (facility_id, mode) not in joined:
        return facility_id
    return temporary_places.meant(facility_id, mode, joined, known_ids(warehouse, journal, None))


def joins(journal: EventLog | None, until: int | None = None) -> temporary_places.Joins:
    """Which temporary place turned out to be which of the master, as told by then."""
    return temporary_places.joins(events_of(journal, FACILITY_JOIN, until=until))


def _question(
    warehouse: Warehouse,
    journal: EventLog | None,
    sql: str,
    parameters: Mapping[str, Any] | None,
    incident_id: str | None,
    mode: str | None,
) -> tuple[str, Parameters]:
    given = {"incident_id": incident_id, "mode": mode, **(parameters or {})}
    if journal is None:
        return _used(_WITHOUT_JOURNAL, sql, given)
    given |= {
        "temporary": json.dumps(_added(warehouse, journal), ensure_ascii=False, default=str),
        "types": json.dumps([_TYPES]),
        "code": warehouse.build.code,
        "is_sample": warehouse.build.is_sample,
    }
    return _used(_ALL, sql, given)


def _used(before: str, sql: str, given: Mapping[str, Any]) -> tuple[str, Parameters]:
    """DuckDB takes no value that its question doesn't name."""
    whole = f"{before}{sql}"
    return whole, {name: value for name, value in given.items() if f"${name}" in whole}


def _added(warehouse: Warehouse, journal: EventLog) -> list[dict[str, Any]]:
    """Temporary places that stand for themselves."""
    added = temporary_places.places(events_of(journal, FACILITY))
    joined = joins(journal)
    if not joined:
        return added
    known = known_ids(warehouse, journal, None)
    return [
        one
        for one in added
        if temporary_places.meant(one["facility_id"], one["mode"], joined, known)
        == one["facility_id"]
    ]
