"""Where accepted rows land before the marts: one table per source, rows balanced per file.

``rows_in == accepted + rejected + duplicates`` holds for each file, source and run.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import chain
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import EtlError, FilePlan, Source, Transformed
from etl.fetch import Fetched
from etl.locate import Areas
from etl.mesh import mesh_codes
from etl.sources import SOURCES
from etl.transform import staging_schema
from machimori.city import SourceConfig

#: Columns that say when something was so. The newest of them is a source's ``as_of``.
DATA_TIMES = frozenset(
    {"as_of", "observed_at", "confirmed_at", "updated_at", "closed_at", "requested_at"}
)
#: Rejects that are no fault of the data and hold nothing back.
HARMLESS_RULES = frozenset(
    {"blank_row", "total_row", "note_row", "repeated_header", "correction_drop"}
)
#: Format and layout of a file in a source's folder that is not this source.
PASSED_OVER = "passed_over"


@dataclass
class FileBalance:
    """What became of one file's rows."""

    plan: FilePlan
    fetched: Fetched
    rows_in: int = 0
    rejected: int = 0
    harmless: int = 0
    landed: int = 0
    duplicates: int = 0
    as_of: datetime | None = None

    @property
    def accepted(self) -> int:
        """Rows that stay."""
        return self.landed - self.duplicates

    def check(self) -> None:
        """Raise when a row went missing: that is a fault of ours, never of the file."""
        if self.rows_in != self.accepted + self.rejected + self.duplicates:
            raise EtlError(
                f"{self.plan.file}: {self.rows_in} rows in, {self.accepted} accepted, "
                f"{self.rejected} rejected, {self.duplicates} duplicates: rows went missing. "
                "Please report this with the file."
            )


@dataclass
class SourceRun:
    """One run of one source entry: the row of ``meta.source_runs``, and its files."""

    run_id: str
    source: str
    source_name: str
    title: str | None
    producer: str | None
    licence: str | None
    licence_url: str | None
    cadence_days: float | None
    is_sample: bool
    fetched_at: datetime | None = None
    as_of: datetime | None = None
    rows_in: int = 0
    accepted: int = 0
    rejected: int = 0
    duplicates: int = 0
    seconds: float = 0.0
    success: bool = False
    is_held_back: bool = False
    error: str | None = None
    files: list[FileBalance] = field(default_factory=list)
    #: Files of a folder that are not this source, and why.
    passed_over: list[tuple[Fetched, str]] = field(default_factory=list)

    @classmethod
    def of(cls, run_id: str, name: str, entry: SourceConfig) -> SourceRun:
        """A run about to start."""
        return cls(
            run_id=run_id,
            source=entry.id,
            source_name=name,
            title=entry.title or None,
            producer=entry.producer or None,
            licence=entry.licence or None,
            licence_url=entry.licence_url or None,
            cadence_days=entry.cadence_days,
            is_sample=entry.is_sample,
        )

    def saw(self, fetched: Fetched) -> None:
        """Note when the newest of the source's files was brought here."""
        moment = utc(fetched.fetched_at)
        if moment and (self.fetched_at is None or moment > self.fetched_at):
            self.fetched_at = moment

    def add_up(self) -> None:
        """Sum the files' balances."""
        for name in ("rows_in", "accepted", "rejected", "duplicates"):
            setattr(self, name, sum(getattr(one, name) for one in self.files))
        times = [one.as_of for one in self.files if one.as_of]
        self.as_of = max(times) if times else None

    def record(self) -> dict[str, Any]:
        """The row of ``meta.source_runs``."""
        row = {
            name: value
            for name, value in self.__dict__.items()
            if name not in ("files", "passed_over")
        }
        return {**row, "fetched_at": utc(self.fetched_at)}


def utc(moment: datetime | str | None) -> datetime | None:
    """A moment as the tables hold it: UTC without a zone."""
    if not moment:
        return None
    moment = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


#: What rows with a position get on their way in, beside what was published.
LOCATED = pa.schema(
    [
        ("town_block_id", pa.string()),
        ("district_id", pa.string()),
        ("mesh250", pa.string()),
        ("mesh125", pa.string()),
    ]
)
#: DuckDB's threads while it writes what arrives, so that the other core is the transform's; two
#: writers mostly wait for each other.
_WRITERS = 1


def landing_tables(name: str, source: Source) -> dict[str, pa.Schema]:
    """Landing tables of a source: its entity, and what rows may carry beside themselves."""
    schema = staging_schema(name)
    tables = {source.table: pa.schema([*schema, *LOCATED]) if is_placed(schema) else schema}
    for child, schema in source.children.items():
        tables[f"stg_{name}__{child}"] = pa.schema(
            [*schema, ("source", pa.string()), ("source_file", pa.string())]
        )
    return tables


def create_landing(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the landing tables, empty."""
    for name, source in SOURCES.items():
        for table, schema in landing_tables(name, source).items():
            connection.register("empty", schema.empty_table())
            connection.execute(f"CREATE TABLE landing.{table} AS SELECT * FROM empty")
            connection.unregister("empty")
    connection.execute(
        "CREATE TABLE landing.files "
        "(source VARCHAR, source_file VARCHAR, as_of TIMESTAMP, is_sample BOOLEAN)"
    )


def is_placed(schema: pa.Schema) -> bool:
    """Whether rows of a schema have a position."""
    return {"longitude", "latitude"} <= set(schema.names)


def locate(rows: pa.Table, areas: Areas) -> pa.Table:
    """Add town block, district and mesh codes to rows that have a position."""
    if not is_placed(rows.schema):
        return rows
    longitude, latitude = rows["longitude"].combine_chunks(), rows["latitude"].combine_chunks()
    places = (*areas.locate(longitude, latitude), *mesh_codes(longitude, latitude))
    for name, values in zip(LOCATED.names, places, strict=True):
        rows = rows.append_column(name, values)
    return rows


def land(
    connection: duckdb.DuckDBPyConnection,
    run: SourceRun,
    balance: FileBalance,
    batches: Iterator[tuple[int, Transformed]],
) -> None:
    """Put a file's transformed batches into the landing table, verdicts into ``meta.rejects``.

    Args:
        connection: the build.
        run: the source's run.
        balance: the file's balance, counted up here.
        batches: rows read and what became of them.

    One INSERT takes the whole file as a stream: DuckDB then writes row groups once, where an
    INSERT per batch goes through the write-ahead log and is rewritten at each checkpoint.
    """
    plan = balance.plan
    aside: list[Transformed] = []

    def accepted() -> Iterator[pa.RecordBatch]:
        for rows_in, done in batches:
            balance.rows_in += rows_in
            balance.landed += done.accepted.num_rows
            _note_times(balance, done.accepted)
            aside.append(Transformed(done.accepted.slice(0, 0), done.rejected, done.children))
            yield from done.accepted.to_batches()

    first = next(batches, None)
    if first is None:
        return
    batches = chain([first], batches)
    schema = first[1].accepted.schema
    reader = pa.RecordBatchReader.from_batches(schema, accepted())
    table = f"landing.{SOURCES[plan.source].table}"
    (threads,) = connection.execute("SELECT current_setting('threads')").fetchone() or (2,)
    connection.execute(f"SET threads = {_WRITERS}")
    try:
        insert(connection, table, reader)
    finally:
        connection.execute(f"SET threads = {threads}")
    for done in aside:
        _land_children(connection, plan, done)
    _note_verdicts(connection, run, balance, [done.rejected for done in aside])


def _land_children(
    connection: duckdb.DuckDBPyConnection, plan: FilePlan, done: Transformed
) -> None:
    for child, rows in done.children.items():
        rows = rows.append_column("source", pa.repeat(plan.source_id, rows.num_rows))
        rows = rows.append_column("source_file", pa.repeat(plan.file, rows.num_rows))
        insert(connection, f"landing.stg_{plan.source}__{child}", rows)


def _note_verdicts(
    connection: duckdb.DuckDBPyConnection,
    run: SourceRun,
    balance: FileBalance,
    verdicts: list[pa.Table],
) -> None:
    noted = pa.concat_tables(verdicts)
    out = noted.filter(pc.equal(noted["severity"], "row"))
    balance.rejected = out.num_rows
    harmless = pc.is_in(out["rule"], value_set=pa.array(sorted(HARMLESS_RULES)))
    balance.harmless = pc.sum(harmless).as_py() or 0
    for column, value in (
        ("run_id", run.run_id),
        ("source", run.source),
        ("source_file", balance.plan.file),
    ):
        noted = noted.append_column(column, pa.repeat(value, noted.num_rows))
    insert(connection, "meta.rejects", noted)


def insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    rows: pa.Table | pa.RecordBatchReader,
) -> None:
    """Append rows to a table by column name."""
    connection.register("arriving", rows)
    try:
        connection.execute(f"INSERT INTO {table} BY NAME FROM arriving")
    finally:
        connection.unregister("arriving")


def _note_times(balance: FileBalance, rows: pa.Table) -> None:
    for name in DATA_TIMES.intersection(rows.column_names):
        newest = pc.max(rows[name].cast(pa.timestamp("us"))).as_py()
        if newest and (balance.as_of is None or newest > balance.as_of):
            balance.as_of = newest


def finish(connection: duckdb.DuckDBPyConnection, run: SourceRun) -> None:
    """Take duplicates out, note the files, and check that no row went missing."""
    source = SOURCES[run.source_name]
    table = f"landing.{source.table}"
    keys = source.key or tuple(
        name
        for name in staging_schema(run.source_name).names
        if name not in ("source", "source_file", "source_row")
    )
    names = ", ".join(f'"{name}"' for name in keys)
    # Equal counts prove that there is none; hashing is far cheaper than ranking every row.
    rows, different = connection.execute(
        f"SELECT count(*), count(DISTINCT hash({names})) FROM {table} WHERE source = ?",
        [run.source],
    ).fetchone() or (0, 0)
    if rows != different:
        _remove_duplicates(connection, run, table, names, source)
    for child in source.children:
        rows = f"landing.stg_{run.source_name}__{child}"
        mine = [run.source]
        connection.execute(
            f"CREATE OR REPLACE TEMP TABLE once AS SELECT DISTINCT * FROM {rows} WHERE source = ?",
            mine,
        )
        connection.execute(f"DELETE FROM {rows} WHERE source = ?", mine)
        connection.execute(f"INSERT INTO {rows} FROM once")
    for one in run.files:
        stated = utc(one.plan.stated_at) if one.plan.stated_at else None
        one.as_of = one.as_of or stated
        one.check()
    run.add_up()
    for one in run.files:
        insert(
            connection,
            "landing.files",
            pa.table(
                {
                    "source": [run.source],
                    "source_file": [one.plan.file],
                    "as_of": pa.array([one.as_of], pa.timestamp("us")),
                    "is_sample": [run.is_sample],
                }
            ),
        )


def _remove_duplicates(
    connection: duckdb.DuckDBPyConnection, run: SourceRun, table: str, names: str, source: Source
) -> None:
    latest = f'"{source.latest_by}" DESC NULLS LAST, ' if source.latest_by else ""
    connection.execute(
        f"CREATE OR REPLACE TEMP TABLE duplicate AS SELECT * FROM ("
        f"SELECT rowid AS row_id, source_file, source_row, concat_ws(' | ', {names}) AS value, "
        f"row_number() OVER (PARTITION BY {names} ORDER BY {latest} rowid DESC) AS place "
        f"FROM {table} WHERE source = ?) WHERE place > 1",
        [run.source],
    )
    connection.execute(f"DELETE FROM {table} WHERE rowid IN (SELECT row_id FROM duplicate)")
    connection.execute(
        "INSERT INTO meta.rejects BY NAME SELECT ? AS run_id, ? AS source, source_file, "
        "source_row, 'duplicate' AS severity, 'duplicate_row' AS rule, "
        'left(value, 500) AS value, ? AS "column" FROM duplicate',
        [run.run_id, run.source, ", ".join(source.key) or None],
    )
    counted = dict(
        connection.execute("SELECT source_file, count(*) FROM duplicate GROUP BY ALL").fetchall()
    )
    for one in run.files:
        one.duplicates = counted.get(one.plan.file, 0)


def discard(connection: duckdb.DuckDBPyConnection, run: SourceRun) -> None:
    """Take a failed run's rows out again. Its verdicts stay, for the clerk."""
    source = SOURCES[run.source_name]
    tables = landing_tables(run.source_name, source)
    for table in (*tables, "files"):
        connection.execute(f"DELETE FROM landing.{table} WHERE source = ?", [run.source])
