"""Files of 1,000,000 posts for staff, and Open311 of them: seconds, and memory above the start.

The posts are made in SQL on the schema of a build; measured is reading, writing and guarding.
"""

from __future__ import annotations

import os
import resource
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.measure import measured
from machimori import database
from machimori.city import REPOSITORY, City
from machimori.domain.masking import Kind
from machimori.exchange import arrow_csv, arrow_geojson, geoparquet, georeport
from machimori.store.queries import open311, road_export
from machimori.store.queries.open311 import Wanted
from machimori.store.warehouse import open_warehouse

POSTS = 1_000_000
#: Of a process that reads a million posts: DuckDB's buffers and one batch, never all rows.
MOST_MB = 400.0
_FILLED = """
INSERT INTO marts.road_reports BY NAME
SELECT
    'bench:' || n AS report_id, 'bench' AS source, n::VARCHAR AS source_report_id,
    ['道路のへこみ・段差', '側溝の水たまり', '街路樹・植栽'][1 + n % 3] AS category,
    ['受付済', '対応中', '対応済'][1 + n % 3] AS status,
    TIMESTAMP '2026-11-01' - to_minutes(n::INTEGER) AS requested_at, 0 AS reopened_count,
    '車道に直径30センチくらいの穴が開いています。' || n AS description,
    139.72 + (n % 1000) / 20000 AS longitude, 35.66 + (n // 1000) / 20000 AS latitude,
    'surveyed' AS position_precision, '見本町' || n % 500 || '番' AS address,
    'bench.csv' AS source_file, n AS source_row, true AS is_sample, TIMESTAMP '2026-11-01' AS as_of
FROM range($posts) AS made(n)
"""


def town(folder: Path) -> City:
    """The municipality of the measurement."""
    return City(
        name="見本区",
        code="131016",
        bbox=(139.70, 35.65, 139.80, 35.72),
        metric_crs="EPSG:6677",
        is_sample=True,
        folder=folder,
    )


def fill(folder: Path, posts: int) -> None:
    """A warehouse of nothing but posts."""
    connection = database.connect(folder / "warehouse.duckdb")
    try:
        connection.execute("CREATE SCHEMA marts; CREATE SCHEMA meta")
        for schema in sorted((REPOSITORY / "etl" / "models" / "schema").glob("*.sql")):
            connection.execute(schema.read_text(encoding="utf-8"))
        connection.execute(_FILLED, {"posts": posts})
        connection.execute(
            "INSERT INTO meta.build BY NAME SELECT 'bench' AS build_id, "
            "TIMESTAMP '2026-11-01' AS built_at, '131016' AS code, '見本区' AS name, "
            "true AS is_sample, 0 AS journal_watermark"
        )
    finally:
        connection.close()


def write(folder: str, kind: str) -> dict[str, Any]:
    """Bytes written, and memory above what the process held with the warehouse open."""
    warehouse = open_warehouse(town(Path(folder)))
    before = _peak_mb()
    if kind == "open311":
        page = open311.requests(warehouse, Wanted(start=None, end=None, ids=("bench:5",)))
        entries = [georeport.request({**row, "service_name": ""}, town(Path(folder)).zone)
                   for row in page.rows]  # fmt: skip
        size = len(georeport.requests_document(entries, "xml"))
    else:
        schema, batches = road_export.posts(warehouse, {str(kind): "■" for kind in Kind})
        if kind == "parquet":
            path = Path(folder) / "posts.parquet"
            with path.open("wb") as sink:
                geoparquet.write(batches, schema, sink)
            size = path.stat().st_size
        else:
            parts: Iterator[bytes] = (
                arrow_csv.parts(schema, batches)
                if kind == "csv"
                else arrow_geojson.parts(batches, "report_id", {})
            )
            size = sum(len(part) for part in parts)
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "bytes": size,
        "more_mb": _peak_mb() - before,
        "processor": used.ru_utime + used.ru_stime,
    }


def _peak_mb() -> float:
    """The most this process itself has held; ``ru_maxrss`` would tell its parent's too."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return (
        int(next(one for one in status.splitlines() if one.startswith("VmHWM")).split()[1]) / 1024
    )


def main(
    posts: int = POSTS, kinds: tuple[str, ...] = ("csv", "geojson", "parquet", "open311")
) -> list[str]:
    """Seconds and memory of each file."""
    lines = [f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"]
    with tempfile.TemporaryDirectory() as folder:
        fill(Path(folder), posts)
        for kind in kinds:
            found = measured("bench.road_exports", "write", folder=folder, kind=kind)
            answer = found["answer"]
            lines.append(
                f"{kind}: {found['seconds']:.1f} s, processor {answer['processor']:.1f} s, "
                f"{answer['bytes'] / 1e6:,.1f} MB written, "
                f"{answer['more_mb']:.0f} MB of memory more (at most {MOST_MB:g})"
            )
    return lines
