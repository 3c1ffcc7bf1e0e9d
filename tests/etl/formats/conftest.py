"""Reading a file as its formats do, without a source or a configuration."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from etl.contract import FilePlan
from etl.formats import header, read_batches
from etl.formats.look import look
from etl.formats.preview import Preview


def plan_of(path: Path, preview: Preview, **changes: Any) -> FilePlan:
    """The plan of a previewed table, its header found by its looks."""
    published, row, rows = preview.published, 0, 0
    if preview.rows:
        found = header.find(preview.rows)
        assert found is not None
        published, row, rows = found.names, found.row, found.rows
    known = {
        "source": "test",
        "source_id": "test",
        "path": path,
        "file": path.name,
        "sha256": "",
        "format": preview.format,
        "layout": "",
        "columns": {},
        "published": published,
        "encoding": preview.encoding,
        "damaged": preview.damaged,
        "delimiter": preview.delimiter,
        "sheet": preview.sheet,
        "header_row": row,
        "header_rows": rows,
        "records": preview.records,
        "member": preview.member,
        "crs": preview.crs,
        "total_rows": preview.has_totals,
    }
    return FilePlan(**{**known, **changes})


@pytest.fixture
def read_tables() -> Callable[..., list[pa.Table]]:
    """Every table of a file, read to its end."""

    def read(path: Path, *, batch_rows: int = 131_072, **changes: Any) -> list[pa.Table]:
        return [
            pa.Table.from_batches(list(read_batches(plan_of(path, preview, **changes), batch_rows)))
            for preview in look(path, path.name)
        ]

    return read


@pytest.fixture
def read_table(read_tables: Callable[..., list[pa.Table]]) -> Callable[..., pa.Table]:
    """The only table of a file."""

    def read(path: Path, **changes: Any) -> pa.Table:
        [table] = read_tables(path, **changes)
        return table

    return read
