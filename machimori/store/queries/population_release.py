"""Residents as anybody may have them: by area, sex and age, small numbers withheld."""

from __future__ import annotations

from collections.abc import Hashable

from machimori.city import City
from machimori.domain.margins import Grouping, Key, Margins, stated
from machimori.store import gate
from machimori.store.gate import Released, Subject
from machimori.store.release_ledger import ReleaseLedger
from machimori.store.warehouse import Warehouse

TABLE = "population"
DIMENSIONS = ("area_id", "sex", "age_band")
_CELLS = """
SELECT coalesce(as_of::VARCHAR, 'undated') AS as_of, area_id, sex, age_band,
    CASE WHEN NOT is_withheld THEN population END AS population, is_withheld
FROM wh.marts.population ORDER BY ALL
"""
_NAMES = "SELECT DISTINCT area_id, area_name FROM wh.marts.population"


def by_area(warehouse: Warehouse, city: City) -> Released:
    """One row per survey date and cell: ``as_of``, ``level``, area, sex, age, ``population``."""
    return gate.counts(
        city,
        Subject.PEOPLE,
        TABLE,
        margins(warehouse),
        dimensions=DIMENSIONS,
        period="as_of",
        count="population",
        is_stock=True,
        names={"area_id": dict(warehouse.rows(_NAMES))},
    )


def told(city: City) -> Hashable:
    """Stands for all that was released so far; another one after every release."""
    return ReleaseLedger.of(city, TABLE).state()


def margins(warehouse: Warehouse) -> dict[str, Margins]:
    """Counts of each survey date with their sums, before the gate: not to be told.

    The sums over all areas count as known: they stand in other publications.
    """
    surveys: dict[str, dict[Grouping, dict[Key, int | None]]] = {}
    for as_of, area, sex, band, persons, is_withheld in warehouse.rows(_CELLS):
        if persons is None and not is_withheld:
            continue
        parts = {"area_id": area, "sex": sex, "age_band": band}
        grouping = tuple(name for name in DIMENSIONS if parts[name] is not None)
        key = tuple(parts[name] for name in grouping)
        surveys.setdefault(as_of, {}).setdefault(grouping, {})[key] = persons
    found = {}
    for as_of, given in surveys.items():
        outside = _over_all_areas(given)
        found[as_of] = stated(given | outside, known=outside)
    return found


def _over_all_areas(
    given: dict[Grouping, dict[Key, int | None]],
) -> dict[Grouping, dict[Key, int | None]]:
    """Sums over the areas, where no area's number is missing."""
    found: dict[Grouping, dict[Key, int | None]] = {}
    for grouping, cells in given.items():
        sums: dict[Key, int | None] = {}
        for (_, *rest), persons in cells.items():
            key = tuple(rest)
            before = sums.get(key, 0)
            sums[key] = None if before is None or persons is None else before + persons
        found[grouping[1:]] = {key: value for key, value in sums.items() if value is not None}
    return found
