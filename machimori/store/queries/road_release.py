"""Road posts as anybody may have them: how many per complete month, place and kind."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from machimori.city import City
from machimori.domain.margins import Grouping, Key, Margins, summed
from machimori.store import gate
from machimori.store.gate import Released, Subject
from machimori.store.warehouse import Warehouse

TABLE = "road_reports_monthly"
DIMENSIONS = ("district_id", "town_block_id", "category")
#: By place and by kind, and both by district: towns are too small for kinds.
_GROUPINGS: tuple[Grouping, ...] = (
    (),
    ("district_id",),
    ("category",),
    ("district_id", "category"),
    ("district_id", "town_block_id"),
)
_SPAN = """
SELECT min(requested_at), coalesce(max(as_of), max(requested_at)) FROM wh.marts.road_reports
"""
#: The months' bounds are the municipality's midnights.
_COUNTS = """
WITH month AS (SELECT unnest($months) AS month, unnest($starts::TIMESTAMP[]) AS starts_at)
SELECT month, district_id, town_block_id, category, count(*) AS posts
FROM wh.marts.road_reports AS report
ASOF JOIN month ON report.requested_at >= month.starts_at
WHERE requested_at < $ends::TIMESTAMP
GROUP BY ALL ORDER BY ALL
"""
_NAMES = {
    "district_id": "SELECT district_id, name FROM wh.marts.districts",
    "town_block_id": "SELECT town_block_id, name FROM wh.marts.town_blocks",
}


def monthly(warehouse: Warehouse, city: City) -> Released:
    """One row per month and cell: ``month``, ``level``, the place, the kind, ``reports``.

    A month is told when it is complete: over for ``[privacy] settle_days`` by the newest data.
    """
    return gate.counts(
        city,
        Subject.POSTS,
        TABLE,
        margins(warehouse, city),
        dimensions=DIMENSIONS,
        period="month",
        count="reports",
        names={name: dict(warehouse.rows(sql)) for name, sql in _NAMES.items()},
    )


def margins(warehouse: Warehouse, city: City) -> dict[str, Margins]:
    """Counts of each complete month with their sums, before the gate: not to be told."""
    ((first, newest),) = warehouse.rows(_SPAN)
    if first is None or newest is None:
        return {}
    starts = month_starts(city, first, newest - timedelta(days=city.privacy.settle_days))
    if len(starts) < 2:
        return {}
    months = [f"{start.astimezone(city.zone):%Y-%m}" for start in starts]
    naive = [start.astimezone(UTC).replace(tzinfo=None) for start in starts]
    found: dict[str, dict[Key, int]] = {month: {} for month in months[:-1]}
    for month, *key, posts in warehouse.rows(
        _COUNTS, {"months": months[:-1], "starts": naive[:-1], "ends": naive[-1]}
    ):
        found[month][tuple(key)] = posts
    return {month: summed(DIMENSIONS, counts, _GROUPINGS) for month, counts in found.items()}


def month_starts(city: City, first: datetime, last: datetime) -> list[datetime]:
    """First midnights of the months from that of ``first`` up to the newest not after ``last``.

    Both are naive UTC; the answer is aware, in the municipality's zone.
    """
    start = first.replace(tzinfo=UTC).astimezone(city.zone)
    start = start.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
    found = []
    while start <= last.replace(tzinfo=UTC):
        found.append(start)
        year, month = divmod(start.year * 12 + start.month, 12)
        start = start.replace(year=year, month=month + 1)
    return found
