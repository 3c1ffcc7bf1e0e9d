"""Gi* beside esda, and the promise about false alarms."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from esda.getisord import G_Local
from hypothesis import given, settings
from hypothesis import strategies as st
from libpysal.weights import W

from machimori.domain import hot_spots

SIDE = 12


def square(side: int = SIDE) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    row, column = (one.ravel() for one in np.meshgrid(np.arange(side), np.arange(side)))
    return row, column, hot_spots.neighbours(row, column)


def test_neighbours_of_a_hole_and_an_edge() -> None:
    row, column = np.array([5, 5, 6, 9]), np.array([7, 8, 8, 7])
    near = hot_spots.neighbours(row, column)
    found = [sorted(one[one >= 0].tolist()) for one in near]
    assert found == [[1, 2], [0, 2], [0, 1], []]


@settings(max_examples=6, deadline=None)
@given(seed=st.integers(0, 10_000), kept=st.integers(30, 144))
def test_gi_star_is_that_of_esda(seed: int, kept: int) -> None:
    random = np.random.default_rng(seed)
    row, column = (one.ravel() for one in np.meshgrid(np.arange(SIDE), np.arange(SIDE)))
    chosen = np.sort(random.choice(len(row), kept, replace=False))
    near = hot_spots.neighbours(row[chosen], column[chosen])
    values = random.gamma(1.5, 3.0, kept)
    lists = {place: one[one >= 0].tolist() for place, one in enumerate(near)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # pieces that hang apart are meant
        weights = W(lists, silence_warnings=True)
        theirs = G_Local(values, weights, transform="B", star=True, permutations=0)
    assert hot_spots.gi_star(values, near) == pytest.approx(np.asarray(theirs.Zs), abs=1e-9)


def test_permutation_p_is_that_of_esda_within_chance() -> None:
    row, column, near = square(10)
    random = np.random.default_rng(3)
    values = random.gamma(2.0, 2.0, len(row))
    values[(row < 4) & (column < 4)] *= 3
    lists = {place: one[one >= 0].tolist() for place, one in enumerate(near)}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # a later release asks which side
        theirs = G_Local(values, W(lists), transform="B", star=True, permutations=999, seed=1)
    found = hot_spots.hot_spots(values, near, np.ones(len(row), dtype=bool))
    tested = (found.z > 0) & (theirs.p_sim < 0.04)
    assert tested.sum() > 8
    assert np.abs(found.p - theirs.p_sim)[tested].max() < 0.02


def test_a_planted_cluster_is_found_and_nothing_far_from_it() -> None:
    row, column, near = square(15)
    random = np.random.default_rng(8)
    values = random.poisson(4, len(row)).astype(float)
    planted = (np.abs(row - 4) <= 1) & (np.abs(column - 9) <= 1)
    values[planted] += 12
    found = hot_spots.hot_spots(values, near, hot_spots.window_sums(values, near) >= 10)
    assert found.is_hot[(row == 4) & (column == 9)].all()
    beside = (np.abs(row - 4) <= 2) & (np.abs(column - 9) <= 2)
    assert not found.is_hot[~beside].any()


@pytest.mark.parametrize("by_road", [False, True])
def test_under_chance_the_share_called_hot_stays_below_the_level(by_road: bool) -> None:
    """Posts fall anywhere alike (along roads of unlike length in the second case)."""
    _, _, near = square()
    random = np.random.default_rng(20)
    called = []
    for seed in range(15):
        exposure = random.gamma(4.0, 0.5, len(near)) + 0.3 if by_road else np.ones(len(near))
        posts = random.multinomial(900, exposure / exposure.sum())
        enough = hot_spots.window_sums(posts.astype(float), near) >= 10
        values = hot_spots.steadied_rates(posts.astype(float), exposure)
        found = hot_spots.hot_spots(values, near, enough, seed=seed)
        called.append(found.is_hot.mean())
    assert np.mean(called) <= 0.05


def test_the_same_question_has_the_same_answer() -> None:
    row, _, near = square()
    values = np.random.default_rng(5).gamma(1.0, 4.0, len(row))
    enough = np.ones(len(row), dtype=bool)
    first, second = (hot_spots.hot_spots(values, near, enough) for _ in range(2))
    assert first.p.tolist() == second.p.tolist()


def test_without_spread_or_posts_nothing_is_hot() -> None:
    _, _, near = square()
    flat = np.full(SIDE * SIDE, 3.0)
    enough = np.ones(len(flat), dtype=bool)
    assert not hot_spots.hot_spots(flat, near, enough).is_hot.any()
    heap = flat.copy()
    heap[:20] = 100
    assert not hot_spots.hot_spots(heap, near, ~enough).is_hot.any()


def test_false_discovery_by_hand() -> None:
    # Ranked p times 4 / rank: 0.04, 0.06, 0.0533.., 0.9; smoothed from the right.
    q = hot_spots.false_discovery(np.array([0.04, 0.9, 0.01, 0.03]))
    assert q == pytest.approx([0.16 / 3, 0.9, 0.04, 0.16 / 3])


def test_a_rate_on_little_road_is_drawn_to_the_mean() -> None:
    counts, exposure = np.array([30.0, 2.0, 10.0]), np.array([2.0, 0.1, 4.0])
    # Mean 42/6.1; spread = sum x (r - m)^2 / sum x - 3 m / sum x, by hand.
    mean = 42 / 6.1
    spread = (2 * (15 - mean) ** 2 + 0.1 * (20 - mean) ** 2 + 4 * (2.5 - mean) ** 2) / 6.1
    spread -= 3 * mean / 6.1
    expected = [
        mean + spread / (spread + mean / x) * (c / x - mean)
        for c, x in zip(counts, exposure, strict=True)
    ]
    assert hot_spots.steadied_rates(counts, exposure) == pytest.approx(expected)
    even = hot_spots.steadied_rates(np.array([2.0, 2.0]), np.array([1.0, 1.0]))
    assert even.tolist() == [2, 2]


def test_hot_cells_that_touch_are_one_area() -> None:
    row, column, near = square(5)
    is_hot = ((row == 0) & (column <= 1)) | ((row == 1) & (column == 2)) | (row == 4)
    is_hot &= column != 4
    numbers = hot_spots.areas(is_hot, near, np.where(row == 4, 5.0, 1.0))
    assert {int(one) for one in numbers[(row == 4) & is_hot]} == {1}
    assert {int(one) for one in numbers[(row <= 1) & is_hot]} == {2}
    assert (numbers[~is_hot] == 0).all()
    assert not hot_spots.areas(is_hot & False, near, np.ones(25)).any()
