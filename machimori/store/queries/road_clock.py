"""The clock of the queue at a moment: what is overdue, due soon, paused; how old what is open is.

Due moments are in the marts; whether one is past is asked with ``now``. Counts of posts and counts
of incidents (a group of posts about the same hole is one, as old as its oldest post) stand apart.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from machimori.domain.road_sla import PAUSING, RUNNING
from machimori.store.queries.freshness import utc
from machimori.store.warehouse import Warehouse

#: States of a clock; a post that ended, or states no status, has none.
CLOCKS = ("overdue", "soon", "later", "paused", "no_due")


def _listed(statuses: frozenset[str]) -> str:
    return ", ".join(f"'{one}'" for one in sorted(statuses))


#: State of the clock of a row of marts.road_reports, at ``$now``; soon is within two days.
CLOCK = f"""CASE
            WHEN status IN ({_listed(frozenset(map(str, PAUSING)))}) THEN 'paused'
            WHEN status NOT IN ({_listed(frozenset(map(str, RUNNING)))}) OR status IS NULL THEN NULL
            WHEN due_at IS NULL THEN 'no_due'
            WHEN due_at < $now THEN 'overdue'
            WHEN due_at < $now + INTERVAL 2 DAY THEN 'soon'
            ELSE 'later'
        END"""

# A post in no group is an incident by itself: only the others are put together by their group.
_AGES = """
, posts AS (
    SELECT
        duplicate_group_id, date_diff('second', requested_at, $now) AS seconds,
        coalesce(clock = 'overdue', FALSE) AS is_overdue
    FROM chosen
),
grouped AS (
    SELECT max(seconds) AS seconds, bool_or(is_overdue) AS is_overdue
    FROM posts WHERE duplicate_group_id IS NOT NULL GROUP BY duplicate_group_id
),
counted AS (
    SELECT 'posts' AS counted, seconds / 86400.0 AS days, is_overdue FROM posts
    UNION ALL
    SELECT 'incidents', seconds / 86400.0, is_overdue FROM posts WHERE duplicate_group_id IS NULL
    UNION ALL
    SELECT 'incidents', seconds / 86400.0, is_overdue FROM grouped
)
SELECT
    counted,
    count(*) AS number,
    count(days) AS dated,
    quantile_cont(days, [0.5, 0.9])[1] AS p50_days,
    quantile_cont(days, [0.5, 0.9])[2] AS p90_days,
    count(*) FILTER (WHERE is_overdue) AS overdue,
    count(*) FILTER (WHERE days < 7) AS "0-7",
    count(*) FILTER (WHERE days >= 7 AND days < 30) AS "7-30",
    count(*) FILTER (WHERE days >= 30 AND days < 90) AS "30-90",
    count(*) FILTER (WHERE days >= 90 AND days < 180) AS "90-180",
    count(*) FILTER (WHERE days >= 180 AND days < 365) AS "180-365",
    count(*) FILTER (WHERE days >= 365) AS "365-",
    count(*) FILTER (WHERE days IS NULL) AS "not_stated"
FROM counted
GROUP BY counted
"""


@dataclass(frozen=True)
class Ages:
    """How old what was chosen is, counted as posts or as incidents. Days since it came in.

    P50 and P90 are of what has a date, None where nothing has one. They describe what waits now,
    not how long anything takes: what was dealt with quickly is no longer among it.
    """

    number: int
    dated: int
    p50_days: float | None
    p90_days: float | None
    overdue: int
    buckets: dict[str, int]


def ages(warehouse: Warehouse, question: str, bound: dict[str, object]) -> dict[str, Ages]:
    """Ages of the chosen posts, and of the incidents they tell of.

    Args:
        warehouse: the generation.
        question: a WITH that ends in ``chosen`` (``triage.CHOSEN``), and its values.
        bound: ``now`` among them.
    """
    found = warehouse.frame(question + _AGES, bound).set_index("counted")
    return {str(name): _ages(row) for name, row in found.iterrows()}


def _ages(row: pd.Series) -> Ages:
    named = ("number", "dated", "p50_days", "p90_days", "overdue")
    buckets = {str(name): int(value) for name, value in row.items() if name not in named}
    return Ages(
        number=int(row["number"]),
        dated=int(row["dated"]),
        p50_days=None if pd.isna(row["p50_days"]) else float(row["p50_days"]),
        p90_days=None if pd.isna(row["p90_days"]) else float(row["p90_days"]),
        overdue=int(row["overdue"]),
        buckets=buckets,
    )


def state(status: str | None, due_at: datetime | None, now: datetime) -> str | None:
    """The clock of one row, as ``CLOCK`` has it; ``due_at`` naive UTC, ``now`` aware."""
    if status in {str(one) for one in PAUSING}:
        return "paused"
    if status not in {str(one) for one in RUNNING}:
        return None
    if due_at is None or pd.isna(due_at):
        return "no_due"
    moment = pd.Timestamp(utc(now))
    if due_at < moment:
        return "overdue"
    return "soon" if due_at < moment + pd.Timedelta(days=2) else "later"
