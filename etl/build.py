"""The only writer of a warehouse: under a temporary name, then swapped in at one stroke.

Whatever moment the process is killed, the live file is a complete old warehouse or a complete
new one. The live file is never opened for writing.
"""

from __future__ import annotations

import fcntl
import os
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from etl.contract import CheckFailed, EtlError, WrongMunicipality
from etl.landing import create_landing, landing_tables
from etl.locate import Areas
from etl.rules import RULES
from etl.sources import SOURCES
from etl.status_marts import fold_into
from machimori.city import City
from machimori.database import connect, literal

MODELS = Path(__file__).parent / "models"
CHECKS = Path(__file__).parent / "checks"
#: Areas first: points are located in them before the other marts are filled.
AREA_MARTS = ("districts", "town_blocks", "municipality")
POSTS_MART = "road_reports"
#: Facilities before what refers to them; the rest in any order.
OTHER_MARTS_FIRST = ("facilities", "facility_status_history", "stations")


@dataclass(frozen=True)
class Built:
    """A finished warehouse."""

    build_id: str
    path: Path
    seconds: dict[str, float]


class BuildInProgress(EtlError):
    """Another build of this municipality is running."""


@contextmanager
def only_builder(city: City, live: Path) -> Iterator[None]:
    """Hold the lock of one warehouse's builds. It goes with the process, however that ends."""
    with live.with_name(f".{live.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BuildInProgress(
                f"another build of {city.name} is writing {live}; "
                "wait until it ends and run the command again."
            ) from error
        yield


def open_build(path: Path | str, *, memory_limit: str = "1GB") -> duckdb.DuckDBPyConnection:
    """Create an empty warehouse: macros, marts and meta tables, one landing table per source."""
    connection = connect(path, threads=2, memory_limit=memory_limit)
    # A build is worth nothing before it is whole: one checkpoint, when it is swapped in.
    connection.execute("SET wal_autocheckpoint = '1TB'")
    if Path(path).exists():
        # It holds text for staff only; the group may read it, for a server that runs as another.
        Path(path).chmod(0o640)
    for schema in ("marts", "meta", "staging", "landing"):
        connection.execute(f"CREATE SCHEMA {schema}")
    connection.execute((MODELS / "macros.sql").read_text(encoding="utf-8"))
    for file in sorted((MODELS / "schema").glob("*.sql")):
        connection.execute(file.read_text(encoding="utf-8"))
    create_landing(connection)
    return connection


def attach_old(connection: duckdb.DuckDBPyConnection, warehouse: Path, city: City) -> bool:
    """Attach the warehouse in force as ``old``, for the last good rows of what is not rebuilt.

    Raises:
        WrongMunicipality: it is of another municipality, or sample where real is wanted.
    """
    if not warehouse.exists():
        return False
    connection.execute(f"ATTACH {literal(str(warehouse))} AS old (READ_ONLY)")
    held = connection.execute("SELECT code, name, is_sample FROM old.meta.build").fetchone()
    if held is None:
        raise WrongMunicipality(f"{warehouse} holds no build; delete it and run again.")
    code, name, is_sample = held
    if (code, is_sample) != (city.code, city.is_sample):
        raise WrongMunicipality(
            f"{warehouse} is the warehouse of {name} ({code}{', sample' if is_sample else ''}), "
            f"and the configuration is of {city.name} ({city.code}"
            f"{', sample' if city.is_sample else ''}). Give this municipality its own data_dir, "
            "name another file with --warehouse, or move that file away."
        )
    return True


def fill_areas(connection: duckdb.DuckDBPyConnection, city: City) -> Areas:
    """Fill the marts of areas, before any point is landed, and return them for locating."""
    connection.execute(
        f"CREATE OR REPLACE MACRO municipality_code() AS {literal(city.code)}; "
        f"CREATE OR REPLACE MACRO municipality_name() AS {literal(city.name)}; "
        f"CREATE OR REPLACE MACRO metric_crs() AS {literal(city.metric_crs)}"
    )
    _staging_models(connection)
    for mart in AREA_MARTS:
        _run_model(connection, MODELS / "marts" / f"{mart}.sql")
    blocks = connection.execute(
        "SELECT town_block_id, ST_AsWKB(geometry), district_id FROM marts.town_blocks "
        "WHERE geometry IS NOT NULL ORDER BY town_block_id"
    ).fetchall()
    districts = connection.execute(
        "SELECT district_id, ST_AsWKB(geometry) FROM marts.districts "
        "WHERE geometry IS NOT NULL ORDER BY district_id"
    ).fetchall()
    return Areas.of(
        [(name, bytes(wkb), district) for name, wkb, district in blocks],
        [(name, bytes(wkb)) for name, wkb in districts],
    )


def fill_posts(connection: duckdb.DuckDBPyConnection) -> None:
    """The mart of road posts as published: a view, so it costs nothing."""
    _run_model(connection, MODELS / "marts" / f"{POSTS_MART}.sql")


def fill_marts(connection: duckdb.DuckDBPyConnection, city: City) -> int:
    """Fill the other marts and fold the statements. Returns the journal watermark."""
    done = {*AREA_MARTS, POSTS_MART}
    rest = sorted(file.stem for file in (MODELS / "marts").glob("*.sql"))
    for mart in (*OTHER_MARTS_FIRST, *rest):
        if mart not in done and mart in rest:
            _run_model(connection, MODELS / "marts" / f"{mart}.sql")
            done.add(mart)
    return fold_into(connection, city.journal_path, city)


def _run_model(connection: duckdb.DuckDBPyConnection, file: Path) -> None:
    try:
        connection.execute(file.read_text(encoding="utf-8"))
    except duckdb.Error as error:
        raise EtlError(f"models/marts/{file.name}: {error}") from error


def _staging_models(connection: duckdb.DuckDBPyConnection) -> None:
    """One view per landing table: its model over ``raw``, the rows as they landed."""
    for name, source in SOURCES.items():
        for table in landing_tables(name, source):
            model = MODELS / "staging" / f"{table}.sql"
            body = model.read_text(encoding="utf-8").strip().rstrip(";") if model.exists() else ""
            connection.execute(
                f"CREATE VIEW staging.{table} AS WITH raw AS ("
                f"SELECT * FROM landing.{table} LEFT JOIN landing.files USING (source, source_file)"
                f") SELECT * FROM ({body or 'FROM raw'})"
            )


def run_checks(connection: duckdb.DuckDBPyConnection) -> None:
    """Every check is a query that must find no row.

    Raises:
        CheckFailed: naming the check, and the first rows it found.
    """
    for file in sorted(CHECKS.glob("*.sql")):
        found = connection.execute(file.read_text(encoding="utf-8")).fetchmany(3)
        if found:
            raise CheckFailed(
                f"check {file.stem} found rows: {found}. The old warehouse stays in place."
            )


def write_meta(
    connection: duckdb.DuckDBPyConnection, city: City, watermark: int, areas: Areas
) -> str:
    """Rules and the build's own row. Returns the build id."""
    connection.executemany(
        "INSERT INTO meta.rules VALUES (?, ?, ?, ?, ?)",
        [[code, *rule] for code, rule in sorted(RULES.items())],
    )
    build_id = uuid.uuid4().hex[:12]
    connection.execute(
        "INSERT INTO meta.build VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            build_id,
            datetime.now(UTC).replace(tzinfo=None),
            city.code,
            city.name,
            city.is_sample,
            watermark,
            areas.fingerprint,
        ],
    )
    return build_id


def swap_in(connection: duckdb.DuckDBPyConnection, temporary: Path, live: Path) -> None:
    """Close the finished build and put it in the place of the live file, atomically.

    A ``.wal`` beside the live file would be replayed into the new one at the next open, so a
    stray one is removed first; one beside the build means the build is not complete.
    """
    connection.execute("CHECKPOINT")
    connection.close()
    if Path(f"{temporary}.wal").exists():
        raise EtlError(f"{temporary}.wal is still there after the checkpoint; nothing was swapped.")
    _sync(temporary)
    Path(f"{live}.wal").unlink(missing_ok=True)
    temporary.replace(live)
    _sync(live.parent)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def temporary_path(live: Path) -> Path:
    """A unique name beside the live file, so that the swap stays within one file system."""
    return live.with_name(f"{live.name}.tmp-{os.getpid()}-{uuid.uuid4().hex[:8]}")


def remove_leftovers(live: Path) -> None:
    """Remove what killed builds left behind. The build lock must be held."""
    for stray in live.parent.glob(f"{live.name}.tmp-*"):
        if stray.is_dir():
            shutil.rmtree(stray, ignore_errors=True)
        else:
            stray.unlink(missing_ok=True)
