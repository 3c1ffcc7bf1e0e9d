"""Every table of a file, whatever its format, before any of them is read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from etl.contract import Decision, UnreadableFile
from etl.formats import archive, delimited, json_records, vector, workbook, xml_records
from etl.formats.preview import Preview
from etl.formats.recognise import Form, recognise
from etl.formats.refusal import unreadable


def look(
    path: Path,
    file: str,
    *,
    encoding: str = "",
    sheet: str = "",
    records: Sequence[str] = (),
) -> list[Preview]:
    """Find the tables of a file: one, or one per sheet, layer or member of a zip.

    Args:
        path: the file, or a folder with one Shapefile.
        file: its name for messages.
        encoding: the one of the configuration; empty to decide by content.
        sheet: sheet, layer or member of the configuration; empty for all.
        records: paths of record lists the source's layouts know (JSON, XML).

    Raises:
        UnreadableFile: nothing in it can be read; the message says what it is and what to do.
    """
    form = recognise(path, file)
    if form.format != "zip":
        return _tables(path, file, form, encoding, sheet, records)
    found: list[Preview] = []
    passed: list[Decision] = []
    first_error: UnreadableFile | None = None
    for member in archive.members(path, file):
        if sheet and sheet not in (member, Path(member).name):
            continue
        name = f"{file}/{member}"
        try:
            with archive.local_file(path, member, file) as unpacked:
                inner = recognise(unpacked, name)
                if inner.format == "zip":
                    raise unreadable(
                        name,
                        "zip の中の zip は開きません。取り出して指定してください。",
                        "A zip in a zip isn't opened; take it out and name it.",
                    )
                tables = _tables(unpacked, name, inner, encoding, "", records)
        except UnreadableFile as error:
            first_error = first_error or error
            passed.append(Decision(f"zip の中の {member}", "読まない", str(error)))
            continue
        found += [replace(table, member=member) for table in tables]
    if not found:
        raise first_error or unreadable(
            file, "zip の中に読めるファイルがありません。", "No member of the zip can be read."
        )
    return [replace(found[0], decisions=(*found[0].decisions, *passed)), *found[1:]]


def _tables(
    path: Path, file: str, form: Form, encoding: str, sheet: str, records: Sequence[str]
) -> list[Preview]:
    if form.format == "workbook":
        return workbook.previews(path, file, sheet)
    if form.format == "vector":
        return vector.previews(path, file, form.kind, sheet, encoding)
    if form.format == "xml":
        return [xml_records.preview(path, file, records)]
    if form.format == "json":
        preview = json_records.preview(path, file, records, encoding)
        if preview.format == "topojson":
            return vector.previews(path, file, "topojson", sheet)
        return [preview]
    return delimited.preview(path, file, encoding)
