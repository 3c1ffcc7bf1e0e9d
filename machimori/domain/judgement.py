"""What a published figure may be held against: 達成, 未達, or why neither can be said. Pure.

A judgement needs a measured value and a target of one definition: the same unit, a direction,
a known date, and a value that was counted or surveyed (an estimate is not held to a target).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from machimori.domain.vocabulary import DateBasis, Direction, Precision, ValueKind

#: Kinds that say what is or was; a target may be held against the first two.
JUDGED_KINDS = frozenset({ValueKind.ACTUAL, ValueKind.SURVEY})
MEASURED_KINDS = JUDGED_KINDS | {ValueKind.ESTIMATE, ValueKind.SETTLED}
#: Kinds that are rules or pictures of the future: listed for reference, never a card.
REFERENCE_KINDS = frozenset({ValueKind.RULE, ValueKind.ASSUMPTION, ValueKind.FORECAST})


class State(StrEnum):
    """State of an indicator, in the order it is counted on the front page."""

    MET = "met"  # 達成
    NOT_MET = "not_met"  # 未達
    NOT_COMPARABLE = "not_comparable"  # 比較不可
    TARGET_ONLY = "target_only"  # 目標のみ
    ACTUAL_ONLY = "actual_only"  # 実績のみ
    BUDGET_ONLY = "budget_only"  # 予算のみ
    REFERENCE = "reference"  # 制度値, 想定, 予測


@dataclass(frozen=True)
class Value:
    """One published value of an indicator; ``row`` leads back to where it stands."""

    row: int
    kind: str
    precision: str
    date_basis: str
    value: float | None
    unit: str | None
    target: float | None
    period_end: date | None


@dataclass(frozen=True)
class Verdict:
    """State of an indicator, the value and the target it rests on, and an earlier one."""

    state: State
    shown: Value
    target: float | None = None
    gap: float | None = None  # target minus value
    earlier: Value | None = None  # the comparable value before, where there is one


def _newest(values: Iterable[Value]) -> Value | None:
    """Newest by date; undated ones come last, a stated date before an inferred one."""
    return max(
        values,
        key=lambda one: (one.period_end or date.min, one.date_basis == DateBasis.STATED, one.row),
        default=None,
    )


def series(values: Iterable[Value]) -> list[Value]:
    """Measured values that may stand in one line: same kind and unit, stated and distinct dates.

    The series of the newest such value, oldest first; of one date the last row counts.
    """
    dated = [
        one
        for one in values
        if one.kind in MEASURED_KINDS
        and one.value is not None
        and one.period_end is not None
        and one.date_basis == DateBasis.STATED
    ]
    newest = _newest(dated)
    if newest is None:
        return []
    by_date = {
        one.period_end: one
        for one in sorted(dated, key=lambda one: one.row)
        if (one.kind, one.unit) == (newest.kind, newest.unit)
    }
    return sorted(by_date.values(), key=lambda one: one.period_end or date.min)


def judge(values: Sequence[Value], direction: str) -> Verdict:
    """The verdict on one indicator's values (at least one).

    Raises:
        ValueError: no values.
    """
    if not values:
        raise ValueError("an indicator without values")
    measured = _newest(v for v in values if v.kind in MEASURED_KINDS and v.value is not None)
    targets = [v for v in values if v.target is not None and v.kind not in REFERENCE_KINDS]
    if measured is None:
        wanted = _newest(targets) or _newest(v for v in values if v.kind == ValueKind.TARGET)
        if wanted is not None:
            return Verdict(State.TARGET_ONLY, wanted, wanted.target)
        budget = _newest(v for v in values if v.kind == ValueKind.BUDGET)
        if budget is not None:
            return Verdict(State.BUDGET_ONLY, budget)
        return Verdict(State.REFERENCE, _newest(values) or values[0])
    line = series(values)
    earlier = line[-2] if len(line) > 1 and line[-1] == measured else None
    if not targets:
        return Verdict(State.ACTUAL_ONLY, measured, earlier=earlier)
    own = measured.target
    target = own if own is not None else targets[0].target if len(targets) == 1 else None
    if target is None or not _comparable(measured, targets, direction):
        return Verdict(State.NOT_COMPARABLE, measured, target, earlier=earlier)
    met = _met(measured, target, direction)
    if met is None:
        return Verdict(State.NOT_COMPARABLE, measured, target, earlier=earlier)
    gap = target - (measured.value or 0.0)
    return Verdict(State.MET if met else State.NOT_MET, measured, target, gap, earlier)


def _comparable(measured: Value, targets: Sequence[Value], direction: str) -> bool:
    return (
        direction != Direction.NONE
        and measured.kind in JUDGED_KINDS
        and measured.date_basis != DateBasis.NONE
        and measured.period_end is not None
        and all(one.unit == measured.unit for one in targets)
    )


def _met(measured: Value, target: float, direction: str) -> bool | None:
    """Whether the target is met; None where a bound (超, 以上, 未満) leaves it open."""
    value = measured.value
    if value is None:
        return None
    higher = direction == Direction.HIGHER_IS_BETTER
    reached = value >= target if higher else value <= target
    lower_bound = measured.precision in (Precision.OVER, Precision.AT_LEAST)
    upper_bound = measured.precision == Precision.BELOW
    if reached and ((lower_bound and not higher) or (upper_bound and higher)):
        return None
    if not reached and ((lower_bound and higher) or (upper_bound and not higher)):
        return None
    return reached
