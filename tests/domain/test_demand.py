"""Demand and seats are ranges whose parts add up, and what is unknown is never 0."""

from __future__ import annotations

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.demand import (
    Span,
    apportion,
    demand,
    seat_span,
    seats,
    span,
    still_to_come,
)

SHARE = (0.05, 0.15, 0.3)


@settings(max_examples=80, deadline=None)
@given(st.lists(st.integers(0, 10_000), max_size=12), st.integers(0, 600_000))
def test_parts_add_up_and_stand_in_proportion(weights: list[int], total: int) -> None:
    parts = apportion(weights, total)
    assert sum(parts) == (total if weights else 0)
    whole = sum(weights)
    for weight, part in zip(weights, parts, strict=True):
        exact = weight * total / whole if whole else total / len(weights)
        assert abs(part - exact) <= 1
        assert part >= 0


def test_each_level_is_the_share_of_the_whole() -> None:
    persons = pd.Series([10, 10, 10, None], dtype="Int64")
    found = demand(persons, SHARE)
    assert span(found) == Span(2, 5, 9), "5, 15 and 30 % of 30, halves up"
    assert found.iloc[3].isna().all(), "unknown is not nobody"
    assert found["high"].tolist()[:3] == [3, 3, 3]


def test_a_share_of_decimals_is_not_a_share_of_floats() -> None:
    assert span(demand(pd.Series([10], dtype="Int64"), (0.05, 0.15, 0.35))).high == 4


def test_short_is_a_range_from_best_to_worst() -> None:
    assert Span(100, 300, 900).minus(Span(200, 250, 300)) == Span(-200, 50, 700)


def test_people_inside_are_no_longer_to_come() -> None:
    expected = pd.Series([100, 300, None], dtype="Int64")
    assert still_to_come(expected, 40).tolist()[:2] == [90, 270]
    assert pd.isna(still_to_come(expected, 40).iloc[2])
    assert still_to_come(expected, 1_000).tolist()[:2] == [0, 0]


def test_seats_are_stated_a_range_by_area_or_unknown() -> None:
    """2 persons per 3.3 m² to 3.5 m² each: 330 m² hold 94 to 200."""
    places = pd.DataFrame({"capacity": [120, None, None, 0], "area_m2": [900.0, 330.0, None, 50.0]})
    found = seats(places, (1.65, 3.5))
    rows = found.astype(object).where(found.notna(), None).to_dict("records")
    assert rows == [
        {"seats_low": 120, "seats_high": 120, "seats_basis": "stated"},
        {"seats_low": 94, "seats_high": 200, "seats_basis": "area"},
        {"seats_low": None, "seats_high": None, "seats_basis": "unknown"},
        {"seats_low": 0, "seats_high": 0, "seats_basis": "stated"},
    ]
    assert seat_span(found) == Span(214, 267, 320)
