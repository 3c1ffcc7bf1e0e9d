"""Survival curves beside a table worked by hand, and beside lifelines on random data."""

from __future__ import annotations

from fractions import Fraction
from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter, KaplanMeierFitter
from lifelines.statistics import multivariate_logrank_test

from machimori.domain import survival
from machimori.domain.survival import Tally, tally

#: Ten posts: day, and how it ended (-1 still open). Ties, and one open post leaves on the day of
#: two ends, another on the day of one: they are at risk on it.
TEN = [(1, 0), (2, 0), (2, 1), (2, -1), (4, 1), (5, 0), (5, -1), (7, -1), (8, 0), (10, -1)]
#: Worked by hand: day -> at risk, S, Greenwood's sum, incidence of ends 0 and 1.
TABLE = {
    0: (10, Fraction(1), Fraction(0), Fraction(0), Fraction(0)),
    1: (10, Fraction(9, 10), Fraction(1, 90), Fraction(1, 10), Fraction(0)),
    2: (9, Fraction(7, 10), Fraction(3, 70), Fraction(2, 10), Fraction(1, 10)),
    4: (6, Fraction(7, 12), Fraction(8, 105), Fraction(2, 10), Fraction(13, 60)),
    5: (5, Fraction(7, 15), Fraction(53, 420), Fraction(19, 60), Fraction(13, 60)),
    8: (2, Fraction(7, 30), Fraction(263, 420), Fraction(11, 20), Fraction(13, 60)),
    10: (1, Fraction(7, 30), Fraction(263, 420), Fraction(11, 20), Fraction(13, 60)),
}


def counted(
    rows: list[tuple[int, int]], entries: list[int] | None = None, kinds: int = 2, days: int = 0
) -> Tally:
    """One group."""
    day, kind = (np.array([row[place] for row in rows], dtype=np.int64) for place in (0, 1))
    entry = np.array(entries or [-1] * len(rows), dtype=np.int64)
    one = np.ones(len(rows), dtype=np.int64)
    grid = days or int(day.max()) + 1
    return tally(0 * one, kind, day, entry, one, groups=1, kinds=kinds, days=grid)


def test_the_hand_worked_table() -> None:
    ten = counted(TEN)
    whole = survival.kaplan_meier(ten.ended_any, ten.at_risk)
    ways = [survival.aalen_johansen(ten.ended[:, k], ten.ended_any, ten.at_risk) for k in (0, 1)]
    for day, (at_risk, share, _, first, second) in TABLE.items():
        assert ten.at_risk[0, day] == at_risk
        assert whole.survival[0, day] == pytest.approx(float(share), abs=1e-12)
        assert ways[0].survival[0, day] == pytest.approx(1 - float(first), abs=1e-12)
        assert ways[1].survival[0, day] == pytest.approx(1 - float(second), abs=1e-12)
    # Log-log: S to the power of e to the +-z sqrt(V) / ln S, on day 5.
    width = 1.959963984540054 * sqrt(53 / 420) / abs(log(7 / 15))
    assert whole.low[0, 5] == pytest.approx((7 / 15) ** exp(width), abs=1e-12)
    assert whole.high[0, 5] == pytest.approx((7 / 15) ** exp(-width), abs=1e-12)
    assert (whole.low[0, 0], whole.high[0, 0]) == (1, 1)
    assert survival.first_day_at_most(whole.survival, ten.at_risk).tolist() == [5]
    # Of the six that ended, half had by day 2: what is still open is not in it.
    assert survival.middle_of_ended(ten.ended_any).tolist() == [2]
    assert (ten.posts.tolist(), ten.last_day.tolist(), ten.is_enough.tolist()) == (
        [10],
        [10],
        [False],
    )


def test_greenwood_of_the_hand_worked_table() -> None:
    ten = counted(TEN)
    _, variance = survival._product_limit(ten.ended_any, ten.at_risk)
    expected = [float(TABLE[day][2]) for day in TABLE]
    assert variance[0, list(TABLE)] == pytest.approx(expected, abs=1e-12)


def test_posts_known_late_are_at_risk_only_then() -> None:
    # Watched after day 3 and after day 1; the first day has nobody under watch but the third post.
    late = counted([(5, 0), (4, 0), (6, -1)], entries=[3, 1, -1])
    assert late.at_risk.tolist() == [[1, 1, 2, 2, 3, 2, 1]]
    whole = survival.kaplan_meier(late.ended_any, late.at_risk)
    assert whole.survival[0].tolist() == pytest.approx([1, 1, 1, 1, 2 / 3, 1 / 3, 1 / 3])


def test_a_median_nobody_reached_has_no_day() -> None:
    few = counted([(3, 0), *[(9, -1)] * 9])
    whole = survival.kaplan_meier(few.ended_any, few.at_risk)
    assert survival.first_day_at_most(whole.survival, few.at_risk).tolist() == [-1]
    assert survival.middle_of_ended(counted([(3, -1)]).ended_any).tolist() == [-1]


def test_when_all_have_ended_the_share_is_nought() -> None:
    all_ended = counted([(1, 0), (2, 0), (2, 1)], days=6)
    whole = survival.kaplan_meier(all_ended.ended_any, all_ended.at_risk)
    assert whole.survival[0].tolist() == pytest.approx([1, 2 / 3, 0, 0, 0, 0])
    assert np.isfinite(whole.low).all()
    assert np.isfinite(whole.high).all()
    one = survival.aalen_johansen(all_ended.ended[:, 0], all_ended.ended_any, all_ended.at_risk)
    assert one.survival[0, 5] == pytest.approx(1 / 3)
    assert all_ended.last_day.tolist() == [2]


POSTS = st.lists(
    st.tuples(st.integers(0, 40), st.sampled_from([-1, 0, 0, 1])), min_size=5, max_size=80
)


@settings(max_examples=12, deadline=None)
@given(posts=POSTS, late=st.lists(st.integers(-1, 20), min_size=80, max_size=80))
def test_kaplan_meier_is_that_of_lifelines(posts: list[tuple[int, int]], late: list[int]) -> None:
    # Known late, but never all of them: with nobody under watch there is nothing to estimate.
    entries = [entry if entry < day else -1 for (day, _), entry in zip(posts, late, strict=False)]
    posts, entries = [*posts, *[(40, -1)] * 5], [*entries, *[-1] * 5]
    mine = counted(posts, entries)
    whole = survival.kaplan_meier(mine.ended_any, mine.at_risk)
    # There one who comes on a day is at risk on it; here from the next day on.
    fitter = KaplanMeierFitter().fit(
        [day for day, _ in posts],
        [kind >= 0 for _, kind in posts],
        entry=[entry + 0.5 for entry in entries],
        timeline=np.arange(41),
    )
    theirs = fitter.survival_function_.to_numpy().ravel()
    assert whole.survival[0] == pytest.approx(theirs, abs=1e-9)
    inside = (theirs > 1e-12) & (theirs < 1 - 1e-12)
    bands = fitter.confidence_interval_.to_numpy()
    assert whole.low[0][inside] == pytest.approx(bands[inside, 0], abs=1e-9)
    assert whole.high[0][inside] == pytest.approx(bands[inside, 1], abs=1e-9)


@settings(max_examples=12, deadline=None)
@given(
    days=st.lists(st.integers(1, 200), min_size=8, max_size=60, unique=True),
    kinds=st.lists(st.sampled_from([-1, 0, 0, 1]), min_size=60, max_size=60),
)
def test_aalen_johansen_is_that_of_lifelines(days: list[int], kinds: list[int]) -> None:
    # Without ties, which lifelines shakes apart at random; the hand-worked table has them. The last
    # stays open: with nobody left its variance divides by nought.
    posts = [*zip(days, kinds, strict=False), (201, 0), (202, -1)]
    mine = counted(posts)
    ours = survival.aalen_johansen(mine.ended[:, 0], mine.ended_any, mine.at_risk)
    fitter = AalenJohansenFitter().fit(
        [day for day, _ in posts], [kind + 1 for _, kind in posts], event_of_interest=1
    )
    at = fitter.cumulative_density_.index.to_numpy().astype(int)
    theirs = fitter.cumulative_density_.to_numpy().ravel()
    assert 1 - ours.survival[0, at] == pytest.approx(theirs, abs=1e-9)
    bands = np.sort(fitter.confidence_interval_.to_numpy(), axis=1)
    inside = np.isfinite(bands).all(axis=1) & (theirs > 0)
    assert 1 - ours.high[0, at][inside] == pytest.approx(bands[inside, 0], abs=1e-9)
    assert 1 - ours.low[0, at][inside] == pytest.approx(bands[inside, 1], abs=1e-9)


@settings(max_examples=8, deadline=None)
@given(
    posts=st.lists(
        st.tuples(st.integers(1, 30), st.booleans(), st.integers(0, 2)), min_size=20, max_size=90
    )
)
def test_log_rank_is_that_of_lifelines(posts: list[tuple[int, bool, int]]) -> None:
    posts = [*posts, *[(30, True, group) for group in range(3)], (31, False, 0), (31, False, 1)]
    day, ended, group = (np.array(one) for one in zip(*posts, strict=True))
    one = np.ones(len(day), dtype=np.int64)
    mine = tally(
        group, np.where(ended, 0, -1), day, -one, one, groups=3, kinds=1, days=int(day.max()) + 1
    )
    ours = survival.log_rank(mine.ended_any, mine.at_risk)
    theirs = multivariate_logrank_test(day, group, ended)
    assert ours is not None
    assert ours.chi_square == pytest.approx(theirs.test_statistic, abs=1e-9)
    assert ours.p == pytest.approx(theirs.p_value, abs=1e-9)
    assert ours.degrees == 2


def test_two_groups_have_one_degree_of_freedom() -> None:
    many = tally(
        np.arange(400) % 2,
        np.where(np.arange(400) % 7, 0, -1),
        np.arange(400) * 31 % 97,
        np.full(400, -1),
        np.ones(400, dtype=np.int64),
        groups=2,
        kinds=1,
        days=97,
    )
    found = survival.log_rank(many.ended_any, many.at_risk)
    assert found is not None
    assert found.degrees == 1


def test_one_group_is_compared_with_nobody() -> None:
    ten = counted(TEN)
    assert survival.log_rank(ten.ended_any, ten.at_risk) is None


def test_taking_other_ends_for_censoring_would_say_too_much() -> None:
    ten = counted(TEN)
    naive = survival.kaplan_meier(ten.ended[:, 0], ten.at_risk).survival[0, -1]
    right = survival.aalen_johansen(ten.ended[:, 0], ten.ended_any, ten.at_risk).survival[0, -1]
    assert 1 - naive > 1 - right
