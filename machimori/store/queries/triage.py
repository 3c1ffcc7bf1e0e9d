"""What the road staff asks of the posts: how many are open, which ones, where, since when.

One row of ``marts.road_reports`` is one post, so every count here is a count of posts, not of
holes. Nothing loads all rows: numbers are aggregated and the queue is read page by page. A post
without a status or a date stays in and is said to have none (記載なし).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

import numpy as np
import pandas as pd
from pandas.api.extensions import ExtensionArray

from machimori import city_road_priority
from machimori.domain.vocabulary import OPEN_REPORT_STATUSES
from machimori.store.by_id import rows_by_id
from machimori.store.queries import queue_choice, queue_columns, queue_counts, road_clock
from machimori.store.queries.freshness import utc
from machimori.store.queries.queue_columns import QueueColumns
from machimori.store.queries.road_clock import CLOCK, Ages, Counted
from machimori.store.queries.road_priority import Weighing
from machimori.store.shared import shared
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

#: Of single posts, by the row of the build: what no decision changes, and how sure the owner is.
_SHOWN = """
SELECT
    report.rowid AS row_number, report.report_id, report.source, report.source_report_id,
    report.category, report.status_original, report.requested_at, report.owner_confidence,
    report.address, town.name AS town, district.name AS district, report.latitude,
    report.longitude, report.road_id
FROM wh.marts.road_reports AS report
LEFT JOIN wh.marts.town_blocks AS town USING (town_block_id)
LEFT JOIN wh.marts.districts AS district ON district.district_id = report.district_id
WHERE report.rowid IN (SELECT unnest($ids))
"""
QUEUE_COLUMNS = (
    "report_id", "source", "source_report_id", "category", "status", "status_original",
    "requested_at", "age_days", "due_at", "clock", "priority", "is_on_way", "owner",
    "owner_confidence", "group_posts", "address", "town", "district", "latitude", "longitude",
    "open_posts_at_mesh",
)  # fmt: skip
_AS_OF = "SELECT max(as_of) FROM wh.marts.road_reports"

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


@shared
def _counted(warehouse: Warehouse, chosen: TriageFilter, now: datetime, zone: tzinfo) -> Counted:
    asked = queue_columns.columns(warehouse)
    passed = queue_choice.chosen(asked, chosen, now=now)
    return queue_counts.counted(asked, passed, now=now, zone=zone)


def balance(warehouse: Warehouse) -> dict[str, Any]:
    """All posts, the open ones and those without a status, whatever the filter says."""
    posts = dict(queue_columns.columns(warehouse).status.count())
    (as_of,) = warehouse.built.rows(_AS_OF)[0]
    return {
        "posts": sum(posts.values()),
        "open": sum(posts.get(status, 0) for status in OPEN_STATUSES),
        "without_status": posts.get(None, 0),
        "as_of": None if as_of is None else pd.Timestamp(as_of),
    }


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
    weighed = weighing or Weighing.of(city_road_priority.scheme("standard"))
    asked, held = queue_columns.columns(warehouse), queue_columns.weights(warehouse)
    passed = queue_choice.chosen(asked, chosen, now=now)
    every = np.arange(len(passed)) if sort == "priority" else None
    by = None if every is None else queue_choice.priorities(asked, held, every, weighed, now=now)
    until = offset + limit
    places = queue_choice.first(asked, passed, sort, until, now=now, by=by)[offset:]
    return _page(warehouse, asked, places, now=now).assign(
        priority=queue_choice.priorities(asked, held, places, weighed, now=now),
        is_on_way=held.road.among(weighed.way)[places],
    )[list(QUEUE_COLUMNS)]


def _page(
    warehouse: Warehouse, asked: QueueColumns, places: queue_columns.Ints, *, now: datetime
) -> pd.DataFrame:
    """What is shown of posts, in their order."""
    numbers = asked.row_number[places]
    rows = rows_by_id(warehouse, _SHOWN, numbers.tolist(), key="row_number")
    rows = rows.set_index("row_number").reindex(numbers)
    changed = warehouse.changed_posts
    if changed is not None and len(changed):
        sure = changed.set_index("row_number")["owner_confidence"].astype(float)
        met = rows.index.isin(sure.index)
        rows["owner_confidence"] = rows["owner_confidence"].mask(met, sure.reindex(rows.index))
    due, requested = asked.due[places], asked.requested[places]
    clock = queue_choice.clocks(asked, places, now=now)
    days = np.trunc((queue_choice.micros(now) - requested) / queue_choice.DAY_US)
    at_mesh = asked.mesh.count_of(places, asked.status.among(OPEN_STATUSES))
    together = asked.alike.count_of(places)
    return rows.assign(
        status=asked.status.words(places),
        owner=asked.owner.words(places),
        due_at=due.astype("datetime64[us]"),
        clock=np.array([*road_clock.CLOCKS, None], dtype=object)[clock],
        age_days=_whole(np.where(requested == queue_columns.NO_MOMENT, np.nan, days)),
        group_posts=np.nan_to_num(together, nan=1.0).astype(np.int64),
        open_posts_at_mesh=_whole(np.where(at_mesh > 0, at_mesh, np.nan)),
    ).reset_index(drop=True)


def _whole(values: queue_columns.Floats) -> ExtensionArray:
    """Whole numbers with gaps."""
    return pd.Series(values).astype("Int64").array


def choices(warehouse: Warehouse) -> pd.DataFrame:
    """What the filters can offer: field, value, label and how many posts there are of it."""
    statuses = [
        {
            "field": "status",
            "value": name or NOT_STATED,
            "label": name or NOT_STATED,
            "posts": posts,
        }
        for name, posts in queue_columns.columns(warehouse).status.count()
    ]
    asked = [warehouse.built.frame(_LASTING_CHOICES), pd.DataFrame(statuses)]
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
