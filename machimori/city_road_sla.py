"""``[road_sla]`` of a city.toml: when the office works, and by when posts are dealt with.

Without targets no post has a date of ours: nobody is promised what nobody decided.
"""

from __future__ import annotations

from datetime import date, time
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from machimori.domain.road_sla import Rule, Target, Unit
from machimori.domain.working_time import OfficeHours, Season

Weekday = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
_WEEK: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Severity = Literal["low", "medium", "high", "urgent"]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SlaTarget(_Strict):
    """The target of a category and a severity; one left out means any."""

    category: str | None = None
    severity: Severity | None = None
    working_hours: float | None = Field(default=None, gt=0, le=2_000)
    working_days: int | None = Field(default=None, ge=1, le=500)
    calendar_days: int | None = Field(default=None, ge=1, le=2_000)

    @model_validator(mode="after")
    def _one_amount(self) -> SlaTarget:
        if len(self._amounts()) != 1:
            raise ValueError("give one of working_hours, working_days and calendar_days")
        return self

    def _amounts(self) -> list[Target]:
        given = (
            (self.working_hours, Unit.WORKING_HOURS),
            (self.working_days, Unit.WORKING_DAYS),
            (self.calendar_days, Unit.CALENDAR_DAYS),
        )
        return [Target(float(amount), unit) for amount, unit in given if amount is not None]

    def rule(self) -> Rule:
        """The target as the clock reads it."""
        return Rule(self._amounts()[0], self.category, self.severity)


class RoadSla(_Strict):
    """Office hours and targets."""

    opens: time = time(8, 30)
    closes: time = time(17, 15)
    weekdays: tuple[Weekday, ...] = ("mon", "tue", "wed", "thu", "fri")
    keeps_holidays: bool = True
    #: First and last day ("12-29", "01-03") of each season without work.
    closed_seasons: tuple[tuple[str, str], ...] = (("12-29", "01-03"),)
    closed_dates: tuple[date, ...] = ()
    targets: tuple[SlaTarget, ...] = ()

    @model_validator(mode="after")
    def _possible(self) -> RoadSla:
        if self.opens >= self.closes:
            raise ValueError("opens comes before closes")
        if not self.weekdays:
            raise ValueError("weekdays names at least one day")
        return self

    @field_validator("closed_seasons")
    @classmethod
    def _days(cls, value: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
        for season in value:
            for day in season:
                _month_and_day(day)
        return value

    def office_hours(self) -> OfficeHours:
        """When the office works."""
        seasons: tuple[Season, ...] = tuple(
            (_month_and_day(first), _month_and_day(last)) for first, last in self.closed_seasons
        )
        return OfficeHours(
            opens=self.opens,
            closes=self.closes,
            weekdays=frozenset(_WEEK.index(day) for day in self.weekdays),
            closed_seasons=seasons,
            closed_dates=frozenset(self.closed_dates),
            keeps_holidays=self.keeps_holidays,
        )

    def rules(self) -> list[Rule]:
        """The targets, in the order of the file."""
        return [target.rule() for target in self.targets]


def _month_and_day(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2000-{text}")  # a leap year: 02-29 is a day
    except ValueError as error:
        raise ValueError(f'{text!r} is no month and day as "12-29"') from error
    return day.month, day.day
