"""What a folder of published files holds: one record per file, checked against its standard.

The record is text, as a reader's records are: a file is a row of the catalogue like any other.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path
from typing import Any

import pyarrow as pa

from etl import conformance
from etl.contract import EtlError, FilePlan
from etl.formats import cells, delimited, header, recognise
from etl.formats.header import SEARCHED

#: What a described file says about itself.
COLUMNS = (
    "title", "format", "encoding", "rows", "bytes", "standard", "conformance", "errors",
)  # fmt: skip
_UTF8 = frozenset({"utf-8", "utf-8-sig"})


#: Format of a plan whose one record is the file itself.
FORMAT = "described"


def read(plan: FilePlan, path: Path, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the one record of a described file; see ``etl.formats.read_batches``."""
    yield from cells.batches([(1, describe(path, plan.file), None, None)], COLUMNS, batch_rows)


def describe(path: Path, file: str) -> dict[str, str | None]:
    """Describe one published file. A file that can't be read is described as such, not left out.

    Only CSV is held against the standards: they are defined as CSV.
    """
    record: dict[str, str | None] = dict.fromkeys(COLUMNS)
    record.update(
        title=Path(file).stem,
        format=Path(file).suffix.lstrip(".").upper() or None,
        bytes=str(path.stat().st_size),
        conformance="not_checked",
    )
    try:
        if recognise.recognise(path, file).format == "csv":
            record.update(_checked(path, file))
    except (EtlError, csv.Error) as error:
        record["conformance"] = "invalid"
        record["errors"] = _json([{"kind": "unreadable", "message": str(error)}])
    return record


def _checked(path: Path, file: str) -> dict[str, str | None]:
    """Encoding, rows, standard and errors of a CSV file."""
    preview = delimited.preview(path, file)[0]
    errors: list[dict[str, Any]] = []
    if preview.encoding not in _UTF8:
        errors.append({"kind": "not_utf8", "encoding": preview.encoding})
    with path.open(encoding=preview.encoding, errors="replace", newline="") as stream:
        rows = csv.reader(stream, delimiter=preview.delimiter)
        head = list(islice(rows, SEARCHED))
        found = header.find(head)
        above = found.row if found else 1
        names = list(head[above - 1])
        if above > 1:
            errors.append({"kind": "lines_above_header", "rows": above - 1})
        standard = conformance.standard_of(Path(file).stem, names)
        counted = _Counted(chain(head[above:], rows))
        verdict = "not_checked"
        if standard is not None and conformance.is_newer_than_known(standard, names):
            errors.append({"kind": "edition_unknown", "standard": standard.id})
        elif standard is not None:
            errors += conformance.header_errors(standard, names)
            errors += conformance.row_errors(standard, names, counted)
            breached = any(conformance.is_breach(error) for error in errors)
            verdict = "invalid" if breached else "valid"
        for _ in counted:
            pass
    return {
        "encoding": preview.encoding,
        "rows": str(counted.rows),
        "standard": standard.id if standard else None,
        "conformance": verdict,
        "errors": _json(errors) if errors else None,
    }


class _Counted:
    """Rows that are not blank, counted as they pass."""

    def __init__(self, rows: Iterator[list[str]]) -> None:
        self._rows = rows
        self.rows = 0

    def __iter__(self) -> Iterator[list[str]]:
        for row in self._rows:
            if any(cell.strip() for cell in row):
                self.rows += 1
                yield row


def _json(errors: list[dict[str, Any]]) -> str:
    return json.dumps(errors, ensure_ascii=False)
