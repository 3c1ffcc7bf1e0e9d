"""By when each post is due: as its source states it, else by the municipality's targets."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import pandas as pd
import pyarrow as pa

from etl.narrow_frames import narrow
from machimori.city import City
from machimori.domain.events import Event
from machimori.domain.report_fold import event_frame, in_order
from machimori.domain.road_deadlines import deadlines
from machimori.domain.road_priority import LEVELS
from machimori.domain.road_sla import PAUSING

#: What staff decided goes before what was read.
_POSTS = """
SELECT
    report.report_id, report.category, report.requested_at, report.due_at,
    coalesce(
        CASE WHEN list_contains($levels, decided.severity) THEN decided.severity END,
        $levels[severity.severity_level]
    ) AS severity
FROM marts.road_reports AS report
LEFT JOIN marts.road_severities AS severity USING (report_id)
LEFT JOIN marts.road_decisions AS decided USING (report_id)
WHERE report.requested_at IS NOT NULL OR report.due_at IS NOT NULL
"""
#: Changes of the posts whose clock ever stood, or that staff decided about.
_HISTORY = """
WITH stood AS (
    SELECT report_id FROM marts.road_report_history WHERE list_contains($pausing, status)
    UNION SELECT report_id FROM marts.road_decisions
)
SELECT report_id, changed_at, status FROM marts.road_report_history
SEMI JOIN stood USING (report_id)
"""


def set_deadlines(
    connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]
) -> None:
    """Fill marts.road_deadlines."""
    posts = narrow(connection.execute(_POSTS, {"levels": list(LEVELS)}).to_arrow_table())
    told = connection.execute(_HISTORY, {"pausing": [str(one) for one in PAUSING]}).df()
    said = in_order(event_frame(events)).rename(columns={"observed_at": "changed_at"})
    history = pd.concat([told, said[["report_id", "changed_at", "status"]]], ignore_index=True)
    sla = city.road_sla
    found = deadlines(posts, history, sla.rules(), sla.office_hours(), city.zone)
    rows = found.assign(report_id=posts["report_id"])[found["due_at"].notna()]
    connection.register("found_deadlines", pa.Table.from_pandas(rows, preserve_index=False))
    try:
        connection.execute("INSERT INTO marts.road_deadlines BY NAME FROM found_deadlines")
    finally:
        connection.unregister("found_deadlines")
