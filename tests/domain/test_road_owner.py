"""The nearest road of each post, against measuring every pair."""

from __future__ import annotations

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.nearest_lines import nearest_lines
from machimori.domain.road_owner import Segments, confidence, nearest_owners, position_error_m


def lines_of(*texts: str) -> np.ndarray:
    return np.array([shapely.from_wkt(text) for text in texts], dtype=object)


ROADS = lines_of(
    "LINESTRING (0 0, 500 0)", "LINESTRING (0 40, 500 40)", "LINESTRING (0 400, 500 400)"
)
OWNERS = np.array([0, 1, 0])


def test_owner_distance_and_how_sure() -> None:
    points = np.array([[100, 5], [100, 20], [100, 390], [100, 200], [np.nan, 1], [100, 5]])
    error = np.array([10.0, 10, 10, 10, 10, 40])
    found = nearest_owners(Segments(ROADS, OWNERS), points, error)
    assert found.segment.tolist() == [0, 0, 2, -1, -1, 0]
    assert found.distance_m[:3].tolist() == [5, 20, 10]
    assert found.other_m[:3].tolist() == [35, 20, 50]  # none within 50 m counts as 50
    assert found.confidence[:3].round(3).tolist() == [0.933, 0.5, 0.977]
    assert found.confidence[5].round(3) == 0.646  # a position of a street block says less
    assert np.isnan(found.confidence[3]) and np.isnan(found.distance_m[4])


def test_no_roads_no_owners() -> None:
    found = nearest_owners(
        Segments(lines_of(), np.empty(0, np.int64)), np.zeros((2, 2)), np.ones(2)
    )
    assert found.segment.tolist() == [-1, -1]
    assert len(nearest_lines(ROADS, OWNERS, np.empty((0, 2)), 50.0).line) == 0


def test_coarse_positions_say_nothing() -> None:
    known = position_error_m(["surveyed", "block", "town", "unknown", None])
    assert known[:2].tolist() == [10, 40] and np.isnan(known[2:]).all()


@pytest.mark.parametrize("step", [1.0, 5.0, 20.0])
def test_the_nearer_another_owner_the_less_sure(step: float) -> None:
    near = confidence(np.array([5.0, 5.0]), np.array([5.0 + step, 6.0 + step]), np.full(2, 10.0))
    assert 0.5 < near[0] < near[1] < 1


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), reach=st.sampled_from([15.0, 50.0]))
def test_as_when_every_pair_is_measured(seed: int, reach: float) -> None:
    random = np.random.default_rng(seed)
    lines = np.array(
        [
            shapely.linestrings(random.uniform(0, 300, (int(random.integers(2, 5)), 2)))
            for _ in range(8)
        ],
        dtype=object,
    )
    group = random.integers(0, 3, 8)
    points = random.uniform(-50, 350, (40, 2))
    found = nearest_lines(lines, group, points, reach)
    metres = shapely.distance(shapely.points(points)[:, None], lines[None, :])
    nearest = metres.argmin(axis=1)
    near = metres.min(axis=1) <= reach
    assert (found.line >= 0).tolist() == near.tolist()
    assert np.allclose(found.distance_m[near], metres.min(axis=1)[near])
    same = metres[np.arange(40), found.line] == metres.min(axis=1)
    assert np.allclose(metres[np.arange(40), found.line][near], metres.min(axis=1)[near]), same
    others = np.where(group[None, :] == group[nearest][:, None], np.inf, metres).min(axis=1)
    others[others > reach] = np.inf
    assert np.allclose(found.other_m[near], others[near])
