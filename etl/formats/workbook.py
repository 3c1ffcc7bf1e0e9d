"""XLSX, XLS and ODS: several sheets, merged cells filled, dates as ISO text."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pyarrow as pa
import python_calamine

from etl.contract import Decision, FilePlan
from etl.formats import archive, cells, flags
from etl.formats.preview import Preview
from etl.formats.refusal import unreadable

PREVIEWED = 2000


def previews(path: Path, file: str, sheet: str = "") -> list[Preview]:
    """Look at the sheets that hold a table; hidden and blank ones are passed over, and it is said.

    Args:
        path: the workbook.
        file: its name for messages.
        sheet: the one sheet of the configuration; empty for all of them.

    Raises:
        UnreadableFile: damaged, locked, too large, without the sheet or without any table.
    """
    book = _opened(path, file)
    visible = {
        one.name: one.visible == python_calamine.SheetVisibleEnum.Visible
        and one.typ == python_calamine.SheetTypeEnum.WorkSheet
        for one in book.sheets_metadata
    }
    if sheet and sheet not in visible:
        raise unreadable(
            file,
            f"シート「{sheet}」がありません。あるのは {'、'.join(visible)} です。"
            "設定の sheet を直してください。",
            f"There is no sheet {sheet!r}; there are {', '.join(visible)}. Correct `sheet`.",
        )
    passed: list[Decision] = []
    found: list[Preview] = []
    for name, shown in visible.items():
        if sheet and name != sheet:
            continue
        if not shown and not sheet:
            passed.append(
                Decision(f"シート {name}", "読まない", "非表示か、表のシートではありません")
            )
            continue
        rows = [
            [cells.as_text(value) or "" for value in row]
            for _, row in zip(range(PREVIEWED), _rows(book, name), strict=False)
        ]
        filled = [row for row in rows if sum(bool(cell.strip()) for cell in row) > 1]
        if len(filled) < 2:
            passed.append(Decision(f"シート {name}", "読まない", "表になる行がありません"))
            continue
        found.append(
            Preview(
                format="workbook",
                rows=rows,
                sheet=name,
                has_totals=any(
                    flags.is_total(next((cell for cell in row[:4] if cell.strip()), ""))
                    for row in rows
                ),
            )
        )
    if not found:
        raise unreadable(
            file,
            "表のあるシートがありません。",
            "No sheet of the workbook holds a table.",
        )
    return [
        Preview(**{**preview.__dict__, "decisions": tuple(passed)}) if number == 0 else preview
        for number, preview in enumerate(found)
    ]


def read(plan: FilePlan, path: Path, batch_rows: int) -> Iterator[pa.RecordBatch]:
    """Yield the rows of one sheet; see ``etl.formats.read_batches``."""
    book = _opened(path, plan.file)

    def rows() -> Iterator[tuple[int, dict[str, Any], None, None]]:
        for number, row in enumerate(_rows(book, plan.sheet), 1):
            if number > plan.header_row:
                yield number, dict(zip(plan.published, row, strict=False)), None, None

    yield from cells.batches(rows(), plan.published, batch_rows, totals=plan.total_rows)


def _opened(path: Path, file: str) -> python_calamine.CalamineWorkbook:
    if zipfile.is_zipfile(path):
        with zipfile.ZipFile(path) as package:
            archive.hold_to_limits(package.infolist(), file)
    try:
        return python_calamine.CalamineWorkbook.from_path(str(path))
    except python_calamine.PasswordError as error:
        raise unreadable(
            file,
            "パスワードの掛かったブックです。外して保存し直してください。",
            "The workbook is locked with a password; save it without one.",
        ) from error
    except (python_calamine.CalamineError, OSError) as error:
        raise unreadable(
            file,
            "Excel のブックとして読めません。Excel で開いて保存し直してください。",
            f"The workbook can't be read ({error}); open it in Excel and save it again.",
        ) from error


def _rows(book: python_calamine.CalamineWorkbook, name: str) -> Iterator[list[Any]]:
    """Rows of a sheet from its first one, cells of a merged range all with its value.

    A range over several columns is filled as a header is read (the group over its parts); one
    over several rows as a clerk sees it (the same ward for all the rows it spans).
    """
    sheet = book.get_sheet_by_name(name)
    if sheet.start is None:
        return
    offset = sheet.start[1]
    merged: dict[int, list[tuple[int, int, int, int]]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        if bottom > top:
            merged.setdefault(top, []).append((top, left, bottom, right))
    filling: list[tuple[int, int, Any]] = []  # (last row, column, value)
    for number, row in enumerate(sheet.iter_rows()):
        values = list(row)
        filling = [one for one in filling if one[0] >= number]
        for _, column, value in filling:
            if column < len(values) and values[column] == "":
                values[column] = value
        for _, left, bottom, _right in merged.get(number, ()):
            if 0 <= left - offset < len(values):
                filling.append((bottom, left - offset, values[left - offset]))
        yield values
