"""Values of typed formats as the text a clerk would read, and batches made of rows."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

import pyarrow as pa

from etl.contract import GEOMETRY, PROBLEM, SOURCE_ROW
from etl.formats import flags


def as_text(value: Any) -> str | None:
    """Text of one value: integral floats without ".0", dates in ISO, lists as JSON.

    >>> as_text(3.0), as_text(35.690), as_text(True), as_text("")
    ('3', '35.69', 'true', None)
    """
    if value is None or value == "":
        return None
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return _float(value)
    if isinstance(value, Decimal):
        return format(value, "f")
    if isinstance(value, dt.datetime):
        if value.time() == dt.time() and value.tzinfo is None:
            return value.date().isoformat()
        return value.isoformat()
    if isinstance(value, (dt.date, dt.time)):
        return value.isoformat()
    if isinstance(value, dt.timedelta):
        minutes, seconds = divmod(int(value.total_seconds()), 60)
        hours, minutes = divmod(minutes, 60)
        return f"{hours}:{minutes:02d}:{seconds:02d}"
    if isinstance(value, (list, dict, tuple)):
        return json.dumps(value, ensure_ascii=False, default=_json_number)
    return str(value)


def _float(value: float) -> str | None:
    if value != value:
        return None
    if value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return repr(value)


def _json_number(value: Any) -> Any:
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    return as_text(value)


def flattened(record: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    """Yield the values of nested objects under names joined with dots; lists stay whole."""
    for name, value in record.items():
        path = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from flattened(value, f"{path}.")
        else:
            yield path, value


#: A record on its way into a batch: row number, name -> value, geometry, rule code.
Row = tuple[int, Mapping[str, Any], Any, str | None]
#: Turns a batch of geometries as the format has them into WKB in EPSG:4326 and a rule code each.
Shapes = Callable[[list[Any]], tuple[list[bytes | None], list[str | None]]]


def batches(
    rows: Iterable[Row],
    published: Sequence[str],
    batch_rows: int,
    *,
    shapes: Shapes | None = None,
    totals: bool = False,
) -> Iterator[pa.RecordBatch]:
    """Batches of records, with ``__geometry`` where ``shapes`` is given."""
    pending = iter(rows)
    while chunk := list(islice(pending, batch_rows)):
        arrays = [
            pa.array([as_text(record.get(name)) for _, record, _, _ in chunk], pa.string())
            for name in published
        ]
        found = flags.problems(arrays, published, totals=totals, objects=True).to_pylist()
        found = found or [None] * len(chunk)
        names = [*published, SOURCE_ROW, PROBLEM]
        extra: list[pa.Array] = []
        if shapes is not None:
            wkb, bad = shapes([shape for _, _, shape, _ in chunk])
            # A shape without a single word is a record all the same.
            found = [
                wrong or (None if one == flags.BLANK and shape is not None else one)
                for one, shape, wrong in zip(found, wkb, bad, strict=True)
            ]
            names.append(GEOMETRY)
            extra.append(pa.array(wkb, pa.binary()))
        problem = [row[3] or one for row, one in zip(chunk, found, strict=True)]
        arrays.append(pa.array([row[0] for row in chunk], pa.int64()))
        arrays.append(pa.array(problem, pa.string()))
        yield pa.RecordBatch.from_arrays([*arrays, *extra], names=names)
