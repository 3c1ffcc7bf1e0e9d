"""The warehouse as the pages read it: one read-only, hardened generation at a time.

The ETL replaces the file in one step. Each generation is attached to an in-memory DuckDB of its
own, because a second ``duckdb.connect(path)`` in a process that still holds the old file answers
from the old one. A generation is closed when nobody refers to it any more, so a reader in the
middle of a query keeps what it began with.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pandas as pd
import pyarrow as pa

from machimori import database
from machimori.city import City
from machimori.store.answers import Answers, key_of
from machimori.store.refusals import (
    NoWarehouse,
    StoreError,
    WrongMunicipality,
    build_command,
    wrong_municipality,
)

__all__ = [
    "BuildInfo",
    "NoWarehouse",
    "Signature",
    "Store",
    "StoreError",
    "Warehouse",
    "WrongMunicipality",
    "current_warehouse",
    "open_warehouse",
    "signature",
]

_ATTEMPTS = 5
#: Values of a query's ``?`` in order, or of its ``$name`` by name.
Parameters = Sequence[Any] | Mapping[str, Any]


class Signature(NamedTuple):
    """Which file lies at a path; a new build has another one. Hashable, for caches."""

    device: int
    inode: int
    modified_ns: int
    #: Newest decision about a post that is laid over it (``store.decided``).
    decided: str = ""


@dataclass(frozen=True)
class BuildInfo:
    """The one row of ``meta.build``; ``built_at`` is aware, in UTC."""

    build_id: str
    built_at: datetime
    code: str
    name: str
    is_sample: bool
    journal_watermark: int


def signature(path: Path) -> Signature | None:
    """Device, inode and modification time of the file at ``path``; None where there is none."""
    try:
        status = path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return None
    return Signature(status.st_dev, status.st_ino, status.st_mtime_ns)


class Warehouse:
    """One generation of the warehouse. Its tables are ``wh.marts.x`` and ``wh.meta.x``.

    Safe to use from several threads: each question runs on a cursor of its own. Small answers
    are kept, for a generation never changes: a question must name its time, not ask for now().
    """

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, signature: Signature, build: BuildInfo
    ) -> None:
        self._connection = connection
        self.signature = signature
        self.build = build
        self._answers = Answers()

    @property
    def built(self) -> Warehouse:
        """The generation as it was built, without what staff decided since."""
        return self

    @property
    def changed_posts(self) -> pd.DataFrame | None:
        """Rows of marts.road_reports as staff decided since the build, with ``row_number``."""
        return None

    @property
    def answers(self) -> Answers:
        """Answers kept for this generation, shared by all that is laid over it."""
        return self._answers

    def asked(self, sql: str) -> str:
        """The question as it is put to the database."""
        return sql

    def frame(self, sql: str, parameters: Parameters = ()) -> pd.DataFrame:
        """Answer of a query as a frame; times are naive UTC, integers with gaps nullable."""
        sql = self.asked(sql)

        def ask() -> pd.DataFrame:
            with self._connection.cursor() as cursor:
                return cursor.execute(sql, parameters).df()

        return self._answers.frame(("frame", sql, key_of(parameters)), ask)

    def rows(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Answer of a query as tuples."""
        sql = self.asked(sql)

        def ask() -> list[tuple[Any, ...]]:
            with self._connection.cursor() as cursor:
                return cursor.execute(sql, parameters).fetchall()

        return self._answers.rows(("rows", sql, key_of(parameters)), ask)

    def batches(
        self, sql: str, parameters: Parameters = (), *, rows: int
    ) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
        """Answer of a query by so many rows at once, and its columns: for files of any size."""
        cursor = self._connection.cursor()
        reader = cursor.execute(self.asked(sql), parameters).to_arrow_reader(rows)

        def every() -> Iterator[pa.RecordBatch]:
            held = self  # what is laid over the build goes when nobody holds it any more
            try:
                yield from reader
            finally:
                cursor.close()
                del held

        return reader.schema, every()

    def once(self, sql: str, parameters: Parameters = ()) -> list[tuple[Any, ...]]:
        """Answer of a query as tuples, not kept: for what is large or kept by whoever asks."""
        with self._connection.cursor() as cursor:
            return cursor.execute(self.asked(sql), parameters).fetchall()


def _read_build(connection: duckdb.DuckDBPyConnection) -> BuildInfo:
    row = connection.execute(
        "SELECT build_id, built_at, code, name, is_sample, journal_watermark FROM wh.meta.build"
    ).fetchone()
    if row is None:
        raise duckdb.CatalogException("meta.build is empty")
    return BuildInfo(row[0], row[1].replace(tzinfo=UTC), row[2], row[3], row[4], row[5])


#: Columns the newest pages ask for: a warehouse an older version built is refused here, in words
#: that say what to run, and not amid a page.
_NEEDED = (
    "SELECT is_opened_here FROM wh.marts.incidents LIMIT 0",
    "SELECT stated_as, based_on FROM wh.marts.facility_status_history LIMIT 0",
    "SELECT incident_id, mode FROM wh.marts.facilities LIMIT 0",
    "SELECT name FROM wh.marts.indicator_values LIMIT 0",
    "SELECT change FROM wh.marts.indicator_corrections LIMIT 0",
    "SELECT decided_at FROM wh.marts.road_decisions LIMIT 0",
    "SELECT unit FROM wh.marts.road_survival LIMIT 0",
    "SELECT area FROM wh.marts.road_hot_spots LIMIT 0",
    "SELECT automatic_group_id FROM wh.marts.road_repeats LIMIT 0",
    "SELECT priority_log, due_basis, road_id FROM wh.marts.road_reports LIMIT 0",
    "SELECT repeats FROM wh.marts.road_priorities LIMIT 0",
    "SELECT layer, is_public FROM wh.marts.public_places LIMIT 0",
    "SELECT flooded_on FROM wh.marts.past_floods LIMIT 0",
)


def _attach(path: Path) -> tuple[duckdb.DuckDBPyConnection, BuildInfo]:
    connection = database.connect()
    try:
        connection.execute(f"ATTACH {database.literal(str(path))} AS wh (READ_ONLY)")
        database.harden(connection)
        for question in _NEEDED:
            connection.execute(question)
        return connection, _read_build(connection)
    except BaseException:
        connection.close()
        raise


def open_warehouse(city: City) -> Warehouse:
    """Open the generation that lies at the city's warehouse path now.

    Raises:
        NoWarehouse: nothing lies there, or something that is no complete warehouse.
        WrongMunicipality: its code or its sample flag is not the configuration's.
    """
    path, command = city.warehouse_path, build_command(city)
    for _ in range(_ATTEMPTS):
        before = signature(path)
        if before is None:
            raise NoWarehouse(
                f"{path}: there is no warehouse yet. Run `{command}`.", path=path, command=command
            )
        try:
            connection, build = _attach(path)
        except duckdb.Error as error:
            if signature(path) != before:
                continue
            reason = str(error).splitlines()[0]
            raise NoWarehouse(
                f"{path} is no complete warehouse ({reason}). Run `{command}`.",
                path=path,
                command=command,
            ) from error
        if signature(path) == before:
            if (build.code, build.is_sample) != (city.code, city.is_sample):
                connection.close()
                raise wrong_municipality(path, city, build.code, build.is_sample, build.name)
            return Warehouse(connection, before, build)
        connection.close()
    raise NoWarehouse(
        f"{path} is being replaced again and again; wait for the builds to end.",
        path=path,
        command=command,
    )


class Store:
    """Warehouses of a process, each re-opened as soon as its file has been replaced."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._open: dict[tuple[Path, str, bool], Warehouse] = {}

    def warehouse(self, city: City) -> Warehouse:
        """The newest generation; costs one ``stat`` while nothing has changed.

        Raises:
            NoWarehouse, WrongMunicipality: as ``open_warehouse``.
        """
        key = (city.warehouse_path, city.code, city.is_sample)
        with self._lock:
            held = self._open.get(key)
            if held is None or held.signature != signature(city.warehouse_path):
                self._open.pop(key, None)
                held = self._open[key] = open_warehouse(city)
            return held


_STORE = Store()


def current_warehouse(city: City) -> Warehouse:
    """The newest generation of a city's warehouse, shared by the whole process.

    What staff decided about posts since it was built is laid over it.

    Raises:
        StoreError: there is none, or it or the journal is another municipality's.
    """
    from machimori.store.decided import decided  # it needs this module
    from machimori.store.journal import current_journal

    built = _STORE.warehouse(city)
    journal = current_journal(city) if city.journal_path.exists() else None
    return decided(built, journal, city)
