"""An indicator with its published values and the verdict on them: what every form is made of."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from machimori.domain.indicator_dates import due_date
from machimori.domain.indicator_pace import Pace, pace
from machimori.domain.judgement import State, Value, Verdict, judge, series
from machimori.domain.printed_amounts import Amount, amount


@dataclass(frozen=True)
class Published:
    """One value as published: a row of ``marts.indicator_values``. None is "not stated"."""

    row: int  # its place among the indicator's values
    name: str
    name_en: str | None
    kind: str
    precision: str
    date_basis: str
    value: float | None
    unit: str | None
    target_value: float | None
    target_due: str | None
    period_start: date | None
    period_end: date | None
    value_original: str | None
    as_of_original: str | None
    qualifier: str | None
    note: str | None
    document_id: str | None
    document_title: str | None
    issuer: str | None
    document_date: date | None
    section: str | None
    licence: str | None
    licence_url: str | None
    is_sample: bool

    @cached_property
    def amount(self) -> Amount | None:
        """The value in the form it was printed in."""
        return amount(self.value, self.unit, self.value_original)

    @cached_property
    def target(self) -> Amount | None:
        """The target; its print is not kept apart from its number."""
        return amount(self.target_value, self.unit)

    @property
    def due(self) -> date | None:
        """Last day of the target."""
        return due_date(self.target_due)

    @property
    def judged(self) -> Value:
        """What a judgement looks at."""
        return Value(
            row=self.row,
            kind=self.kind,
            precision=self.precision,
            date_basis=self.date_basis,
            value=self.value,
            unit=self.unit,
            target=self.target_value,
            period_end=self.period_end,
            period_start=self.period_start,
            name=self.name,
        )


@dataclass(frozen=True)
class Indicator:
    """A definition, its values (oldest first, undated last) and the verdict."""

    indicator_id: str
    municipality: str
    municipality_code: str | None
    theme: str
    direction: str
    published: tuple[Published, ...]
    verdict: Verdict

    @property
    def shown(self) -> Published:
        """The value a card shows."""
        return self.published[self.verdict.shown.row]

    @property
    def state(self) -> State:
        """Its state: 達成, 未達, 目標のみ and so on."""
        return self.verdict.state

    @property
    def earlier(self) -> Published | None:
        """The comparable value before the shown one."""
        return None if self.verdict.earlier is None else self.published[self.verdict.earlier.row]

    @property
    def wanted(self) -> Published | None:
        """The value whose target the verdict holds the shown one against."""
        row = self.verdict.target_row
        return None if row is None else self.published[row]

    @property
    def conflicts(self) -> tuple[Published, ...]:
        """Other numbers published for the shown one's date."""
        return tuple(self.published[one.row] for one in self.verdict.conflicts)

    @cached_property
    def line(self) -> tuple[Published, ...]:
        """Values that may be joined by a line, oldest first; fewer than two are no line."""
        return tuple(self.published[one.row] for one in series([v.judged for v in self.published]))

    @cached_property
    def pace(self) -> Pace | None:
        """How fast the target comes nearer, where it has a due date."""
        return pace(self.verdict, None if self.wanted is None else self.wanted.due)

    def role(self, one: Published) -> str:
        """What a value is to the card: ``shown``, ``conflict``, ``line``, ``target``, ``apart``.

        ``line``: joined with the shown one; ``apart``: of another definition or without a date.
        """
        if one.row == self.verdict.shown.row:
            return "shown"
        if one.row in {other.row for other in self.verdict.conflicts}:
            return "conflict"
        if len(self.line) > 1 and one.row in {other.row for other in self.line}:
            return "line"
        return "target" if one.value is None and one.target_value is not None else "apart"


def indicator(
    indicator_id: str,
    municipality: str,
    municipality_code: str | None,
    theme: str,
    direction: str,
    values: Sequence[Published],
) -> Indicator:
    """An indicator with the verdict on its values.

    Raises:
        ValueError: no values, or a word that is not of the vocabulary.
    """
    verdict = judge([one.judged for one in values], direction)
    return Indicator(
        indicator_id, municipality, municipality_code, theme, direction, tuple(values), verdict
    )
