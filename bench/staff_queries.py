"""The road queue's questions against 1,000,000 posts made inside DuckDB: p95 of each, in ms.

Target: all the questions one rerun of the page asks together take 500 ms or less at p95.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import quantiles
from typing import Any

from machimori import database
from machimori.city import REPOSITORY
from machimori.domain.map_tiles import tile_at
from machimori.store.queries import road_tiles, triage
from machimori.store.queries.triage import TriageFilter
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

POSTS = 1_000_000
ROUNDS = 21
TARGET_MS = 500
MIDDLE = tile_at(139.75, 35.685, 13)
#: Three years of posts over the ward, five kinds, three in a hundred without a status.
_MADE = """
INSERT INTO marts.road_reports BY NAME
WITH made AS (
    SELECT
        number, hash(number) AS dice,
        139.70 + (hash(number * 7) % 100000) / 1e6 AS longitude,
        35.65 + (hash(number * 13) % 70000) / 1e6 AS latitude
    FROM range($posts) AS numbers (number)
)
SELECT
    'made-' || number AS report_id, 'made-' || number % 3 AS source,
    ['道路のへこみ', 'ガードレール', 'カーブミラー', '側溝', '街路樹'][(1 + dice % 5)::INT]
        AS category,
    CASE
        WHEN dice % 100 < 3 THEN NULL
        WHEN dice % 100 < 60 THEN '対応済'
        WHEN dice % 100 < 80 THEN '受付済'
        ELSE '対応中'
    END AS status,
    $now::TIMESTAMP - to_seconds((dice % 94608000)::BIGINT) AS requested_at,
    0 AS reopened_count, '通報の本文 ' || number AS description, longitude, latitude,
    'surveyed' AS position_precision, '見本町' || number % 100 || '番' AS address,
    mesh250(longitude, latitude) AS mesh250, mesh125(longitude, latitude) AS mesh125,
    'block-ws' AS town_block_id, 'district-w' AS district_id, 'made.csv' AS source_file,
    number AS source_row, true AS is_sample, $now::TIMESTAMP AS as_of
FROM made
"""


def main() -> Iterator[str]:
    """Lines to print: p95 of each question, and of a whole rerun."""
    with tempfile.TemporaryDirectory() as folder:
        city = small_city(Path(folder))
        write_small_warehouse(city.warehouse_path)
        with database.connect(city.warehouse_path) as connection:
            macros = REPOSITORY / "etl" / "models" / "macros.sql"
            connection.execute(macros.read_text(encoding="utf-8"))
            moment = NOW.astimezone().replace(tzinfo=None)
            connection.execute(_MADE, {"posts": POSTS, "now": moment})
        warehouse = open_warehouse(city)
        for title, chosen in (
            ("open", TriageFilter()),
            ("all", TriageFilter(statuses=())),
            ("one kind, 30-90 days", TriageFilter(categories=("側溝",), ages=("30-90",))),
        ):
            yield from _measured(title, chosen, warehouse, city.zone)


def _measured(title: str, chosen: TriageFilter, warehouse: Any, zone: Any) -> Iterator[str]:
    questions: dict[str, Callable[[], object]] = {
        "counts": lambda: triage.counts(warehouse, chosen, now=NOW, zone=zone),
        "balance": lambda: triage.balance(warehouse),
        "queue": lambda: triage.queue(warehouse, chosen, now=NOW),
        "tile": lambda: road_tiles.tile(warehouse, chosen, MIDDLE, now=NOW),
        "choices": lambda: triage.choices(warehouse),
        "detail": lambda: triage.detail(warehouse, "made-5", now=NOW),
        "history": lambda: triage.history(warehouse, "made-5"),
    }
    taken: dict[str, list[float]] = {name: [] for name in questions}
    for _ in range(ROUNDS):
        for name, ask in questions.items():
            started = time.perf_counter()
            ask()
            taken[name].append((time.perf_counter() - started) * 1000)
    whole = [sum(times) for times in zip(*taken.values(), strict=True)]
    each = ", ".join(f"{name} {_p95(times):.0f}" for name, times in taken.items())
    reached = "reached" if _p95(whole) <= TARGET_MS else "NOT reached"
    yield f"{title}: {each} ms; together p95 {_p95(whole):.0f} ms (target {TARGET_MS}: {reached})"


def _p95(times: list[float]) -> float:
    return quantiles(times, n=20)[-1]
