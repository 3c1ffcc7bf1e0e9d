"""Vector tiles of the filtered posts (MVT): counts per cell while far, single posts when near.

DuckDB makes a tile in one question over the posts inside it; where the posts are ordered by mesh
it reads few blocks of them. A cell is a sixteenth of a tile's edge, so no cell lies in two tiles
and the counts of all tiles of a zoom add up to the posts that have a position. A mark stands at
the mean of its posts, where they are.

Layer ``posts``. Every mark has ``n`` (posts) and, where open ones are overdue, ``late`` (how
many). A mark that is one post, or posts on one spot seen from near, also has ``id``, ``status``
(absent where none is stated) and ``age`` (a bucket of ``triage.AGE_BUCKETS``) of its oldest one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import numpy as np

from machimori.domain.map_tiles import Degrees, Tile
from machimori.store.queries import queue_choice, queue_columns
from machimori.store.queries.road_clock import CLOCKS
from machimori.store.queries.triage import CHOSEN, TriageFilter, parameters
from machimori.store.warehouse import Warehouse

#: From this zoom on (a tile is then 1 km wide in Japan) every post is a mark of its own ...
NEAR_ZOOM = 15
#: ... unless a tile holds more: a mark for each would be neither sent soon nor told apart.
MOST_SINGLE = 1_500
#: Cells along a tile's edge: 32 px on a screen, 250 m at zoom 13.
CELLS = 16
_EXTENT = 4096

# The edges are compared in degrees, which neighbours share to the last bit; what rounding then
# puts beside the tile is held on its edge.
_PLACED = """
, placed AS (
    SELECT
        (longitude + 180) / 360 * $count - $column AS across,
        (1 - asinh(tan(radians(latitude))) / pi()) / 2 * $count - $row AS down,
        clock = 'overdue' AS is_late,
        {wanted}
    FROM chosen
    WHERE longitude >= $tile_west AND longitude < $tile_east
      AND latitude > $tile_south AND latitude <= $tile_north
)
"""
_FAR = """
, cells AS (
    SELECT
        CAST(sum(1) AS INTEGER) AS n,
        CAST(count(*) FILTER (WHERE is_late) AS INTEGER) AS late,
        avg(across) AS across,
        avg(down) AS down
    FROM placed
    GROUP BY
        least(greatest(CAST(floor(across * $cells) AS INTEGER), 0), $cells - 1),
        least(greatest(CAST(floor(down * $cells) AS INTEGER), 0), $cells - 1)
),
marks AS (
    SELECT
        ST_Point(
            least(greatest(floor(across * $extent), 0), $extent - 1),
            least(greatest(floor(down * $extent), 0), $extent - 1)
        ) AS geom,
        n, nullif(late, 0) AS late
    FROM cells
)
SELECT ST_AsMVT(marks, 'posts', $extent, 'geom') AS tile, coalesce(sum(n), 0) AS posts FROM marks
"""
_NEAR = """
, cells AS (
    SELECT
        CAST(count(*) AS INTEGER) AS n,
        CAST(count(*) FILTER (WHERE is_late) AS INTEGER) AS late,
        avg(across) AS across,
        avg(down) AS down,
        arg_min({{id: report_id, status: status, age: age_bucket}},
            (coalesce(requested_at, TIMESTAMP '9999-01-01'), report_id)) AS oldest
    FROM placed
    GROUP BY
        least(greatest(CAST(floor(across * $cells) AS INTEGER), 0), $cells - 1),
        least(greatest(CAST(floor(down * $cells) AS INTEGER), 0), $cells - 1)
),
marks AS (
    SELECT
        ST_Point(
            least(greatest(floor(across * $extent), 0), $extent - 1),
            least(greatest(floor(down * $extent), 0), $extent - 1)
        ) AS geom,
        n, nullif(late, 0) AS late,
        CASE WHEN {is_single} THEN oldest.id END AS id,
        CASE WHEN {is_single} THEN oldest.status END AS status,
        CASE WHEN {is_single} THEN oldest.age END AS age
    FROM cells
    ORDER BY oldest.id
)
SELECT ST_AsMVT(marks, 'posts', $extent, 'geom') AS tile, coalesce(sum(n), 0) AS posts FROM marks
"""
_PLACE = """
SELECT longitude, latitude FROM wh.marts.road_reports
WHERE report_id = $report_id AND longitude IS NOT NULL AND latitude IS NOT NULL
"""


@dataclass(frozen=True)
class MadeTile:
    """A tile as it is sent, and how many posts its marks stand for."""

    content: bytes
    posts: int


@dataclass(frozen=True)
class Inside:
    """Posts of a part of the map, and those of them that are overdue."""

    posts: int
    late: int


def tile(warehouse: Warehouse, chosen: TriageFilter, wanted: Tile, *, now: datetime) -> MadeTile:
    """Make one tile of the posts that pass the filter. It is not kept here.

    Args:
        warehouse: the generation asked.
        chosen: the filter of the queue.
        wanted: which tile.
        now: ages and overdue are told at this time.
    """
    box = wanted.degrees
    bound: dict[str, Any] = parameters(replace(chosen, view=()), now=now) | {
        "count": wanted.count,
        "column": wanted.column,
        "row": wanted.row,
        "cells": CELLS,
        "extent": _EXTENT,
        **{f"tile_{name}": edge for name, edge in box._asdict().items()},
    }
    far = _made(warehouse, CHOSEN + _PLACED.format(wanted="1 AS one") + _FAR, bound)
    if far.posts > MOST_SINGLE or not far.posts:
        return far
    is_near = wanted.zoom >= NEAR_ZOOM
    near = _NEAR.format(is_single="true" if is_near else "n = 1")
    columns = "report_id, status, age_bucket, requested_at"
    # Seen from near only what lies on the same spot is one mark.
    bound["cells"] = _EXTENT if is_near else CELLS
    return _made(warehouse, CHOSEN + _PLACED.format(wanted=columns) + near, bound)


def inside(warehouse: Warehouse, chosen: TriageFilter, box: Degrees, *, now: datetime) -> Inside:
    """Count the filtered posts of a part of the map, its edges included."""
    asked = queue_columns.columns(warehouse)
    passed = queue_choice.chosen(asked, replace(chosen, view=tuple(box)), now=now)
    late = queue_choice.clocks(asked, np.flatnonzero(passed), now=now) == CLOCKS.index("overdue")
    return Inside(int(passed.sum()), int(late.sum()))


def place(warehouse: Warehouse, report_id: str) -> tuple[float, float] | None:
    """Longitude and latitude of a post; None where it has none, or is not there."""
    found = warehouse.rows(_PLACE, {"report_id": report_id})
    return (found[0][0], found[0][1]) if found else None


def _made(warehouse: Warehouse, sql: str, bound: dict[str, Any]) -> MadeTile:
    (content, posts) = warehouse.once(sql, bound)[0]
    return MadeTile(bytes(content) if posts else b"", int(posts))
