"""CSV from Arrow batches, as ``guarded_csv`` has it: no cell is a formula, nothing is lost."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator

import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

_MARK = b"\xef\xbb\xbf"
#: First characters that begin a formula, and the guard itself (see ``guarded_csv``).
_STARTS = r"\A([=+\-@\t\r\n＝＋－＠'])"


def parts(schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> Iterator[bytes]:
    """The file in parts: UTF-8 with its mark, times in ISO 8601 with Z, unknown is empty.

    Args:
        schema: of the batches, said in the header even where none comes.
        batches: the rows.
    """
    empty = pa.RecordBatch.from_pylist([], schema)
    yield _MARK + _written(_guarded(empty), is_headed=True)
    for batch in batches:
        yield _written(_guarded(batch), is_headed=False)


def _guarded(batch: pa.RecordBatch) -> pa.RecordBatch:
    columns = []
    for column in batch.columns:
        if pa.types.is_timestamp(column.type):
            column = pc.strftime(column.cast(pa.timestamp("s"), safe=False), "%Y-%m-%dT%H:%M:%SZ")
        elif pa.types.is_string(column.type) or pa.types.is_large_string(column.type):
            column = pc.replace_substring_regex(column, _STARTS, r"'\1")
        columns.append(column)
    return pa.RecordBatch.from_arrays(columns, names=batch.schema.names)


def _written(batch: pa.RecordBatch, *, is_headed: bool) -> bytes:
    out = io.BytesIO()
    csv.write_csv(batch, out, csv.WriteOptions(include_header=is_headed))
    return out.getvalue()
