"""From a file to its plans: every decision that holds for the whole file, made once."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path

import pyarrow as pa

from etl.contract import Decision, EtlError, FilePlan, Source, UnknownLayout, UnreadableFile
from etl.formats import described, header, read_batches
from etl.formats.look import look
from etl.formats.preview import Preview
from etl.profile import layouts, position, stated
from machimori.city import City, SourceConfig

__all__ = ["profile", "profile_any"]


def profile(
    path: Path,
    source: Source,
    entry: SourceConfig,
    city: City,
    *,
    file: str = "",
    sha256: str = "",
    fetched_at: str = "",
) -> list[FilePlan]:
    """Decide how a file is read: one plan per sheet, layer or member that is of this source.

    Args:
        path: the file, or a folder with one Shapefile.
        source: what it is read as.
        entry: its entry in the configuration.
        city: the municipality.
        file: its name for people; the path's own where empty.
        sha256: its hash where it is known already.
        fetched_at: ISO 8601 UTC.

    Raises:
        UnreadableFile: it can't be read; the message says what it is and what to do.
        UnknownLayout: its columns are none the source knows; the nearest layout is named.
    """
    file = file or path.name
    is_one_of_many = bool(entry.path) and city.resolve(entry.path).is_dir()
    if source.describes_files and entry.layout == source.describes_files:
        return [_described(path, source, entry, city, file, sha256, fetched_at)]
    try:
        return _plans(path, source, entry, city, file, sha256 or _sha256(path), fetched_at)
    except (UnreadableFile, UnknownLayout) as error:
        if source.describes_files and is_one_of_many:
            return [_described(path, source, entry, city, file, sha256, fetched_at)]
        named = f"[{entry.id or source.name}] "
        error.args = (named + str(error).removeprefix(named),)
        raise


def profile_any(
    path: Path, city: City, sources: Mapping[str, Source] | None = None
) -> list[tuple[str, list[FilePlan] | EtlError]]:
    """Guess which source a file is: all that fit, best first, then the nearest with their reason.

    A file that can't be read at all is the same error for every source.
    """
    if sources is None:
        from etl.sources import SOURCES

        sources = SOURCES
    hints = [one.records for source in sources.values() for one in source.layouts if one.records]
    try:
        look(path, path.name, records=hints)
    except UnreadableFile as error:
        return [(name, error) for name in sources]
    found: list[tuple[float, str, list[FilePlan] | EtlError]] = []
    sha256 = _sha256(path)
    for name, source in sources.items():
        entry = next(iter(city.sources.get(name, ())), SourceConfig(id=name))
        # The file is held against what is published, not against one entry's own columns.
        bare = SourceConfig(id=entry.id, datum=entry.datum, timezone=entry.timezone)
        try:
            plans = profile(path, source, bare, city, sha256=sha256)
        except (UnreadableFile, UnknownLayout) as error:
            share = error.share if isinstance(error, layouts.Unmatched) else 0.0
            found.append((share - 2.0, name, error))
        else:
            found.append((max(_fit(plan, source) for plan in plans), name, plans))
    found.sort(key=lambda one: -one[0])
    return [(name, outcome) for _, name, outcome in found]


def _fit(plan: FilePlan, source: Source) -> float:
    """How much of a file a source takes: signature names count whole, other columns a part."""
    layout = next((one for one in source.layouts if one.id == plan.layout), None)
    known = 0 if layout is None or layout.is_general else len(layout.signature)
    return known + len(plan.columns) / max(1, len(plan.published))


def _plans(
    path: Path,
    source: Source,
    entry: SourceConfig,
    city: City,
    file: str,
    sha256: str,
    fetched_at: str,
) -> list[FilePlan]:
    previews = look(
        path,
        file,
        encoding=entry.encoding,
        sheet=entry.sheet,
        records=[layout.records for layout in source.layouts if layout.records],
    )
    box, boxed = position.bounding_box(city)
    plans: list[FilePlan] = []
    passed: list[Decision] = []
    first_error: UnreadableFile | UnknownLayout | None = None
    for preview in previews:
        name = _shown(file, preview, len(previews))
        try:
            plan = _plan(path, source, entry, city, preview, name, box)
        except (UnreadableFile, UnknownLayout) as error:
            first_error = first_error or error
            passed.append(Decision(name, "読まない", str(error)))
            continue
        plans.append(replace(plan, sha256=sha256, fetched_at=fetched_at))
    if not plans and first_error is not None:
        raise first_error
    first = replace(plans[0], decisions=(*plans[0].decisions, *boxed, *passed))
    return [first, *plans[1:]]


def _described(
    path: Path,
    source: Source,
    entry: SourceConfig,
    city: City,
    file: str,
    sha256: str,
    fetched_at: str,
) -> FilePlan:
    """The plan of a file that is one record: what it is, and whether it keeps to its standard."""
    why = "フォルダの中の公開ファイルです。ファイルそのものを1件として調べます"
    return FilePlan(
        source=source.name,
        source_id=entry.id or source.name,
        path=path,
        file=file,
        sha256=sha256 or _sha256(path),
        format=described.FORMAT,
        layout=source.describes_files,
        columns={name: name for name in described.COLUMNS},
        published=described.COLUMNS,
        encoding="",
        timezone=entry.timezone or city.timezone,
        code=city.code,
        defaults=dict(entry.defaults),
        values=dict(entry.values),
        decisions=(Decision("様式", source.describes_files, why),),
        fetched_at=fetched_at,
    )


def _plan(
    path: Path,
    source: Source,
    entry: SourceConfig,
    city: City,
    preview: Preview,
    file: str,
    box: position.Box,
) -> FilePlan:
    """The plan of one table."""
    published, header_row, header_rows, decided = _named(preview, source, entry, file)
    decisions = [*preview.decisions, *decided]
    found = layouts.match(source, entry, published, preview.format, file, geometry=preview.geometry)
    decisions += found.decisions
    datum, why = position.datum(entry.datum, published, preview.metadata)
    decisions += why
    moment, why = stated.stated_at(file, preview.metadata)
    decisions += why
    plan = FilePlan(
        source=source.name,
        source_id=entry.id or source.name,
        path=path,
        file=file,
        sha256="",
        format=preview.format,
        layout=found.layout,
        columns=found.columns,
        published=published,
        encoding=preview.encoding,
        damaged=preview.damaged,
        delimiter=preview.delimiter,
        sheet=preview.sheet,
        header_row=header_row,
        header_rows=header_rows,
        records=preview.records,
        member=preview.member,
        datum=datum,
        crs=preview.crs,
        timezone=entry.timezone or city.timezone,
        bbox=box,
        code=city.code,
        defaults=dict(entry.defaults),
        values=dict(entry.values),
        stated_at=moment,
        total_rows=preview.has_totals,
    )
    if preview.has_totals:
        decisions.append(
            Decision("合計の行", "データとして読まない", "合計・総計などで始まる行があります")
        )
    if set(found.columns) & {"longitude", "latitude", "position"} or preview.geometry:
        sample = list(_sample(plan))
        order, why = position.axis_order(sample, found.columns, box)
        decisions += why
        plan = replace(plan, axis_order=order)
        if not why and datum == "JGD2011" and not entry.datum:
            decisions += position.old_datum_doubt(sample, found.columns, box)
    return replace(plan, decisions=tuple(decisions))


def _named(
    preview: Preview, source: Source, entry: SourceConfig, file: str
) -> tuple[tuple[str, ...], int, int, Sequence[Decision]]:
    """Published names, and the header they stand in where the format has one."""
    if not preview.rows:
        return preview.published, 0, 0, ()
    found = header.find(preview.rows, layouts.signatures(source, entry))
    if found is None:
        begin = next((row for row in preview.rows if any(row)), [])
        shown = "、".join(cell.strip()[:20] for cell in begin[:8])
        raise UnknownLayout(
            f"{file}: 列の名前（見出し）の行が見つかりません。最初の行は「{shown}」です。"
            "列の名前の行を付けて保存し直してください。"
            " / No row looks like a header; add one with the names of the columns."
        )
    return found.names, found.row, found.rows, found.decisions


def _sample(plan: FilePlan) -> Iterator[pa.RecordBatch]:
    """The first rows of a plan, up to what decisions on values are made on."""
    rows = 0
    for batch in islice(read_batches(plan, batch_rows=position.SAMPLE), 4):
        yield batch
        rows += batch.num_rows
        if rows >= position.SAMPLE:
            return


def _shown(file: str, preview: Preview, tables: int) -> str:
    name = f"{file}/{preview.member}" if preview.member else file
    return f"{name}#{preview.sheet}" if preview.sheet and tables > 1 else name


def _sha256(path: Path) -> str:
    if path.is_dir():
        path = next(iter(sorted(path.glob("*.shp"))), path)
    if path.is_dir():
        return ""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()
