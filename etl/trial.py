"""One file read as one source, in memory: what would become of its rows. Nothing is built.

``check`` reports on a trial, ``preview`` holds it against the rows in force. The rows go the
same way as in a run (profile, corrections, transform, duplicates by key), so a trial's balance
is the run's.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from etl import build, holding, landing
from etl.contract import FilePlan, HeldBack, UnreadableFile
from etl.corrections import load_corrections
from etl.fetch import Fetched
from etl.landing import FileBalance, SourceRun
from etl.pipeline import transformed
from etl.profile import profile
from etl.sources import SOURCES
from machimori.city import City, SourceConfig

IN_MEMORY = Path(":memory:")


@dataclass
class Trial:
    """A file landed in memory. ``held_back`` is why a run would refuse its rows, or empty."""

    connection: duckdb.DuckDBPyConnection
    source: str
    entry: SourceConfig
    run: SourceRun
    has_old: bool
    held_back: str = ""

    @property
    def plans(self) -> list[FilePlan]:
        """How each sheet, member or file of it was read."""
        return [one.plan for one in self.run.files]


def plans_of(path: Path, source: str, entry: SourceConfig, city: City) -> list[FilePlan]:
    """The plans of a file as one of the sources.

    Raises:
        UnreadableFile: there is no such file, or nothing that can be read.
        UnknownLayout: its columns are none that the source knows.
    """
    if not path.is_file():
        raise UnreadableFile(f"{path}: there is no such file. Give the path of one file.")
    with path.open("rb") as handle:
        sha256 = hashlib.file_digest(handle, "sha256").hexdigest()
    return profile(path, SOURCES[source], entry, city, file=path.name, sha256=sha256)


def entry_of(source: str, city: City, *, source_id: str = "", file: str = "") -> SourceConfig:
    """The configured entry of a source, or an empty one where there is none.

    Where a source has several: the one of that id, else the one whose file has that name, else
    the first.
    """
    entries = city.sources.get(source, ())
    for entry in entries:
        if entry.id == source_id:
            return entry
    for entry in entries:
        if file and Path(entry.path or entry.url).name == file:
            return entry
    return entries[0] if entries else SourceConfig(id=source_id or source)


@contextmanager
def try_file(
    source: str,
    entry: SourceConfig,
    city: City,
    *,
    plans: list[FilePlan],
    is_part: bool = False,
) -> Iterator[Trial]:
    """Land the rows of planned files in memory; the warehouse in force is attached as ``old``.

    Args:
        source: one of the sources.
        entry: its configuration.
        city: the municipality.
        plans: of every file to be read.
        is_part: whether the files are only some of the source's, so that having fewer rows than
            the last run says nothing.

    Raises:
        EtlError: the file can't be read to its end, or the warehouse is another municipality's.
    """
    connection = build.open_build(IN_MEMORY)
    try:
        has_old = build.attach_old(connection, city.warehouse_path, city)
        run = SourceRun.of("trial", source, entry)
        corrections = load_corrections(city)
        now = datetime.now(UTC)
        for plan in plans:
            size = plan.path.stat().st_size
            fetched = Fetched(plan.path, plan.file, str(plan.path), plan.sha256, size, now)
            balance = FileBalance(plan, fetched)
            run.files.append(balance)
            landing.land(connection, run, balance, transformed(plan, city, corrections))
        landing.finish(connection, run)
        trial = Trial(connection, source, entry, run, has_old)
        try:
            holding.hold_back_if_odd(connection, run, entry, has_old=has_old and not is_part)
        except HeldBack as reason:
            trial.held_back = str(reason)
        yield trial
    finally:
        connection.close()
