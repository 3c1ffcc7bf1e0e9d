"""What staff ask of posts of the same hole: the groups, their posts with the evidence, the counts.

Staff's merges and splits since the build are laid over the marts before any of this is asked
(``store.decided``), so every answer here is of now. A report is a post; an incident is a group, or
a post by itself.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pandas as pd

from machimori.store.queries.triage import OPEN_STATUSES
from machimori.store.warehouse import Warehouse

#: Which groups to look at: those with a later open post still to be put away; those of which one
#: post was repaired while another one, told of before, is still open; those with any open post;
#: all.
SCOPES = ("waiting", "left", "open", "all")

_GROUPS = """
WITH groups AS (
    SELECT
        duplicate_group_id AS group_id,
        count(*) AS posts,
        count(*) FILTER (WHERE list_contains($open_statuses, status)) AS open_posts,
        min(requested_at) FILTER (WHERE list_contains($open_statuses, status)) AS first_open_at,
        max(closed_at) FILTER (WHERE status = '対応済') AS last_repaired_at,
        min(requested_at) AS first_at,
        max(requested_at) AS last_at,
        arg_min(category, requested_at) AS category,
        arg_min(address, requested_at) AS address,
        arg_min(town_block_id, requested_at) AS town_block_id
    FROM wh.marts.road_reports
    WHERE duplicate_group_id IS NOT NULL
    GROUP BY duplicate_group_id
),
asked AS (
    SELECT * FROM groups
    WHERE open_posts >= CASE $scope WHEN 'waiting' THEN 2 WHEN 'open' THEN 1 ELSE 0 END
      AND ($scope <> 'left' OR first_open_at <= last_repaired_at)
)
"""
_TOTAL = "SELECT count(*) FROM asked"
_LISTED = """
SELECT asked.*, town.name AS town
FROM asked LEFT JOIN wh.marts.town_blocks AS town USING (town_block_id)
ORDER BY open_posts DESC, last_at DESC NULLS LAST, group_id
LIMIT $limit OFFSET $offset
"""
_MEMBERS = """
SELECT
    report.report_id, report.source_report_id, report.category, report.status,
    report.requested_at, report.closed_at, report.description, report.photo_url, report.address,
    report.longitude, report.latitude, report.position_precision, found.score,
    found.nearest_report_id, found.distance_m, found.gap_days, found.likeness,
    coalesce(found.is_linked, FALSE) AS is_linked, decided.parent
FROM wh.marts.road_reports AS report
LEFT JOIN wh.marts.road_repeats AS found USING (report_id)
LEFT JOIN wh.marts.road_decisions AS decided USING (report_id)
WHERE report.report_id IN (SELECT unnest($ids))
ORDER BY report.requested_at NULLS LAST, report.report_id
"""
_IN_GROUP = """
SELECT report_id FROM wh.marts.road_duplicate_groups WHERE duplicate_group_id = $group_id
"""
_GROUP_OF = """
SELECT duplicate_group_id FROM wh.marts.road_duplicate_groups WHERE report_id = $report_id
"""
_LIKELY = """
SELECT nearest_report_id AS report_id FROM wh.marts.road_repeats
WHERE report_id = $report_id AND nearest_report_id IS NOT NULL
UNION
SELECT report_id FROM wh.marts.road_repeats WHERE nearest_report_id = $report_id
"""
_COUNTS = """
SELECT
    count(*) AS reports,
    count(DISTINCT coalesce(duplicate_group_id, report_id)) AS incidents,
    count(*) FILTER (WHERE list_contains($open_statuses, status)) AS open_reports,
    count(DISTINCT coalesce(duplicate_group_id, report_id))
        FILTER (WHERE list_contains($open_statuses, status)) AS open_incidents
FROM wh.marts.road_reports
"""
_STREETS = """
SELECT ST_AsGeoJSON(geometry) FROM wh.marts.roads
WHERE ST_Intersects(geometry, ST_MakeEnvelope($west, $south, $east, $north))
"""


@dataclass(frozen=True)
class Counted:
    """Posts and incidents, all of them and the open ones."""

    reports: int
    incidents: int
    open_reports: int
    open_incidents: int


def counts(warehouse: Warehouse) -> Counted:
    """Reports and incidents."""
    row = warehouse.rows(_COUNTS, {"open_statuses": list(OPEN_STATUSES)})[0]
    return Counted(*(int(one) for one in row))


def groups(
    warehouse: Warehouse, scope: str, *, limit: int, offset: int = 0
) -> tuple[int, pd.DataFrame]:
    """How many groups there are of a scope, and one page of them: those with most open first."""
    bound = {"open_statuses": list(OPEN_STATUSES), "scope": scope}
    total = warehouse.rows(_GROUPS + _TOTAL, bound)[0][0]
    page = warehouse.frame(_GROUPS + _LISTED, bound | {"limit": limit, "offset": offset})
    return int(total), page


def members(warehouse: Warehouse, group_id: str) -> pd.DataFrame:
    """The posts of a group from the oldest on, each with why it was put there."""
    ids = [row[0] for row in warehouse.rows(_IN_GROUP, {"group_id": group_id})]
    return posts(warehouse, ids)


def posts(warehouse: Warehouse, report_ids: list[str]) -> pd.DataFrame:
    """Posts with what was found of them, from the oldest on; unknown ids are left out."""
    return warehouse.frame(_MEMBERS, {"ids": sorted(report_ids)})


def group_of(warehouse: Warehouse, report_id: str) -> str | None:
    """The group a post is in, if any."""
    rows = warehouse.rows(_GROUP_OF, {"report_id": report_id})
    return str(rows[0][0]) if rows else None


def likely(warehouse: Warehouse, report_id: str) -> list[str]:
    """Posts a post may well repeat, or that may well repeat it; put together or not."""
    return sorted(str(row[0]) for row in warehouse.rows(_LIKELY, {"report_id": report_id}))


def streets(
    warehouse: Warehouse, box: tuple[float, float, float, float]
) -> list[list[list[float]]]:
    """Middle lines of the roads in a box (west, south, east, north), as longitude, latitude."""
    bound = dict(zip(("west", "south", "east", "north"), box, strict=True))
    lines: list[list[list[float]]] = []
    for (text,) in warehouse.rows(_STREETS, bound):
        shape: dict[str, Any] = json.loads(text)
        whole = shape["coordinates"]
        lines += [whole] if shape["type"] == "LineString" else list(whole)
    return lines
