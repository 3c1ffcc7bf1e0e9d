"""A run: every source fetched, profiled, transformed and landed; then one build, or none.

A source that fails or is held back keeps its last good rows, and the others go on.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from etl import build, carrying, holding, landing, links, run_records
from etl.contract import EtlError, FilePlan, Transformed, UnknownLayout
from etl.corrections import Correction, correct, load_corrections
from etl.fetch import Fetched, fetch, read_checked
from etl.formats import read_batches
from etl.geocode import fill
from etl.indicator_corrections import log_corrections
from etl.landing import FileBalance, SourceRun
from etl.locate import Areas
from etl.profile import profile
from etl.road_groups import searching
from etl.road_marts import derive, road_events
from etl.sources import SOURCES
from etl.transform import transform
from machimori.city import City, SourceConfig

log = logging.getLogger("etl")
#: Batches under way at once: two cores work while the reader fills the next.
WORKERS = 2
Progress = Callable[[str, str, int], None]


@dataclass
class RunResult:
    """What one run did. ``success`` is false when anything failed or was held back."""

    run_id: str
    warehouse: Path
    runs: list[SourceRun]
    corrections: list[Correction] = field(default_factory=list)
    error: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    #: Seconds of each step of ``road_marts.derive``; their sum is ``seconds["derived"]``.
    derived: dict[str, float] = field(default_factory=dict)

    @property
    def success(self) -> bool:
        """True when every source of the run is in and every correction still fits."""
        return (
            not self.error
            and all(one.success for one in self.runs)
            and not any(one.status == "expectation_failed" for one in self.corrections)
        )


def run(
    city: City,
    *,
    sources: dict[str, str] | None = None,
    warehouse: Path | None = None,
    progress: Progress = lambda source, stage, rows: None,
    is_derived: bool = True,
) -> RunResult:
    """Rebuild the warehouse of a municipality.

    Args:
        city: the configuration.
        sources: source name or id -> path or URL. Only these are read; the others keep their
            last good rows. None reads all that are configured.
        warehouse: the file to build, the configuration's by default.
        progress: told source id, stage and rows as they come.
        is_derived: False leaves the road posts as published: base marts alone, for measuring.

    Raises:
        EtlError: nothing could be built; the old warehouse stays.
    """
    live = (warehouse or city.warehouse_path).resolve()
    live.parent.mkdir(parents=True, exist_ok=True)
    entries, to_read = _entries(city, sources)
    corrections = load_corrections(city)
    result = RunResult(uuid.uuid4().hex[:12], live, [])
    with build.only_builder(city, live):
        build.remove_leftovers(live)
        temporary = build.temporary_path(live)
        connection = build.open_build(temporary)
        try:
            has_old = build.attach_old(connection, live, city)
            if has_old:
                carrying.carry_over_runs(connection)
            areas: Areas | None = None
            for name, entry in entries:
                if areas is None and name != "boundaries":
                    areas = build.fill_areas(connection, city)
                if entry.id in to_read:
                    result.runs.append(
                        _run_source(
                            connection,
                            city,
                            name,
                            entry,
                            result,
                            corrections,
                            has_old,
                            areas,
                            progress,
                        )
                    )
                elif has_old:
                    carrying.carry_over(connection, name, entry.id, areas)
            areas = areas or build.fill_areas(connection, city)
            started = time.perf_counter()
            progress("", "marts", 0)
            build.fill_posts(connection)
            with searching(connection, city, is_wanted=is_derived) as search:
                watermark = build.fill_marts(connection, city)
                links.mark_dead(connection, city)
                result.seconds["marts"] = time.perf_counter() - started
                if search is not None:
                    progress("", "derived", 0)
                    decided = road_events(city.journal_path, city, watermark)
                    result.derived = derive(connection, city, decided, search)
                    result.seconds["derived"] = sum(result.derived.values())
            started = time.perf_counter()
            result.corrections = [
                one for one in corrections if one.source in run_records.read_names(result.runs)
            ]
            run_records.write_corrections(
                connection, corrections, result.corrections, has_old=has_old
            )
            log_corrections(connection, result.corrections, has_old=has_old)
            build.write_meta(connection, city, watermark, areas)
            build.run_checks(connection)
            result.seconds["marts"] += time.perf_counter() - started
            started = time.perf_counter()
            build.swap_in(connection, temporary, live)
            result.seconds["swap"] = time.perf_counter() - started
        except duckdb.Error as error:
            raise EtlError(
                f"the build failed and the old warehouse stays in place: {error}"
            ) from error
        except OSError as error:
            raise EtlError(
                f"the build could not be written ({error}); the old warehouse stays in place. "
                "Look at the free space and rights of the folder, then run again."
            ) from error
        finally:
            with suppress(duckdb.Error):
                connection.close()
            for stray in (temporary, Path(f"{temporary}.wal")):
                stray.unlink(missing_ok=True)
    return result


def _entries(
    city: City, sources: dict[str, str] | None
) -> tuple[list[tuple[str, SourceConfig]], set[str]]:
    """All entries, those of ``sources`` pointed at their new place; and the ids to read."""
    entries = [(name, entry) for name in SOURCES for entry in city.sources.get(name, ())]
    if sources is None:
        return entries, {entry.id for _, entry in entries}
    to_read = set()
    for named, place in sources.items():
        met = [
            (index, name, entry)
            for index, (name, entry) in enumerate(entries)
            if named in (name, entry.id)
        ]
        exact = [one for one in met if one[2].id == named] or met
        is_url = place.startswith(("http://", "https://"))
        where = {"path": "" if is_url else str(Path(place).resolve()), "url": place * is_url}
        if not exact:
            if named not in SOURCES:
                raise EtlError(
                    f"no source is called {named!r}. Sources: {', '.join(SOURCES)}; "
                    f"ids in the configuration: {', '.join(e.id for _, e in entries) or 'none'}."
                )
            entries.append((named, SourceConfig(id=named, **where)))
            to_read.add(named)
            continue
        if len(exact) > 1:
            raise EtlError(
                f"{named} has {len(exact)} entries ({', '.join(e.id for _, _, e in exact)}); "
                "say which one by its id."
            )
        index, name, entry = exact[0]
        entries[index] = (name, entry.model_copy(update=where))
        to_read.add(entry.id)
    return entries, to_read


def _run_source(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    name: str,
    entry: SourceConfig,
    result: RunResult,
    corrections: list[Correction],
    has_old: bool,
    areas: Areas | None,
    progress: Progress,
) -> SourceRun:
    """Read one source entry. Whatever goes wrong is recorded, never raised."""
    started = time.perf_counter()
    outcome = SourceRun.of(result.run_id, name, entry)
    at = ""
    try:
        fetched_files = fetch(
            entry, city, on_bytes=lambda read, _: progress(f"{entry.id} (bytes)", "fetch", read)
        )
        for fetched in fetched_files:
            outcome.saw(fetched)
            at = fetched.file
            if entry.url:
                read_checked(fetched)
            try:
                plans = list(_plans(fetched, name, entry, city))
            except UnknownLayout as error:
                # A folder may hold other things too; a file given by itself must be the source.
                if len(fetched_files) == 1:
                    raise
                outcome.passed_over.append((fetched, str(error)))
                continue
            for plan in plans:
                _land_file(connection, city, outcome, plan, fetched, corrections, areas, progress)
        if not outcome.files and outcome.passed_over:
            raise UnknownLayout(outcome.passed_over[0][1])
        landing.finish(connection, outcome)
        holding.hold_back_if_odd(connection, outcome, entry, has_old=has_old)
        outcome.success = True
    except Exception as error:  # noqa: BLE001 - one source's file must not stop the others
        log.debug("source %s failed", entry.id, exc_info=True)
        outcome.error = str(error) if isinstance(error, EtlError) else _unforeseen(entry, at, error)
        landing.discard(connection, outcome)
        if has_old:
            carrying.carry_over(connection, name, entry.id, areas)
            outcome.is_held_back = True
    outcome.seconds = time.perf_counter() - started
    run_records.write_run(connection, outcome)
    return outcome


def _unforeseen(entry: SourceConfig, file: str, error: Exception) -> str:
    """What to say of an error no reader explained: a full disk, or a fault of this program."""
    what = f"{type(error).__name__}: {error}"
    return (
        f"[{entry.id}] {file}: 読みこみの途中で止まりました（{what}）。ディスクの空きとメモリを"
        "確かめて、もう一度実行してください。くり返すときは、このファイルを添えてお知らせください。"
        f" / Reading stopped ({what}). Check disk space and memory and run again; if it happens "
        "again, report it with the file."
    )


def _plans(fetched: Fetched, name: str, entry: SourceConfig, city: City) -> Iterable[FilePlan]:
    return profile(
        fetched.path,
        SOURCES[name],
        entry,
        city,
        file=fetched.file,
        sha256=fetched.sha256,
        fetched_at=fetched.fetched_at.isoformat() if fetched.fetched_at else "",
    )


def transformed(
    plan: FilePlan,
    city: City,
    corrections: list[Correction],
    areas: Areas | None = None,
) -> Iterator[tuple[int, Transformed]]:
    """Read a planned file; transform, geocode and locate its batches in order, on both cores.

    Yields:
        rows read, and what became of them.
    """

    def work(batch: pa.RecordBatch) -> tuple[int, Transformed]:
        done = transform(correct(batch, plan, corrections), plan)
        rows = fill(done.accepted, city)
        if areas is not None:
            rows = landing.locate(rows, areas)
        return batch.num_rows, replace(done, accepted=rows)

    with ThreadPoolExecutor(WORKERS) as pool:
        waiting: deque[Future[tuple[int, Transformed]]] = deque()
        for batch in read_batches(plan):
            waiting.append(pool.submit(work, batch))
            if len(waiting) > WORKERS:
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()


def _land_file(
    connection: duckdb.DuckDBPyConnection,
    city: City,
    outcome: SourceRun,
    plan: FilePlan,
    fetched: Fetched,
    corrections: list[Correction],
    areas: Areas | None,
    progress: Progress,
) -> None:
    balance = FileBalance(plan, fetched)
    outcome.files.append(balance)

    def counted() -> Iterator[tuple[int, Transformed]]:
        for rows, done in transformed(plan, city, corrections, areas):
            yield rows, done
            progress(outcome.source, "transform", balance.rows_in)

    landing.land(connection, outcome, balance, counted())
