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

_TERMS = ("severity_level", "road_class", *FLAG_COLUMNS.values(), "repeats")
_KNOWN = f"""
CREATE OR REPLACE TEMP TABLE known_posts AS
WITH groups AS (
    SELECT duplicate_group_id, count(*) AS posts FROM marts.road_duplicate_groups GROUP BY ALL
),
repeated AS (
    SELECT report_id, any_value(groups.posts) AS posts
    FROM marts.road_duplicate_groups JOIN groups USING (duplicate_group_id) GROUP BY report_id
)
SELECT
    report.report_id,
    coalesce(list_position($levels, decided.severity), severity.severity_level)::TINYINT
        AS severity_level,
    CASE
        WHEN list_position($levels, decided.severity) IS NOT NULL
            AND decided.severity IS DISTINCT FROM decided.published_severity THEN 'staff'
        ELSE severity.severity_basis
    END AS severity_basis,
    severity.severity_found,
    road.road_class,
    {", ".join(f"road.{column}" for column in FLAG_COLUMNS.values())},
    coalesce(repeated.posts, 1)::INTEGER AS repeats
FROM marts.road_reports AS report
LEFT JOIN marts.road_severities AS severity USING (report_id)
LEFT JOIN marts.road_decisions AS decided USING (report_id)
LEFT JOIN marts.road_exposures AS road USING (report_id)
LEFT JOIN repeated USING (report_id)
"""  # noqa: S608 - our own names
#: Of a million posts a few hundred differ in what is weighed: each combination is weighed once.
_DIFFERENT = f"""
SELECT DISTINCT
    severity_level::DOUBLE AS severity_level, road_class,
    {", ".join(f"{column}::DOUBLE AS {column}" for column in FLAG_COLUMNS.values())}, repeats
FROM known_posts ORDER BY ALL
"""  # noqa: S608 - our own names
_WEIGHED = f"""
INSERT INTO marts.road_priorities BY NAME
SELECT
    post.report_id, post.severity_level, post.severity_basis, post.severity_found, post.repeats,
    weighed.priority_log, weighed.priority_weight
FROM known_posts AS post
LEFT JOIN weighed_terms AS weighed
    ON {" AND ".join(f"post.{term} IS NOT DISTINCT FROM weighed.{term}" for term in _TERMS)}
"""  # noqa: S608 - our own names


def weigh_posts(connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]) -> None:
    """Fill marts.road_priorities by the scheme in force."""
    connection.execute(_KNOWN, {"levels": list(LEVELS)})
    terms = connection.execute(_DIFFERENT).to_arrow_table()
    logarithm, weight = still_parts(narrow(terms), city.road_priority.chosen())
    # Their own types again, for what is compared must be alike.
    for column in FLAG_COLUMNS.values():
        at = terms.column_names.index(column)
        terms = terms.set_column(at, column, terms[column].cast(pa.bool_()))
    at = terms.column_names.index("severity_level")
    terms = terms.set_column(at, "severity_level", terms["severity_level"].cast(pa.int8()))
    terms = terms.append_column("priority_log", pa.array(logarithm, from_pandas=True))
    terms = terms.append_column("priority_weight", pa.array(weight, from_pandas=True))
    connection.register("weighed_terms", terms)
    try:
        connection.execute(_WEIGHED)
    finally:
        connection.unregister("weighed_terms")
        connection.execute("DROP TABLE known_posts")
