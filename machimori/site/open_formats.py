"""An open table in every format: CSV, JSON, GeoJSON, GeoParquet, FlatGeobuf. Same rows in each."""

from __future__ import annotations

import io
import json
import math
from collections.abc import Mapping
from typing import Any

import geopandas as gpd
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import shapely
from shapely import Point

from machimori.exchange import guarded_csv
from machimori.site.open_columns import Table, plain, text

#: What a file says of itself: title, licence, date, whether it is generated, …
About = Mapping[str, Any]
_ARROW = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
    "datetime": pa.timestamp("s", tz="UTC"),
    "time": pa.time32("s"),
}


def csv(table: Table, *, symbol: str, bom: bool) -> bytes:
    """RFC 4180, UTF-8, formula-proof; a withheld number is the symbol."""
    withheld = _withheld_places(table)
    rows = (
        [
            symbol if place in withheld and value is None and row[withheld[place]] else text(value)
            for place, value in enumerate(row)
        ]
        for row in table.rows
    )
    header = [one.name for one in table.fields]
    return guarded_csv.write(header, rows, encoding="utf-8-sig" if bom else "utf-8")


def _withheld_places(table: Table) -> dict[int, int]:
    """Place of each count -> place of the mark that it is withheld."""
    names = [one.name for one in table.fields]
    return {names.index(count): names.index("is_withheld") for count in table.counts}


def json_(table: Table, about: About) -> bytes:
    """``about``, the columns and the rows as objects."""
    names = [one.name for one in table.fields]
    document = {
        **about,
        "fields": [{"name": one.name, "type": one.kind} for one in table.fields],
        "rows": [dict(zip(names, map(_finite, row), strict=True)) for row in table.rows],
    }
    return _dumped(document)


def geojson(table: Table, about: About) -> bytes:
    """RFC 7946. A row without a place is a feature without a geometry: listed, never dropped."""
    names = [one.name for one in table.fields]
    features = [
        {
            "type": "Feature",
            "geometry": None if shape is None else json.loads(shapely.to_geojson(shape)),
            "properties": dict(zip(names, map(_finite, row), strict=True)),
        }
        for shape, row in zip(_shapes(table), table.rows, strict=True)
    ]
    return _dumped({"type": "FeatureCollection", **about, "features": features})


def parquet(table: Table, about: About, *, is_geographic: bool) -> bytes:
    """Parquet, GeoParquet 1.1 where the rows have places; what it says of itself in the schema."""
    out = io.BytesIO()
    if is_geographic:
        _geo(table).to_parquet(out, index=False, compression="zstd", schema_version="1.1.0")
        read = pq.read_table(io.BytesIO(out.getvalue()))
    else:
        arrays = [pa.array(table.column(one.name), type=_ARROW[one.kind]) for one in table.fields]
        read = pa.table(arrays, names=[one.name for one in table.fields])
    own = {f"machimori.{key}": json.dumps(value) for key, value in about.items()}
    kept = {key: value for key, value in (read.schema.metadata or {}).items() if key == b"geo"}
    written = io.BytesIO()
    pq.write_table(read.replace_schema_metadata({**kept, **own}), written, compression="zstd")
    return written.getvalue()


def flatgeobuf(table: Table, about: About) -> bytes:
    """FlatGeobuf with its index: a map reads only what is in sight. Rows without a place stay."""
    out = io.BytesIO()
    frame = _geo(table)
    for one in table.fields:  # GDAL has neither times of the day nor columns of objects
        if one.kind in ("date", "time", "datetime"):
            frame[one.name] = [text(value) or None for value in table.column(one.name)]
    frame.to_file(
        out,
        driver="FlatGeobuf",
        engine="pyogrio",
        layer=table.key,
        TITLE=str(about["title"]),
        DESCRIPTION=json.dumps(about, ensure_ascii=False),
        SPATIAL_INDEX="NO" if any(one is None for one in _shapes(table)) else "YES",
    )
    return out.getvalue()


def _shapes(table: Table) -> list[Any]:
    if table.shapes is not None:
        # RFC 7946: the outer ring runs against the clock.
        return list(
            shapely.orient_polygons(
                [None if one is None else shapely.from_wkb(one) for one in table.shapes]
            )
        )
    places = zip(table.column("longitude"), table.column("latitude"), strict=True)
    return [None if None in place else Point(*place) for place in places]


def _geo(table: Table) -> gpd.GeoDataFrame:
    columns = {}
    for one in table.fields:
        array = pa.array(table.column(one.name), type=_ARROW[one.kind])
        columns[one.name] = pd.Series(array.to_pandas(types_mapper=_nullable))
    return gpd.GeoDataFrame(columns, geometry=_shapes(table), crs="EPSG:4326")


def _nullable(kind: pa.DataType) -> Any:
    """Integers and booleans with gaps stay what they are."""
    found = {pa.int64(): pd.Int64Dtype(), pa.bool_(): pd.BooleanDtype()}
    return found.get(kind)


def _finite(value: Any) -> Any:
    told = plain(value)
    return None if isinstance(told, float) and not math.isfinite(told) else told


def _dumped(document: Mapping[str, Any]) -> bytes:
    return json.dumps(document, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()
