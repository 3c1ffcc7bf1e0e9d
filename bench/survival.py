"""Survival with all bands of a million posts in twelve categories, and their hot spots.

The target for the survival: 5 s. Measured dense in one ward and over many wards; every curve there
is: posts and incidents, categories and periods and their totals, each way of ending, medians and
log-rank tests. Seconds are wall and of the processor: other work on the machine adds to the first.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

from bench.measure import measured
from etl.build import open_build
from etl.road_hot_spots import fill_hot_spots
from etl.road_survival import fill_survival
from machimori.city import REPOSITORY, City, load_city

ROWS = 1_000_000
CATEGORIES = 12
TARGET_S = 5.0
#: Edge of the ground in cells of 250 m: a ward of 9 km2, and 1,225 km2 of many wards.
GROUNDS = {"one ward": 12, "many wards": 140}

#: Ten years of posts, more of them lately; half are closed within 40 days, some are never.
_POSTS = """
INSERT INTO marts.road_reports BY NAME
WITH drawn AS (
    SELECT number, random() AS age, random() AS fate, random() AS slow, random() AS x,
        random() AS y, random() AS heap
    FROM range($rows) AS one(number)
),
post AS (
    SELECT *, TIMESTAMP '2026-11-20 09:00' - to_seconds(CAST(age ** 1.5 * 315360000 AS BIGINT))
        AS requested_at,
        to_seconds(CAST(-ln(1 - slow) * (10 + number % 12 * 8) * 86400 AS BIGINT)) AS took
    FROM drawn
)
SELECT 'feed:' || number AS report_id, 'feed' AS source, 'x' AS source_file,
    number AS source_row, '分類' || number % $categories AS category,
    CASE WHEN fate > 0.9 OR requested_at + took > TIMESTAMP '2026-11-20 09:00' THEN '受付済'
         WHEN fate > 0.8 THEN '重複' WHEN fate > 0.75 THEN '対象外' ELSE '対応済' END AS status,
    CASE WHEN fate < 0.3 THEN 'repaired' END AS end_kind, requested_at,
    CASE WHEN fate <= 0.9 AND requested_at + took <= TIMESTAMP '2026-11-20 09:00'
        THEN requested_at + took END AS closed_at,
    139.5 + (CASE WHEN heap < 0.1 THEN x * 0.2 + 0.1 ELSE x END) * $side / 320 AS longitude,
    35.5 + (CASE WHEN heap < 0.1 THEN y * 0.2 + 0.1 ELSE y END) * $side / 480 AS latitude,
    'surveyed' AS position_precision,
    CASE WHEN number % 5 = 0 THEN 'feed:' || number // 15 * 15 END AS duplicate_group_id,
    0 AS reopened_count, false AS is_sample, TIMESTAMP '2026-11-20 09:00' AS as_of
FROM post
"""


def fill(rows: int, side: int) -> dict[str, Any]:
    """Make the posts, then time both steps of the derived marts."""
    sample = load_city(REPOSITORY / "cities" / "sample")
    city = City.model_validate(
        {"name": "見本区", "code": "131016", "bbox": sample.bbox, "metric_crs": sample.metric_crs}
        | {"folder": Path()}
    )
    answer: dict[str, Any] = {}
    with open_build(":memory:", memory_limit="3GB") as connection:
        connection.execute("SELECT setseed(0.27)")
        connection.execute(_POSTS, {"rows": rows, "categories": CATEGORIES, "side": side})
        connection.execute(
            "INSERT INTO marts.town_blocks BY NAME SELECT 'b' AS town_block_id, '例題町' AS name, "
            "'x' AS source, false AS is_sample, ST_MakeEnvelope(139.5, 35.5, 139.5 + $side / 320, "
            "35.5 + $side / 480) AS geometry",
            {"side": side},
        )
        for name, step in (("survival", fill_survival), ("hot_spots", fill_hot_spots)):
            wall, processor = time.perf_counter(), time.process_time()
            step(connection, city, [])
            answer[name] = {
                "wall_s": time.perf_counter() - wall,
                "cpu_s": time.process_time() - processor,
            }
        counts = connection.execute(
            "SELECT (SELECT count(*) FROM marts.road_survival), "
            "(SELECT count(*) FROM marts.road_survival_summary), "
            "(SELECT count(*) FROM marts.road_survival_tests), "
            "(SELECT count(*) FROM marts.road_hot_spots), "
            "(SELECT count(*) FILTER (is_hot) FROM marts.road_hot_spots)"
        ).fetchone()
    names = ("rows", "curves", "tests", "cells", "hot")
    return answer | dict(zip(names, counts or (), strict=True))


def main(rows: int = ROWS) -> list[str]:
    """Measure both grounds."""
    lines = [f"{rows:,} posts, {CATEGORIES} categories"]
    for ground, side in GROUNDS.items():
        found = measured("bench.survival", "fill", rows=rows, side=side)
        told = found["answer"]
        lines.append(
            f"{ground}: survival {told['survival']['wall_s']:.1f} s wall, "
            f"{told['survival']['cpu_s']:.1f} s processor (at most {TARGET_S:.0f}); "
            f"{told['curves']} curves, {told['rows']:,} rows, {told['tests']} tests"
        )
        lines.append(
            f"{ground}: hot spots {told['hot_spots']['wall_s']:.1f} s wall, "
            f"{told['hot_spots']['cpu_s']:.1f} s processor; {told['cells']:,} cells of all maps, "
            f"{told['hot']:,} hot; peak {found['peak_mb']:.0f} MB"
        )
    return lines
