"""Rows of the board and lines of the book as a print says them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from machimori.domain.chronology import Line
from machimori.domain.evacuation import WHOLE
from machimori.site.situation import Situation
from machimori.wording import numbers, text, tokens, word

Row = Mapping[Any, Any]
#: Signs every Japanese font has, in the order people read them: ○ room, △ less, ■ none.
_GLYPHS = {
    "state.free": "○",
    "state.somewhat_crowded": "△",
    "state.crowded": "▲",
    "state.full": "■",
    "state.open": "◇",
    "state.not_opened": "－",
    "state.preparing": "…",
    "state.closed": "×",
}


@dataclass(frozen=True)
class ReportWords:
    """One situation in one language."""

    on: Situation
    lang: str

    def t(self, key: str, **params: Any) -> str:
        """A message of the catalogue."""
        return text(key, self.lang, **params)

    def clock(self, value: datetime | None) -> str:
        """``14:05``, with the day where it is another one."""
        return numbers.clock(value, self.on.city.zone, self.lang, now=self.on.now)

    def moment(self, value: datetime | None) -> str:
        """A time in words."""
        return numbers.moment(value, self.on.city.zone, self.lang, now=self.on.now)

    def number(self, value: Any, unknown: int = 0) -> str:
        """A number, with how many places are not in it."""
        known = None if numbers.is_missing(value) else int(value)
        said = numbers.number(known, self.lang)
        return self.t("report.with_unknown", n=said, unknown=unknown) if unknown else said

    def area(self, district_id: str | None) -> str:
        """Name of a district; the whole municipality is said, an unknown id stays readable."""
        if district_id in (None, WHOLE):
            return self.t("alerts.whole")
        found = self.on.districts.get(str(district_id))
        if found is None:
            return str(district_id)
        return found.name if self.lang == "ja" else found.name_en or found.name

    def role(self, value: Any) -> str:
        """Name of a role; a place the lists don't know has none."""
        return (
            self.t("word.unknown") if numbers.is_missing(value) else word("role", value, self.lang)
        )

    def name(self, row: Row) -> str:
        """A place's name with the marks staff must see."""
        marks = [
            self.t(key)
            for key, is_set in (
                ("report.temporary", row.get("is_temporary") is True),
                ("report.hidden", row.get("is_public") is False),
            )
            if is_set
        ]
        name = str(row["name"] if not numbers.is_missing(row["name"]) else row["facility_id"])
        return f"{name}［{'・'.join(marks)}］" if marks else name

    def state(self, row: Row) -> str:
        """``■ 定員一杯``: glyph and word, and that it is old where it is."""
        mark = tokens.state_mark(row["opening_shown"], row["crowding_shown"])
        said = f"{_GLYPHS.get(mark.key, '？')} {self.t(mark.key)}"
        return f"{said}（{self.t('state.stale')}）" if row["freshness"] == "stale" else said

    def people(self, row: Row) -> str:
        """``486 / 480``; what is unknown says so."""
        return f"{self.number(row['headcount_shown'])} / {self.number(row['capacity'])}"

    def checked(self, row: Row) -> str:
        """``13:58（7分前）``; nothing where nobody ever said anything."""
        if numbers.is_missing(row["confirmed_at"]):
            return "–"
        minutes = numbers.minutes_between(row["confirmed_at"], self.on.now)
        return f"{self.clock(row['confirmed_at'])}（{numbers.age(minutes, self.lang)}）"

    def names(self, frame: pd.DataFrame) -> str:
        """Names of places in a row."""
        return "、".join(self.name(row) for row in frame.to_dict("records"))

    def line(self, line: Line) -> str:
        """A line of the book as one sentence."""
        if not line.is_system:
            return line.text
        return self.t(
            f"log.what_{line.what}",
            place=self._place(line.facility_id),
            area=self.area(line.district_id),
            kind=self.t(f"alerts.name_{line.alert_level}") if line.alert_level else "",
            level=line.alert_level or "",
            text=line.text,
        )

    def who(self, line: Line) -> str:
        """From whom a line is."""
        entry = line.entry
        parts: Sequence[str | None] = (entry.counterpart if entry else None, line.reporter)
        return " ".join(part for part in parts if part)

    def _place(self, facility_id: str | None) -> str:
        known = self.on.places
        found = known[known["facility_id"] == facility_id].to_dict("records")
        if not found:
            return facility_id or ""
        return self.t("log.place_role", name=found[0]["name"], role=self.role(found[0]["role"]))
