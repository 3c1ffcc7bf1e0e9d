"""Writing the published forms byte for byte the same each time: CSV, JSON, GeoJSON, XLSX."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from shapely.geometry import mapping
from shapely.geometry.base import BaseGeometry

#: Office files carry times of their own; these stand for all of them.
_FIXED = datetime(2026, 11, 21)  # noqa: DTZ001 - openpyxl writes naive times only
_FIXED_ZIP = (2026, 11, 21, 0, 0, 0)
DIGITS = 6


def write_csv(
    path: Path,
    header: Sequence[str] | None,
    rows: Iterable[Sequence[Any]],
    *,
    encoding: str = "utf-8-sig",
    newline: str = "\r\n",
    before: Sequence[Sequence[Any]] = (),
) -> int:
    """Write a CSV; ``before`` are title rows above the header. Returns the rows written."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count = 0
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator=newline)
        writer.writerows(before)
        if header is not None:
            writer.writerow(header)
        for row in rows:
            writer.writerow(["" if cell is None else cell for cell in row])
            count += 1
    return count


def write_json(path: Path, document: Any) -> None:
    """Write a JSON document as the systems do: one line, UTF-8."""
    path.parent.mkdir(parents=True, exist_ok=True)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    path.write_text(text + "\n", encoding="utf-8")


def write_geojson(
    path: Path, features: Iterable[tuple[BaseGeometry | None, Mapping[str, Any]]], name: str = ""
) -> int:
    """Write features, one a line, coordinates rounded. Returns the features written."""
    lines = [
        json.dumps(
            {
                "type": "Feature",
                "properties": dict(properties),
                "geometry": None if shape is None else _rounded(mapping(shape)),
            },
            ensure_ascii=False,
            separators=(",", ":"),
        )
        for shape, properties in features
    ]
    head = {"type": "FeatureCollection", **({"name": name} if name else {})}
    opening = json.dumps(head, ensure_ascii=False, separators=(",", ":"))[:-1]
    path.parent.mkdir(parents=True, exist_ok=True)
    text = opening + ',"features":[\n' + ",\n".join(lines) + "\n]}\n"
    path.write_text(text, encoding="utf-8")
    return len(lines)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DIGITS)
    if isinstance(value, Mapping):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return value


def write_workbook(
    path: Path,
    sheets: Mapping[str, Sequence[Sequence[Any]]],
    merged: Mapping[str, Sequence[str]] | None = None,
) -> None:
    """Write an XLSX whose bytes depend on its cells alone.

    Args:
        path: the file.
        sheets: sheet name -> rows of cells.
        merged: sheet name -> cell ranges that are merged ("A3:A4").
    """
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for cells in (merged or {}).get(name, ()):
            sheet.merge_cells(cells)
        for column in range(1, max((len(row) for row in rows), default=1) + 1):
            sheet.column_dimensions[get_column_letter(column)].width = 14
    book.properties.created = _FIXED
    book.properties.modified = _FIXED
    buffer = io.BytesIO()
    book.save(buffer)
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        zipfile.ZipFile(buffer) as made,
        zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as kept,
    ):
        for entry in made.infolist():
            content = made.read(entry)
            if entry.filename == "docProps/core.xml":
                content = _undated(content)
            kept.writestr(
                zipfile.ZipInfo(entry.filename, _FIXED_ZIP), content, zipfile.ZIP_DEFLATED
            )


def _undated(content: bytes) -> bytes:
    """The file's own times: the time of saving is written over what was set."""
    stamp = _FIXED.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + stamp, content)
