"""Mesh codes of a batch are those of the SQL macros, and of the standard."""

from __future__ import annotations

from functools import cache

import duckdb
import pyarrow as pa
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.mesh import mesh_codes
from machimori.city import REPOSITORY
from machimori.database import connect

MACROS = (REPOSITORY / "etl" / "models" / "macros.sql").read_text(encoding="utf-8")


def by_macro(points: list[tuple[float | None, float | None]]) -> list[tuple[str | None, ...]]:
    return [
        macros().execute("SELECT mesh250($1, $2), mesh125($1, $2)", list(point)).fetchone() or ()
        for point in points
    ]


@cache
def macros() -> duckdb.DuckDBPyConnection:
    connection = connect()
    connection.execute(MACROS)
    return connection


def by_batch(points: list[tuple[float | None, float | None]]) -> list[tuple[str | None, ...]]:
    lon, lat = (pa.array([one[side] for one in points], pa.float64()) for side in (0, 1))
    return list(zip(*(codes.to_pylist() for codes in mesh_codes(lon, lat)), strict=True))


def test_known_cells_edges_and_what_lies_outside() -> None:
    points = [
        (139.7528, 35.6852),
        (139.75, 35.683333333333334),
        (100.0, 0.0),
        (99.9, 35.0),
        (139.0, 66.7),
        (None, 35.0),
        (139.0, None),
    ]
    found = by_batch(points)
    assert found == by_macro(points)
    assert [one[0] is None for one in found] == [False, False, False, True, True, True, True]


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.none() | st.floats(95, 185, allow_nan=False),
            st.none() | st.floats(-5, 70, allow_nan=False),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_any_points(points: list[tuple[float | None, float | None]]) -> None:
    assert by_batch(points) == by_macro(points)


def test_a_batch_without_rows() -> None:
    assert by_batch([]) == []
