"""The finished posts: what staff decided over what was computed over what was published."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb

from machimori.city import City
from machimori.domain.events import Event

#: A decision's columns stand as they are folded, NULLs included: a reopened post has no end.
_FINISHED = """
CREATE TABLE marts.road_reports_finished AS
SELECT report.* REPLACE (
    CASE WHEN decided.report_id IS NULL THEN report.status ELSE decided.status END AS status,
    CASE WHEN decided.report_id IS NULL THEN report.severity ELSE decided.severity END AS severity,
    coalesce(decided.owner, report.owner, computed.owner) AS owner,
    CASE WHEN coalesce(decided.owner, report.owner) IS NULL
        THEN computed.owner_confidence END AS owner_confidence,
    CASE WHEN coalesce(decided.owner, report.owner) IS NULL
        THEN computed.owner_distance_m END AS owner_distance_m,
    CASE WHEN decided.report_id IS NULL THEN report.updated_at ELSE decided.updated_at END
        AS updated_at,
    CASE WHEN decided.report_id IS NULL THEN report.closed_at ELSE decided.closed_at END
        AS closed_at,
    CASE WHEN decided.report_id IS NULL THEN report.end_kind ELSE decided.end_kind END AS end_kind,
    CASE WHEN decided.report_id IS NULL THEN report.reopened_count
        ELSE decided.reopened_count END AS reopened_count,
    CASE WHEN decided.report_id IS NULL THEN report.assignee ELSE decided.assignee END AS assignee,
    alike.duplicate_group_id AS duplicate_group_id,
    deadline.due_at AS due_at,
    deadline.due_basis AS due_basis,
    computed.road_id AS road_id,
    weighed.severity_level AS severity_level,
    weighed.priority_log AS priority_log,
    weighed.priority_weight AS priority_weight
)
FROM marts.road_reports AS report
LEFT JOIN marts.road_decisions AS decided ON decided.report_id = report.report_id
LEFT JOIN marts.road_owners AS computed ON computed.report_id = report.report_id
LEFT JOIN marts.road_duplicate_groups AS alike ON alike.report_id = report.report_id
LEFT JOIN marts.road_deadlines AS deadline ON deadline.report_id = report.report_id
LEFT JOIN marts.road_priorities AS weighed ON weighed.report_id = report.report_id
ORDER BY report.mesh250, report.source, report.source_file, report.source_row
"""


def fill_table(connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]) -> None:
    """Put a table in the place of the view marts.road_reports, neighbours beside each other.

    Ordered by mesh, so that a question about one place reads few blocks.
    """
    connection.execute(_FINISHED)
    connection.execute("DROP VIEW marts.road_reports")
    connection.execute("ALTER TABLE marts.road_reports_finished RENAME TO road_reports")
