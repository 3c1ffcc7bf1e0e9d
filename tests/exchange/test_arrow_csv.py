"""CSV from Arrow: the same guard as cell by cell, and an empty table keeps its header."""

from __future__ import annotations

from datetime import datetime

import pyarrow as pa

from machimori.exchange import arrow_csv, guarded_csv

CELLS = [
    "=1+1",
    "＝SUM(A1)",
    "+81",
    "-x",
    "@a",
    "'a",
    "\tx",
    "普通",
    'say "a", b',
    "二\n行",
    None,
    "",
]


def test_cells_are_guarded_as_elsewhere_and_come_back() -> None:
    moment = datetime.fromisoformat("2026-11-21T05:06:07.5")
    batch = pa.record_batch(
        {
            "text": pa.array(CELLS),
            "number": pa.array([-1.5] * len(CELLS)),
            "at": pa.array([moment] * len(CELLS), pa.timestamp("us")),
        }
    )
    content = b"".join(arrow_csv.parts(batch.schema, [batch, batch]))
    header, *rows = guarded_csv.read(content)
    assert header == ["text", "number", "at"]
    assert [row[0] for row in rows] == [cell or "" for cell in CELLS] * 2
    assert {tuple(row[1:]) for row in rows} == {("-1.5", "2026-11-21T05:06:07Z")}
    assert "\n=" not in content.decode("utf-8-sig")
    assert '"\'=1+1"' in content.decode("utf-8-sig")


def test_no_rows_are_a_header() -> None:
    schema = pa.schema([("a", pa.string()), ("b", pa.timestamp("us"))])
    assert b"".join(arrow_csv.parts(schema, [])).decode("utf-8-sig").strip() == '"a","b"'
