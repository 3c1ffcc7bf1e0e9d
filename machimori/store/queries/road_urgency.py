"""Due moments and weights of posts decided about since the build, as a rebuild has them."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd

from machimori.city import City
from machimori.domain.events import Event
from machimori.domain.report_fold import event_frame, in_order
from machimori.domain.road_deadlines import deadlines
from machimori.domain.road_priority import FLAG_COLUMNS, LEVELS, still_parts
from machimori.store.answers import Answers
from machimori.store.by_id import rows_by_id
from machimori.store.queries import queue_columns
from machimori.store.warehouse import Warehouse

#: What was read of a text, of posts decided about by the build: of the others it is in their row.
_READ = """
SELECT report_id, read.severity_level AS read_level
FROM (FROM wh.marts.road_decisions WHERE report_id IN (SELECT unnest($ids)))
LEFT JOIN (
    FROM wh.marts.road_severities WHERE report_id IN (
        SELECT report_id FROM wh.marts.road_decisions WHERE report_id IN (SELECT unnest($ids))
    )
) AS read USING (report_id)
"""
_ROADS = f"""
SELECT road_id, any_value(road_class) AS road_class,
    {", ".join(f"any_value({name}) AS {name}" for name in FLAG_COLUMNS.values())}
FROM wh.marts.road_exposures GROUP BY road_id
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
        reports: the rows, decisions folded in; their due moments, severity levels and roads are
            still those of the build.
        events: every decision about them.
        repeats: posts of the group of each post (its index) whose group has changed.
    """
    if reports.empty:
        return reports
    facts = pd.DataFrame({"report_id": reports["report_id"].to_numpy()})
    read = rows_by_id(warehouse, _READ, facts["report_id"]).set_index("report_id")["read_level"]
    level = pd.Series(reports["severity_level"].to_numpy()).astype("Float64")
    was_decided = facts["report_id"].isin(read.index)
    read_level = level.mask(was_decided, facts["report_id"].map(read.astype("Float64")))
    roads = _roads(warehouse).reindex(reports["road_id"].to_numpy())
    for name in roads.columns:
        facts[name] = roads[name].to_numpy()
    built = queue_columns.repeats(warehouse.built, reports["row_number"].to_numpy(np.int64))
    facts["repeats"] = facts["report_id"].map(repeats).fillna(pd.Series(built))
    said = reports["severity"].map({word: level for level, word in enumerate(LEVELS, 1)})
    level = said.reset_index(drop=True).astype("Float64").fillna(read_level)
    facts["severity_level"] = level
    posts = reports[["report_id", "category", "requested_at"]].reset_index(drop=True)
    due_at = pd.Series(pd.to_datetime(reports["due_at"]).to_numpy())
    posts["due_at"] = due_at.where((reports["due_basis"] == "published").to_numpy())
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


_lock = threading.Lock()
_held: WeakKeyDictionary[Answers, pd.DataFrame] = WeakKeyDictionary()


def _roads(warehouse: Warehouse) -> pd.DataFrame:
    """What makes damage on each road matter: a build never changes."""
    with _lock:
        if warehouse.answers not in _held:
            found = warehouse.built.frame(_ROADS)
            _held[warehouse.answers] = found.astype(object).set_index("road_id")
        return _held[warehouse.answers]
