"""Due moments and weights of posts decided about since the build, as a rebuild has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from machimori.city import City
from machimori.domain.events import Event
from machimori.domain.report_fold import event_frame, in_order
from machimori.domain.road_deadlines import deadlines
from machimori.domain.road_priority import FLAG_COLUMNS, LEVELS, still_parts
from machimori.store.by_id import rows_by_id
from machimori.store.queries import queue_columns
from machimori.store.warehouse import Warehouse

# What was read of a text is in the row of a post nobody had decided about; others' is looked
# for. The source's own due moment is in every row.
_FACTS = f"""
WITH report AS MATERIALIZED (
    SELECT report_id, severity_level, road_id, due_at, due_basis FROM wh.marts.road_reports
    WHERE rowid IN (SELECT unnest($rows)) AND report_id IN (SELECT unnest($ids))
),
decided AS (
    SELECT report_id FROM wh.marts.road_decisions WHERE report_id IN (SELECT unnest($ids))
),
severity AS (
    FROM wh.marts.road_severities WHERE report_id IN (SELECT report_id FROM decided)
),
road AS (
    SELECT road_id, any_value(road_class) AS road_class,
        {", ".join(f"any_value({name}) AS {name}" for name in FLAG_COLUMNS.values())}
    FROM wh.marts.road_exposures WHERE road_id IN (SELECT road_id FROM report) GROUP BY road_id
)
SELECT
    report.report_id,
    CASE WHEN decided.report_id IS NULL THEN report.severity_level
        ELSE severity.severity_level END AS read_level,
    road.road_class, {", ".join(f"road.{name}" for name in FLAG_COLUMNS.values())},
    CASE WHEN report.due_basis = 'published' THEN report.due_at END AS published_due_at
FROM report
LEFT JOIN decided USING (report_id)
LEFT JOIN severity USING (report_id)
LEFT JOIN road USING (road_id)
"""  # noqa: S608 - our own names
_HISTORY = """
SELECT report_id, changed_at, status FROM wh.marts.road_report_history
WHERE rowid IN (SELECT unnest($rows)) AND report_id IN (SELECT unnest($ids))
"""


def reweighed(
    warehouse: Warehouse,
    city: City,
    reports: pd.DataFrame,
    events: Sequence[Event],
    repeats: pd.Series,
) -> pd.DataFrame:
    """Rows of marts.road_reports with what follows from the severity and the states they now have.

    Args:
        warehouse: the build itself.
        city: its targets, office hours and scheme.
        reports: the rows, decisions folded in.
        events: every decision about them.
        repeats: posts of the group of each post (its index) whose group has changed.
    """
    if reports.empty:
        return reports
    facts = rows_by_id(warehouse, _FACTS, reports["report_id"], mart="road_reports")
    facts = facts.set_index("report_id").loc[reports["report_id"]]
    facts = facts.reset_index()
    built = queue_columns.repeats(warehouse.built, reports["row_number"].to_numpy(np.int64))
    facts["repeats"] = facts["report_id"].map(repeats).fillna(pd.Series(built))
    said = reports["severity"].map({word: level for level, word in enumerate(LEVELS, 1)})
    level = said.reset_index(drop=True).astype("Float64").fillna(facts["read_level"])
    facts["severity_level"] = level
    posts = reports[["report_id", "category", "requested_at"]].reset_index(drop=True)
    posts["due_at"] = pd.to_datetime(facts["published_due_at"])
    posts["severity"] = level.map(dict(enumerate(LEVELS, 1)), na_action="ignore")
    decided = in_order(event_frame(events)).rename(columns={"observed_at": "changed_at"})
    told = rows_by_id(warehouse, _HISTORY, reports["report_id"], mart="road_report_history")
    history = pd.concat([told, decided[["report_id", "changed_at", "status"]]], ignore_index=True)
    sla = city.road_sla
    due = deadlines(posts, history, sla.rules(), sla.office_hours(), city.zone)
    logarithm, weight = still_parts(facts, city.road_priority.chosen())
    return reports.assign(
        due_at=due["due_at"].to_numpy(),
        due_basis=due["due_basis"].to_numpy(),
        severity_level=level.astype("Int8").to_numpy(),
        priority_log=np.asarray(logarithm),
        priority_weight=np.asarray(weight),
    )
