"""Columns that say a position in one value: a pair in a cell, WKB, a Geo3x3 code."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from etl.normalise.degrees import pair
from etl.normalise.distinct import Parsed, by_distinct, looks_like, trimmed
from etl.normalise.geo3x3 import decode, geo3x3_code

Numbers = npt.NDArray[np.float64]
_PAIR = pa.struct([("first", pa.float64()), ("second", pa.float64()), ("order", pa.string())])
_PLAIN_PAIR = r"^(?P<first>-?[0-9]{1,3}\.[0-9]{1,20})[, ] ?(?P<second>-?[0-9]{1,3}\.[0-9]{1,20})$"
_CELL = pa.struct([("longitude", pa.float64()), ("latitude", pa.float64()), ("side", pa.float64())])
#: A point in little-endian WKB.
_POINT = np.dtype([("order", "u1"), ("type", "<u4"), ("x", "<f8"), ("y", "<f8")])


def pairs(combined: pa.Array) -> tuple[Numbers, Numbers, npt.NDArray[np.str_], Parsed | None]:
    """First and second figure, the order where they show it, and the reading if one was needed."""
    text = trimmed(combined)
    if looks_like(text, _PLAIN_PAIR):
        parts = pc.extract_regex(text, _PLAIN_PAIR)
        first, second = (
            numbers(pc.struct_field(parts, one).cast(pa.float64())) for one in ("first", "second")
        )
        if parts.null_count == text.null_count:
            order = np.where(np.abs(second) > 90, "latlon", "")
            return first, second, np.where(np.abs(first) > 90, "lonlat", order), None
    read = by_distinct(combined, _read_pair, _PAIR)
    first, second = (numbers(pc.struct_field(read.values, one)) for one in ("first", "second"))
    order = pc.fill_null(pc.struct_field(read.values, "order"), "")
    return first, second, np.asarray(order.to_pylist(), dtype=np.str_), read


def points(geometry: pa.Array) -> tuple[Numbers, Numbers]:
    """Longitude and latitude of WKB; of anything but a point, one that lies on it."""
    geometry = geometry.cast(pa.binary())
    if pc.all(pc.equal(pc.binary_length(geometry), _POINT.itemsize)).as_py():
        # Missing ones have no bytes, so the others lie end to end.
        flat = np.frombuffer(b"".join(pc.drop_null(geometry).to_pylist()), dtype=_POINT)
        if ((flat["order"] == 1) & (flat["type"] == 1)).all():
            x, y = (np.full(len(geometry), np.nan) for _ in range(2))
            present = geometry.is_valid().to_numpy(zero_copy_only=False)
            x[present], y[present] = flat["x"], flat["y"]
            return x, y
    shapes = shapely.from_wkb(geometry.to_numpy(zero_copy_only=False), on_invalid="ignore")
    others = ~shapely.is_missing(shapes) & (shapely.get_type_id(shapes) != 0)
    shapes[others] = shapely.point_on_surface(shapes[others])
    shapes[shapely.is_empty(shapes)] = None
    return shapely.get_x(shapes), shapely.get_y(shapes)


def cells(codes: pa.Array) -> tuple[Numbers, Numbers, Numbers, Parsed]:
    """Longitude, latitude and side in degrees of Geo3x3 cells, and the reading itself."""
    read = by_distinct(codes.cast(pa.string()), _read_cell, _CELL)
    x, y, side = (
        numbers(pc.struct_field(read.values, one)) for one in ("longitude", "latitude", "side")
    )
    return x, y, side, read


def numbers(array: pa.Array) -> Numbers:
    """Doubles of an Arrow array, NaN where NULL."""
    values: Numbers = array.to_numpy(zero_copy_only=False)
    return values.astype(np.float64, copy=False)


def _read_pair(text: str) -> dict[str, float | str] | None:
    read = pair(text)
    return None if read is None else dict(zip(("first", "second", "order"), read, strict=True))


def _read_cell(text: str) -> dict[str, float] | None:
    code = geo3x3_code(text)
    return None if code is None else decode(code)._asdict()
