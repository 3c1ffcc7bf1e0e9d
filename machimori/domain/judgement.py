"""What a published figure may be held against: 達成, 未達, or why neither can be said. Pure.

A judgement needs a measured value and a target of one definition: the same name and unit, a
direction, a known date, one value for that date, and a value that was counted or surveyed (an
estimate is not held to a target). Where one is missing the verdict is 比較不可 and says which.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from machimori.domain.indicator_dates import months
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


class Reason(StrEnum):
    """Why a value and a target are 比較不可, the plainest first."""

    CONFLICT = "conflict"  # two values for one date
    UNDATED = "undated"
    ESTIMATED = "estimated"
    NO_UNIT = "no_unit"
    OTHER_UNIT = "other_unit"
    OTHER_DEFINITION = "other_definition"
    SEVERAL_TARGETS = "several_targets"
    NO_DIRECTION = "no_direction"
    OPEN_BOUND = "open_bound"  # 超, 以上, 未満 leave open on which side of the target it lies


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
    period_start: date | None = None
    name: str = ""

    @property
    def months(self) -> int:
        """Length of its period; 0 for a day or a month."""
        return months(self.period_start, self.period_end)


@dataclass(frozen=True)
class Verdict:
    """State of an indicator, the value and the target it rests on, and an earlier one.

    ``conflicts`` are other values published for the shown one's date; ``reason`` says why the
    state is 比較不可; ``target_row`` is the row the target stands in.
    """

    state: State
    shown: Value
    target: float | None = None
    gap: float | None = None  # target minus value
    earlier: Value | None = None  # the comparable value before, where there is one
    reason: Reason | None = None
    conflicts: tuple[Value, ...] = ()
    target_row: int | None = None


def check_words(values: Iterable[Value], direction: str) -> None:
    """Refuse words that are not of the vocabulary: a guess would be a judgement.

    Raises:
        ValueError: naming the word.
    """
    Direction(direction)
    for one in values:
        ValueKind(one.kind)
        Precision(one.precision)
        DateBasis(one.date_basis)


def _newest(values: Iterable[Value]) -> Value | None:
    """Newest by date; undated ones come last, a stated date before an inferred one."""
    return max(
        values,
        key=lambda one: (one.period_end or date.min, one.date_basis == DateBasis.STATED, one.row),
        default=None,
    )


def is_same_definition(one: Value, other: Value) -> bool:
    """Whether two values count the same thing: kind, name, unit and length of period."""
    return (one.kind, one.name, one.unit, one.months) == (
        other.kind,
        other.name,
        other.unit,
        other.months,
    )


def conflicting(value: Value, values: Iterable[Value]) -> tuple[Value, ...]:
    """Other numbers published for one and the same: definition and period agree, the value not."""
    if value.period_end is None or value.date_basis == DateBasis.NONE or value.value is None:
        return ()
    return tuple(
        one
        for one in values
        if one.row != value.row
        and one.value is not None
        and one.date_basis != DateBasis.NONE
        and is_same_definition(one, value)
        and one.period_end == value.period_end
        and (one.value, one.precision) != (value.value, value.precision)
    )


def series(values: Iterable[Value]) -> list[Value]:
    """Measured values that may stand in one line: one definition, stated and distinct dates.

    The series of the newest such value, oldest first. A date with two different values has no
    point in it: nobody can say which is right.
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
        if is_same_definition(one, newest) and not conflicting(one, dated)
    }
    return sorted(by_date.values(), key=lambda one: one.period_end or date.min)


def judge(values: Sequence[Value], direction: str) -> Verdict:
    """The verdict on one indicator's values (at least one).

    Raises:
        ValueError: no values, or a word that is not of the vocabulary.
    """
    if not values:
        raise ValueError("an indicator without values")
    check_words(values, direction)
    measured = _newest(v for v in values if v.kind in MEASURED_KINDS and v.value is not None)
    targets = [v for v in values if v.target is not None and v.kind not in REFERENCE_KINDS]
    if measured is None:
        return _without_result(values, targets)
    line = series(values)
    verdict = Verdict(
        State.ACTUAL_ONLY,
        measured,
        earlier=line[-2] if len(line) > 1 and line[-1] == measured else None,
        conflicts=conflicting(measured, values),
    )
    if not targets:
        return verdict
    own = measured if measured.target is not None else None
    wanted = own or (targets[0] if len(targets) == 1 else None)
    target = None if wanted is None else wanted.target
    if wanted is None or target is None:
        return replace(verdict, state=State.NOT_COMPARABLE, reason=Reason.SEVERAL_TARGETS)
    verdict = replace(verdict, target=target, target_row=wanted.row)
    reason = _why_not(measured, wanted, direction, verdict.conflicts)
    met = None if reason else _met(measured, target, direction)
    if met is None:
        return replace(verdict, state=State.NOT_COMPARABLE, reason=reason or Reason.OPEN_BOUND)
    gap = target - (measured.value or 0.0)
    return replace(verdict, state=State.MET if met else State.NOT_MET, gap=gap)


def _without_result(values: Sequence[Value], targets: Sequence[Value]) -> Verdict:
    wanted = _newest(targets) or _newest(v for v in values if v.kind == ValueKind.TARGET)
    if wanted is not None:
        return Verdict(State.TARGET_ONLY, wanted, wanted.target, target_row=wanted.row)
    budget = _newest(v for v in values if v.kind == ValueKind.BUDGET)
    if budget is not None:
        return Verdict(State.BUDGET_ONLY, budget, conflicts=conflicting(budget, values))
    return Verdict(State.REFERENCE, _newest(values) or values[0])


def _why_not(
    measured: Value, target: Value, direction: str, conflicts: Sequence[Value]
) -> Reason | None:
    """The first thing that keeps the two apart; None where they may be compared."""
    hindrances = (
        (bool(conflicts), Reason.CONFLICT),
        (measured.date_basis == DateBasis.NONE or measured.period_end is None, Reason.UNDATED),
        (measured.kind not in JUDGED_KINDS, Reason.ESTIMATED),
        (not measured.unit, Reason.NO_UNIT),
        (measured.unit != target.unit, Reason.OTHER_UNIT),
        (measured.name != target.name, Reason.OTHER_DEFINITION),
        (direction == Direction.NONE, Reason.NO_DIRECTION),
    )
    return next((reason for is_met, reason in hindrances if is_met), None)


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
