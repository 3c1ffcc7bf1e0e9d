"""CSV and TSV: every cell and every row number as a spreadsheet shows them."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pyarrow as pa
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.contract import RAW, FilePlan, UnreadableFile
from etl.formats import delimited, read_batches

Read = Callable[..., pa.Table]
#: Characters all the encodings share, quotes, separators and line breaks among them.
CELLS = st.text("あア亜区0aZ \"',;\t|#\n-", max_size=8)


def plan(path: Path, encoding: str, delimiter: str, names: list[str]) -> FilePlan:
    return FilePlan(
        source="test",
        source_id="test",
        path=path,
        file=path.name,
        sha256="",
        format="csv",
        layout="",
        columns={},
        published=tuple(names),
        encoding=encoding,
        delimiter=delimiter,
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp932", "euc_jp", "utf-16"])
@settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    width=st.integers(1, 5),
    delimiter=st.sampled_from([",", "\t", ";", "|"]),
    ending=st.sampled_from(["\r\n", "\n"]),
    batch_rows=st.integers(1, 4),
    data=st.data(),
)
def test_round_trip(
    tmp_path: Path,
    encoding: str,
    width: int,
    delimiter: str,
    ending: str,
    batch_rows: int,
    data: st.DataObject,
) -> None:
    rows = data.draw(st.lists(st.lists(CELLS, min_size=width, max_size=width), max_size=8))
    names = [f"列{number}" for number in range(width)]
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator=ending)
    writer.writerows([names, *rows])
    path = tmp_path / "table.csv"
    path.write_bytes(out.getvalue().encode(encoding))
    batches = list(read_batches(plan(path, encoding, delimiter, names), batch_rows))
    read = [row for batch in batches for row in batch.to_pylist()]
    assert [[row[name] for name in names] for row in read] == [
        [cell or None for cell in row] for row in rows
    ]
    assert [row["__source_row"] for row in read] == list(range(2, len(rows) + 2))
    assert all(batch.num_rows <= batch_rows for batch in batches)


def test_ragged_blank_total_and_note_rows_are_kept_and_said(
    tmp_path: Path, read_table: Read
) -> None:
    path = tmp_path / "list.csv"
    path.write_text(
        "令和6年度 見本一覧,,\n"
        "番号,名称,人数\n"
        "1,本庁舎,10\n"
        "2,引用符の\n抜けた行,\n"
        '3,"改行の\nある名称",30\n'
        "\n"
        ",,\n"
        "4,列の,多い,行\n"
        "5,区切りの多い行,50,,\n"
        "番号,名称,人数\n"
        "6,[object Object],60\n"
        "合　計,,150\n"
        "※ 人数は見込み,,\n",
        encoding="utf-8",
    )
    table = read_table(path)
    found = sorted(
        (row["__source_row"], row["番号"], row["人数"], row["__problem"])
        for row in table.to_pylist()
    )
    assert found == [
        (3, "1", "10", None),
        (4, "2", None, "ragged_row"),
        (5, "抜けた行", None, "ragged_row"),
        (6, "3", "30", None),
        (7, None, None, "blank_row"),
        (8, None, None, "blank_row"),
        (9, "4", "多い", "ragged_row"),
        (10, "5", "50", None),
        (11, "番号", "人数", "repeated_header"),
        (12, "6", "60", "object_object"),
        (13, "合　計", "150", "total_row"),
        (14, "※ 人数は見込み", None, "note_row"),
    ]
    raw = {row["__source_row"]: row[RAW] for row in table.to_pylist() if row[RAW]}
    assert raw == {4: "2,引用符の", 5: "抜けた行,", 9: "4,列の,多い,行"}


def test_ragged_rows_between_many_batches(tmp_path: Path, read_table: Read) -> None:
    path = tmp_path / "list.csv"
    lines = ["番号,名称"]
    lines += [f"{row}" if row % 7 == 0 else f"{row},名称{row}" for row in range(2, 5000)]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    rows = read_table(path, batch_rows=100).to_pylist()
    assert {row["__source_row"]: row["番号"] for row in rows} == {
        row: str(row) for row in range(2, 5000)
    }
    assert {row["__source_row"] for row in rows if row["__problem"] == "ragged_row"} == set(
        range(7, 5000, 7)
    )


def test_a_bad_byte_flags_its_row_only(tmp_path: Path, read_table: Read) -> None:
    for encoding in ("utf-8", "cp932"):
        path = tmp_path / f"{encoding}.csv"
        content = "番号,名称\n" + "".join(f"{row},まちの集会所\n" for row in range(2, 60))
        path.write_bytes(content.encode(encoding) + b"60,\x81\xff\n")
        rows = read_table(path).to_pylist()
        assert [row["__source_row"] for row in rows if row["__problem"]] == [60]
        assert rows[-1]["__problem"] == "undecodable"
        assert rows[0] == {
            "番号": "2",
            "名称": "まちの集会所",
            "__source_row": 2,
            "__problem": None,
            RAW: None,
        }


def test_linkdata_metadata_is_no_data(tmp_path: Path, read_table: Read) -> None:
    path = tmp_path / "0001.csv"
    path.write_text(
        "#LINK,,\n#lang,ja,\n#file_name,0001_201811,\n#property,name,capacity\n"
        "#object_type_xsd,string,string\n#property_context,Assertion,Assertion\n"
        "1,見本公園,20\n2,見本広場,\n",
        encoding="utf-8-sig",
    )
    [preview] = delimited.preview(path, path.name)
    assert preview.metadata["file_name"] == "0001_201811"
    rows = read_table(path).to_pylist()
    assert [(row["__source_row"], row["#property"], row["name"]) for row in rows] == [
        (7, "1", "見本公園"),
        (8, "2", "見本広場"),
    ]


def test_semicolons_tabs_and_one_column(tmp_path: Path, read_table: Read) -> None:
    path = tmp_path / "list"
    path.write_text("番号;名称、ほか\n1;a, b, c\n2;d\n", encoding="utf-8")
    assert read_table(path).column("名称、ほか").to_pylist() == ["a, b, c", "d"]
    path.write_bytes("番号\t名称\n1\t本庁舎,別館\n".encode("utf-16"))
    assert read_table(path).column("名称").to_pylist() == ["本庁舎,別館"]
    path.write_text("名称\n本庁舎\n別館\n", encoding="utf-8")
    assert read_table(path).column("名称").to_pylist() == ["本庁舎", "別館"]


def test_rows_wider_or_narrower_than_the_header_throughout(
    tmp_path: Path, read_table: Read
) -> None:
    path = tmp_path / "list.csv"
    path.write_text("番号,名称\n1,本庁舎,備考\n2,別館,\n", encoding="utf-8")
    wide = read_table(path)
    assert wide.column("column_3").to_pylist() == ["備考", None]
    path.write_text("番号,名称,備考\n1,本庁舎\n2,別館\n", encoding="utf-8")
    narrow = read_table(path)
    assert narrow.column("備考").to_pylist() == [None, None]
    assert narrow.column("__problem").null_count == 2


def test_line_of_text_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("Not Found\n", encoding="utf-8")
    with pytest.raises(UnreadableFile, match="1行の文章です（「Not Found」）"):
        delimited.preview(path, path.name)


def test_quote_that_never_closes(tmp_path: Path, read_table: Read) -> None:
    path = tmp_path / "list.csv"
    path.write_text('番号,名称\n1,本庁舎\n2,"別館\n' + "3,名称\n" * 2_000_000, encoding="utf-8")
    with pytest.raises(UnreadableFile, match="引用符"):
        read_table(path)


def test_header_alone(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    for content in ("番号,名称", "番号,名称\r\n"):
        path.write_text(content, encoding="utf-8")
        assert list(read_batches(plan(path, "utf-8", ",", ["番号", "名称"]))) == []
