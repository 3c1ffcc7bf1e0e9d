"""What the road staff asks of the posts: how many are open, which ones, where, since when.

One row of ``marts.road_reports`` is one post, so every count here is a count of posts, not of
holes. Nothing loads all rows: numbers are aggregated and the queue is read page by page. A post
without a status or a date stays in and is said to have none (記載なし).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from typing import Any

import pandas as pd

from machimori import city_road_priority
from machimori.domain.vocabulary import OPEN_REPORT_STATUSES
from machimori.store.queries import road_priority
from machimori.store.queries.freshness import utc
from machimori.store.queries.road_clock import CLOCK
from machimori.store.queries.road_priority import Weighing
from machimori.store.warehouse import Warehouse

NOT_STATED = "not_stated"  # the filter value for NULL: 記載なし
#: Full days since the post came in, half-open; each bucket is named by its edges.
AGE_BUCKETS = ("0-7", "7-30", "30-90", "90-180", "180-365", "365-", NOT_STATED)
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

_COUNTS = """
SELECT
    age_bucket,
    count(*) AS posts,
    count(*) FILTER (WHERE requested_at >= $week_start) AS this_week,
    count(*) FILTER (WHERE latitude IS NULL OR longitude IS NULL) AS without_position,
    count(*) FILTER (WHERE due_at IS NULL) AS without_due,
    count(*) FILTER (WHERE clock = 'overdue') AS overdue,
    count(*) FILTER (WHERE clock IN ('soon', 'later') AND due_at < $tomorrow) AS due_today,
    count(*) FILTER (WHERE clock = 'paused') AS paused,
    max(as_of) AS as_of
FROM chosen
GROUP BY age_bucket
"""

# The page is chosen by narrow columns, and its few rows are asked for by their numbers: what is
# known before a scan begins spares it the wide columns of all others. A post is known by its
# published row: ids are put together when they are asked for.
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
_PLACE = "source || chr(31) || source_file || chr(31) || source_row"
_PAGE = """
SELECT source_row, {place} AS place FROM ({rows}) ORDER BY {order} LIMIT $limit OFFSET $offset
"""
_QUEUE = """
WITH picked AS MATERIALIZED (
    SELECT *, {clock} AS clock FROM wh.marts.road_reports
    WHERE list_contains($rows, source_row) AND list_contains($places, {place})
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


def _page_question(*, by_priority: bool, is_on: bool) -> str:
    """Only an order by priority weighs every chosen post; else the few on the page are."""
    rows = road_priority.scored("chosen", is_on=is_on) if by_priority else "FROM chosen"
    return CHOSEN + _PAGE.format(rows=rows, order=_ORDERS[by_priority], place=_PLACE)


def _queue_question(*, by_priority: bool) -> str:
    return _QUEUE.format(
        order=_ORDERS[by_priority],
        clock=CLOCK,
        place=_PLACE,
        scored=road_priority.scored("picked"),
    )


_BALANCE = """
SELECT
    count(*) AS posts,
    count(*) FILTER (WHERE list_contains($open_statuses, status)) AS open,
    count(*) FILTER (WHERE status IS NULL) AS without_status,
    max(as_of) AS as_of
FROM wh.marts.road_reports
"""

_CHOICES = """
SELECT 'status' AS field, coalesce(status, 'not_stated') AS value,
       coalesce(status, 'not_stated') AS label, count(*) AS posts
FROM wh.marts.road_reports GROUP BY ALL
UNION ALL
SELECT 'category', coalesce(category, 'not_stated'), coalesce(category, 'not_stated'), count(*)
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
ORDER BY field, posts DESC, value
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
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    bound = parameters(chosen, now=now) | {
        "week_start": utc(midnight - timedelta(days=midnight.weekday())),
        "tomorrow": utc(midnight + timedelta(days=1)),
    }
    found = warehouse.frame(CHOSEN + _COUNTS, bound).set_index("age_bucket")
    newest = found.pop("as_of").max()
    by_age = found["posts"].reindex(list(AGE_BUCKETS), fill_value=0).astype("int64")
    return Counts(
        **{str(name): int(total) for name, total in found.sum().items()},
        as_of=None if pd.isna(newest) else newest.to_pydatetime(),
        by_age=by_age.rename_axis("age_bucket").reset_index(),
    )


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
    by_priority = sort == "priority"
    is_on = bool(weighed["way"])
    asked = parameters(chosen, now=now) | {"sort": sort}
    if by_priority:
        asked |= {name: value for name, value in weighed.items() if is_on or name != "way"}
    page = warehouse.rows(
        _page_question(by_priority=by_priority, is_on=is_on),
        asked | {"limit": limit, "offset": offset},
    )
    shown = weighed | {
        "now": asked["now"],
        "sort": sort,
        "rows": [row for row, _ in page],
        "places": [place for _, place in page],
        "open_statuses": list(OPEN_STATUSES),
    }
    return warehouse.frame(_queue_question(by_priority=by_priority), shown)


def choices(warehouse: Warehouse) -> pd.DataFrame:
    """What the filters can offer: field, value, label and how many posts there are of it."""
    return warehouse.frame(_CHOICES)


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
