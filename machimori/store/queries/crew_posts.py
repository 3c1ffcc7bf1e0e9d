"""Open posts a crew could be sent to: one row per place, however many posts tell of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from machimori.city import City
from machimori.domain.crew_weight import by_dates
from machimori.domain.road_lines import Floats
from machimori.domain.vocabulary import RoadOwner
from machimori.store.journal import EventLog
from machimori.store.queries import road_priority, shelter_ways
from machimori.store.queries.freshness import utc
from machimori.store.queries.road_priority import Weighing
from machimori.store.queries.triage import OPEN_STATUSES
from machimori.store.warehouse import Warehouse

#: Roads a crew of the municipality works on; an owner nobody knows is looked at on the spot.
OWN = (str(RoadOwner.MUNICIPAL), str(RoadOwner.UNKNOWN))
COLUMNS = (
    "report_id", "posts", "category", "severity", "status", "owner", "assignee", "requested_at",
    "due_at", "address", "town", "district_id", "district", "latitude", "longitude",
    "position_precision", "weight", "is_scored",
)  # fmt: skip

# The post that stands for its place is the oldest that is open; the place is due when the first of
# its posts is, and weighs what the heaviest does.
_PLACES = f"""
WITH open AS (
    SELECT
        report_id, status, requested_at, due_at, road_id, priority_log, priority_weight, owner,
        duplicate_group_id AS place
    FROM wh.marts.road_reports
    WHERE list_contains($open_statuses, status)
      AND ($districts IS NULL OR list_contains($districts, district_id))
),
weighed AS ({road_priority.scored("open")}),
places AS (
    SELECT report_id, owner IS NULL OR list_contains($own, owner) AS is_own, 1 AS posts,
        due_at, requested_at, priority
    FROM weighed WHERE place IS NULL
    UNION ALL
    SELECT
        arg_min(report_id, (requested_at IS NULL, requested_at, report_id)) AS report_id,
        arg_min(
            owner IS NULL OR list_contains($own, owner),
            (requested_at IS NULL, requested_at, report_id)
        ) AS is_own,
        count(*) AS posts, min(due_at) AS due_at, min(requested_at) AS requested_at,
        max(priority) AS priority
    FROM weighed WHERE place IS NOT NULL
    GROUP BY place
)
"""  # noqa: S608 - our own query
# Others' roads that stand among them are in it too, and are not counted.
_FIRST = """
, first AS (
    SELECT * FROM places
    ORDER BY
        CASE WHEN $by = 'priority' THEN priority END DESC NULLS LAST,
        due_at < $now DESC NULLS LAST, due_at NULLS LAST, requested_at NULLS LAST, report_id
    LIMIT 3 * $most
),
in_order AS (
    SELECT *, row_number() OVER (
        ORDER BY
            CASE WHEN $by = 'priority' THEN priority END DESC NULLS LAST,
            due_at < $now DESC NULLS LAST, due_at NULLS LAST, requested_at NULLS LAST, report_id
    ) AS rank
    FROM first
)
SELECT * FROM in_order
QUALIFY count(*) FILTER (WHERE is_own) OVER (ORDER BY rank) <= $most
ORDER BY rank
"""
_NAMED = """
SELECT *
FROM places WHERE report_id IN (SELECT unnest($ids)) ORDER BY report_id
"""
_ABOUT = """
SELECT
    report.report_id, report.category, report.severity, report.status, report.owner,
    report.assignee, report.address, town.name AS town, report.district_id,
    district.name AS district, report.latitude, report.longitude, report.position_precision
FROM wh.marts.road_reports AS report
LEFT JOIN wh.marts.town_blocks AS town USING (town_block_id)
LEFT JOIN wh.marts.districts AS district ON district.district_id = report.district_id
WHERE report.report_id IN (SELECT unnest($ids))
"""


#: The post that stands for the place of a post, where it is still open.
_STANDING = """
WITH asked AS (
    SELECT report_id, coalesce(duplicate_group_id, report_id) AS place
    FROM wh.marts.road_reports WHERE report_id IN (SELECT unnest($ids))
)
SELECT asked.report_id,
    arg_min(post.report_id, (post.requested_at IS NULL, post.requested_at, post.report_id))
FROM asked
JOIN wh.marts.road_reports AS post
    ON coalesce(post.duplicate_group_id, post.report_id) = asked.place
WHERE list_contains($open_statuses, post.status)
GROUP BY asked.report_id
"""


@dataclass(frozen=True)
class Wanted:
    """Which places: how many of the first of the queue, in which districts, and which by name."""

    most: int
    by: str = "priority"  # or "due"
    districts: tuple[str, ...] = ()
    named: tuple[str, ...] = ()


def places(
    warehouse: Warehouse,
    journal: EventLog | None,
    city: City,
    wanted: Wanted,
    *,
    now: datetime,
    weighed_at: datetime,
) -> pd.DataFrame:
    """The first places of the queue with ``COLUMNS``, what weighs most first.

    Ages and what is overdue are those of ``weighed_at``; ways to shelters are those of now.

    Posts named are in it wherever they stand in the queue, where they are open. ``weight`` is the
    priority of the place; ordered by date, and where nothing is known of its priority, that of its
    dates (``is_scored`` tells which).
    """
    # A drill's shelters move no real crew.
    ways = shelter_ways.ways(warehouse, journal, city, now=now, drills=False)
    weighing = Weighing.of(city.road_priority.chosen(), sorted(ways.roads))
    bound = road_priority.bound(weighing) | {
        "open_statuses": list(OPEN_STATUSES),
        "own": list(OWN),
        "districts": list(wanted.districts) or None,
        "now": utc(weighed_at),
    }
    first = warehouse.frame(_PLACES + _FIRST, bound | {"most": wanted.most, "by": wanted.by})
    lacking = sorted(set(wanted.named) - set(first["report_id"]))
    if lacking:
        named = warehouse.frame(_PLACES + _NAMED, bound | {"districts": None, "ids": lacking})
        first = pd.concat([first, named], ignore_index=True) if len(named) else first
    about = warehouse.frame(_ABOUT, {"ids": list(first["report_id"])})
    found = first.merge(about, on="report_id", how="left")
    dates = by_dates(
        _days(found["due_at"], utc(weighed_at)),
        -_days(found["requested_at"], utc(weighed_at)),
        found["posts"].to_numpy(dtype=np.int64),
    )
    scores = pd.to_numeric(found["priority"]).to_numpy(dtype=np.float64, na_value=np.nan)
    is_scored = ~np.isnan(scores) & (wanted.by == "priority")
    found["is_scored"] = is_scored
    whole = np.maximum(np.rint(np.nan_to_num(scores)), 1).astype(np.int64)
    found["weight"] = np.where(is_scored, whole, dates)
    ordered = found.sort_values(["weight", "report_id"], ascending=[False, True])
    return ordered[list(COLUMNS)].reset_index(drop=True)


def standing(warehouse: Warehouse, named: Sequence[str]) -> dict[str, str]:
    """The post that stands for the place of each post named; one that is closed is left out."""
    if not named:
        return {}
    bound = {"ids": sorted(set(named)), "open_statuses": list(OPEN_STATUSES)}
    return dict(warehouse.rows(_STANDING, bound))


def _days(moments: pd.Series, now: datetime) -> Floats:
    """Days from now; NaN where no moment is known."""
    ahead = pd.to_datetime(moments) - pd.Timestamp(now)
    return np.asarray(ahead / pd.Timedelta(days=1), dtype=np.float64)
