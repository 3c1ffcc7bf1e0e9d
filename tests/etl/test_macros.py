"""Mesh codes against the published worked example and against an independent implementation."""

from __future__ import annotations

import jismesh.utils as oracle
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.build import MODELS
from machimori.database import connect


def mesh(frame: pd.DataFrame) -> pd.DataFrame:
    connection = connect()
    connection.execute((MODELS / "macros.sql").read_text(encoding="utf-8"))
    connection.register("points", frame)
    return connection.execute(
        "SELECT mesh250(longitude, latitude) AS m250, mesh125(longitude, latitude) AS m125 "
        "FROM points"
    ).df()


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 2**32 - 1))
def test_equals_an_independent_implementation_off_the_edges(seed: int) -> None:
    random = np.random.default_rng(seed)
    # Hundredths of a 125 m cell that are never 0: on an edge binary fractions decide, not the rule.
    row, column = random.integers(20 * 960, 46 * 960, 500), random.integers(22 * 640, 54 * 640, 500)
    inside = random.integers(1, 100, (2, 500)) / 100
    latitude, longitude = (row + inside[0]) / 960, 100 + (column + inside[1]) / 640
    ours = mesh(pd.DataFrame({"longitude": longitude, "latitude": latitude}))
    assert ours["m250"].astype(int).tolist() == oracle.to_meshcode(latitude, longitude, 5).tolist()
    assert ours["m125"].astype(int).tolist() == oracle.to_meshcode(latitude, longitude, 6).tolist()


def test_a_point_on_a_south_west_corner_lies_in_that_cell() -> None:
    # 35°40'00"N 139°45'00"E is the corner of a third mesh: 53394600 = row 0, column 0 of 533946.
    frame = pd.DataFrame({"longitude": [139.75], "latitude": [35 + 2 / 3]})
    assert mesh(frame).to_dict("records") == [{"m250": "5339460011", "m125": "53394600111"}]


def test_what_the_code_does_not_cover_has_none() -> None:
    frame = pd.DataFrame({"longitude": [-75.0, None, 181.0], "latitude": [43.0, 35.0, 35.0]})
    assert mesh(frame)["m250"].isna().tolist() == [True, True, True]
