"""The roadmap: 柱 → 施策 → 指標 → targets by period, out of the documents' own headings."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import groupby

from machimori.domain.indicator_dates import is_fiscal_year
from machimori.domain.published_values import Indicator, Published
from machimori.domain.roadmap import Aim, aim, periods
from machimori.domain.vocabulary import ValueKind
from machimori.site.document import document
from machimori.site.figure_parts import frame, page_address, table
from machimori.site.figures import Figures
from machimori.site.sheet import Sheet
from machimori.site.shelters import mark_html
from machimori.wording.indicator_words import (
    place_word,
    state_mark,
    target_words,
    value_name,
    value_words,
)
from machimori.wording.markup import Html, join, tag

FILE = "indicators/roadmap.html"


def pages(sheet: Sheet, figures: Figures) -> Iterator[tuple[str, bytes]]:
    """The one page."""
    aims = _aims(figures)
    content = (
        _roadmap(sheet, figures, aims)
        if aims
        else tag(
            "div",
            tag("p", tag("strong", sheet.t("figures.roadmap_none"))),
            tag("p", sheet.t("figures.roadmap_none_next")),
            class_="notice",
        )
    )
    yield (
        FILE,
        document(
            sheet,
            file=FILE,
            area="",
            title=sheet.t("figures.roadmap"),
            content=tag(
                "div",
                tag("p", sheet.t("figures.roadmap_lead")),
                content,
                tag("p", tag("a", sheet.t("figures.back"), href="./")),
                class_="figures",
            ),
            frame=frame(sheet, figures),
        ),
    )


def _aims(figures: Figures) -> list[Aim]:
    """Every published target, in numbers or in words; own municipality first, then as printed."""
    found = [
        aim(
            value.row,
            one.indicator_id,
            one.municipality,
            document=value.document_title,
            section=value.section,
            target_due=value.target_due,
        )
        for one in figures.indicators
        for value in one.published
        if value.target_value is not None or value.kind == ValueKind.TARGET
    ]
    own = {one.municipality for one in figures.indicators
           if one.municipality_code == figures.city.code}  # fmt: skip
    found.sort(
        key=lambda one: (
            one.municipality not in own,
            one.municipality,
            one.document,
            one.pillar,
            one.policy,
            one.indicator_id,
            one.row,
        )
    )
    return found


def _roadmap(sheet: Sheet, figures: Figures, aims: list[Aim]) -> Html:
    by_id = {one.indicator_id: one for one in figures.indicators}
    parts: list[Html] = []
    for (municipality, title), mine in groupby(aims, lambda one: (one.municipality, one.document)):
        parts.append(tag("h2", place_word(municipality, sheet.lang)))
        parts.append(tag("p", sheet.japanese(title), class_="quiet"))
        for pillar, found in groupby(mine, lambda one: one.pillar):
            parts.append(_pillar(sheet, pillar, list(found), by_id))
    return join(*parts)


def _pillar(sheet: Sheet, pillar: str, aims: list[Aim], by_id: dict[str, Indicator]) -> Html:
    dues = periods(aims)
    heads = [
        sheet.t("figures.indicator"),
        sheet.t("figures.policy"),
        sheet.t("figures.now_value"),
        *(_period(sheet, due) for due in dues),
        sheet.t("indicators.state"),
    ]
    rows: list[list[Html | str]] = []
    for (policy, name), found in groupby(aims, lambda one: (one.policy, one.indicator_id)):
        rows.append(_line(sheet, by_id[name], policy, list(found), dues))
    return tag(
        "section",
        tag("h3", sheet.japanese(pillar)) if pillar else None,
        table(
            sheet,
            pillar or sheet.t("figures.roadmap"),
            heads,
            rows,
            numeric={2, *range(3, 3 + len(dues))},
        ),
    )


def _period(sheet: Sheet, due: date | None) -> str:
    if due is None:
        return sheet.t("figures.period_none")
    start = date(due.year - 1, 4, 1)
    if is_fiscal_year(start, due):
        return sheet.t("figures.period", year=start.year)
    return due.isoformat()


def _line(
    sheet: Sheet, one: Indicator, policy: str, aims: list[Aim], dues: list[date | None]
) -> list[Html | str]:
    by_due: dict[date | None, list[Published]] = {}
    for wanted in aims:
        by_due.setdefault(wanted.due, []).append(one.published[wanted.row])
    shown = one.shown
    return [
        tag(
            "a",
            value_name(shown, sheet.lang),
            href=page_address(sheet, one.indicator_id, "../"),
        ),
        sheet.japanese(policy) if policy else sheet.t("figures.no_policy"),
        value_words(shown, sheet.lang) if shown.value is not None else sheet.t("figures.no_result"),
        *(_targets(sheet, by_due.get(due, [])) for due in dues),
        mark_html(sheet, state_mark(one.state)),
    ]


def _targets(sheet: Sheet, found: list[Published]) -> str:
    said = (target_words(one, sheet.lang) or sheet.t("figures.in_words") for one in found)
    return " / ".join(dict.fromkeys(said))
