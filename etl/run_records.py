"""What a build remembers of its runs: sources, files, corrections."""

from __future__ import annotations

import json
from dataclasses import asdict

import duckdb
import pyarrow as pa

from etl.corrections import Correction
from etl.landing import PASSED_OVER, SourceRun, insert, utc


def write_run(connection: duckdb.DuckDBPyConnection, run: SourceRun) -> None:
    """Record the run and its files."""
    run.add_up()
    schema = {name: pa.timestamp("us") for name in ("fetched_at", "as_of")} | {
        name: pa.string() for name in ("title", "producer", "licence", "licence_url", "error")
    }
    record = run.record()
    insert(
        connection,
        "meta.source_runs",
        pa.table({name: pa.array([v], schema.get(name)) for name, v in record.items()}),
    )
    noted = [
        (
            run.run_id,
            run.source,
            one.plan.file,
            one.fetched.origin,
            one.plan.sha256,
            one.fetched.bytes,
            utc(one.fetched.fetched_at),
            one.plan.format,
            one.plan.encoding or None,
            one.plan.layout,
            json.dumps([asdict(decision) for decision in one.plan.decisions], ensure_ascii=False),
            one.rows_in,
            one.accepted,
            one.rejected,
            one.duplicates,
        )
        for one in run.files
    ] + [
        (
            run.run_id,
            run.source,
            fetched.file,
            fetched.origin,
            fetched.sha256,
            fetched.bytes,
            utc(fetched.fetched_at),
            PASSED_OVER,
            None,
            PASSED_OVER,
            json.dumps([{"what": "passed_over", "choice": "", "why": why}], ensure_ascii=False),
            *(0, 0, 0, 0),
        )
        for fetched, why in run.passed_over
    ]
    if noted:
        connection.executemany(
            f"INSERT INTO meta.source_files VALUES ({', '.join('?' * len(noted[0]))})", noted
        )


def read_names(runs: list[SourceRun]) -> set[str]:
    """Names and ids of the sources a run read: the ones whose corrections it can judge."""
    return {name for one in runs for name in (one.source, one.source_name)}


def write_corrections(
    connection: duckdb.DuckDBPyConnection,
    corrections: list[Correction],
    judged: list[Correction],
    *,
    has_old: bool,
) -> None:
    """Record which corrections met their rows; those of sources not read stay as they were."""
    records = [one.record() for one in judged]
    waiting = [one for one in corrections if one not in judged] if has_old else []
    for one in waiting:
        connection.execute(
            "INSERT INTO meta.corrections BY NAME SELECT * FROM old.meta.corrections "
            "WHERE correction_id = ? AND source = ?",
            [one.id, one.source],
        )
    if records:
        insert(connection, "meta.corrections", pa.Table.from_pylist(records))
