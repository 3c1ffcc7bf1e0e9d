"""Two lists of places as they were read, held against each other."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from machimori.domain.reconcile import Difference, Listed, reconcile
from machimori.domain.vocabulary import Role
from machimori.store.warehouse import Warehouse

_LISTS = """
SELECT source, count(*) AS places FROM wh.landing.stg_facilities__facility
GROUP BY source ORDER BY source
"""
_ROLES = """
SELECT DISTINCT unnest(string_split(coalesce(roles, role, ''), ',')) AS role
FROM wh.landing.stg_facilities__facility WHERE source IN ($here, $there) ORDER BY role
"""
_IS_KEPT = """
SELECT count(*) FROM duckdb_tables()
WHERE database_name = 'wh' AND schema_name = 'landing' AND table_name = 'stg_facilities__facility'
"""
#: Rows as published; a row of several kinds is one place of that list.
_ROWS = """
SELECT source_row, name, address, latitude, longitude, source_facility_id
FROM wh.landing.stg_facilities__facility
WHERE source = $source
    AND ($role IS NULL OR list_contains(string_split(coalesce(roles, role, ''), ','), $role))
ORDER BY source_row
"""
COLUMNS = (
    "outcome", "row_here", "row_there", "name_here", "name_there", "distance_m", "address_here",
    "address_there", "latitude_here", "longitude_here", "latitude_there", "longitude_there",
)  # fmt: skip


class UnknownList(ValueError):
    """No list or kind is called so; the message names those there are."""


@dataclass(frozen=True)
class PlaceList:
    """One source of facilities in the warehouse."""

    source: str
    places: int


def lists(warehouse: Warehouse) -> list[PlaceList]:
    """The lists there are, by id; none in a warehouse that keeps no rows as read."""
    if not warehouse.rows(_IS_KEPT)[0][0]:
        return []
    return [PlaceList(*row) for row in warehouse.rows(_LISTS)]


def roles(warehouse: Warehouse, here: str, there: str) -> list[str]:
    """Kinds of places either list holds."""
    found = warehouse.rows(_ROLES, {"here": here, "there": there})
    return [str(row[0]) for row in found if row[0]]


def compare(
    warehouse: Warehouse, here: str, there: str, *, role: str | None = None
) -> list[Difference]:
    """Pair the rows of two lists; with ``role`` those of one kind alone.

    Raises:
        UnknownList: there is no such list, or no such kind.
    """
    known = [one.source for one in lists(warehouse)]
    for one in (here, there):
        if one not in known:
            raise UnknownList(f"no list of places is called {one!r}; known: {', '.join(known)}")
    if role is not None and role not in set(Role):
        raise UnknownList(f"no kind of place is called {role!r}; known: {', '.join(Role)}")
    return reconcile(_rows(warehouse, here, role), _rows(warehouse, there, role))


def as_rows(found: list[Difference]) -> list[list[str]]:
    """Differences as cells of ``COLUMNS``; what is unknown is empty."""
    return [
        [
            str(one.outcome),
            _cell(one.here, "row"),
            _cell(one.there, "row"),
            _cell(one.here, "name"),
            _cell(one.there, "name"),
            "" if one.distance_m is None else f"{one.distance_m:.0f}",
            _cell(one.here, "address"),
            _cell(one.there, "address"),
            _cell(one.here, "latitude"),
            _cell(one.here, "longitude"),
            _cell(one.there, "latitude"),
            _cell(one.there, "longitude"),
        ]
        for one in found
    ]


def _rows(warehouse: Warehouse, source: str, role: str | None) -> list[Listed]:
    found = warehouse.rows(_ROWS, {"source": source, "role": role})
    return [
        Listed(str(row), name, address, latitude, longitude, published)
        for row, name, address, latitude, longitude, published in found
    ]


def _cell(row: Listed | None, name: str) -> str:
    value: Any = None if row is None else getattr(row, name)
    return "" if value is None else str(value)
