"""The part of each post's priority that stands: severity, its road, and how often it was reported.

What moves with the clock, or with an incident, is added when it is asked for.
"""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pyarrow as pa

from etl.narrow_frames import narrow
from machimori.city import City
from machimori.domain.events import Event
from machimori.domain.road_priority import FLAG_COLUMNS, LEVELS, still_parts

_POSTS = f"""
WITH groups AS (
    SELECT duplicate_group_id, count(*) AS posts FROM marts.road_duplicate_groups GROUP BY ALL
),
repeated AS (
    SELECT report_id, any_value(groups.posts) AS posts
    FROM marts.road_duplicate_groups JOIN groups USING (duplicate_group_id) GROUP BY report_id
)
SELECT
    report.report_id,
    coalesce(list_position($levels, decided.severity), severity.severity_level)::DOUBLE
        AS severity_level,
    CASE
        WHEN list_position($levels, decided.severity) IS NOT NULL
            AND decided.severity IS DISTINCT FROM decided.published_severity THEN 'staff'
        ELSE severity.severity_basis
    END AS severity_basis,
    severity.severity_found,
    road.road_class,
    {", ".join(f"road.{column}::DOUBLE AS {column}" for column in FLAG_COLUMNS.values())},
    coalesce(repeated.posts, 1)::INTEGER AS repeats
FROM marts.road_reports AS report
LEFT JOIN marts.road_severities AS severity USING (report_id)
LEFT JOIN marts.road_decisions AS decided USING (report_id)
LEFT JOIN marts.road_exposures AS road USING (report_id)
LEFT JOIN repeated USING (report_id)
"""  # noqa: S608 - our own names
_WEIGHED = """
INSERT INTO marts.road_priorities BY NAME
SELECT
    report_id, severity_level::TINYINT AS severity_level, severity_basis, severity_found, repeats,
    priority_log, priority_weight
FROM weighed_posts
"""


def weigh_posts(connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]) -> None:
    """Fill marts.road_priorities by the scheme in force."""
    posts = narrow(connection.execute(_POSTS, {"levels": list(LEVELS)}).to_arrow_table())
    posts["priority_log"], posts["priority_weight"] = still_parts(
        posts, city.road_priority.chosen()
    )
    rows = posts.drop(columns=["road_class", *FLAG_COLUMNS.values()])
    connection.register("weighed_posts", pa.Table.from_pandas(rows, preserve_index=False))
    try:
        connection.execute(_WEIGHED)
    finally:
        connection.unregister("weighed_posts")
