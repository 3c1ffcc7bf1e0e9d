"""The log of corrections that keeps itself: new figures against those of the last build.

Values are told apart by indicator, kind, printed time and document (and their order among equals),
not by their number: so a new number is a correction, and a new time is a value added. What an
earlier build found stays.
"""

from __future__ import annotations

import duckdb
import pyarrow as pa

from etl.corrections import Correction
from etl.landing import insert

#: Columns whose change is told, as text. Numbers are cast so that 400.0 and 400 are one text.
_FIELDS = (
    "value",
    "unit",
    "precision",
    "value_original",
    "target_value",
    "target_due",
    "period_end",
    "date_basis",
)
#: Which value it is. A row number would move whenever the publisher adds a line above.
_KEY = """
    indicator_id, kind, coalesce(as_of_original, '') AS stated, coalesce(document_id, '') AS paper,
    row_number() OVER (
        PARTITION BY indicator_id, kind, coalesce(as_of_original, ''), coalesce(document_id, '')
        ORDER BY source, source_file, source_row) AS turn
"""
_MATCH = "indicator_id, kind, stated, paper, turn"


def log_corrections(
    connection: duckdb.DuckDBPyConnection, corrections: list[Correction], *, has_old: bool
) -> None:
    """Fill ``marts.indicator_corrections``.

    Args:
        connection: the build, with the last one attached as ``old`` where ``has_old``.
        corrections: of the municipality; their reasons explain changes of the indicators they name.
        has_old: without a build before there is nothing to compare and nothing to keep.
    """
    if not has_old:
        return
    if _has(connection, "indicator_corrections"):
        connection.execute(
            "INSERT INTO marts.indicator_corrections BY NAME "
            "SELECT * FROM old.marts.indicator_corrections"
        )
    if not connection.execute("SELECT 1 FROM old.marts.indicator_values LIMIT 1").fetchone():
        return  # the first figures there are: nothing was corrected
    reasons = pa.table(
        {"indicator_id": pa.array([one for one, _ in _reasons(corrections)], pa.string()),
         "reason": pa.array([why for _, why in _reasons(corrections)], pa.string())}
    )  # fmt: skip
    connection.register("indicator_reasons", reasons)
    try:
        for question in (_CHANGED, _ADDED, _WITHDRAWN):
            found = connection.execute(question).to_arrow_table()
            if found.num_rows:
                insert(connection, "marts.indicator_corrections", found)
    finally:
        connection.unregister("indicator_reasons")


def _has(connection: duckdb.DuckDBPyConnection, table: str) -> bool:
    """Whether the last build, perhaps of an older version, has such a mart."""
    return bool(
        connection.execute(
            "SELECT 1 FROM duckdb_tables() "
            "WHERE database_name = 'old' AND schema_name = 'marts' AND table_name = ?",
            [table],
        ).fetchone()
    )


def _reasons(corrections: list[Correction]) -> list[tuple[str, str]]:
    """Indicator and reason of each correction in force that names one."""
    found = {}
    for one in corrections:
        if one.action != "override" or not one.rows_met:
            continue
        for name in ("indicator_id", "indicator"):
            if name in one.locate:
                found[one.locate[name]] = one.reason
    return sorted(found.items())


def _sides() -> str:
    """One struct per column that is told: its name, its text before and after."""
    pairs = (
        f"{{field: '{name}', old: CAST(earlier.{name} AS VARCHAR),"
        f" new: CAST(fresh.{name} AS VARCHAR)}}"
        for name in _FIELDS
    )
    return f"list_value({', '.join(pairs)})"


_SIDES = f"""
WITH fresh AS (SELECT *, {_KEY} FROM marts.indicator_values),
earlier AS (SELECT *, {_KEY} FROM old.marts.indicator_values),
fetched AS (
    SELECT source, max(fetched_at) AS fetched_at FROM meta.source_runs GROUP BY source
)
"""  # noqa: S608 - our own names
_CHANGED = f"""
{_SIDES},
pairs AS (
    SELECT fresh.indicator_id, fresh.source, fresh.as_of_original, fresh.document_title,
        unnest({_sides()}) AS side
    FROM fresh JOIN earlier USING ({_MATCH})
)
SELECT coalesce(fetched.fetched_at, get_current_timestamp()::TIMESTAMP) AS changed_at,
    'corrected' AS change, pairs.indicator_id, definition.municipality, definition.name,
    definition.name_en, pairs.as_of_original, side.field AS field, side.old AS old,
    side.new AS new,
    why.reason, pairs.document_title
FROM pairs
JOIN marts.indicators AS definition USING (indicator_id)
LEFT JOIN fetched USING (source)
LEFT JOIN indicator_reasons AS why USING (indicator_id)
WHERE side.old IS DISTINCT FROM side.new
ORDER BY pairs.indicator_id, pairs.as_of_original, field
"""  # noqa: S608 - our own names
_ADDED = f"""
{_SIDES}
SELECT coalesce(fetched.fetched_at, get_current_timestamp()::TIMESTAMP) AS changed_at,
    'added' AS change, fresh.indicator_id, definition.municipality, definition.name,
    definition.name_en, fresh.as_of_original, CAST(NULL AS VARCHAR) AS field,
    CAST(NULL AS VARCHAR) AS old,
    coalesce(fresh.value_original, CAST(coalesce(fresh.value, fresh.target_value) AS VARCHAR))
        AS new,
    why.reason, fresh.document_title
FROM fresh ANTI JOIN earlier USING ({_MATCH})
JOIN marts.indicators AS definition USING (indicator_id)
LEFT JOIN fetched USING (source)
LEFT JOIN indicator_reasons AS why USING (indicator_id)
ORDER BY fresh.indicator_id, fresh.as_of_original
"""  # noqa: S608 - our own names
#: The new file does not say when it went: the newest fetch of its source stands.
_WITHDRAWN = f"""
{_SIDES}
SELECT coalesce(fetched.fetched_at, get_current_timestamp()::TIMESTAMP) AS changed_at,
    'withdrawn' AS change, earlier.indicator_id, definition.municipality, definition.name,
    definition.name_en, earlier.as_of_original, CAST(NULL AS VARCHAR) AS field,
    coalesce(
        earlier.value_original,
        CAST(coalesce(earlier.value, earlier.target_value) AS VARCHAR)) AS old,
    CAST(NULL AS VARCHAR) AS new, why.reason, earlier.document_title
FROM earlier ANTI JOIN fresh USING ({_MATCH})
JOIN old.marts.indicators AS definition USING (indicator_id)
LEFT JOIN fetched USING (source)
LEFT JOIN indicator_reasons AS why USING (indicator_id)
ORDER BY earlier.indicator_id, earlier.as_of_original
"""  # noqa: S608 - our own names
