"""Published figures of municipalities, with what a verdict and a card need."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

import pandas as pd

from machimori.domain.judgement import State
from machimori.domain.published_values import Indicator, Published, indicator
from machimori.store.kept import Kept
from machimori.store.warehouse import Warehouse

#: Indicators of the latest generations, read and judged once each.
_KEPT: Kept[tuple[Indicator, ...]] = Kept(3)

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
WITH licences AS (
    SELECT source, licence, licence_url FROM wh.meta.source_runs
    QUALIFY row_number() OVER (
        PARTITION BY source ORDER BY fetched_at DESC NULLS LAST, run_id DESC) = 1
)
SELECT
    value.indicator_id, definition.municipality, definition.municipality_code,
    coalesce(definition.theme, '') AS theme, definition.direction,
    coalesce(value.name, definition.name) AS name,
    coalesce(value.name_en, definition.name_en) AS name_en,
    value.kind, value.precision, value.date_basis, value.value,
    coalesce(value.unit, definition.unit) AS unit, value.target_value, value.target_due,
    value.period_start, value.period_end, value.value_original, value.as_of_original,
    value.qualifier, value.note, value.document_id, value.document_title, value.issuer,
    value.document_date, value.section, value.source, value.source_row, value.is_sample,
    nullif(licences.licence, '') AS licence, nullif(licences.licence_url, '') AS licence_url
FROM wh.marts.indicator_values AS value
JOIN wh.marts.indicators AS definition USING (indicator_id)
LEFT JOIN licences USING (source)
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


def all_of(warehouse: Warehouse, *, municipality: str | None = None) -> tuple[Indicator, ...]:
    """The indicators with their values and verdicts, by theme and id.

    Raises:
        ValueError: a word the vocabulary doesn't know; the build's checks let none in.
    """
    found = _KEPT.get(warehouse.signature[:3], lambda: _read(warehouse))
    if municipality is None:
        return found
    return tuple(one for one in found if one.municipality == municipality)


def _read(warehouse: Warehouse) -> tuple[Indicator, ...]:
    rows: dict[str, list[dict[str, Any]]] = {}
    for record in values(warehouse).to_dict("records"):
        rows.setdefault(record["indicator_id"], []).append({str(k): v for k, v in record.items()})
    made = [
        indicator(
            name,
            mine[0]["municipality"],
            _stated(mine[0]["municipality_code"]),
            mine[0]["theme"],
            mine[0]["direction"],
            [_published(row, one) for row, one in enumerate(mine)],
        )
        for name, mine in rows.items()
    ]
    return tuple(sorted(made, key=lambda one: (one.theme, one.indicator_id)))


_FIELDS = tuple(one.name for one in fields(Published) if one.name != "row")
_DAYS = frozenset({"period_start", "period_end", "document_date"})
_NUMBERS = frozenset({"value", "target_value"})


def _published(row: int, record: Mapping[str, Any]) -> Published:
    return Published(row=row, **{name: _typed(name, record[name]) for name in _FIELDS})


def _typed(name: str, value: Any) -> Any:
    if pd.isna(value):
        return None
    if name in _DAYS:
        return pd.Timestamp(value).date()
    if name in _NUMBERS:
        return float(value)
    return bool(value) if name == "is_sample" else value


def _stated(value: Any) -> str | None:
    return None if pd.isna(value) else str(value)


def state_counts(warehouse: Warehouse, *, municipality: str | None = None) -> dict[State, int]:
    """How many indicators are in each state, every state named."""
    counts = dict.fromkeys(State, 0)
    for one in all_of(warehouse, municipality=municipality):
        counts[one.state] += 1
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


_CORRECTIONS = """
SELECT changed_at, change, indicator_id, municipality, name, name_en, as_of_original, field,
    old, new, reason, document_title
FROM wh.marts.indicator_corrections
ORDER BY changed_at DESC, indicator_id, as_of_original, field
"""


def corrections(warehouse: Warehouse) -> pd.DataFrame:
    """What builds found changed, added or gone, newest first; times are naive UTC."""
    return warehouse.frame(_CORRECTIONS)


#: On the front page at most.
FRONT_MOST = 12
#: What says most comes first where nobody has chosen.
_FRONT_ORDER = (State.MET, State.NOT_MET, State.TARGET_ONLY, State.ACTUAL_ONLY)


def front(warehouse: Warehouse, *, chosen: tuple[str, ...], code: str) -> tuple[Indicator, ...]:
    """Those of the front page: the chosen ones, else the own municipality's most telling.

    Args:
        warehouse: the generation.
        chosen: ids of the configuration, in their order; one without values is left out.
        code: of the own municipality.
    """
    found = all_of(warehouse)
    if chosen:
        by_id = {one.indicator_id: one for one in found}
        return tuple(by_id[name] for name in chosen if name in by_id)[:FRONT_MOST]
    telling = [one for one in found if one.state in _FRONT_ORDER]
    own = [one for one in telling if one.municipality_code == code] or telling
    own.sort(
        key=lambda one: (
            _FRONT_ORDER.index(one.state),
            -(one.shown.period_end or date.min).toordinal(),
            one.indicator_id,
        )
    )
    return tuple(own[:FRONT_MOST])
