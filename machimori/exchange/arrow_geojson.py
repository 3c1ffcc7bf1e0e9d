"""GeoJSON from Arrow batches, column by column: a million places without an object per cell."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from json.encoder import encode_basestring
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from machimori.exchange.geojson import members

_PLACE = ("longitude", "latitude")


def parts(batches: Iterable[pa.RecordBatch], key: str, about: Mapping[str, Any]) -> Iterator[bytes]:
    """A FeatureCollection in parts, for collections too large to hold.

    A place without a position is a feature without a geometry. Naive times are UTC.

    Args:
        batches: rows with ``latitude`` and ``longitude``; every other column is a property.
        key: column of the id.
        about: members beside the features, unknown ones left out.
    """
    head = json.dumps(
        {"type": "FeatureCollection", **members(about)}, ensure_ascii=False, separators=(",", ":")
    )
    yield f'{head[:-1]},"features":['.encode()
    is_first = True
    for batch in batches:
        if len(batch):
            yield (("" if is_first else ",") + ",".join(_features(batch, key))).encode()
            is_first = False
    yield b"]}"


def _features(batch: pa.RecordBatch, key: str) -> Iterator[str]:
    names = [name for name in batch.schema.names if name not in _PLACE]
    each = ",".join(encode_basestring(name).replace("%", "%%") + ":%s" for name in names)
    feature = '{"type":"Feature","id":%s,"geometry":%s,"properties":{' + each + "}}"
    columns = [_written(batch.column(name)) for name in names]
    rows = zip(_written(batch.column(key)), _points(batch), *columns, strict=True)
    return (feature % row for row in rows)


def _points(batch: pa.RecordBatch) -> list[str]:
    x, y = (_written(pc.round(batch.column(name).cast(pa.float64()), 6)) for name in _PLACE)
    return [
        "null" if "null" in (east, north) else f'{{"type":"Point","coordinates":[{east},{north}]}}'
        for east, north in zip(x, y, strict=True)
    ]


def _written(column: pa.Array) -> list[str]:
    """Each cell as JSON has it; every shape of NULL is null, times are ISO 8601 with Z."""
    kind = column.type
    if pa.types.is_timestamp(kind):
        column = pc.strftime(column.cast(pa.timestamp("s"), safe=False), "%Y-%m-%dT%H:%M:%SZ")
    elif pa.types.is_floating(kind):
        column = pc.if_else(pc.is_finite(column), column, None)
    coded = pc.dictionary_encode(column.cast(pa.string()))
    is_plain = pa.types.is_boolean(kind) or pa.types.is_integer(kind) or pa.types.is_floating(kind)
    values = coded.dictionary.to_pylist()
    shown = [*(values if is_plain else map(encode_basestring, values)), "null"]
    return [shown[code] for code in pc.fill_null(coded.indices, len(values)).to_pylist()]
