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
