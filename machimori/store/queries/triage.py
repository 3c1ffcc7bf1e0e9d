"""What the road staff asks of the posts: how many are open, which ones, where, since when.

One row of ``marts.road_reports`` is one post, so every count here is a count of posts, not of
holes. Nothing loads all rows: numbers are aggregated and the queue is read page by page. A post
without a status or a date stays in and is said to have none (記載なし).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import pandas as pd

from machimori import city_road_priority
from machimori.domain.vocabulary import OPEN_REPORT_STATUSES
from machimori.store.queries import road_clock, road_priority
from machimori.store.queries.freshness import utc
from machimori.store.queries.road_clock import CLOCK, Ages, Counted
from machimori.store.queries.road_priority import Weighing
from machimori.store.warehouse import Warehouse

NOT_STATED, AGE_BUCKETS = road_clock.NOT_STATED, road_clock.AGE_BUCKETS
SORTS = ("oldest", "newest", "due", "priority")
OPEN_STATUSES = tuple(sorted(OPEN_REPORT_STATUSES))


@dataclass(frozen=True)
class TriageFilter:
    """What the person at the queue chose. An empty tuple means all of them."""

    statuses: tuple[str, ...] = OPEN_STATUSES
    categories: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    ages: tuple[str, ...] = ()
    #: Of ``road_clock.CLOCKS``.
    clocks: tuple[str, ...] = ()
    owners: tuple[str, ...] = ()
    #: West, south, east and north in degrees: posts without a position are then left out.
    view: tuple[float, ...] = ()


#: Every question starts from these rows. A NULL list means that nothing was chosen.
CHOSEN = f"""
WITH aged AS (
    SELECT
        *,
        CASE
            WHEN requested_at IS NULL THEN 'not_stated'
            WHEN requested_at > $now - INTERVAL 7 DAY THEN '0-7'
            WHEN requested_at > $now - INTERVAL 30 DAY THEN '7-30'
            WHEN requested_at > $now - INTERVAL 90 DAY THEN '30-90'
            WHEN requested_at > $now - INTERVAL 180 DAY THEN '90-180'
            WHEN requested_at > $now - INTERVAL 365 DAY THEN '180-365'
            ELSE '365-'
        END AS age_bucket,
        {CLOCK} AS clock
    FROM wh.marts.road_reports
),
chosen AS (
    SELECT * FROM aged
    WHERE ($statuses IS NULL OR list_contains($statuses, coalesce(status, 'not_stated')))
      AND ($categories IS NULL OR list_contains($categories, coalesce(category, 'not_stated')))
      AND ($districts IS NULL OR list_contains($districts, coalesce(district_id, 'not_stated')))
      AND ($sources IS NULL OR list_contains($sources, source))
      AND ($ages IS NULL OR list_contains($ages, age_bucket))
      AND ($clocks IS NULL OR list_contains($clocks, clock))
      AND ($owners IS NULL OR list_contains($owners, coalesce(owner, 'unknown')))
      AND ($west IS NULL OR (
          longitude BETWEEN $west AND $east AND latitude BETWEEN $south AND $north))
)
"""  # noqa: S608 - our own expressions

# Named columns: with so few rows asked for, the database looks the wide ones up for these alone.
# A post is known by its published row: ids are put together when they are asked for.
_ORDER = """
    {priority}
    CASE WHEN $sort = 'due' AND clock IN ('overdue', 'soon', 'later') THEN due_at END
        ASC NULLS LAST,
    CASE WHEN $sort = 'newest' THEN requested_at END DESC NULLS LAST,
    requested_at ASC NULLS LAST,
    source, source_file, source_row
"""
_ORDERS = {
    False: _ORDER.format(priority=""),
    True: _ORDER.format(priority="round(priority, 6) DESC NULLS LAST,"),
}
_QUEUE = """
, picked AS MATERIALIZED (
    SELECT
        report_id, source, source_file, source_row, source_report_id, category, status,
        status_original, requested_at, due_at, clock, priority_log, priority_weight, road_id,
        owner, owner_confidence, duplicate_group_id, address, latitude, longitude, mesh125,
        town_block_id, district_id
    FROM ({rows}) ORDER BY {order} LIMIT $limit OFFSET $offset
),
shown AS MATERIALIZED ({scored}),
at_mesh AS (
    SELECT mesh125, count(*) AS posts
    FROM wh.marts.road_reports
    WHERE mesh125 IN (SELECT mesh125 FROM shown) AND list_contains($open_statuses, status)
    GROUP BY mesh125
),
groups AS (
    SELECT duplicate_group_id, count(*) AS posts
    FROM wh.marts.road_duplicate_groups
    WHERE duplicate_group_id IN (SELECT duplicate_group_id FROM shown)
    GROUP BY duplicate_group_id
)
SELECT
    shown.report_id, shown.source, shown.source_report_id, shown.category, shown.status,
    shown.status_original, shown.requested_at,
    date_sub('day', shown.requested_at, $now) AS age_days,
    shown.due_at, shown.clock, shown.priority, shown.is_on_way,
    shown.owner, shown.owner_confidence, coalesce(groups.posts, 1) AS group_posts,
    shown.address, town.name AS town, district.name AS district,
    shown.latitude, shown.longitude, at_mesh.posts AS open_posts_at_mesh
FROM shown
LEFT JOIN at_mesh USING (mesh125)
LEFT JOIN groups ON groups.duplicate_group_id = shown.duplicate_group_id
LEFT JOIN wh.marts.town_blocks AS town USING (town_block_id)
LEFT JOIN wh.marts.districts AS district ON district.district_id = shown.district_id
ORDER BY {order}
"""


def _queue_question(*, by_priority: bool, is_on: bool) -> str:
    """Only an order by priority weighs every chosen post; else the few on the page are."""
    rows = road_priority.scored("chosen", is_on=is_on) if by_priority else "FROM chosen"
    scored = road_priority.scored("picked")
    return CHOSEN + _QUEUE.format(rows=rows, order=_ORDERS[by_priority], scored=scored)


_BALANCE = """
SELECT
    count(*) AS posts,
    count(*) FILTER (WHERE list_contains($open_statuses, status)) AS open,
    count(*) FILTER (WHERE status IS NULL) AS without_status,
    max(as_of) AS as_of
FROM wh.marts.road_reports
"""

_STATUSES = """
SELECT 'status' AS field, coalesce(status, 'not_stated') AS value,
       coalesce(status, 'not_stated') AS label, count(*) AS posts
FROM wh.marts.road_reports GROUP BY ALL
"""
#: What no decision changes: asked once per build.
_LASTING_CHOICES = """
SELECT 'category' AS field, coalesce(category, 'not_stated') AS value,
       coalesce(category, 'not_stated') AS label, count(*) AS posts
FROM wh.marts.road_reports GROUP BY ALL
UNION ALL
SELECT 'source', source, source, count(*) FROM wh.marts.road_reports GROUP BY ALL
UNION ALL
SELECT 'district', coalesce(report.district_id, 'not_stated'),
       coalesce(any_value(district.name), report.district_id, 'not_stated'),
       CAST(sum(report.posts) AS BIGINT)
FROM (
    SELECT district_id, count(*) AS posts FROM wh.marts.road_reports GROUP BY district_id
) AS report
LEFT JOIN wh.marts.districts AS district USING (district_id)
GROUP BY report.district_id
"""

_DETAIL = """
WITH picked AS MATERIALIZED (
    SELECT source, source_file, source_row FROM wh.marts.road_reports
    WHERE report_id = $report_id
)
SELECT
    report.*, town.name AS town, district.name AS district,
    date_sub('day', report.requested_at, $now) AS age_days
FROM wh.marts.road_reports AS report
JOIN picked USING (source, source_file, source_row)
LEFT JOIN wh.marts.town_blocks AS town USING (town_block_id)
LEFT JOIN wh.marts.districts AS district ON district.district_id = report.district_id
"""

_HISTORY = """
SELECT changed_at, status, status_original, note, source
FROM wh.marts.road_report_history
WHERE report_id = $report_id
ORDER BY changed_at NULLS FIRST, status
"""


def parameters(chosen: TriageFilter, *, now: datetime) -> dict[str, Any]:
    """Bind a filter: what was not chosen is NULL. ``now`` must carry its zone."""
    return {
        "now": utc(now),
        "statuses": list(chosen.statuses) or None,
        "categories": list(chosen.categories) or None,
        "districts": list(chosen.districts) or None,
        "sources": list(chosen.sources) or None,
        "ages": list(chosen.ages) or None,
        "clocks": list(chosen.clocks) or None,
        "owners": list(chosen.owners) or None,
        **dict(zip(("west", "south", "east", "north"), chosen.view or (None,) * 4, strict=True)),
    }


@dataclass(frozen=True)
class Counts:
    """Counts of the filtered posts, and the same by age (every bucket in its order)."""

    posts: int
    this_week: int
    without_position: int
    without_due: int
    overdue: int
    due_today: int
    paused: int
    as_of: datetime | None
    by_age: pd.DataFrame  # age_bucket, posts


def counts(warehouse: Warehouse, chosen: TriageFilter, *, now: datetime, zone: tzinfo) -> Counts:
    """Count the filtered posts. The week starts on Monday 00:00 in ``zone``."""
    found = _counted(warehouse, chosen, now, zone)
    return Counts(
        posts=found.posts.number,
        this_week=found.this_week,
        without_position=found.without_position,
        without_due=found.without_due,
        overdue=found.posts.overdue,
        due_today=found.due_today,
        paused=found.paused,
        as_of=found.as_of,
        by_age=pd.DataFrame(found.posts.buckets.items(), columns=["age_bucket", "posts"]),
    )


def ages(
    warehouse: Warehouse, chosen: TriageFilter, *, now: datetime, zone: tzinfo
) -> dict[str, Ages]:
    """Ages of the filtered posts, and of the incidents they tell of; empty where there is none."""
    found = _counted(warehouse, chosen, now, zone)
    return {"posts": found.posts, "incidents": found.incidents} if found.posts.number else {}


def _counted(warehouse: Warehouse, chosen: TriageFilter, now: datetime, zone: tzinfo) -> Counted:
    """One question for both: the warehouse keeps its answer."""
    bound = parameters(chosen, now=now)
    return road_clock.counted(warehouse, CHOSEN, bound, now=now, zone=zone)


def balance(warehouse: Warehouse) -> dict[str, Any]:
    """All posts, the open ones and those without a status, whatever the filter says."""
    return _one_row(warehouse.frame(_BALANCE, {"open_statuses": list(OPEN_STATUSES)}))


def queue(
    warehouse: Warehouse,
    chosen: TriageFilter,
    *,
    now: datetime,
    sort: str = "oldest",
    limit: int = 50,
    offset: int = 0,
    weighing: Weighing | None = None,
) -> pd.DataFrame:
    """One page of the filtered posts, in the order chosen (``SORTS``).

    ``priority`` is weighed as ``weighing`` says (the standard scheme where nothing is said).

    ``open_posts_at_mesh`` counts the open posts of the same 125 m mesh, this one included; it
    is NULL for a post without a position. Equal times are ordered by their published rows, so pages
    never overlap.
    """
    weighed = road_priority.bound(weighing or Weighing.of(city_road_priority.scheme("standard")))
    asked = parameters(chosen, now=now) | weighed
    asked |= {"sort": sort, "limit": limit, "offset": offset}
    asked |= {"open_statuses": list(OPEN_STATUSES)}
    question = _queue_question(by_priority=sort == "priority", is_on=bool(weighed["way"]))
    return warehouse.frame(question, asked)


def choices(warehouse: Warehouse) -> pd.DataFrame:
    """What the filters can offer: field, value, label and how many posts there are of it."""
    asked = [warehouse.built.frame(_LASTING_CHOICES), warehouse.frame(_STATUSES)]
    both = pd.concat([one for one in asked if len(one)] or asked[:1], ignore_index=True)
    order = ["field", "posts", "value"]
    return both.sort_values(order, ascending=[True, False, True], ignore_index=True)


def detail(warehouse: Warehouse, report_id: str, *, now: datetime) -> dict[str, Any] | None:
    """One post with everything staff may see, or None where there is no such post."""
    found = warehouse.frame(_DETAIL, {"report_id": report_id, "now": utc(now)})
    return None if found.empty else _one_row(found)


def history(warehouse: Warehouse, report_id: str) -> pd.DataFrame:
    """What its source says happened to one post, oldest first."""
    return warehouse.frame(_HISTORY, {"report_id": report_id})


def _one_row(frame: pd.DataFrame) -> dict[str, Any]:
    """The only row, with None for every kind of missing value."""
    row = frame.iloc[0].to_dict()
    return {str(name): None if pd.isna(value) else value for name, value in row.items()}
