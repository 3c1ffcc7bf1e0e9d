"""Posts that a source listed before and lists no more: 消失, never taken for repaired.

A source that was not read now, or was held back, has the rows it had: nothing vanishes there.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from machimori.city import City
from machimori.domain.events import Event

_HAS = "SELECT count(*) FROM duckdb_tables() WHERE database_name = 'old' AND table_name = $name"
_KEPT = """
report_id, source, source_report_id, category, status, severity, requested_at, updated_at,
closed_at, end_kind, reopened_count, latitude, longitude, address, mesh250, town_block_id,
district_id, is_sample
"""

_VANISHED = f"""
WITH reach AS (
    SELECT source, min(requested_at) AS since, max(as_of) AS as_of
    FROM marts.road_reports GROUP BY source
),
gone AS (
    SELECT {_KEPT}, as_of FROM old.marts.road_reports
    ANTI JOIN (SELECT report_id FROM marts.road_reports) USING (report_id)
)
INSERT INTO marts.road_vanished BY NAME
SELECT
    gone.* EXCLUDE (as_of),
    CASE WHEN gone.requested_at < reach.since THEN 'outside_window' ELSE 'vanished' END AS why,
    gone.as_of AS last_seen_at,
    greatest(reach.as_of, gone.as_of) AS vanished_at
FROM gone JOIN reach USING (source)
ORDER BY report_id
"""  # noqa: S608 - our own names

#: What had vanished before stays so, unless the source lists it again.
_STILL = """
INSERT INTO marts.road_vanished BY NAME
SELECT * FROM old.marts.road_vanished
ANTI JOIN (SELECT report_id FROM marts.road_reports) USING (report_id)
ANTI JOIN (SELECT report_id FROM marts.road_vanished) USING (report_id)
ORDER BY report_id
"""


def keep_vanished(
    connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]
) -> None:
    """Fill marts.road_vanished from the warehouse in force, where there is one with a table."""
    if _in_old(connection, "road_reports"):
        connection.execute(_VANISHED)
    if _in_old(connection, "road_vanished"):
        connection.execute(_STILL)


def _in_old(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    found = connection.execute(_HAS, {"name": name}).fetchone()
    return bool(found and found[0])
