"""The order of the queue: what stands of a priority, with its age and an incident added as asked.

The build has put together what does not move (``priority_log``, ``priority_weight``). A million
posts are ordered by ``queue_choice``; what a score is made of is explained for the few rows on a
screen.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import numpy as np
import pandas as pd

from machimori.domain.road_priority import (
    FLAG_COLUMNS,
    LEAST,
    Facts,
    Scheme,
    Stability,
    Term,
    facts_of,
    stability,
)
from machimori.domain.road_sla import RUNNING
from machimori.store.by_id import as_decided, rows_by_id
from machimori.store.queries import queue_columns
from machimori.store.queries.freshness import utc
from machimori.store.warehouse import Warehouse

#: Points of the line from a share of the target to its worth that the query has room for.
_POINTS = 6

_SHARE = """CASE
    WHEN list_contains($running, status) AND due_at > requested_at
    THEN date_diff('second', requested_at, $now) / date_diff('second', requested_at, due_at)
END"""
_LINE = " ".join(
    f"WHEN share <= $age_at[{to}] THEN $age_worth[{to - 1}]"
    f" + (share - $age_at[{to - 1}]) / ($age_at[{to}] - $age_at[{to - 1}])"
    f" * ($age_worth[{to}] - $age_worth[{to - 1}])"
    for to in range(2, _POINTS + 1)
)
_WORTH = f"CASE WHEN share <= $age_at[1] THEN $age_worth[1] {_LINE} ELSE $age_worth[{_POINTS}] END"


_ON_WAY = "road_id IN (SELECT unnest($way))"


def scored(rows: str, *, is_on: bool = True) -> str:
    """A query: the rows of a relation with ``is_on_way`` and ``priority`` (0 to 100).

    Args:
        rows: name of a relation with columns of marts.road_reports. ``bound`` gives the values.
        is_on: whether an incident is on; in peacetime no post is looked up among the ways.
    """
    on_way = f"coalesce({_ON_WAY}, FALSE)" if is_on else "FALSE"
    return f"""
    SELECT * EXCLUDE (share, age_weight, way_weight),
        100 * exp(
            (priority_log + CASE WHEN age_weight > 0 THEN age_weight * ln({_WORTH}) ELSE 0 END)
            / nullif(priority_weight + age_weight + way_weight, 0)
        ) AS priority
    FROM (
        SELECT *,
            CASE WHEN share IS NULL THEN 0 ELSE $age_weight END AS age_weight,
            CASE WHEN is_on_way THEN $way_weight ELSE 0 END AS way_weight
        FROM (
            SELECT *, {on_way} AS is_on_way, {_SHARE} AS share FROM {rows}
        )
    )
    """  # noqa: S608 - a relation named by our own code


@dataclass(frozen=True)
class Weighing:
    """What moves: the scheme in force, and the roads on the way to an open shelter."""

    scheme: str
    age_weight: float
    way_weight: float
    age_line: tuple[tuple[float, float], ...]
    way: tuple[str, ...] = ()

    @classmethod
    def of(cls, scheme: Scheme, way: Sequence[str] = ()) -> Weighing:
        """The moving terms of a scheme."""
        return cls(
            scheme.key,
            scheme.weight(Term.AGE),
            scheme.weight(Term.SHELTER_WAY),
            scheme.age,
            tuple(sorted(way)),
        )


def bound(weighing: Weighing) -> dict[str, Any]:
    """The values ``scored`` needs besides ``now``."""
    line = [(at, max(worth, LEAST)) for at, worth in weighing.age_line]
    line += line[-1:] * (_POINTS - len(line))
    return {
        "running": sorted(str(one) for one in RUNNING),
        "age_at": [at for at, _ in line],
        "age_worth": [worth for _, worth in line],
        "age_weight": weighing.age_weight,
        "way_weight": weighing.way_weight,
        "way": list(weighing.way),
    }


#: What a decision may change.
_MOVING = ("severity_level", "severity", "status", "due_at", "due_basis", "owner")
_BUILT = f"""
WITH report AS MATERIALIZED (
    SELECT rowid AS row_number, report_id, {", ".join(_MOVING)}, road_id, requested_at
    FROM wh.marts.road_reports
    WHERE rowid IN (SELECT unnest($rows)) AND report_id IN (SELECT unnest($ids))
),
road AS (
    SELECT road_id, any_value(road_class) AS road_class,
        {", ".join(f"any_value({name}) AS {name}" for name in FLAG_COLUMNS.values())}
    FROM wh.marts.road_exposures WHERE road_id IN (SELECT road_id FROM report) GROUP BY road_id
)
SELECT
    report.*, segment.name AS road_name, road.road_class,
    {", ".join(f"road.{name}" for name in FLAG_COLUMNS.values())}
FROM report
LEFT JOIN wh.marts.roads AS segment ON segment.road_id = report.road_id
LEFT JOIN road ON road.road_id = report.road_id
"""  # noqa: S608 - our own names
_GROUNDS = """
SELECT severity_basis, severity_found, severity_level AS read_level
FROM (SELECT $report_id AS report_id)
LEFT JOIN (FROM wh.marts.road_severities WHERE report_id = $report_id) USING (report_id)
"""


@dataclass(frozen=True)
class Known:
    """What is known of some posts: rows, in the order asked, and the same as facts of terms."""

    rows: pd.DataFrame
    facts: Facts


def known(
    warehouse: Warehouse, report_ids: Sequence[str], weighing: Weighing, *, now: datetime
) -> Known:
    """Facts of a screen's posts; one that is in no source is left out."""
    built = rows_by_id(warehouse, _BUILT, report_ids, mart="road_reports")
    built = built.drop_duplicates("report_id")
    found = as_decided(warehouse, built, _MOVING).set_index("report_id")
    rows = found.loc[[one for one in report_ids if one in found.index]].reset_index()
    rows["repeats"] = queue_columns.repeats(warehouse, rows["row_number"].to_numpy(np.int64))
    rows["is_on_way"] = rows["road_id"].isin(weighing.way)
    rows["is_running"] = rows["status"].isin([str(one) for one in RUNNING])
    moment = pd.Timestamp(utc(now))
    gone = (moment - rows["requested_at"]).dt.total_seconds() // 1
    target = (rows["due_at"] - rows["requested_at"]).dt.total_seconds() // 1
    share = (gone / target).where(rows["is_running"] & (target > 0))
    return Known(
        rows,
        facts_of(
            rows,
            age=share.to_numpy(dtype=np.float64, na_value=np.nan),
            shelter_way=np.where(rows["is_on_way"], 1.0, np.nan),
        ),
    )


def grounds(warehouse: Warehouse, report_id: str) -> dict[str, Any]:
    """What the build read of a post's severity, and from what; None where nothing."""
    row = warehouse.frame(_GROUNDS, {"report_id": report_id}).iloc[0].to_dict()
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}


def places(found: Known, scheme: Scheme, others: Sequence[Scheme], *, change: float) -> Stability:
    """Where posts of one screen stand among each other, and how far that hangs on the weights."""
    return stability(found.facts, scheme, others, change=change)
