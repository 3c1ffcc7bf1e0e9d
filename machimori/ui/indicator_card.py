"""One indicator as a card: label, number, state, date, comparison, source, in this order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from machimori.domain.judgement import State, Value, Verdict, series
from machimori.domain.vocabulary import DateBasis, Direction, Precision
from machimori.ui.charts import bars
from machimori.ui.markup import Html, icon, tag
from machimori.ui.page import Page
from machimori.wording import has, numbers, tokens
from machimori.wording.tokens import Mark

_MARKS: dict[State, Mark] = {
    State.MET: tokens.mark("indicators.state_met", "disc", "good"),
    State.NOT_MET: tokens.mark("indicators.state_not_met", "triangle", "caution"),
    State.NOT_COMPARABLE: tokens.mark("indicators.state_not_comparable", "question", "neutral"),
    State.TARGET_ONLY: tokens.mark("indicators.state_target_only", "ring", "brand"),
    State.ACTUAL_ONLY: tokens.mark("indicators.state_actual_only", "diamond", "neutral"),
    State.BUDGET_ONLY: tokens.mark("indicators.state_budget_only", "dots", "neutral"),
    State.REFERENCE: tokens.mark("indicators.state_reference", "ring", "neutral"),
}
#: Qualifiers that stand after the number in Japanese; the others stand before it.
_AFTER = frozenset({Precision.OVER, Precision.AT_LEAST, Precision.BELOW})


@dataclass(frozen=True)
class Card:
    """What a card is made of: the definition's row, the verdict, and the rows of the values."""

    definition: dict[str, Any]
    verdict: Verdict
    points: Sequence[Value]
    rows: Sequence[dict[str, Any]]  # published rows by ``Value.row``

    def row(self, value: Value) -> dict[str, Any]:
        """The published row of a value."""
        return self.rows[value.row]


def state_mark(state: State) -> Mark:
    """The mark of a state."""
    return _MARKS[state]


def name(page: Page, definition: dict[str, Any]) -> str:
    """The indicator's name in the page's language, where it has one."""
    english = definition["name_en"]
    if page.lang == "en" and isinstance(english, str):
        return english
    return str(definition["name"])


def amount(page: Page, value: float | None, row: dict[str, Any]) -> tuple[str, str, str, str]:
    """Qualifier before, number, unit, qualifier after: as printed, 約 and 超 included."""
    unit = row["unit"] if isinstance(row["unit"], str) else ""
    word = _qualifier(page, row)
    if not word:
        return "", numbers.number(value, page.lang), unit, ""
    after = page.lang == "ja" and row["precision"] in _AFTER
    return ("" if after else word, numbers.number(value, page.lang), unit, word if after else "")


def _qualifier(page: Page, row: dict[str, Any]) -> str:
    if row["precision"] == Precision.NONE:
        return ""
    return page.t(f"indicators.qualifier_{row['precision']}")


def card(page: Page, given: Card) -> Html:
    """The card."""
    verdict, shown = given.verdict, given.verdict.shown
    row = given.row(shown)
    has_value = shown.value is not None
    before, number, unit, after = amount(page, shown.value if has_value else verdict.target, row)
    mark = _MARKS[verdict.state]
    return tag(
        "article",
        tag("h3", name(page, given.definition), class_="m-h3"),
        tag(
            "p",
            tag("span", page.t("indicators.target_word"), class_="m-qualifier")
            if not has_value and verdict.target is not None
            else None,
            tag("span", before, class_="m-qualifier") if before else None,
            tag("span", number, class_="m-value"),
            tag("span", unit, class_="m-unit") if unit else None,
            tag("span", after, class_="m-qualifier") if after else None,
            class_="m-figure",
        )
        if has_value or verdict.target is not None
        else tag("p", page.t("indicators.no_value"), class_="m-figure"),
        tag(
            "p",
            tag(
                "span",
                icon(mark, size=18),
                tag("span", page.t(mark.key)),
                class_="m-state",
                style=f"color:{mark.colour};background:{mark.ground}",
            ),
            " ",
            tag("span", page.t(f"indicators.kind_{row['kind']}"), class_="m-chip"),
        ),
        tag("p", date_words(page, row), class_="m-provenance"),
        tag("p", _comparison(page, given), class_="m-note"),
        tag("p", _source(page, row), class_="m-provenance"),
        _details(page, given),
        class_="m-card",
    )


def date_words(page: Page, row: dict[str, Any]) -> str:
    """The date of a value in the Japanese calendar and ISO, or that none is stated."""
    printed = row["as_of_original"] if isinstance(row["as_of_original"], str) else ""
    end = row["period_end"]
    if numbers.is_missing(end):
        plain = printed if printed and "記載なし" not in printed else ""
        return " ".join(one for one in (plain, page.t("indicators.no_date")) if one)
    day = end.date() if hasattr(end, "date") else end
    stated = page.t("indicators.date", wareki=numbers.wareki(day), iso=day.isoformat())
    if row["date_basis"] == DateBasis.INFERRED:
        stated += f" {page.t('indicators.inferred')}"
    return stated


def _quantity(page: Page, value: float, row: dict[str, Any]) -> str:
    unit = row["unit"] if isinstance(row["unit"], str) else ""
    return numbers.quantity(value, unit, page.lang)


def _comparison(page: Page, given: Card) -> str:
    verdict, row = given.verdict, given.row(given.verdict.shown)
    parts = []
    if verdict.target is not None and verdict.shown.value is not None:
        parts.append(_target(page, verdict.target, row))
    if verdict.gap is not None:
        parts.append(_gap(page, given, verdict.gap))
    if verdict.state == State.TARGET_ONLY:
        due = row["target_due"]
        if isinstance(due, str) and not parts:
            parts.append(page.t("indicators.due", due=due))
        parts.append(page.t("indicators.state_note_target_only"))
    if verdict.state == State.NOT_COMPARABLE:
        parts.append(page.t("indicators.state_note_not_comparable"))
    earlier = verdict.earlier
    if earlier is not None and earlier.value is not None and verdict.shown.value is not None:
        unit = row["unit"] if isinstance(row["unit"], str) else ""
        change = numbers.signed(_difference(verdict.shown.value, earlier.value), page.lang)
        date = earlier.period_end.isoformat() if earlier.period_end else ""
        parts.append(page.t("indicators.change", date=date, change=f"{change}{unit}"))
    return " ".join(parts) or page.t("indicators.no_comparison")


def _difference(one: float, other: float) -> float:
    """A difference without the dust of binary fractions: 17.5 - 17.2 is 0.3."""
    return round(one - other, 6)


def _target(page: Page, target: float, row: dict[str, Any]) -> str:
    value = _quantity(page, target, row)
    if isinstance(row["target_due"], str):
        return page.t("indicators.target_due", value=value, due=row["target_due"])
    return page.t("indicators.target", value=value)


def _gap(page: Page, given: Card, gap: float) -> str:
    row = given.row(given.verdict.shown)
    size = _quantity(page, abs(round(gap, 6)), row)
    if given.verdict.state == State.NOT_MET:
        return page.t("indicators.gap_left", gap=size)
    if round(gap, 6) == 0:
        return page.t("indicators.gap_exact")
    lower = given.definition["direction"] == Direction.LOWER_IS_BETTER
    return page.t("indicators.gap_met_lower" if lower else "indicators.gap_met", gap=size)


def _source(page: Page, row: dict[str, Any]) -> str:
    title = row["document_title"]
    if not isinstance(title, str):
        return page.t("indicators.source_untitled")
    issuer = row["issuer"] if isinstance(row["issuer"], str) else page.t("word.unknown")
    section = f" {row['section']}" if isinstance(row["section"], str) else ""
    return page.t("indicators.source", title=title, issuer=issuer, section=section)


def _details(page: Page, given: Card) -> Html:
    line = series(given.points)
    chart = None
    if len(line) > 1 and all((one.value or 0) >= 0 for one in line):
        chart = bars(
            [
                (
                    one.period_end.isoformat() if one.period_end else "",
                    one.value or 0.0,
                    "".join(amount(page, one.value, given.row(one))),
                )
                for one in line
            ],
            label=page.t("indicators.chart"),
        )
    return tag(
        "div",
        chart,
        tag(
            "details",
            tag("summary", page.t("indicators.values", n=len(given.points))),
            tag(
                "ul",
                *(_value_line(page, given, one) for one in given.points),
                class_="m-values",
            ),
        ),
    )


def _value_line(page: Page, given: Card, value: Value) -> Html:
    row = given.row(value)
    parts = [date_words(page, row), page.t(f"indicators.kind_{row['kind']}")]
    if value.value is not None:
        parts.append("".join(amount(page, value.value, row)))
    if value.target is not None:
        parts.append(_target(page, value.target, row))
    printed = row["value_original"]
    if isinstance(printed, str):
        parts.append(page.t("indicators.printed_value", text=printed))
    dated = row["as_of_original"]
    if isinstance(dated, str):
        parts.append(page.t("indicators.printed_date", text=dated))
    basis = f"indicators.basis_{row['date_basis']}"
    if has(basis, page.lang):
        parts.append(page.t(basis))
    return tag("li", " · ".join(parts))
