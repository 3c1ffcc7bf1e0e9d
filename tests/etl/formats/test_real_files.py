"""Every real published file: format, encoding, header, every row and every cell.

The expected figures stand in tests/fixtures/formats/real_files.csv; the cells of the delimited
ones are held against Python's own csv module.
"""

from __future__ import annotations

import csv
from collections import Counter
from pathlib import Path

import pyarrow as pa
import pytest

from etl.contract import UnreadableFile
from etl.formats import read_batches
from etl.formats.look import look
from tests.etl.formats.conftest import plan_of

EXPECTED = list(
    csv.DictReader(
        (Path(__file__).parents[2] / "fixtures" / "formats" / "real_files.csv")
        .read_text(encoding="utf-8")
        .splitlines()
    )
)


def found_in(path: Path) -> dict[str, str]:
    """One row of the table of expectations, as the readers see it."""
    row = dict.fromkeys(EXPECTED[0], "")
    try:
        [preview] = look(path, path.name)
    except UnreadableFile:
        return {**row, "format": "refused"}
    plan = plan_of(path, preview)
    table = pa.Table.from_batches(list(read_batches(plan)))
    problems = Counter(code for code in table.column("__problem").to_pylist() if code)
    geometries = 0
    if "__geometry" in table.column_names:
        geometries = table.num_rows - table.column("__geometry").null_count
    return {
        **row,
        "format": plan.format,
        "encoding": plan.encoding,
        "header_row": str(plan.header_row or ""),
        "columns": str(len(plan.published)),
        "rows": str(table.num_rows),
        "geometries": str(geometries or ""),
        "problems": " ".join(f"{code}={count}" for code, count in problems.items()),
    }


def test_every_file_is_what_it_was_published_as(real_data: Path) -> None:
    present = {
        path.relative_to(real_data).as_posix()
        for path in real_data.rglob("*")
        if path.is_file() and path.suffix not in (".md", ".yaml")
    }
    assert present == {row["file"] for row in EXPECTED}
    found = [{**found_in(real_data / row["file"]), "file": row["file"]} for row in EXPECTED]
    assert found == EXPECTED


def test_every_cell_of_the_delimited_files(real_data: Path) -> None:
    for row in EXPECTED:
        if row["format"] != "csv":
            continue
        path = real_data / row["file"]
        [preview] = look(path, path.name)
        plan = plan_of(path, preview)
        with path.open(encoding=row["encoding"], newline="") as handle:
            records = dict(enumerate(csv.reader(handle, delimiter=plan.delimiter), 1))
        seen = 0
        for batch in read_batches(plan):
            columns = [batch.column(name).to_pylist() for name in plan.published]
            for number, *cells in zip(
                batch.column("__source_row").to_pylist(), *columns, strict=True
            ):
                record = records[number] + [""] * (len(cells) - len(records[number]))
                assert cells == [cell or None for cell in record], (row["file"], number)
                seen += 1
        assert seen == int(row["rows"])


def test_what_is_refused_says_why(real_data: Path) -> None:
    path = real_data / "shelters" / "gsi" / "emergency_131130.json"
    with pytest.raises(UnreadableFile, match="この自治体の緊急避難所データは公開されていません"):
        look(path, path.name)
