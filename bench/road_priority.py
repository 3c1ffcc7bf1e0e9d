"""A million posts: whose road, how severe, by when due and what they weigh; and the queue of them.

Targets: priority 5 s, the others 3 s each, the queue by priority within the board's p95 of 500 ms.
Dense in one ward, and spread over many. CPU seconds beside the wall: the machine is shared.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pyarrow as pa
import shapely

from bench.measure import measured
from etl.build import MODELS
from etl.road_deadlines import set_deadlines
from etl.road_exposure import find_exposures
from etl.road_owners import find_owners
from etl.road_priority import weigh_posts
from etl.road_severity import read_severities
from etl.sample import phrases
from etl.sample.dates import BASE
from etl.sample.ground import Ground, ward
from etl.sample.posts import DAYS, posts_table
from etl.sample.roads import network
from etl.sources.roads import OWNER_WORDS
from machimori.city import REPOSITORY, City, load_city
from machimori.database import connect
from machimori.store.queries import triage
from machimori.store.queries.road_priority import Weighing, known, places
from machimori.store.queries.triage import TriageFilter
from machimori.store.warehouse import BuildInfo, Signature, Warehouse

ROWS = 1_000_000
WARDS = 20
ASKED = 20
STEPS: tuple[tuple[str, Callable[..., None]], ...] = (
    ("owners", find_owners),
    ("exposures", find_exposures),
    ("severities", read_severities),
    ("deadlines", set_deadlines),
    ("priorities", weigh_posts),
)
_STATES = [one[0] for one in phrases.STATES]


def steps(rows: int, wards: int, folder: str) -> dict[str, Any]:
    """CPU and wall seconds of each step, of the whole, and p95 of the questions of a screen."""
    city = load_city(REPOSITORY / "cities" / "sample")
    path = Path(folder) / "bench.duckdb"
    connection = connect(path, threads=2, memory_limit="2GB")
    _tables(connection)
    for number in range(wards):
        ground = ward(number)
        _insert(connection, "marts.roads", _roads(ground))
        _insert(connection, "marts.road_reports", _posts(ground, rows // wards, number))
    took: dict[str, Any] = {}
    for name, step in STEPS:
        cpu, wall = time.process_time(), time.perf_counter()
        step(connection, city, [])
        took[name] = (time.process_time() - cpu, time.perf_counter() - wall)
    connection.execute(_FINISHED)
    connection.close()
    return {"seconds": took, "queue": _queue(path, city)}


def _queue(path: Path, city: City) -> dict[str, tuple[float, float]]:
    """95th percentile of CPU and wall, in milliseconds; never twice at the same moment."""
    connection = connect()
    connection.execute(f"ATTACH '{path}' AS wh (READ_ONLY)")
    now = datetime.combine(BASE, datetime.min.time(), UTC) + timedelta(days=DAYS)
    build = BuildInfo("bench", now, city.code, city.name, True, 0)
    warehouse = Warehouse(connection, Signature(0, 0, 0), build)
    scheme = city.road_priority.chosen()
    ids = [str(row[0]) for row in connection.execute(_SOME_ROADS).fetchall()]
    quiet, incident = Weighing.of(scheme), Weighing.of(scheme, ids)
    chosen = TriageFilter()
    out: dict[str, tuple[float, float]] = {}
    first = triage.queue(warehouse, chosen, now=now, sort="priority", weighing=quiet)
    shown = [str(one) for one in first["report_id"]]
    asked: dict[str, Callable[[datetime], object]] = {
        "queue, oldest first": lambda at: triage.queue(warehouse, chosen, now=at, weighing=quiet),
        "queue by priority": lambda at: triage.queue(
            warehouse, chosen, now=at, sort="priority", weighing=quiet
        ),
        "queue by priority, 300 roads on the way": lambda at: triage.queue(
            warehouse, chosen, now=at, sort="priority", weighing=incident
        ),
        "queue by priority, every post": lambda at: triage.queue(
            warehouse, replace(chosen, statuses=()), now=at, sort="priority", weighing=quiet
        ),
        "ages, posts and places": lambda at: triage.ages(warehouse, chosen, now=at, zone=city.zone),
        "places of 50 under all weights": lambda at: places(
            known(warehouse, shown, quiet, now=at),
            scheme,
            city.road_priority.others(),
            change=0.5,
        ),
    }
    for name, ask in asked.items():
        walls, cpus = [], []
        for turn in range(ASKED):
            begun, used = time.perf_counter(), time.process_time()
            ask(now + timedelta(minutes=turn))
            walls.append(1_000 * (time.perf_counter() - begun))
            cpus.append(1_000 * (time.process_time() - used))
        out[name] = float(np.percentile(cpus, 95)), float(np.percentile(walls, 95))
    return out


_FINISHED = """
CREATE OR REPLACE TABLE marts.road_reports AS
SELECT report.* REPLACE (
    computed.owner AS owner, computed.owner_confidence AS owner_confidence,
    computed.owner_distance_m AS owner_distance_m, computed.road_id AS road_id,
    deadline.due_at AS due_at, deadline.due_basis AS due_basis,
    weighed.severity_level AS severity_level, weighed.priority_log AS priority_log,
    weighed.priority_weight AS priority_weight
)
FROM marts.road_reports AS report
LEFT JOIN marts.road_owners AS computed USING (report_id)
LEFT JOIN marts.road_deadlines AS deadline USING (report_id)
LEFT JOIN marts.road_priorities AS weighed USING (report_id)
ORDER BY report.mesh250, report.source, report.source_file, report.source_row
"""
_SOME_ROADS = "SELECT road_id FROM wh.marts.roads ORDER BY hash(road_id) LIMIT 300"


_MESHED = "*, mesh250(longitude, latitude) AS mesh250, mesh125(longitude, latitude) AS mesh125"


def _tables(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute("CREATE SCHEMA marts; CREATE SCHEMA meta")
    connection.execute((MODELS / "macros.sql").read_text(encoding="utf-8"))
    for file in sorted((MODELS / "schema").glob("*.sql")):
        connection.execute(file.read_text(encoding="utf-8"))


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pa.Table) -> None:
    connection.register("bench_rows", rows)
    has_line = "geometry" in rows.schema.names
    shown = "* REPLACE (ST_GeomFromWKB(geometry) AS geometry)" if has_line else _MESHED
    connection.execute(f"INSERT INTO {table} BY NAME SELECT {shown} FROM bench_rows")
    connection.unregister("bench_rows")


def _roads(ground: Ground) -> pa.Table:
    segments, _ = network(ground)
    rows = [
        {
            "road_id": told["road_id"],
            "name": told["name"] or None,
            "owner": OWNER_WORDS[told["owner"]],
            "road_class": told["road_class"],
            "is_school_route": told["is_school_route"] == "1" or None,
            "is_emergency_route": told["is_emergency_route"] == "1" or None,
            "is_hospital_route": told["is_hospital_route"] == "1" or None,
            "has_tactile_paving": told["has_tactile_paving"] == "1" or None,
            "is_bus_route": told["is_bus_route"] == "1" or None,
            "geometry": shapely.to_wkb(line),
            "source": "roads",
            "is_sample": True,
        }
        for line, told in segments
    ]
    return pa.Table.from_pylist(rows)


def _posts(ground: Ground, rows: int, number: int) -> pa.Table:
    """Posts as the marts hold them; dates, states and places as drawn, texts as written."""
    told = posts_table(ground, rows, seed=1 + number).slice(0, rows)
    count = told.num_rows
    random = np.random.default_rng(number)
    base = np.datetime64(datetime.combine(BASE, datetime.min.time()), "us")
    minutes = np.sort(random.integers(0, DAYS * 1440, count)).astype("timedelta64[m]")
    status = told["状態"].to_numpy(zero_copy_only=False)
    return pa.table(
        {
            "report_id": pa.array([f"bench:{number}-{one}" for one in range(count)]),
            "source": pa.array(["bench"] * count),
            "category": told["分類"],
            "status": pa.array([one if one in _STATES else None for one in status], pa.string()),
            "requested_at": pa.array(base + minutes),
            "description": told["内容"],
            "longitude": told["経度"].cast(pa.float64()),
            "latitude": told["緯度"].cast(pa.float64()),
            "position_precision": pa.array(["surveyed"] * count),
            "reopened_count": pa.array(np.zeros(count, dtype=np.int32)),
            "source_file": pa.array([f"bench_{number}.csv"] * count),
            "source_row": pa.array(np.arange(1, count + 1)),
            "is_sample": pa.array([True] * count),
        }
    )


def main(rows: int = ROWS) -> list[str]:
    """Measure both ways, and say each figure beside its target."""
    lines = []
    for name, wards in (("one ward", 1), (f"{WARDS} wards", WARDS)):
        with tempfile.TemporaryDirectory() as folder:
            one = measured("bench.road_priority", "steps", rows=rows, wards=wards, folder=folder)
        lines.append(f"{rows:,} posts in {name}, peak {one['peak_mb']:.0f} MB")
        for step, (cpu, wall) in one["answer"]["seconds"].items():
            target = 5 if step == "priorities" else 3
            lines.append(f"  {step:12} {cpu:5.1f} s CPU  {wall:5.1f} s wall (at most {target})")
        for question, (cpu, wall) in one["answer"]["queue"].items():
            lines.append(
                f"  {question:40} p95 {cpu:5.0f} ms CPU {wall:5.0f} ms wall (a rerun: 500)"
            )
    return lines
