"""What the command line shows: progress on a terminal, tables, documents for machines."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.markup import escape
from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from machimori.city import City
from machimori.database import connect, literal

if TYPE_CHECKING:
    from etl.check import CheckReport
    from etl.pipeline import RunResult
    from etl.preview import PreviewReport

_out = Console()
_RUN_COLUMNS = ("in", "accepted", "rejected", "duplicates", "s")


@contextmanager
def progress(*, quiet: bool) -> Iterator[Callable[[str, str, int], None]]:
    """A line per source while it is read. Nothing where the output is no terminal."""
    if quiet or not _out.is_terminal:
        yield lambda source, stage, rows: None
        return
    with Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        TextColumn("{task.completed:,.0f} rows"),
        TimeElapsedColumn(),
        console=_out,
        transient=True,
    ) as bar:
        tasks: dict[str, Any] = {}

        def told(source: str, stage: str, rows: int) -> None:
            label = escape(source or stage)
            if label not in tasks:
                tasks[label] = bar.add_task(label, total=None)
            bar.update(tasks[label], completed=rows)

        yield told


def run_document(result: RunResult) -> dict[str, Any]:
    """A run as one JSON document."""
    return {
        "success": result.success,
        "run_id": result.run_id,
        "warehouse": str(result.warehouse),
        "sources": [
            {
                **one.record(),
                "files": [
                    {
                        "file": file.plan.file,
                        "layout": file.plan.layout,
                        "encoding": file.plan.encoding,
                        "rows_in": file.rows_in,
                        "accepted": file.accepted,
                        "rejected": file.rejected,
                        "duplicates": file.duplicates,
                    }
                    for file in one.files
                ],
            }
            for one in result.runs
        ],
        "corrections": [one.record() for one in result.corrections],
        "seconds": result.seconds,
        "derived": result.derived,
    }


def print_run(result: RunResult) -> None:
    """The summary table of a run, and what was held back."""
    table = Table(box=None, pad_edge=False)
    table.add_column("source")
    for name in _RUN_COLUMNS:
        table.add_column(name, justify="right")
    table.add_column("state")
    for one in result.runs:
        state = "ok" if one.success else "held back" if one.is_held_back else "failed"
        table.add_row(
            escape(one.source),
            *(f"{n:,}" for n in (one.rows_in, one.accepted, one.rejected, one.duplicates)),
            f"{one.seconds:.1f}",
            state if one.success else f"[bold]{state}[/bold]",
        )
    _out.print(table)
    for one in result.runs:
        if one.error:
            kept = " The last good rows stay." if one.is_held_back else ""
            _out.print(f"[bold]{escape(one.source)}[/bold]: {escape(one.error)}{kept}")
        for fetched, why in one.passed_over:
            _out.print(
                f"{escape(one.source)}: {escape(fetched.file)} was passed over. {escape(why)}"
            )
    for correction in result.corrections:
        if correction.status != "applied":
            _out.print(
                f"correction {escape(correction.id)}: {correction.status}; "
                "look whether the publisher has mended the file."
            )
    if result.seconds:
        _out.print(", ".join(f"{name} {took:.1f} s" for name, took in result.seconds.items()))
    if result.derived:
        steps = ", ".join(f"{name} {took:.1f} s" for name, took in result.derived.items())
        _out.print(f"derived of road posts: {steps}")
    _out.print(f"warehouse: {escape(str(result.warehouse))}")


def print_check(report: CheckReport) -> None:
    """The report of one file, row by row."""
    for line in report.lines():
        _out.print(escape(line))


def print_preview(report: PreviewReport) -> None:
    """What a file would add, remove and change."""
    for line in report.lines():
        _out.print(escape(line))


def source_rows(city: City) -> list[dict[str, Any]]:
    """Every configured source with its last good run, and its age in days."""
    last: dict[str, Any] = {}
    if city.warehouse_path.exists():
        connection = connect()
        connection.execute(f"ATTACH {literal(str(city.warehouse_path))} AS wh (READ_ONLY)")
        for source, fetched_at, as_of, accepted in connection.execute(
            "SELECT source, fetched_at, as_of, accepted FROM wh.meta.source_runs WHERE success "
            "QUALIFY row_number() OVER (PARTITION BY source ORDER BY fetched_at DESC) = 1"
        ).fetchall():
            last[source] = (fetched_at, as_of, accepted)
        connection.close()
    now = datetime.now(UTC).replace(tzinfo=None)
    rows = []
    for name, entries in city.sources.items():
        for entry in entries:
            fetched_at, as_of, accepted = last.get(entry.id, (None, None, None))
            moment = as_of or fetched_at
            rows.append(
                {
                    "source": entry.id,
                    "kind": name,
                    "title": entry.title,
                    "producer": entry.producer,
                    "licence": entry.licence,
                    "cadence_days": entry.cadence_days,
                    "place": entry.url or entry.path,
                    "last_good_run": fetched_at,
                    "as_of": as_of,
                    "rows": accepted,
                    "age_days": round((now - moment).total_seconds() / 86400, 1)
                    if moment
                    else None,
                }
            )
    return rows


def print_sources(rows: list[dict[str, Any]]) -> None:
    """The sources as a table."""
    shown = ("source", "producer", "licence", "cadence_days", "rows", "last_good_run", "age_days")
    table = Table(*shown, box=None, pad_edge=False)
    for row in rows:
        table.add_row(*("" if row[name] is None else escape(str(row[name])) for name in shown))
    _out.print(table)


def print_sample(out: Path, written: dict[str, Any]) -> None:
    """Where the sample lies, and how many rows each source has."""
    rows = ", ".join(f"{name} {count:,}" for name, count in written.items())
    _out.print(f"sample municipality in {escape(str(out))}: {rows} rows")


def print_groups(found: dict[str, Any], out: Path | None) -> None:
    """How many posts tell of how many things, and where the rows are."""
    _out.print(
        f"{found['posts']:,} posts, {found['incidents']:,} incidents; "
        f"{found['groups']:,} groups of two or more, the largest of {found['largest']}; "
        f"{found['repeats_expected']:,} posts expected to repeat an earlier one"
    )
    if out is not None:
        _out.print(f"written: {out}")
