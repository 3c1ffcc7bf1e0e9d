"""Coordinates for addresses without any, from a table of towns or street blocks.

The answer carries how exact it is; a point is never better than its table.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from etl.address_table import Table, load_table
from machimori.city import City
from machimori.domain.vocabulary import PositionPrecision

GEOCODED = pa.schema(
    [
        ("longitude", pa.float64()),
        ("latitude", pa.float64()),
        ("precision", pa.string()),
        ("matched", pa.string()),
        ("error_m", pa.float64()),
    ]
)


def geocode(addresses: pa.Array | pa.ChunkedArray, table: Table, home: str = "") -> pa.Table:
    """Positions of addresses, looked up once per distinct value.

    Returns:
        A table of ``GEOCODED``, as long as ``addresses``; all NULL where nothing was met.
    """
    distinct = pc.unique(addresses).drop_null()
    found = [table.find(address, home) for address in distinct.to_pylist()]
    answers = pa.table(
        [
            pa.array([met and met[0].longitude for met in found], pa.float64()),
            pa.array([met and met[0].latitude for met in found], pa.float64()),
            pa.array([met and str(met[1]) for met in found], pa.string()),
            pa.array([met and met[2] for met in found], pa.string()),
            pa.array([met and met[0].error_m for met in found], pa.float64()),
        ],
        schema=GEOCODED,
    )
    return answers.take(pc.index_in(addresses, value_set=distinct))


#: What a staging table must have to be filled.
_FILLED = ("longitude", "latitude", "position_precision")


def fill(table: pa.Table, city: City) -> pa.Table:
    """Give staging rows with an address and no coordinates a position, and all a precision.

    Args:
        table: staging rows; those of a source without longitude, latitude and
            position_precision come back as they are.
        city: its ``addresses`` name the tables; its name is meant where an address names none.
    """
    if not set(_FILLED) <= set(table.column_names):
        return table
    longitude, latitude, precision = (table[name].combine_chunks() for name in _FILLED)
    missing = pc.is_null(longitude)
    if not pc.any(missing).as_py():
        filled = pc.fill_null(precision, str(PositionPrecision.SURVEYED))
        return table.set_column(table.schema.get_field_index(_FILLED[2]), _FILLED[2], filled)
    if city.addresses and "address" in table.column_names:
        nothing = pa.scalar(None, pa.string())
        addresses = pc.if_else(missing, table["address"].combine_chunks(), nothing)
        answer = geocode(addresses, _tables_of(city), city.name).combine_chunks()
        longitude = pc.coalesce(longitude, answer["longitude"].combine_chunks())
        latitude = pc.coalesce(latitude, answer["latitude"].combine_chunks())
        precision = pc.coalesce(answer["precision"].combine_chunks(), precision)
    plain = pc.if_else(
        pc.is_null(longitude), str(PositionPrecision.UNKNOWN), str(PositionPrecision.SURVEYED)
    )
    precision = pc.coalesce(precision, plain)
    for name, values in zip(_FILLED, (longitude, latitude, precision), strict=True):
        table = table.set_column(table.schema.get_field_index(name), name, values)
    return table


def _tables_of(city: City) -> Table:
    """The city's tables, read again only when a file has changed."""
    paths = tuple(city.resolve(path) for path in city.addresses)
    stamps = tuple(path.stat().st_mtime_ns if path.exists() else 0 for path in paths)
    return _loaded(paths, stamps)


@lru_cache(maxsize=4)
def _loaded(paths: tuple[Path, ...], _stamps: tuple[int, ...]) -> Table:
    return load_table(paths)
