"""The clock of the queue at a moment: what is overdue, due soon, paused; how old what is open is.

Due moments are in the marts; whether one is past is asked with ``now``. Counts of posts and counts
of incidents (a group of posts about the same hole is one, as old as its oldest post) stand apart.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pandas as pd

from machimori.domain.road_sla import PAUSING, RUNNING
from machimori.store.queries.freshness import utc
from machimori.store.warehouse import Warehouse

NOT_STATED = "not_stated"  # the filter value for NULL: 記載なし
#: Full days since the post came in, half-open; each bucket is named by its edges.
AGE_BUCKETS = ("0-7", "7-30", "30-90", "90-180", "180-365", "365-", NOT_STATED)
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

# What is said of posts and of incidents alike. An age is asked for as the moment it began.
_SAID = """
    count(*) AS number,
    count(requested_at) AS dated,
    quantile_cont(requested_at, [0.1, 0.5]) AS began,
    count(*) FILTER (WHERE is_overdue) AS overdue,
    count(*) FILTER (WHERE requested_at > $now - INTERVAL 7 DAY) AS within_7,
    count(*) FILTER (WHERE requested_at > $now - INTERVAL 30 DAY) AS within_30,
    count(*) FILTER (WHERE requested_at > $now - INTERVAL 90 DAY) AS within_90,
    count(*) FILTER (WHERE requested_at > $now - INTERVAL 180 DAY) AS within_180,
    count(*) FILTER (WHERE requested_at > $now - INTERVAL 365 DAY) AS within_365
"""
# A post in no group is an incident by itself: only the others are put together by their group.
_COUNTED = f"""
, posts AS MATERIALIZED (
    SELECT
        requested_at, due_at, duplicate_group_id, as_of,
        coalesce(clock = 'overdue', FALSE) AS is_overdue,
        clock = 'paused' AS is_paused,
        clock IN ('soon', 'later') AS is_coming,
        latitude IS NULL OR longitude IS NULL AS is_nowhere
    FROM chosen
),
grouped AS (
    SELECT min(requested_at) AS requested_at, bool_or(is_overdue) AS is_overdue
    FROM posts WHERE duplicate_group_id IS NOT NULL GROUP BY duplicate_group_id
),
incidents AS (
    SELECT requested_at, is_overdue FROM posts WHERE duplicate_group_id IS NULL
    UNION ALL FROM grouped
)
SELECT
    'posts' AS counted, {_SAID},
    count(*) FILTER (WHERE requested_at >= $week_start) AS this_week,
    count(*) FILTER (WHERE is_nowhere) AS without_position,
    count(*) FILTER (WHERE due_at IS NULL) AS without_due,
    count(*) FILTER (WHERE is_coming AND due_at < $tomorrow) AS due_today,
    count(*) FILTER (WHERE is_paused) AS paused,
    max(as_of) AS as_of
FROM posts
UNION ALL BY NAME
SELECT 'incidents' AS counted, {_SAID} FROM incidents
"""  # noqa: S608 - our own expressions


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


@dataclass(frozen=True)
class Counted:
    """Of the chosen posts; ``posts`` and ``incidents`` are their ages."""

    posts: Ages
    incidents: Ages
    this_week: int
    without_position: int
    without_due: int
    due_today: int
    paused: int
    as_of: datetime | None


def counted(
    warehouse: Warehouse,
    question: str,
    bound: dict[str, object],
    *,
    now: datetime,
    zone: tzinfo,
) -> Counted:
    """All that is counted of the chosen posts and of the incidents they tell of, in one question.

    Args:
        warehouse: the generation.
        question: a WITH that ends in ``chosen`` (``triage.CHOSEN``).
        bound: its values, ``now`` among them.
        now: the same moment, aware.
        zone: where a week starts on Monday 00:00, and a day ends.
    """
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    days = {
        "week_start": utc(midnight - timedelta(days=midnight.weekday())),
        "tomorrow": utc(midnight + timedelta(days=1)),
    }
    found = warehouse.frame(question + _COUNTED, bound | days).set_index("counted")
    rows: dict[Hashable, Any] = found.to_dict("index")
    posts = rows["posts"]
    return Counted(
        posts=_ages(posts, now),
        incidents=_ages(rows["incidents"], now),
        this_week=int(posts["this_week"]),
        without_position=int(posts["without_position"]),
        without_due=int(posts["without_due"]),
        due_today=int(posts["due_today"]),
        paused=int(posts["paused"]),
        as_of=None if pd.isna(posts["as_of"]) else posts["as_of"].to_pydatetime(),
    )


def _ages(row: dict[str, Any], now: datetime) -> Ages:
    number, dated = int(row["number"]), int(row["dated"])
    within = [int(row[f"within_{days}"]) for days in (7, 30, 90, 180, 365)]
    each = [first - last for first, last in zip([*within, dated], [0, *within], strict=True)]
    p90, p50 = (None, None) if not dated else (_days(now, moment) for moment in row["began"])
    return Ages(
        number=number,
        dated=dated,
        p50_days=p50,
        p90_days=p90,
        overdue=int(row["overdue"]),
        buckets=dict(zip(AGE_BUCKETS, [*each, number - dated], strict=True)),
    )


def _days(now: datetime, began: datetime) -> float:
    return (pd.Timestamp(utc(now)) - pd.Timestamp(began)) / pd.Timedelta(days=1)


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
