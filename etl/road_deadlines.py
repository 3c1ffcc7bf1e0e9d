"""By when each post is due: as its source states it, else by the municipality's targets."""

from __future__ import annotations

from collections.abc import Sequence

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa

from machimori.city import City
from machimori.domain.events import ROAD_REPORT, Event
from machimori.domain.report_fold import event_frame, in_order
from machimori.domain.road_priority import LEVELS
from machimori.domain.road_sla import (
    PAUSING,
    Pauses,
    Target,
    due_moments,
    last_day,
    pauses_of,
    targets_of,
)
from machimori.domain.working_time import Moments, WorkingTime, working_time

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
#: Changes of the posts whose clock ever stood.
_HISTORY = """
WITH stood AS (
    SELECT DISTINCT report_id FROM marts.road_report_history
    WHERE list_contains($pausing, status)
)
SELECT report_id, changed_at, status FROM marts.road_report_history
SEMI JOIN stood USING (report_id)
"""


def set_deadlines(
    connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]
) -> None:
    """Fill marts.road_deadlines. A published date stays as it is; nothing is pushed back there."""
    bound = {"levels": list(LEVELS)}
    posts = connection.execute(_POSTS, bound).df()
    published = posts["due_at"].notna().to_numpy()
    received = posts["requested_at"].to_numpy(dtype="datetime64[us]")
    targets, which = targets_of(city.road_sla.rules(), posts["category"], posts["severity"])
    which = np.where(published, -1, which)
    due = posts["due_at"].to_numpy(dtype="datetime64[us]").copy()
    if targets:
        pauses = _pauses(connection, events, posts["report_id"])
        table = _days(city, received, targets, pauses)
        ours = due_moments(table, targets, which, received, pauses)
        due[~published] = ours[~published]
    known = np.flatnonzero(~np.isnat(due))
    which = which[known]
    amounts = np.array([*(one.amount for one in targets), np.nan])
    units = pa.array([*(str(one.unit) for one in targets), None])
    rows = pa.table(
        {
            "report_id": pa.array(posts["report_id"].to_numpy()[known], pa.string()),
            "due_at": pa.array(due[known]),
            "due_basis": pa.array(["target", "published"]).take(
                pa.array(published[known].astype(np.int64))
            ),
            "target_amount": pa.array(amounts[which], from_pandas=True),
            "target_unit": units.take(pa.array(np.where(which < 0, len(targets), which))),
        }
    )
    connection.register("found_deadlines", rows)
    try:
        connection.execute("INSERT INTO marts.road_deadlines BY NAME FROM found_deadlines")
    finally:
        connection.unregister("found_deadlines")


def _days(city: City, received: Moments, targets: Sequence[Target], pauses: Pauses) -> WorkingTime:
    """Days of the office that reach beyond the last due moment."""
    there = received[~np.isnat(received)]
    first = there.min() if len(there) else np.datetime64("2000-01-01")
    return working_time(
        city.road_sla.office_hours(),
        city.zone,
        pd.Timestamp(first - np.timedelta64(1, "D")).date(),
        last_day(received, targets, pauses),
    )


def _pauses(
    connection: duckdb.DuckDBPyConnection, events: Sequence[Event], reports: pd.Series
) -> Pauses:
    """When clocks stood, by the sources' journals and by ours, as numbers of the posts."""
    told = connection.execute(_HISTORY, {"pausing": [str(one) for one in PAUSING]}).df()
    said = in_order(event_frame(one for one in events if one.kind == ROAD_REPORT))
    said = said.rename(columns={"observed_at": "changed_at"})
    stood = pauses_of(
        pd.concat([told, said[["report_id", "changed_at", "status"]]], ignore_index=True)
    )
    numbers = pd.Series(np.arange(len(reports)), index=reports.to_numpy())
    post = numbers.reindex(stood["report_id"])
    known = post.notna().to_numpy()
    return Pauses(
        post.to_numpy()[known].astype(np.int64),
        stood["began_at"].to_numpy(dtype="datetime64[us]")[known],
        stood["ended_at"].to_numpy(dtype="datetime64[us]")[known],
    )
