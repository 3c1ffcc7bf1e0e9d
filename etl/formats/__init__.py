"""Files of every published format, read into batches of text columns."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa

from etl.contract import FilePlan, UnreadableFile
from etl.formats import (
    archive,
    delimited,
    described,
    json_records,
    vector,
    workbook,
    xml_records,
)

__all__ = ["read_batches"]

_READERS = {
    "csv": delimited.read,
    "workbook": workbook.read,
    "json": json_records.read,
    "geojson": json_records.read,
    "topojson": vector.read,
    "xml": xml_records.read,
    "vector": vector.read,
    described.FORMAT: described.read,
}


def read_batches(plan: FilePlan, batch_rows: int = 131_072) -> Iterator[pa.RecordBatch]:
    """Read the rows of a plan, in bounded memory.

    Args:
        plan: what ``profile`` decided.
        batch_rows: most rows of a batch.

    Yields:
        Batches with every published column as text (an empty cell is NULL), ``__source_row``,
        and where the format has them ``__problem`` (rule code of a row that is no whole record),
        ``__raw`` (its text) and ``__geometry`` (WKB, EPSG:4326).

    Raises:
        UnreadableFile: the file breaks off or breaks its format's rules further down.
    """
    try:
        with archive.local_file(plan.path, plan.member, plan.file) as path:
            yield from _READERS[plan.format](plan, path, batch_rows)
    except UnreadableFile as error:
        raise UnreadableFile(f"[{plan.source_id}] {error}") from error
