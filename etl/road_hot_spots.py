"""Where posts gather more than chance, on the 250 m mesh: marts.road_hot_spots.

What is counted are incidents (posts of one group once) of the last year of data, per kilometre of
road where roads are known. Cells without a post are part of the question, so the cells looked at
are those of the municipality, not those of the posts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa

from etl.mesh import mesh_codes
from etl.road_cells import PER_DEGREE_EAST, PER_DEGREE_NORTH, WEST, Cells, cells_of
from machimori.city import City
from machimori.domain import hot_spots
from machimori.domain.events import Event
from machimori.domain.vocabulary import PositionPrecision, ReportStatus

ALL = "all"
PER_KM, PER_CELL = "per_km", "per_cell"
#: Roads are the measure where so many of the incidents lie in cells with roads.
ROADS_COVER = 0.95
#: Categories with a map of their own, the most frequent ones.
CATEGORIES = 12

#: One row per incident: its oldest post speaks, of one moment that with the first id. A duplicate
#: without its group tells of none.
_INCIDENTS = f"""
CREATE OR REPLACE TEMP TABLE gathered AS
WITH post AS (
    SELECT coalesce(category, 'not_stated') AS category, longitude, latitude, status,
        row(requested_at, report_id) AS age,
        duplicate_group_id AS alike,
        longitude IS NOT NULL AND latitude IS NOT NULL AND position_precision IN (
            '{PositionPrecision.SURVEYED}', '{PositionPrecision.BLOCK}') AS is_placed
    FROM marts.road_reports
    WHERE requested_at > $since AND requested_at <= $until
)
SELECT category, is_placed, longitude, latitude, 1 AS posts,
    CAST(status IS DISTINCT FROM '{ReportStatus.DUPLICATE}' AS INTEGER) AS incidents
FROM post WHERE alike IS NULL
UNION ALL
SELECT arg_min(category, age), bool_or(is_placed),
    arg_min(longitude, age) FILTER (is_placed),
    arg_min(latitude, age) FILTER (is_placed), count(*), 1
FROM post WHERE alike IS NOT NULL GROUP BY alike
"""  # noqa: S608 - our own words

_PLACED = f"""
SELECT CAST(floor(latitude * {PER_DEGREE_NORTH} + 1e-6) AS BIGINT) AS row,
    CAST(floor((longitude - {WEST}) * {PER_DEGREE_EAST} + 1e-6) AS BIGINT) AS column,
    sum(incidents) AS incidents, sum(posts) AS posts
FROM gathered WHERE is_placed AND ($category = '{ALL}' OR category = $category)
GROUP BY ALL ORDER BY ALL
"""  # noqa: S608 - our own numbers

_TOTALS = f"""
SELECT coalesce(sum(incidents), 0), coalesce(sum(posts), 0),
    coalesce(sum(incidents) FILTER (NOT is_placed), 0)
FROM gathered WHERE $category = '{ALL}' OR category = $category
"""  # noqa: S608 - our own word

_CHOSEN = """
SELECT category FROM gathered GROUP BY category HAVING sum(incidents) >= $fewest
ORDER BY sum(incidents) DESC, category LIMIT $most
"""

_DAYTIME = """
SELECT count(*) FROM marts.road_reports
WHERE requested_at > $since AND requested_at <= $until
    AND isodow(requested_at + $offset) <= 5 AND hour(requested_at + $offset) BETWEEN 7 AND 18
    AND ($category = 'all' OR coalesce(category, 'not_stated') = $category)
"""


def fill_hot_spots(
    connection: duckdb.DuckDBPyConnection, city: City, events: Sequence[Event]
) -> None:
    """Fill marts.road_hot_spots and the basis of each map. The same marts give the same rows."""
    (until,) = connection.execute("SELECT max(as_of) FROM marts.road_reports").fetchone() or (None,)
    if until is None:
        return
    span = {"since": until - timedelta(days=city.road_hot_spots.days), "until": until}
    connection.execute(_INCIDENTS, span)
    cells = cells_of(connection)
    if not len(cells.row):
        return
    chosen = connection.execute(
        _CHOSEN, {"fewest": city.road_hot_spots.fewest_in_all, "most": CATEGORIES}
    ).fetchall()
    for category in (ALL, *(str(row[0]) for row in chosen)):
        _fill(connection, city, cells, category, span)


def _fill(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    cells: Cells,
    category: str,
    span: dict[str, datetime],
) -> None:
    wanted = city.road_hot_spots
    found = connection.execute(_PLACED, {"category": category}).fetchnumpy()
    counts = {name: np.asarray(column, dtype=np.float64) for name, column in found.items()}
    place = cells.find(counts["row"].astype(np.int64), counts["column"].astype(np.int64))
    inside = place >= 0
    incidents, posts = (
        np.bincount(place[inside], counts[name][inside], len(cells.row)).astype(np.float64)
        for name in ("incidents", "posts")
    )
    has_road = cells.road_km >= wanted.least_road_km
    by_road = bool(
        has_road.any() and incidents[has_road].sum() >= ROADS_COVER * max(incidents.sum(), 1.0)
    )
    used = has_road if by_road else cells.share > 0
    exposure = cells.road_km if by_road else cells.share
    near = hot_spots.neighbours(cells.row[used], cells.column[used])
    values = hot_spots.steadied_rates(incidents[used], exposure[used])
    in_window = hot_spots.window_sums(incidents[used], near)
    enough = in_window >= wanted.fewest_in_window
    tested = hot_spots.hot_spots(values, near, enough, level=wanted.level)
    area = hot_spots.areas(tested.is_hot, near, incidents[used])
    total, all_posts, unplaced = connection.execute(_TOTALS, {"category": category}).fetchone() or (
        0,
        0,
        0,
    )
    is_enough = float(incidents[used].sum()) >= wanted.fewest_in_all
    _insert(
        connection,
        "marts.road_hot_spots_basis",
        pa.Table.from_pylist(
            [
                {
                    "category": category,
                    **span,
                    "cells": int(used.sum()),
                    "incidents": int(total),
                    "posts": int(all_posts),
                    "without_place": int(unplaced),
                    "outside": int(total) - int(unplaced) - int(incidents[used].sum()),
                    "measure": PER_KM if by_road else PER_CELL,
                    "fewest_in_window": wanted.fewest_in_window,
                    "level": wanted.level,
                    "is_enough": is_enough,
                    "busiest_cells": _half(incidents[used]),
                    "repeated_posts": int(all_posts) - int(total),
                    "daytime_posts": _daytime(connection, city, category, span),
                }
            ]
        ),
    )
    if is_enough:
        _insert(
            connection,
            "marts.road_hot_spots",
            _rows(cells, used, category, incidents, posts, in_window, by_road, tested, area),
        )


def _rows(
    cells: Cells,
    used: Any,
    category: str,
    incidents: Any,
    posts: Any,
    in_window: Any,
    by_road: bool,
    tested: hot_spots.HotSpots,
    area: Any,
) -> pa.Table:
    row, column = cells.row[used], cells.column[used]
    south, west = row / PER_DEGREE_NORTH, column / PER_DEGREE_EAST + WEST
    middle = 0.5 / PER_DEGREE_EAST, 0.5 / PER_DEGREE_NORTH
    codes, _ = mesh_codes(pa.array(west + middle[0]), pa.array(south + middle[1]))
    road_km = cells.road_km[used]
    return pa.table(
        {
            "category": pa.repeat(category, len(row)),
            "mesh250": codes,
            "west": west,
            "south": south,
            "east": (column + 1) / PER_DEGREE_EAST + WEST,
            "north": (row + 1) / PER_DEGREE_NORTH,
            "incidents": np.rint(incidents[used]).astype(np.int64),
            "posts": np.rint(posts[used]).astype(np.int64),
            "window_incidents": np.rint(in_window).astype(np.int64),
            "road_km": pa.array(road_km, mask=np.full(len(row), not cells.has_roads)),
            "per_km": pa.array(
                incidents[used] / np.maximum(road_km, 1e-9), mask=np.full(len(row), not by_road)
            ),
            "z": tested.z,
            "p": tested.p,
            "q": tested.q,
            "is_hot": pa.array(tested.is_hot),
            "area": pa.array(area.astype(np.int32), mask=area == 0),
        }
    )


def _half(incidents: Any) -> int:
    """How few cells hold half of the incidents."""
    down = np.cumsum(np.sort(incidents)[::-1])
    return int(np.searchsorted(down, down[-1] / 2) + 1) if len(down) and down[-1] else 0


def _daytime(
    connection: duckdb.DuckDBPyConnection, city: City, category: str, span: dict[str, datetime]
) -> int:
    """Posts sent in from 7:00 to 19:00 on Monday to Friday, by the zone's offset at the end."""
    offset = span["until"].replace(tzinfo=city.zone).utcoffset()
    found = connection.execute(_DAYTIME, span | {"category": category, "offset": offset}).fetchone()
    return int(found[0]) if found else 0


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    connection.register("arriving_cells", rows)
    try:
        connection.execute(f"INSERT INTO {table} BY NAME FROM arriving_cells")  # noqa: S608 - ours
    finally:
        connection.unregister("arriving_cells")
