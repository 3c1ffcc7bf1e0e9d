"""People within a walk: added up by block, cumulative, the gap by people."""

from __future__ import annotations

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.reach import WITHIN_M, Reach, reach


def test_blocks_are_added_up_by_the_distance_of_their_nearest_place() -> None:
    people = np.array([100, 50, 30, 0, 20, 40])
    metres = np.array([300.0, 300.1, 800.0, 900.0, np.inf, 801.0])
    found = reach(people, metres)
    assert found == Reach(240, (100, 150, 180), 800, (5, 4))
    assert (found.beyond, found.share(1)) == (60, 62.5)


def test_nobody_counted_has_no_share() -> None:
    found = reach(np.array([0]), np.array([10.0]))
    assert (found, found.share(0)) == (Reach(0, (0, 0, 0), 300, ()), None)


@settings(max_examples=30)
@given(st.lists(st.tuples(st.integers(0, 9_999), st.floats(0, 5_000)), min_size=1, max_size=20))
def test_a_longer_walk_reaches_no_fewer_and_nobody_is_lost(blocks: list[tuple[int, float]]) -> None:
    people, metres = (np.array(one) for one in zip(*blocks, strict=True))
    found = reach(people, metres)
    assert list(found.within) == sorted(found.within)
    beyond = found.people - found.within[WITHIN_M.index(found.gap_m)]
    assert beyond == sum(int(people[one]) for one in found.far)
    assert all(metres[one] > found.gap_m for one in found.far)


def test_the_gap_of_a_well_supplied_town_is_at_a_shorter_walk() -> None:
    found = reach(np.array([10, 20]), np.array([200.0, 400.0]))
    assert (found.gap_m, found.far) == (300, (1,))
