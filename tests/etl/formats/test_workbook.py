"""XLSX and XLS as a clerk sees them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow as pa
import pytest
import xlwt

from etl.contract import UnreadableFile
from etl.formats import workbook
from etl.formats.look import look

Read = Callable[..., pa.Table]
ReadAll = Callable[..., list[pa.Table]]


DAY = dt.datetime.fromisoformat("2024-01-11")
EVENING = dt.datetime.fromisoformat("2024-01-11T18:05:00")


def test_types_become_the_text_on_screen(tmp_path: Path, read_table: Read) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["番号", "時点", "受付", "開始", "人数", "割合", "可否", "電話"])
    sheet.append(
        [1.0, DAY, EVENING, dt.time(9, 30), 45302,
         0.5, True, "03-0000-0001"]
    )  # fmt: skip
    sheet.append([2, None, None, dt.timedelta(hours=30), None, 35.690, False, "0300000002"])
    path = tmp_path / "list.csv"
    book.save(path)
    rows = read_table(path).to_pylist()
    assert rows == [
        {"番号": "1", "時点": "2024-01-11", "受付": "2024-01-11T18:05:00", "開始": "09:30:00",
         "人数": "45302", "割合": "0.5", "可否": "true", "電話": "03-0000-0001",
         "__source_row": 2, "__problem": None},
        {"番号": "2", "時点": None, "受付": None, "開始": "30:00:00", "人数": None,
         "割合": "35.69", "可否": "false", "電話": "0300000002",
         "__source_row": 3, "__problem": None},
    ]  # fmt: skip


def municipal_sheet(sheet: openpyxl.worksheet.worksheet.Worksheet) -> None:
    """A title, a two-row header with merged cells, wards merged downwards, a total, a note."""
    sheet["B2"] = "令和6年度 避難所一覧"
    for cell, text in {"B4": "区", "C4": "名称", "D4": "災害種別", "D5": "洪水", "E5": "地震",
                       "B6": "東区", "C6": "第一小", "D6": 1, "C7": "第二小", "E7": 1,
                       "B8": "西区", "C8": "第三小", "B9": "合計", "C9": 3,
                       "B10": "※ 見込みを含む"}.items():  # fmt: skip
        sheet[cell] = text
    for merged in ("B4:B5", "C4:C5", "D4:E4", "B6:B7"):
        sheet.merge_cells(merged)


EXPECTED = [
    (6, "東区", "第一小", "1", None, None),
    (7, "東区", "第二小", None, "1", None),
    (8, "西区", "第三小", None, None, None),
    (9, "合計", "3", None, None, "total_row"),
    (10, "※ 見込みを含む", None, None, None, "note_row"),
]


def flat(table: pa.Table) -> list[tuple[object, ...]]:
    names = ("__source_row", "区", "名称", "災害種別_洪水", "災害種別_地震", "__problem")
    return [tuple(row[name] for name in names) for row in table.to_pylist()]


def test_merged_header_and_wards(tmp_path: Path, read_table: Read) -> None:
    book = openpyxl.Workbook()
    municipal_sheet(book.active)
    path = tmp_path / "list.xlsx"
    book.save(path)
    assert flat(read_table(path)) == EXPECTED


def test_merged_header_and_wards_in_xls(tmp_path: Path, read_table: Read) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("一覧")
    sheet.write(1, 1, "令和6年度 避難所一覧")
    sheet.write_merge(3, 4, 1, 1, "区")
    sheet.write_merge(3, 4, 2, 2, "名称")
    sheet.write_merge(3, 3, 3, 4, "災害種別")
    sheet.write(4, 3, "洪水")
    sheet.write(4, 4, "地震")
    sheet.write_merge(5, 6, 1, 1, "東区")
    for row, column, value in [
        (5, 2, "第一小"), (5, 3, 1), (6, 2, "第二小"), (6, 4, 1), (7, 1, "西区"), (7, 2, "第三小"),
        (8, 1, "合計"), (8, 2, 3), (9, 1, "※ 見込みを含む"),
    ]:  # fmt: skip
        sheet.write(row, column, value)
    path = tmp_path / "list.csv"
    book.save(str(path))
    assert flat(read_table(path)) == EXPECTED


def test_several_sheets_hidden_and_blank_ones_said(tmp_path: Path, read_tables: ReadAll) -> None:
    book = openpyxl.Workbook()
    book.active.title = "説明"
    book.active["A1"] = "この表は見本です"
    for name in ("東区", "西区", "作業用"):
        sheet = book.create_sheet(name)
        sheet.append(["番号", "名称"])
        sheet.append([1, f"{name}役所"])
    book["作業用"].sheet_state = "hidden"
    path = tmp_path / "list.xlsx"
    book.save(path)
    tables = read_tables(path)
    assert [table.column("名称").to_pylist() for table in tables] == [["東区役所"], ["西区役所"]]
    [east, _] = look(path, path.name)
    assert [(one.what, one.choice) for one in east.decisions] == [
        ("シート 説明", "読まない"),
        ("シート 作業用", "読まない"),
    ]
    [hidden] = look(path, path.name, sheet="作業用")
    assert hidden.sheet == "作業用"
    with pytest.raises(UnreadableFile, match="シート「北区」がありません。あるのは 説明、東区"):
        look(path, path.name, sheet="北区")


def test_no_table_and_damage(tmp_path: Path) -> None:
    path = tmp_path / "list.xlsx"
    openpyxl.Workbook().save(path)
    with pytest.raises(UnreadableFile, match="表のあるシートがありません"):
        workbook.previews(path, path.name)
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"\x00" * 600)
    with pytest.raises(UnreadableFile, match="Excel のブックとして読めません"):
        workbook.previews(path, path.name)
