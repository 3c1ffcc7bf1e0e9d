"""GeoParquet 1.1 of points from Arrow batches, one row group each. Longitude before latitude.

Source: the GeoParquet 1.1.0 specification. Without a ``crs`` a file is in OGC:CRS84.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import BinaryIO

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

MEDIA_TYPE = "application/vnd.apache.parquet"
GEOMETRY = "geometry"
_WKB_POINT = np.dtype([("order", "u1"), ("kind", "<u4"), ("x", "<f8"), ("y", "<f8")])
_GEO = {
    "version": "1.1.0",
    "primary_column": GEOMETRY,
    "columns": {GEOMETRY: {"encoding": "WKB", "geometry_types": ["Point"]}},
}


def write(batches: Iterable[pa.RecordBatch], schema: pa.Schema, sink: BinaryIO) -> int:
    """Write the file; returns its rows.

    Args:
        batches: with columns latitude and longitude, NULL where a place has no position.
        schema: of the batches; naive timestamps are UTC and are marked so.
        sink: what it is written to.
    """
    fields = [_marked(field) for field in schema]
    whole = pa.schema(
        [*fields, pa.field(GEOMETRY, pa.binary())],
        metadata={b"geo": json.dumps(_GEO, separators=(",", ":")).encode()},
    )
    rows = 0
    with pq.ParquetWriter(sink, whole, compression="zstd") as writer:
        for batch in batches:
            named = {field.name: batch.column(field.name).cast(field.type) for field in fields}
            table = pa.table({**named, GEOMETRY: points(batch)}, schema=whole)
            writer.write_table(table, row_group_size=max(1, table.num_rows))
            rows += table.num_rows
    return rows


def points(batch: pa.RecordBatch) -> pa.Array:
    """Positions as WKB; NULL where latitude or longitude is."""
    x, y = (
        batch.column(name).cast(pa.float64()).to_numpy(zero_copy_only=False)
        for name in ("longitude", "latitude")
    )
    packed = np.zeros(len(batch), dtype=_WKB_POINT)
    packed["order"], packed["kind"], packed["x"], packed["y"] = 1, 1, x, y
    size = _WKB_POINT.itemsize
    offsets = np.arange(len(batch) + 1, dtype=np.int32) * size
    known = ~(np.isnan(x) | np.isnan(y))
    validity = pa.py_buffer(np.packbits(known, bitorder="little").tobytes())
    buffers = [validity, pa.py_buffer(offsets.tobytes()), pa.py_buffer(packed.tobytes())]
    return pa.Array.from_buffers(pa.binary(), len(batch), buffers)


def _marked(field: pa.Field) -> pa.Field:
    if pa.types.is_timestamp(field.type) and field.type.tz is None:
        return field.with_type(pa.timestamp(field.type.unit, tz="UTC"))
    return field
