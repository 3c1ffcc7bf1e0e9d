"""達成 and 未達 are said only where kind, unit, date and direction allow it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from machimori.domain.judgement import State, Value, judge, series
from machimori.domain.vocabulary import DateBasis, Direction, Precision, ValueKind

LOWER, HIGHER = Direction.LOWER_IS_BETTER, Direction.HIGHER_IS_BETTER
ACTUAL = Value(
    row=1,
    kind=ValueKind.ACTUAL,
    precision=Precision.NONE,
    date_basis=DateBasis.STATED,
    value=17.5,
    unit="g",
    target=17.0,
    period_end=date(2023, 3, 31),
)


@pytest.mark.parametrize(
    ("value", "direction", "state"),
    [
        (17.5, LOWER, State.NOT_MET),
        (17.0, LOWER, State.MET),
        (16.9, LOWER, State.MET),
        (17.5, HIGHER, State.MET),
        (17.0, HIGHER, State.MET),
        (16.9, HIGHER, State.NOT_MET),
        (17.5, Direction.NONE, State.NOT_COMPARABLE),
    ],
)
def test_direction_decides(value: float, direction: str, state: State) -> None:
    verdict = judge([replace(ACTUAL, value=value)], direction)
    assert (verdict.state, verdict.target) == (state, 17.0)


@pytest.mark.parametrize(
    "change",
    [
        {"kind": ValueKind.ESTIMATE},
        {"date_basis": DateBasis.NONE},
        {"period_end": None},
    ],
)
def test_what_was_not_measured_or_has_no_date_is_not_judged(change: dict[str, object]) -> None:
    assert judge([replace(ACTUAL, **change)], LOWER).state == State.NOT_COMPARABLE  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("precision", "value", "direction", "state"),
    [
        (Precision.OVER, 16.0, LOWER, State.NOT_COMPARABLE),  # over 16 may be over 17
        (Precision.OVER, 18.0, LOWER, State.NOT_MET),
        (Precision.AT_LEAST, 16.0, HIGHER, State.NOT_COMPARABLE),
        (Precision.AT_LEAST, 18.0, HIGHER, State.MET),
        (Precision.BELOW, 18.0, HIGHER, State.NOT_COMPARABLE),
        (Precision.BELOW, 16.0, LOWER, State.MET),
        (Precision.BELOW, 18.0, LOWER, State.NOT_COMPARABLE),
    ],
)
def test_a_bound_that_leaves_it_open_is_not_judged(
    precision: str, value: float, direction: str, state: State
) -> None:
    assert judge([replace(ACTUAL, precision=precision, value=value)], direction).state == state


def test_states_without_a_pair() -> None:
    target = replace(ACTUAL, kind=ValueKind.TARGET, value=None, target=70.0)
    assert judge([target], HIGHER).state == State.TARGET_ONLY
    assert judge([target], HIGHER).target == 70.0
    assert judge([replace(ACTUAL, target=None)], LOWER).state == State.ACTUAL_ONLY
    budget = replace(ACTUAL, kind=ValueKind.BUDGET, target=None)
    assert judge([budget], Direction.NONE).state == State.BUDGET_ONLY
    rule = replace(ACTUAL, kind=ValueKind.RULE, target=None)
    assert judge([rule], Direction.NONE).state == State.REFERENCE


def test_a_target_of_another_row_counts_if_it_is_the_only_one_and_of_the_same_unit() -> None:
    value = replace(ACTUAL, target=None)
    target = replace(ACTUAL, row=2, kind=ValueKind.TARGET, value=None, target=17.0)
    assert judge([value, target], LOWER).state == State.NOT_MET
    assert judge([value, replace(target, unit="kg")], LOWER).state == State.NOT_COMPARABLE
    assert judge([value, target, replace(target, target=9)], LOWER).state == State.NOT_COMPARABLE


def test_a_series_joins_stated_dates_of_one_kind_and_unit_only() -> None:
    older = replace(ACTUAL, row=0, value=20.0, period_end=date(2020, 3, 31))
    inferred = replace(older, period_end=date(2021, 3, 31), date_basis=DateBasis.INFERRED)
    other_unit = replace(older, period_end=date(2022, 3, 31), unit="%")
    undated = replace(older, period_end=None)
    assert series([ACTUAL, undated, other_unit, inferred, older]) == [older, ACTUAL]
    assert judge([older, ACTUAL], LOWER).earlier == older
    assert judge([inferred, ACTUAL], LOWER).earlier is None


def test_an_indicator_without_values_is_an_error() -> None:
    with pytest.raises(ValueError, match="without values"):
        judge([], LOWER)
