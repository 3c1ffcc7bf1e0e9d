"""The grid answers as the exact test does, for any polygons and points."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely import STRtree

from etl.locate import Locator

SQUARES = [
    shapely.box(139.74, 35.68, 139.75, 35.69),
    shapely.box(139.75, 35.68, 139.76, 35.69),
]


def exact(geometries: list[shapely.Geometry], points: np.ndarray) -> np.ndarray:
    """First polygon each point touches, -1 where none."""
    found = np.full(len(points), -1)
    which, polygon = STRtree(geometries).query(points, predicate="intersects")
    for point, one in sorted(zip(which, polygon, strict=True), key=lambda pair: -pair[1]):
        found[point] = one
    return found


@settings(max_examples=60, deadline=None)
@given(
    seed=st.integers(0, 2**32 - 1),
    polygons=st.integers(1, 12),
    cells=st.sampled_from([4, 48, 97]),
)
def test_grid_equals_the_exact_test(seed: int, polygons: int, cells: int) -> None:
    random = np.random.default_rng(seed)
    centres = random.uniform([139.73, 35.67], [139.78, 35.71], (polygons, 2))
    shapes = [
        shapely.convex_hull(shapely.multipoints(centre + random.normal(0, 0.005, (6, 2))))
        for centre in centres
    ]
    longitude = random.uniform(139.72, 139.79, 300)
    latitude = random.uniform(35.66, 35.72, 300)
    locator = Locator([str(n) for n in range(polygons)], shapes, tolerance_m=0.001, cells=cells)
    wanted = exact(shapes, shapely.points(longitude, latitude))
    assert locator.indices(longitude, latitude).tolist() == wanted.tolist()


def test_names_the_polygon_of_each_point() -> None:
    locator = Locator(["west", "east"], SQUARES)
    longitude = np.array([139.745, 139.755, 139.75, np.nan, 135.0])
    latitude = np.array([35.685, 35.685, 35.685, np.nan, 34.0])
    assert locator.locate(longitude, latitude).tolist() == ["west", "east", "west", None, None]


def test_point_just_outside_a_simplified_border_takes_the_nearest() -> None:
    locator = Locator(["west", "east"], SQUARES, tolerance_m=60)
    longitude = np.array([139.7396, 139.7380])  # 36 m and 181 m west of the border
    assert locator.locate(longitude, np.array([35.685, 35.685])).tolist() == ["west", None]


@pytest.mark.parametrize("rows", [0, 3])
def test_no_polygons_answer_nothing(rows: int) -> None:
    locator = Locator([], [])
    assert locator.locate(np.zeros(rows), np.zeros(rows)).tolist() == [None] * rows
