"""The figures of the front page that belong to no other topic: roads and places in numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from machimori.city_privacy import Privacy
from machimori.domain.vocabulary import OPEN_REPORT_STATUSES
from machimori.store import gate
from machimori.store.gate import Subject
from machimori.store.queries.freshness import utc
from machimori.store.warehouse import Warehouse

#: Posts of the last so many days are "lately".
LATELY_DAYS = 30
#: Closed in time: within so many days of the receipt.
DONE_WITHIN_DAYS = 90

_ROADS = """
SELECT
    count(*) FILTER (requested_at > $now::TIMESTAMP - to_days($lately)) AS lately,
    coalesce(max(as_of), max(updated_at), max(requested_at)) AS as_of,
    bool_or(is_sample) AS is_sample
FROM wh.marts.road_reports
WHERE requested_at <= $now::TIMESTAMP
"""

_WEEKS = """
WITH counted AS (
    SELECT (epoch_us($now::TIMESTAMP) - epoch_us(requested_at)) // 604800000000 AS weeks_ago,
        count(*) AS posts
    FROM wh.marts.road_reports
    WHERE requested_at <= $now::TIMESTAMP
        AND requested_at > $now::TIMESTAMP - to_days(CAST($weeks * 7 AS INTEGER))
    GROUP BY weeks_ago
)
SELECT week.weeks_ago, coalesce(posts, 0) AS posts
FROM range(0, $weeks) AS week(weeks_ago) LEFT JOIN counted USING (weeks_ago)
ORDER BY week.weeks_ago DESC
"""


@dataclass(frozen=True)
class RoadFigures:
    """Posts lately; what share is closed in time, the survival curve says (``road_survival``).

    None: too few to be told (``store.gate``).
    """

    lately: int | None
    as_of: datetime | None
    is_sample: bool
    weeks: tuple[int, ...]  # posts per week, oldest first; empty where one is too small


def roads(
    warehouse: Warehouse, *, now: datetime, weeks: int = 8, privacy: Privacy | None = None
) -> RoadFigures | None:
    """Figures of the road posts, to the minute (so they are kept that long); None without any.

    ``privacy`` are the municipality's thresholds; without them the usual ones hold.
    """
    rules = privacy or Privacy()
    moment = utc(now).replace(second=0, microsecond=0)
    ((lately, as_of, is_sample),) = warehouse.rows(_ROADS, {"now": moment, "lately": LATELY_DAYS})
    if as_of is None:
        return None
    series = warehouse.rows(_WEEKS, {"now": moment, "weeks": weeks})
    told = [gate.count(rules, Subject.POSTS, int(posts)) for _, posts in series]
    return RoadFigures(
        gate.count(rules, Subject.POSTS, lately),
        as_of,
        bool(is_sample),
        () if None in told else tuple(one for one in told if one is not None),
    )


_OPEN = """
SELECT count(*) FROM wh.marts.road_reports
WHERE list_contains($statuses, status)
"""


def open_posts(warehouse: Warehouse, *, privacy: Privacy) -> int | None:
    """Posts that are not done yet; None: too few to be told. Those without a status don't count."""
    statuses = sorted(str(one) for one in OPEN_REPORT_STATUSES)
    ((found,),) = warehouse.rows(_OPEN, {"statuses": statuses})
    return gate.count(privacy, Subject.POSTS, int(found))


_COUNTS = """
SELECT
    (SELECT count(*) FROM wh.marts.facilities WHERE is_public AND NOT is_temporary),
    (SELECT count(DISTINCT place_id) FROM wh.marts.facilities WHERE is_public AND NOT is_temporary),
    (SELECT max(as_of) FROM wh.marts.facilities WHERE is_public AND NOT is_temporary)
"""


@dataclass(frozen=True)
class PlaceCounts:
    """Public places: designations, places, newest data time."""

    designations: int
    places: int
    as_of: datetime | None


def places(warehouse: Warehouse) -> PlaceCounts:
    """How many public places there are in peacetime, when nobody has added any."""
    return PlaceCounts(*warehouse.rows(_COUNTS)[0])
