"""A stop of a round in words, for the sheet, the table and the route."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from machimori.city import City
from machimori.store.queries.crew_round import Plan
from machimori.wording import numbers, text, word

Row = Mapping[Any, Any]


@dataclass(frozen=True)
class CrewWords:
    """One round, told in one language."""

    city: City
    plan: Plan
    lang: str

    def t(self, key: str, **params: Any) -> str:
        """A message of the catalogue."""
        return text(key, self.lang, **params)

    @property
    def crew(self) -> str:
        """The crew's name."""
        return self.plan.crew.name or self.t("round.no_name")

    @property
    def day(self) -> str:
        """The day of the round."""
        return numbers.day(self.plan.asked.day, self.lang)

    @property
    def title(self) -> str:
        """What it is, of whom, for when."""
        return self.t("round.sheet_foot", place=self.city.name, crew=self.crew, day=self.day)

    def what(self, row: Row) -> str:
        """The category, as the municipality names it."""
        return str(row["category"]) if isinstance(row["category"], str) else self.t(
            "word.not_stated"
        )  # fmt: skip

    def where(self, row: Row) -> str:
        """Address as published, else the town."""
        named = (row[name] for name in ("address", "town") if isinstance(row[name], str))
        return next((one for one in named if one), self.t("triage.no_address"))

    def due(self, row: Row) -> str:
        """The day it is due; nothing where none is known."""
        if numbers.is_missing(row["due_at"]):
            return ""
        there = numbers.local(row["due_at"], self.city.zone)
        return self.t("round.sheet_due", day=numbers.day(there, self.lang))

    def why(self, row: Row) -> str:
        """Why a place is left out."""
        owner = "" if numbers.is_missing(row["owner"]) else word("owner", row["owner"], self.lang)
        return self.t(f"round.reason_{row['reason']}", owner=owner)

    def minutes(self, seconds: int) -> str:
        """A length of time."""
        return numbers.duration(seconds / 60, self.lang)

    def aware(self, moment: datetime) -> datetime:
        """A time of the plan with the municipality's zone."""
        return moment.replace(tzinfo=self.city.zone)
