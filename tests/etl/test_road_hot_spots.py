"""Posts of the finished table -> mesh cells: what is counted, per what, when nothing is said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import pytest

from etl.build import open_build
from etl.road_cells import cells_of
from etl.road_hot_spots import fill_hot_spots
from machimori.city import City
from machimori.city_road_analysis import RoadHotSpots
from tests.store.small_warehouse import small_city

AS_OF = datetime(2026, 11, 20, 9, tzinfo=UTC).replace(tzinfo=None)  # as the tables hold it
#: Twelve by twelve whole cells, and half a one beyond the eastern edge.
WEST, SOUTH = 139.75, 35.68125
EAST, NORTH = WEST + 12.5 / 320, SOUTH + 12 / 480


@pytest.fixture(scope="module")
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with open_build(":memory:") as connection:
        connection.execute(
            "INSERT INTO marts.town_blocks BY NAME SELECT 'b' AS town_block_id, '例題町' AS name, "
            "'x' AS source, false AS is_sample, ST_MakeEnvelope($w, $s, $e, $n) AS geometry",
            {"w": WEST, "s": SOUTH, "e": EAST, "n": NORTH},
        )
        yield connection


def put(
    connection: duckdb.DuckDBPyConnection, places: list[tuple[float, float]], **told: Any
) -> None:
    """Posts at (column, row) of the cells."""
    count = len(places)
    table = pa.table(
        {
            "report_id": [f"{told.get('name', 'p')}{number}" for number in range(count)],
            "source": ["feed"] * count,
            "source_file": ["x"] * count,
            "source_row": list(range(count)),
            "status": ["受付済"] * count,
            "category": [told.get("category", "側溝")] * count,
            "requested_at": [AS_OF - timedelta(days=told.get("days_ago", 20))] * count,
            "longitude": [WEST + column / 320 for column, _ in places],
            "latitude": [SOUTH + row / 480 for _, row in places],
            "position_precision": [told.get("precision", "surveyed")] * count,
            "duplicate_group_id": pa.array([told.get("group")] * count, pa.string()),
            "reopened_count": pa.array([0] * count, pa.int32()),
            "is_sample": [False] * count,
            "as_of": [AS_OF] * count,
        }
    )
    connection.register("posts", table)
    connection.execute("INSERT INTO marts.road_reports BY NAME FROM posts")
    connection.unregister("posts")


def filled(connection: duckdb.DuckDBPyConnection, city: City | None = None) -> list[dict[str, Any]]:
    for name in ("hot_spots", "hot_spots_basis"):
        connection.execute(f"DELETE FROM marts.road_{name}")
    fill_hot_spots(connection, city or small_city(Path()), [])
    connection.execute("DELETE FROM marts.road_reports")
    return (
        connection.execute("FROM marts.road_hot_spots_basis ORDER BY category")
        .to_arrow_table()
        .to_pylist()
    )


def spread(count: int, seed: int = 1) -> list[tuple[float, float]]:
    random = np.random.default_rng(seed)
    return [(float(x), float(y)) for x, y in random.uniform(0.01, 11.99, (count, 2))]


def test_cells_are_those_of_the_municipality_with_the_share_inside(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    cells = cells_of(warehouse)
    assert len(cells.row) == 12 * 13
    assert sorted({round(float(one), 6) for one in cells.share}) == [0.5, 1.0]
    assert not cells.has_roads
    assert cells.find(np.array([0]), np.array([0])).tolist() == [-1]


def test_what_is_counted_and_what_is_left_out(warehouse: duckdb.DuckDBPyConnection) -> None:
    put(warehouse, spread(200))
    put(warehouse, [(3.5, 3.5)] * 4, group="g", name="g")  # one incident told four times
    put(warehouse, [(1.5, 1.5)] * 3, precision="town", name="t")
    put(warehouse, [(-5.0, 1.5)] * 2, name="o")
    put(warehouse, [(1.5, 1.5)] * 9, days_ago=400, name="old")
    (whole, drains) = filled(warehouse)
    assert (whole["category"], drains["category"]) == ("all", "側溝")
    assert whole | {"category": ""} == drains | {"category": ""}
    assert (whole["incidents"], whole["posts"], whole["repeated_posts"]) == (206, 209, 3)
    assert (whole["without_place"], whole["outside"]) == (3, 2)
    assert (whole["measure"], whole["cells"]) == ("per_cell", 156)
    assert (whole["until"] - whole["since"]).days == 365
    rows = warehouse.execute(
        "SELECT sum(incidents), sum(posts), count(*) FILTER (is_hot), count(DISTINCT mesh250) "
        "FROM marts.road_hot_spots WHERE category = 'all'"
    ).fetchone()
    assert rows == (201, 204, 0, 156)


def test_a_heap_is_one_area_with_its_mesh_codes(warehouse: duckdb.DuckDBPyConnection) -> None:
    put(warehouse, spread(300))
    heap = [(4 + x, 6 + y) for x, y in np.random.default_rng(2).uniform(0, 2, (120, 2)).tolist()]
    put(warehouse, heap, name="h")
    filled(warehouse)
    hot = warehouse.execute(
        "SELECT area, count(*) AS cells, sum(incidents) AS incidents, max(q) AS q, "
        "bool_and(mesh250 = mesh250((west + east) / 2, (south + north) / 2)) AS coded "
        "FROM marts.road_hot_spots WHERE is_hot AND category = 'all' GROUP BY area"
    ).fetchall()
    assert len(hot) == 1
    area, cells, incidents, q, coded = hot[0]
    assert (area, coded) == (1, True)
    assert 4 <= cells <= 16
    assert incidents >= 120
    assert q <= 0.05
    first = warehouse.execute("FROM marts.road_hot_spots ORDER BY ALL").fetchall()
    put(warehouse, spread(300))
    put(warehouse, heap, name="h")
    filled(warehouse)
    assert warehouse.execute("FROM marts.road_hot_spots ORDER BY ALL").fetchall() == first


def test_along_roads_a_post_is_counted_per_kilometre(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    for number in range(12):
        north = SOUTH + (number + 0.5) / 480
        line = f"LINESTRING({WEST} {north}, {EAST} {north})"
        warehouse.execute(
            "INSERT INTO marts.roads BY NAME SELECT $id AS road_id, 'municipal' AS owner, "
            "ST_GeomFromText($line) AS geometry, 12500.0 AS length_m, 'x' AS source, "
            "false AS is_sample",
            {"id": str(number), "line": line},
        )
    try:
        put(warehouse, spread(200))
        (whole, _) = filled(warehouse)
        assert whole["measure"] == "per_km"
        lengths = warehouse.execute(
            "SELECT DISTINCT round(road_km, 3) FROM marts.road_hot_spots ORDER BY ALL"
        ).fetchall()
        # 12.5 cells share 12.5 km; the pieces of about 20 m do not end at the cells' edges.
        assert all(abs(one[0] - 1) < 0.06 or abs(one[0] - 0.5) < 0.06 for one in lengths)
        rate = warehouse.execute(
            "SELECT max(abs(per_km - incidents / road_km)) FROM marts.road_hot_spots"
        ).fetchone()
        assert rate == (0.0,)
    finally:
        warehouse.execute("DELETE FROM marts.roads")


def test_few_posts_have_no_cells(warehouse: duckdb.DuckDBPyConnection) -> None:
    put(warehouse, spread(60))
    (whole,) = filled(warehouse)
    assert (whole["is_enough"], whole["incidents"]) == (False, 60)
    assert warehouse.execute("SELECT count(*) FROM marts.road_hot_spots").fetchone() == (0,)
    put(warehouse, spread(60))
    enough = small_city(Path()).model_copy(
        update={"road_hot_spots": RoadHotSpots(fewest_in_all=30)}
    )
    assert all(one["is_enough"] for one in filled(warehouse, enough))


def test_without_an_outline_or_roads_nothing_is_looked_at(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    warehouse.execute("DELETE FROM marts.town_blocks")
    put(warehouse, spread(150))
    assert filled(warehouse) == []
