"""A small complete warehouse for tests: every table, hand-written rows, no ETL behind it."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from machimori import database
from machimori.city import REPOSITORY, City
from tests.store import (
    small_analysis,
    small_figures,
    small_meta,
    small_places,
    small_posts,
    small_rows,
)
from tests.store.small_rows import INCIDENT, NOW, STAFF_ONLY, Row, Rows

__all__ = ["INCIDENT", "NOW", "STAFF_ONLY", "small_city", "write_small_warehouse"]

SCHEMA = REPOSITORY / "etl" / "models" / "schema"


def small_city(folder: Path, *, is_sample: bool = True) -> City:
    """The municipality of the small warehouse, with everything it writes in ``folder``."""
    return City(
        name="見本区",
        name_en="Sample Ward",
        code="131016",
        bbox=(139.70, 35.65, 139.80, 35.72),
        metric_crs="EPSG:6677",
        is_sample=is_sample,
        folder=folder,
    )


def write_small_warehouse(
    path: Path,
    *,
    code: str = "131016",
    name: str = "見本区",
    is_sample: bool = True,
    build_id: str = "build-1",
    journal_watermark: int = 0,
    without: tuple[str, ...] = (),
) -> Path:
    """Write the warehouse beside ``path`` and put it in place in one step, as the ETL does.

    Args:
        path: where it goes; an older one is replaced.
        code: municipality code it says it is of.
        name: municipality name it says it is of.
        is_sample: whether build and rows say they are sample data.
        build_id: tells one build from the next.
        journal_watermark: last journal event it claims to hold.
        without: tables that stay empty ("marts.facility_status"), for empty states.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    made = path.with_suffix(".new")
    made.write_bytes(_content(code, name, is_sample, build_id, journal_watermark, without))
    return made.replace(path)


@cache
def _content(
    code: str, name: str, is_sample: bool, build_id: str, watermark: int, without: tuple[str, ...]
) -> bytes:
    with TemporaryDirectory() as folder:
        file = Path(folder) / "warehouse.duckdb"
        connection = database.connect(file, threads=1)
        try:
            connection.execute("BEGIN; CREATE SCHEMA marts; CREATE SCHEMA meta")
            for schema in sorted(SCHEMA.glob("*.sql")):
                connection.execute(schema.read_text(encoding="utf-8"))
            build: Row = {
                "build_id": build_id,
                "built_at": small_rows.ago(2),
                "code": code,
                "name": name,
                "is_sample": is_sample,
                "journal_watermark": watermark,
            }
            parts: list[Rows] = [
                {"meta.build": [build]},
                small_rows.areas(code, name),
                small_rows.facilities(code),
                small_rows.statuses(),
                small_posts.road_reports(),
                small_analysis.survival(),
                small_analysis.hot_spots(),
                small_posts.food_drive_points(),
                small_places.public_places(),
                small_figures.indicators(code, name),
                small_figures.open_datasets(),
                small_meta.bookkeeping(),
            ]
            for part in parts:
                for table, rows in part.items():
                    if table not in without:
                        _insert(connection, table, rows, is_sample=is_sample)
            connection.execute("COMMIT; CHECKPOINT")
        finally:
            connection.close()
        return file.read_bytes()


def _insert(
    connection: duckdb.DuckDBPyConnection, table: str, rows: list[Row], *, is_sample: bool
) -> None:
    schema, _, name = table.partition(".")
    known = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE schema_name = ? AND table_name = ?",
        [schema, name],
    ).fetchall()
    flagged = {"is_sample": is_sample} if ("is_sample",) in known else {}
    for names, several in groupby((flagged | row for row in rows), key=tuple):
        alike = list(several)
        columns = ", ".join(f'"{name}"' for name in names)
        holes = ", ".join("ST_GeomFromText(?)" if name == "geometry" else "?" for name in names)
        connection.execute(
            f"INSERT INTO {table} ({columns}) VALUES "  # noqa: S608 - names are ours
            + ", ".join([f"({holes})"] * len(alike)),
            [value for row in alike for value in row.values()],
        )
