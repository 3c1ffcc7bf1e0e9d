"""Whether a published table keeps to a municipal standard data set, and where it doesn't.

The columns of the standards are data (``etl/standards/datasets.toml``). The set is told by the
file's name (``131016_public_facility.csv``) or by the header, never by a title alone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from etl.normalise import text

_DATASETS = Path(__file__).parent / "standards" / "datasets.toml"
_FILE = re.compile(r"^\d{5,6}_(?:\d+_)?([a-z_]+?)(?:_\d{6,8})?$")
#: Share of a standard's columns a header must have to be taken for it without the file's name.
_ALIKE = 0.8
#: Worth telling, but no breach: a municipality's own columns, and an encoding readers cope with.
_TOLD_ONLY = frozenset({"extra_column", "not_utf8"})
#: A column that every data set of the 自治体標準 edition has, and none of the edition before.
_NEW_EDITION = "全国地方公共団体コード"
#: Errors told per kind; a file that is wrong throughout needs no longer list.
_MOST = 20


@dataclass(frozen=True)
class Standard:
    """One edition of one standard data set."""

    id: str
    title: str
    file: str
    edition: str
    required: tuple[str, ...]
    columns: tuple[str, ...]


@cache
def standards() -> tuple[Standard, ...]:
    """All editions whose columns are known."""
    document = tomllib.loads(_DATASETS.read_text(encoding="utf-8"))
    return tuple(
        Standard(
            **{key: entry[key] for key in ("id", "title", "file", "edition")},
            required=tuple(entry["required"]),
            columns=tuple(entry["columns"]),
        )
        for entry in document["dataset"]
    )


def standard_of(stem: str, header: Sequence[str]) -> Standard | None:
    """The standard a file claims by its name, else the one its header meets; None for neither.

    Of a standard's editions the one that shares most columns with the header is meant.
    """
    names = {text.header(name) for name in header}

    def share(standard: Standard) -> float:
        known = {text.header(name) for name in standard.columns}
        return len(known & names) / len(known | names)

    found = _FILE.match(stem)
    claimed = [one for one in standards() if found and one.file == found[1]]
    if claimed:
        return max(claimed, key=share)
    best = max(standards(), key=share)
    return best if share(best) >= _ALIKE else None


def is_newer_than_known(standard: Standard, header: Sequence[str]) -> bool:
    """Whether a file is of a newer edition of its standard than the columns known here."""
    names = {text.header(name) for name in header}
    return text.header(_NEW_EDITION) in names and _NEW_EDITION not in standard.columns


def header_errors(standard: Standard, header: Sequence[str]) -> list[dict[str, Any]]:
    """Columns the standard has and the file lacks, columns named twice, and columns of its own.

    A column of the municipality's own is told (``extra_column``) and breaks nothing.
    """
    names = [text.header(name) for name in header]
    known = {text.header(name) for name in standard.columns}
    missing = [name for name in standard.columns if text.header(name) not in names]
    # Columns without a name are what a spreadsheet leaves at the end of its rows.
    named = [name for name in header if name.strip()]
    twice = sorted({name for name in named if names.count(text.header(name)) > 1})
    extra = [name for name in header if text.header(name) not in known and name.strip()]
    return [
        *({"kind": "missing_column", "column": name} for name in missing),
        *({"kind": "column_twice", "column": name} for name in twice),
        *({"kind": "extra_column", "column": name} for name in extra),
    ]


def row_errors(
    standard: Standard, header: Sequence[str], rows: Iterable[Sequence[str]]
) -> list[dict[str, Any]]:
    """Rows of another width, and required items that are empty, each with its first row."""
    place = {text.header(name): index for index, name in enumerate(header)}
    required = [
        (name, place[text.header(name)]) for name in standard.required if text.header(name) in place
    ]
    counts: dict[tuple[str, str], list[int]] = {}
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            counts.setdefault(("ragged_row", ""), []).append(number)
            continue
        for name, index in required:
            if not row[index].strip():
                counts.setdefault(("required_empty", name), []).append(number)
    return [
        {"kind": kind, **({"column": column} if column else {}), "rows": len(hit), "row": hit[0]}
        for (kind, column), hit in counts.items()
    ][:_MOST]


def is_breach(error: dict[str, Any]) -> bool:
    """Whether an error makes a file invalid, or is only worth telling."""
    return error["kind"] not in _TOLD_ONLY
