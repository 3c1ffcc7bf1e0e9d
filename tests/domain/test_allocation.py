"""The assignment costs what an independent solver finds, and its proof holds by itself."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from scipy.optimize import linprog

from machimori.domain.allocation import Assignment, assign, dual_value, seat_prices

Case = tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]]


def ints(*values: int) -> NDArray[np.int64]:
    return np.array(values, dtype=np.int64)


@st.composite
def cases(draw: st.DrawFn) -> Case:
    """A few origins and places; some pairs are no way, some places have no seat."""
    origins, places = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    persons = draw(st.lists(st.integers(0, 40), min_size=origins, max_size=origins))
    seats = draw(st.lists(st.integers(0, 40), min_size=places, max_size=places))
    one = st.one_of(st.integers(0, 60).map(float), st.just(float("inf")))
    row = st.lists(one, min_size=places, max_size=places)
    metres = draw(st.lists(row, min_size=origins, max_size=origins))
    return np.array(persons), np.array(seats), np.array(metres)


def highs_cost(case: Case, overflow_m: int) -> int:
    """Least cost of the same linear programme by HiGHS: one variable per pair and per overflow."""
    persons, seats, metres = case
    origins, places = metres.shape
    pairs = np.argwhere(np.isfinite(metres))
    count = len(pairs) + origins
    cost = np.concatenate([metres[pairs[:, 0], pairs[:, 1]], np.full(origins, overflow_m)])
    leaves = np.zeros((origins, count))
    enters = np.zeros((places, count))
    for column, (origin, place) in enumerate(pairs):
        leaves[origin, column] = enters[place, column] = 1
    leaves[:, len(pairs) :] = np.eye(origins)
    found = linprog(
        cost, A_ub=enters, b_ub=seats, A_eq=leaves, b_eq=persons, bounds=(0, None), method="highs"
    )
    assert found.status == 0
    return round(found.fun)


def check_feasible(case: Case, answer: Assignment) -> None:
    persons, seats, metres = case
    sent = np.zeros(metres.shape, dtype=np.int64)
    sent[answer.origin, answer.place] = answer.persons
    assert (sent.sum(axis=1) + answer.left_out == persons).all()
    assert (sent.sum(axis=0) == answer.load).all()
    assert (answer.load <= seats).all()
    assert (answer.left_out >= 0).all()
    assert (answer.persons > 0).all()
    assert np.isfinite(metres[answer.origin, answer.place]).all()


@settings(max_examples=80, deadline=None)
@given(cases())
def test_the_cost_is_that_of_highs_and_is_proven(case: Case) -> None:
    answer = assign(*case)
    check_feasible(case, answer)
    assert answer.cost == highs_cost(case, answer.overflow_m)
    assert answer.is_proven


@settings(max_examples=60, deadline=None)
@given(cases())
def test_slackness_is_complementary(case: Case) -> None:
    """Used pairs cost exactly their prices, priced places are full, who is left out found none."""
    persons, seats, metres = case
    answer = assign(*case)
    allowed = np.isfinite(metres)
    cost = np.where(allowed, metres, 0).astype(np.int64)
    dear = np.where(allowed, cost, answer.overflow_m)
    prices = seat_prices(
        cost, allowed, seats - answer.load, answer.origin, answer.place, answer.overflow_m
    )
    served = np.minimum((dear + prices).min(axis=1), answer.overflow_m)
    reduced = dear + prices - served[:, None]
    assert (prices >= 0).all()
    assert (reduced >= 0).all()
    assert (reduced[answer.origin, answer.place] == 0).all()
    assert (answer.load[prices > 0] == seats[prices > 0]).all()
    assert (served[answer.left_out > 0] == answer.overflow_m).all()


@settings(max_examples=40, deadline=None)
@given(cases())
def test_nobody_is_left_out_for_shorter_walks(case: Case) -> None:
    """As many are seated as any matching of people and seats could seat."""
    persons, seats, metres = case
    answer = assign(*case)
    most = -highs_cost((persons, seats, np.where(np.isfinite(metres), -1.0, np.inf)), 0)
    assert persons.sum() - answer.left_out.sum() == most


def test_a_worse_flow_is_not_called_proven() -> None:
    persons, seats = ints(10, 10), ints(10, 10)
    metres = np.array([[100.0, 300.0], [200.0, 900.0]])
    best = assign(persons, seats, metres)
    assert best.person_metres == 10 * 300 + 10 * 200
    origin, place = ints(0, 1), ints(0, 1)  # everybody to the same number: 10,000 person-metres
    cost, allowed = metres.astype(np.int64), np.ones((2, 2), dtype=np.bool_)
    prices = seat_prices(cost, allowed, ints(0, 0), origin, place, best.overflow_m)
    bound = dual_value(persons, seats, cost, allowed, prices, best.overflow_m)
    assert bound <= best.cost < 10 * 100 + 10 * 900


def test_the_nearest_goes_to_whom_it_saves_most() -> None:
    """Two blocks want the same seats: the one whose other choice is worse gets them."""
    answer = assign(ints(50, 50), ints(50, 1000), np.array([[100.0, 200.0], [150.0, 2000.0]]))
    flows = dict(
        zip(
            zip(answer.origin.tolist(), answer.place.tolist(), strict=True),
            answer.persons.tolist(),
            strict=True,
        )
    )
    assert flows == {(0, 1): 50, (1, 0): 50}
    assert answer.left_out.tolist() == [0, 0]


def test_what_cannot_be_is_refused() -> None:
    one = np.array([[5.0]])
    with pytest.raises(ValueError, match="persons are whole numbers from 0"):
        assign(ints(-1), ints(1), one)
    with pytest.raises(ValueError, match="seats are whole numbers from 0"):
        assign(ints(1), np.array([0.5]), one)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="negative or no number"):
        assign(ints(1), ints(1), np.array([[np.nan]]))
    with pytest.raises(ValueError, match="metres is"):
        assign(ints(1, 2), ints(1), one)


def test_nobody_and_nowhere_are_answered() -> None:
    nobody = assign(ints(0), ints(5), np.array([[10.0]]))
    assert (nobody.load.tolist(), nobody.cost, nobody.is_proven) == ([0], 0, True)
    nowhere = assign(ints(7, 3), ints(), np.empty((2, 0)))
    assert (nowhere.left_out.tolist(), nowhere.is_proven) == ([7, 3], True)
