"""The labelled posts grouping is judged on stay what they were before any grouping was written."""

from __future__ import annotations

import hashlib

import numpy as np
import pandas as pd
import pytest

from bench.labelled_posts import labelled_posts
from bench.labelled_streets import METRES_PER_DEGREE

#: Of 3,000 posts. A change of the generator is a change of the yardstick: don't move these.
FROZEN = {
    (1, 1.0): "b7e6ef0bfa5aca4817db98651923e35e515fc132c40e6817f9dec6a3273de45a",
    (2, 1.0): "3dbcb4c73cc8789a17755f184eba0f58cf04dff418afe9c7a8eb8ab7dafb922b",
    (3, 2.0): "57f84bef11affb37453a023f26961ad60cefce1977def5ccb438137b90d73082",
}


def _digest(posts: pd.DataFrame) -> str:
    return hashlib.sha256(posts.to_csv(index=False).encode()).hexdigest()


@pytest.fixture(scope="module")
def posts() -> pd.DataFrame:
    return labelled_posts(3_000, 1)


@pytest.mark.parametrize(("seed", "error"), FROZEN)
def test_the_yardstick_does_not_move(seed: int, error: float) -> None:
    """The same seed and error give the very bytes they gave on the day they were frozen."""
    assert _digest(labelled_posts(3_000, seed, error=error)) == FROZEN[seed, error]


def test_a_repeat_is_a_later_post_of_a_hole_in_the_file(posts: pd.DataFrame) -> None:
    ordered = posts.sort_values("report_id")
    assert ordered["requested_at"].is_monotonic_increasing
    assert (ordered["is_repeat"] == (ordered.groupby("hole_id").cumcount() > 0)).all()
    outside = ordered["is_repeat_anywhere"] & ~ordered["is_repeat"]
    assert 0.005 < outside.mean() < 0.03  # their first post is not in the file
    assert not (ordered["is_repeat"] & ~ordered["is_repeat_anywhere"]).any()


def test_positions_are_wrong_by_metres_and_some_by_far(posts: pd.DataFrame) -> None:
    """Distances between posts of one hole: most are near, the tail is long, doubling doubles."""
    near = _spread(posts)
    doubled = _spread(labelled_posts(3_000, 1, error=2.0))
    assert 8 < np.median(near) < 25
    assert np.quantile(near, 0.95) > 50
    assert 1.5 < np.median(doubled) / np.median(near) < 2.5


def _spread(posts: pd.DataFrame) -> np.ndarray:
    placed = posts.dropna(subset=["longitude"])
    middle = placed.groupby("hole_id")[["longitude", "latitude"]].transform("median")
    off = (placed[["longitude", "latitude"]] - middle) * METRES_PER_DEGREE
    several = placed.groupby("hole_id")["hole_id"].transform("size") > 2
    return np.hypot(off["longitude"], off["latitude"])[several].to_numpy()


def test_distinct_holes_lie_side_by_side_at_one_time(posts: pd.DataFrame) -> None:
    """Neighbours of 50 m and 90 days that are not the same hole outnumber a rule's comfort."""
    placed = posts.dropna(subset=["longitude"])
    place = placed[["longitude", "latitude"]].to_numpy() * METRES_PER_DEGREE
    day = placed["requested_at"].to_numpy().astype("datetime64[D]").astype(float)
    near = np.hypot(*(place[:, None] - place[None]).transpose(2, 0, 1)) < 50
    pairs = np.triu(near & (np.abs(day[:, None] - day[None]) < 90), 1)
    first, second = np.nonzero(pairs)
    hole = placed["hole_id"].to_numpy()
    same = hole[first] == hole[second]
    assert 0.3 < same.mean() < 0.7
