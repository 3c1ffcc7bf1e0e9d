"""The columns of an open table: what kind each is, and its values as every format has them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

import pandas as pd

from machimori.store.gate import Released
from machimori.store.queries.open_tables import OpenTable

#: Digits of a degree: a hand's breadth.
_DEGREE_DIGITS = 6
_DEGREES = ("latitude", "longitude")
GEOMETRY = "geometry"


@dataclass(frozen=True)
class Field:
    """One column. ``kind`` is a type of Table Schema: string, integer, number, boolean, date."""

    name: str
    kind: str


@dataclass(frozen=True)
class Table:
    """An open table, ready to be written: plain values, and the shape of each row where it has one.

    ``shapes`` are WKB of polygons; points stand in the columns.
    """

    key: str
    fields: tuple[Field, ...]
    rows: tuple[tuple[Any, ...], ...]
    shapes: tuple[bytes | None, ...] | None
    counts: tuple[str, ...]  # columns in which a withheld number is NULL

    def column(self, name: str) -> list[Any]:
        """Values of one column."""
        place = [one.name for one in self.fields].index(name)
        return [row[place] for row in self.rows]


def table(given: OpenTable, released: Released, *, is_sample: bool) -> Table:
    """The rows that left the gate, as plain values; each row says whether it is generated."""
    frame = released.frame
    if "is_sample" not in frame.columns:
        frame = frame.assign(is_sample=is_sample)
    names = [str(name) for name in frame.columns if name != GEOMETRY]
    fields, columns = [], []
    for name in names:
        values = [_plain(value) for value in frame[name].astype(object)]
        if name in given.dates:
            values = [one.date() if isinstance(one, datetime) else one for one in values]
        if name in _DEGREES:
            values = [None if one is None else round(float(one), _DEGREE_DIGITS) for one in values]
        kind = _kind(values, frame[name].dtype)
        if kind == "integer":
            values = [None if one is None else int(one) for one in values]
        fields.append(Field(name, kind))
        columns.append(values)
    shapes = None
    if given.geometry == "polygon":
        shapes = tuple(None if one is None else bytes(one) for one in frame[GEOMETRY])
    rows = tuple(zip(*columns, strict=True)) if columns else ()
    return Table(given.key, tuple(fields), rows, shapes, released.counts)


def _plain(value: Any) -> Any:
    if value is None or value is pd.NaT or value is pd.NA or value != value:
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime()
    return value.item() if hasattr(value, "item") else value


def _kind(values: Sequence[Any], dtype: Any) -> str:
    known = [one for one in values if one is not None]
    if pd.api.types.is_bool_dtype(dtype) or (known and all(isinstance(one, bool) for one in known)):
        return "boolean"
    if pd.api.types.is_integer_dtype(dtype):
        return "integer"
    if pd.api.types.is_numeric_dtype(dtype):
        return "number"
    for kind, name in ((datetime, "datetime"), (date, "date"), (time, "time")):
        if known and all(isinstance(one, kind) for one in known):
            return name
    return "datetime" if pd.api.types.is_datetime64_any_dtype(dtype) else "string"


def text(value: Any) -> str:
    """A value as CSV has it: ISO 8601, UTC with Z, true and false; empty for NULL."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%dT%H:%M:%S}Z"
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, float):
        return f"{value:.10f}".rstrip("0").rstrip(".")
    return str(value)


def plain(value: Any) -> Any:
    """A value as JSON has it."""
    return text(value) if isinstance(value, date | time) else value


def stamp(moment: datetime | None) -> str | None:
    """A naive UTC time in ISO 8601, or None."""
    return None if moment is None else text(moment)
