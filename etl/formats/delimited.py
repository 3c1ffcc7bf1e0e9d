"""CSV and TSV of any encoding, streamed through Arrow with the row numbers a clerk sees."""

from __future__ import annotations

import mmap
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pacsv

from etl.contract import FilePlan
from etl.formats import encodings, flags
from etl.formats.header import LINKDATA, SEARCHED, data_width
from etl.formats.lent import lending
from etl.formats.preview import Preview
from etl.formats.ragged import Ragged, is_noise, numbered_batch
from etl.formats.records import LONGEST, Head, find_delimiter, read_head, split, too_long
from etl.formats.refusal import unreadable
from etl.formats.text_stream import Utf8Stream

#: Records a preview keeps, and bytes of the end that are looked at for totals.
PREVIEWED = 2000
TAIL = 16 << 10


def preview(path: Path, file: str, stated_encoding: str = "") -> list[Preview]:
    """Look at a delimited file: encoding, delimiter, first records."""
    encoding = encodings.decide(path, file, stated_encoding)
    head = read_head(path, encoding.name)
    delimiter, chosen = find_delimiter(head, file)
    rows = [record for record, _ in split(head, delimiter, file)]
    filled = [row for row in rows if any(cell.strip() for cell in row)]
    if not filled:
        raise unreadable(
            file,
            "値のある行がありません。空の表です。",
            "No row holds a value; the table is blank.",
        )
    if len(filled) == 1 and len(filled[0]) == 1:
        raise unreadable(
            file,
            f"表ではなく1行の文章です（「{filled[0][0].strip()[:60]}」）。"
            "公開ページを開いて、ファイルを取り直してください。",
            "This is one line of text and no table; download the file again.",
        )
    metadata = {
        row[0].lstrip("#"): row[1]
        for row in rows[:SEARCHED]
        if len(row) > 1 and row[0].startswith("#") and row[0] != LINKDATA
    }
    return [
        Preview(
            format="csv",
            rows=rows[:PREVIEWED],
            encoding=encoding.name,
            damaged=encoding.damaged,
            delimiter=delimiter,
            has_totals=_has_totals(rows) or _has_totals(_last_rows(path, encoding.name, delimiter)),
            metadata=metadata,
            decisions=(*encoding.decisions, *chosen),
        )
    ]


def _has_totals(rows: list[list[str]]) -> bool:
    first = (next((cell for cell in row[:4] if cell.strip()), "") for row in rows)
    return any(flags.is_total(cell) for cell in first)


def _last_rows(path: Path, encoding: str, delimiter: str) -> list[list[str]]:
    """The last lines, split at the delimiter: enough to see a total below a long table."""
    with path.open("rb") as handle:
        handle.seek(max(0, path.stat().st_size - TAIL))
        text = handle.read().decode(encoding, errors="ignore")
    return [[cell.strip('"') for cell in line.split(delimiter)] for line in text.splitlines()[-20:]]


def data_start(head: Head, delimiter: str, header_row: int, file: str) -> tuple[int, int, int]:
    """Where the records begin below the header.

    Returns:
        Position in the text, number of records above it, cells most records have.
    """
    rows: list[list[str]] = []
    start, above = 0, 0
    for number, (record, end) in enumerate(split(head, delimiter, file), 1):
        rows.append(record)
        is_metadata = (
            above == number - 1
            and number > header_row
            and rows[header_row - 1][:1] == [LINKDATA]
            and record[:1] != []
            and record[0].startswith("#")
        )
        if number <= header_row or is_metadata:
            start, above = end, number
        if number > above + 1000:
            break
    return start, above, data_width(rows, above)


def read(plan: FilePlan, path: Path, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the records below the header; see ``etl.formats.read_batches``."""
    head = read_head(path, plan.encoding)
    start, above, width = data_start(head, plan.delimiter, plan.header_row, plan.file)
    width = width or len(plan.published)
    facts = _facts(path)
    ragged = Ragged(above, width, plan)
    skip = len(head.text[:start].encode("utf-8", errors="replace"))
    with _open(plan, path, skip) as source:
        yielded = 0
        faulty = 0
        for batch in _batches(source, plan, head, width, facts, ragged, batch_rows):
            rows = batch.num_rows
            numbers = ragged.numbers(yielded, rows)
            columns = batch.columns[: len(plan.published)]
            columns += [pa.nulls(rows, pa.string())] * (len(plan.published) - len(columns))
            verdict = flags.problems(
                columns,
                plan.published,
                totals=plan.total_rows,
                objects=facts.has_objects,
                damaged=plan.damaged or (isinstance(source, Utf8Stream) and source.replaced),
            )
            if facts.has_quotes:
                joined = flags.swallowed(batch.columns, plan.delimiter)
                if joined.any():
                    verdict = pc.if_else(pa.array(joined), flags.UNCLOSED, verdict)
            yielded += rows
            faulty += rows - verdict.null_count
            if is_noise(faulty + ragged.count, yielded + ragged.count):
                raise _noise(faulty + ragged.count, yielded + ragged.count, plan.file)
            yield numbered_batch(
                plan.published, columns, numbers, verdict, pa.nulls(rows, pa.string())
            )
            yield from ragged.batches(yielded)
    yield from ragged.batches(None)


def _batches(
    source: Any,
    plan: FilePlan,
    head: Head,
    width: int,
    facts: _Facts,
    ragged: Ragged,
    batch_rows: int,
) -> Iterator[pa.RecordBatch]:
    """The whole rows as Arrow splits them; the others go to ``ragged``."""
    names = [f"f{number}" for number in range(width)]
    row_bytes = len(head.text.encode("utf-8", errors="replace")) // max(1, head.text.count("\n"))
    row = ragged.above + 1
    block_bytes = min(max(row_bytes * batch_rows, LONGEST), LONGEST * 2)
    try:
        with lending(source, ragged.keep) as lent:
            reader = None
            try:
                reader = _reader(lent, plan.delimiter, names, block_bytes, facts)
                with reader:
                    for block in reader:
                        for begin in range(0, block.num_rows, batch_rows):
                            batch = block.slice(begin, batch_rows)
                            row += batch.num_rows
                            yield batch
            finally:
                reader = None
    except pa.ArrowInvalid as error:
        if "Empty CSV file" in str(error):  # a header and nothing below it
            return
        if is_noise(ragged.count, ragged.last):
            raise _noise(ragged.count, ragged.last, plan.file) from error
        raise _explained(error, plan.file, row) from error


def _reader(
    lent: list[Any], delimiter: str, names: list[str], block_bytes: int, facts: _Facts
) -> pacsv.CSVStreamingReader:
    """Arrow's reader over the source and the handler of ragged rows, both taken from ``lent``."""
    return pacsv.open_csv(
        lent.pop(0),
        read_options=pacsv.ReadOptions(
            block_size=block_bytes,
            column_names=names,
            use_threads=False,  # rows are numbered only when parsed in order
        ),
        parse_options=pacsv.ParseOptions(
            delimiter=delimiter,
            newlines_in_values=facts.has_quotes,
            ignore_empty_lines=False,
            invalid_row_handler=lent.pop(0),
        ),
        convert_options=pacsv.ConvertOptions(
            column_types={name: pa.string() for name in names},
            null_values=[""],
            strings_can_be_null=True,
        ),
    )


class _Facts(NamedTuple):
    """What the bytes of a file rule out, asked once so that rows need not be asked."""

    has_quotes: bool
    has_objects: bool


def _facts(path: Path) -> _Facts:
    status = path.stat()
    return _facts_of(path, status.st_size, status.st_mtime_ns)


@lru_cache(maxsize=64)
def _facts_of(path: Path, _size: int, _changed: int) -> _Facts:
    with (
        path.open("rb") as handle,
        mmap.mmap(handle.fileno(), 0, access=mmap.ACCESS_READ) as data,
    ):
        # In UTF-16 a character is spread over two bytes: nothing is ruled out.
        is_wide = data.find(b"\0", 0, 1 << 16) >= 0
        return _Facts(is_wide or data.find(b'"') >= 0, is_wide or data.find(b"bject Obj") >= 0)


@contextmanager
def _open(plan: FilePlan, path: Path, skip: int) -> Iterator[Any]:
    """The records as UTF-8: straight from the file where it is that, decoded otherwise."""
    if plan.encoding in ("utf-8", "utf-8-sig") and not plan.damaged:
        with pa.OSFile(str(path), "rb") as file:
            file.seek(skip + (3 if plan.encoding == "utf-8-sig" else 0))
            yield file
    else:
        with Utf8Stream(path, plan.encoding, skip) as stream:
            yield stream


def _noise(faulty: int, rows: int, file: str) -> Exception:
    return unreadable(
        file,
        f"はじめの {rows:,} 行のうち {faulty:,} 行が空か、列の数の合わない行です。"
        "データのある範囲だけを書き出し直してください。",
        f"Of the first {rows:,} rows {faulty:,} are blank or don't fit the header; export "
        "only the range that holds data.",
    )


def _explained(error: pa.ArrowInvalid, file: str, row: int) -> Exception:
    if "straddl" in str(error):
        return too_long(file, row)
    return unreadable(
        file,
        f"{row} 行目より後を表として読めません（{error}）。"
        "この付近の引用符と文字コードを確かめてください。",
        f"The table can't be read after row {row}; look at the quotes and the encoding there.",
    )
