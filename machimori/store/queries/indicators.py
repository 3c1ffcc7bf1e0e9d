"""Published figures of municipalities, with what a verdict and a card need."""

from __future__ import annotations

from datetime import date

import pandas as pd

from machimori.domain.judgement import State, Value, Verdict, judge
from machimori.store.warehouse import Warehouse

_MUNICIPALITIES = """
SELECT municipality, any_value(municipality_code) AS municipality_code,
    count(*) AS indicators
FROM wh.marts.indicators
GROUP BY municipality ORDER BY indicators DESC, municipality
"""

_DEFINITIONS = """
SELECT indicator_id, municipality, municipality_code, coalesce(theme, '') AS theme, name, name_en,
    unit, direction
FROM wh.marts.indicators
WHERE $municipality::VARCHAR IS NULL OR municipality = $municipality
ORDER BY theme, indicator_id
"""

_VALUES = """
SELECT
    value.indicator_id, value.kind, value.precision, value.date_basis, value.value,
    coalesce(value.unit, definition.unit) AS unit, value.target_value, value.target_due,
    value.period_start, value.period_end, value.value_original, value.as_of_original,
    value.qualifier, value.note, value.document_id, value.document_title, value.issuer,
    value.document_date, value.section, value.source, value.source_row, value.is_sample
FROM wh.marts.indicator_values AS value
JOIN wh.marts.indicators AS definition USING (indicator_id)
WHERE $municipality::VARCHAR IS NULL OR definition.municipality = $municipality
ORDER BY value.indicator_id, value.period_end NULLS LAST, value.source_row
"""


def municipalities(warehouse: Warehouse) -> pd.DataFrame:
    """Municipalities with figures, the one with most first."""
    return warehouse.frame(_MUNICIPALITIES)


def definitions(warehouse: Warehouse, *, municipality: str | None = None) -> pd.DataFrame:
    """One row per indicator."""
    return warehouse.frame(_DEFINITIONS, {"municipality": municipality})


def values(warehouse: Warehouse, *, municipality: str | None = None) -> pd.DataFrame:
    """One row per value and date, oldest first, undated last."""
    return warehouse.frame(_VALUES, {"municipality": municipality})


def _optional(value: object) -> float | None:
    return None if pd.isna(value) else float(value)  # type: ignore[call-overload,arg-type]


def verdicts(
    warehouse: Warehouse, *, municipality: str | None = None
) -> dict[str, tuple[Verdict, list[Value]]]:
    """Verdict and values of each indicator; ``Value.row`` is the row's place in ``values()``."""
    found: dict[str, list[Value]] = {}
    directions = {
        record["indicator_id"]: record["direction"]
        for record in definitions(warehouse, municipality=municipality).to_dict("records")
    }
    for row, record in enumerate(values(warehouse, municipality=municipality).to_dict("records")):
        found.setdefault(record["indicator_id"], []).append(
            Value(
                row=row,
                kind=record["kind"],
                precision=record["precision"],
                date_basis=record["date_basis"],
                value=_optional(record["value"]),
                unit=record["unit"],
                target=_optional(record["target_value"]),
                period_end=None
                if pd.isna(record["period_end"])
                else pd.Timestamp(record["period_end"]).date(),
            )
        )
    return {
        indicator: (judge(rows, directions[indicator]), rows) for indicator, rows in found.items()
    }


def state_counts(warehouse: Warehouse, *, municipality: str | None = None) -> dict[State, int]:
    """How many indicators are in each state, every state named."""
    counts = dict.fromkeys(State, 0)
    for verdict, _ in verdicts(warehouse, municipality=municipality).values():
        counts[verdict.state] += 1
    return counts


_NEWEST = """
SELECT max(value.period_end)
FROM wh.marts.indicator_values AS value
JOIN wh.marts.indicators AS definition USING (indicator_id)
WHERE value.date_basis <> 'なし' AND value.value IS NOT NULL
    AND value.kind IN ('実績', '推計', '調査', '決算')
    AND ($municipality::VARCHAR IS NULL OR definition.municipality = $municipality)
"""


def newest(warehouse: Warehouse, *, municipality: str | None = None) -> date | None:
    """Newest dated result; targets and forecasts lie ahead and don't count."""
    found: date | None = warehouse.rows(_NEWEST, {"municipality": municipality})[0][0]
    return found
