"""At this pace: a range and never one time, and nothing where the counts don't carry it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from machimori.domain.pace import HORIZON, Count, Pace, full_at

NOW = datetime(2026, 11, 21, 5, 5, tzinfo=UTC)


def counts(*pairs: tuple[float, int]) -> list[Count]:
    """Minutes before now, persons."""
    return [Count(NOW - timedelta(minutes=minutes), people) for minutes, people in pairs]


def clock(hour: int, minute: int) -> datetime:
    return NOW.replace(hour=hour, minute=minute)


def pace(*pairs: tuple[float, int], capacity: int | None = 200) -> Pace | None:
    return full_at(counts(*pairs), capacity, now=NOW, stale_minutes=30)


def test_three_even_counts_give_a_range() -> None:
    # 40 an hour, 120 inside five minutes ago: 80 free places last two hours, until 07:00.
    assert pace((65, 80), (35, 100), (5, 120)) == Pace(
        clock(7, 0), clock(7, 10), 40.0, 40.0, 3, is_overdue=False
    )


def test_uneven_counts_give_the_range_of_their_slopes() -> None:
    found = pace((65, 60), (35, 100), (5, 120))
    # Slopes 80, 60 and 40 an hour: one to two hours from 05:00.
    assert found == Pace(clock(6, 0), clock(7, 0), 40.0, 80.0, 3, is_overdue=False)


def test_one_wrong_count_among_six_moves_little() -> None:
    even = pace((55, 70), (45, 80), (35, 90), (25, 100), (15, 110), (5, 120))
    wrong = pace((55, 70), (45, 80), (35, 900), (25, 100), (15, 110), (5, 120))
    assert even is not None
    assert wrong is not None
    assert (even.slowest_per_hour, even.fastest_per_hour) == (60.0, 60.0)
    assert wrong.slowest_per_hour <= 60 <= wrong.fastest_per_hour
    assert wrong.earliest <= even.earliest


def test_where_the_slower_pace_never_fills_it_the_end_is_open() -> None:
    found = pace((65, 100), (35, 98), (5, 120))
    assert found is not None
    assert found.latest is None
    assert found.slowest_per_hour < 0 < found.fastest_per_hour


def test_a_place_that_would_be_full_by_now_has_to_be_counted_again() -> None:
    found = full_at(counts((80, 80), (50, 130), (20, 180)), 200, now=NOW, stale_minutes=30)
    assert found is not None
    assert found.is_overdue
    assert found.earliest == clock(5, 0)
    assert found.latest == clock(5, 10)


@pytest.mark.parametrize(
    "pairs",
    [
        [],
        [(35, 100), (5, 120)],  # two counts
        [(35, 100), (5, 110), (5, 120)],  # two of one time
        [(9, 100), (7, 110), (5, 120)],  # within four minutes
        [(65, 120), (35, 110), (5, 100)],  # emptying
        [(65, 100), (35, 100), (5, 100)],  # neither
        [(95, 80), (65, 100), (30, 120)],  # stale
        [(65, 80), (35, 100), (-6, 120)],  # from the future
        [(65, 180), (35, 190), (5, 200)],  # full
        [(65, 180), (35, 190), (5, 210)],  # over
        [(900, 80), (35, 100), (5, 120)],  # the first is of another situation
        [(300, 100), (150, 101), (5, 102)],  # days away
    ],
)
def test_nothing_is_said(pairs: list[tuple[float, int]]) -> None:
    assert pace(*pairs) is None


@pytest.mark.parametrize("capacity", [None, 0, -5])
def test_nothing_is_said_without_a_capacity(capacity: int | None) -> None:
    assert pace((65, 80), (35, 100), (5, 120), capacity=capacity) is None


def test_arrivals_added_since_the_last_count_bring_it_nearer() -> None:
    even = counts((65, 80), (35, 100), (5, 120))
    inside = Count(NOW - timedelta(minutes=1), 180)
    found = full_at(even, 200, now=NOW, stale_minutes=30, inside=inside)
    assert found is not None
    assert (found.earliest, found.latest) == (clock(5, 30), clock(5, 40))


@given(
    st.lists(st.tuples(st.integers(-10, 600), st.integers(0, 500)), max_size=9),
    st.none() | st.integers(-1, 600),
    st.integers(1, 120),
)
def test_whatever_the_counts_it_is_a_range_ahead_and_a_step_wide(
    pairs: list[tuple[int, int]], capacity: int | None, stale: int
) -> None:
    found = full_at(counts(*pairs), capacity, now=NOW, stale_minutes=stale)
    if found is None:
        return
    assert found.counts >= 3
    assert found.fastest_per_hour > 0
    assert found.fastest_per_hour >= found.slowest_per_hour
    assert NOW - timedelta(minutes=30) <= found.earliest <= NOW + HORIZON
    if found.latest is not None:
        assert found.latest - found.earliest >= timedelta(minutes=10)
