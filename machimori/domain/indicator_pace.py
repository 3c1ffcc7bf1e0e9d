"""How fast a target comes nearer, where it has a due date and the value a stated date. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from machimori.domain.indicator_dates import years_between
from machimori.domain.judgement import State, Value, Verdict
from machimori.domain.vocabulary import DateBasis


@dataclass(frozen=True)
class Pace:
    """Change per year: what is needed until the due date, and what it has been.

    ``actual_per_year`` and ``is_enough`` are None where there is no comparable earlier value.
    """

    years_left: float  # from the value's date to the due date
    needed_per_year: float
    actual_per_year: float | None
    is_enough: bool | None


def pace(verdict: Verdict, due: date | None) -> Pace | None:
    """The pace towards a target that is not met yet; None where it can't be told.

    Args:
        verdict: of the indicator.
        due: last day of the target; without one there is no pace.
    """
    shown, gap = verdict.shown, verdict.gap
    if verdict.state != State.NOT_MET or due is None or gap is None or shown.period_end is None:
        return None
    if shown.date_basis != DateBasis.STATED or due <= shown.period_end:
        return None
    years = years_between(shown.period_end, due)
    needed = gap / years
    actual = _per_year(verdict.earlier, shown)
    enough = None if actual is None else (actual >= needed if gap > 0 else actual <= needed)
    return Pace(years, needed, actual, enough)


def _per_year(earlier: Value | None, shown: Value) -> float | None:
    if earlier is None or earlier.value is None or shown.value is None:
        return None
    if earlier.period_end is None or shown.period_end is None:
        return None
    return (shown.value - earlier.value) / years_between(earlier.period_end, shown.period_end)
