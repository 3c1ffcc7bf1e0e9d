"""Residents near a food-drive box: the walks, the blocks that are far, formula and limits."""

from __future__ import annotations

from machimori.site.figure_parts import table
from machimori.site.sheet import Sheet
from machimori.store.queries.food_coverage import MOST_FAR, FoodCoverage
from machimori.wording import numbers
from machimori.wording.markup import Html, join, tag
from machimori.wording.reach_words import formula, further_than, percent


def reach_html(sheet: Sheet) -> Html:
    """The section; that it can't be said where data are missing."""
    found = sheet.facts.food.coverage
    heading = tag("h2", sheet.t("box.reach"), id="reach")
    if found is None:
        return tag("section", heading, tag("p", sheet.t("box.reach_none"), class_="notice"))
    gap_m = found.reach.gap_m
    return tag(
        "section",
        heading,
        tag("p", sheet.t("box.reach_lead")),
        _walks(sheet, found),
        tag("h2", sheet.t("box.gap")),
        join(
            tag("p", sheet.t("box.gap_lead", metres=gap_m, n=MOST_FAR), class_="quiet"),
            _gap(sheet, found),
        )
        if found.far
        else tag("p", sheet.t("box.gap_none", metres=gap_m)),
        *(tag("p", line, class_="quiet") for line in _formula(sheet, found)),
    )


def _walks(sheet: Sheet, found: FoodCoverage) -> Html:
    rows: list[list[Html | str]] = [
        [
            sheet.t("box.within", metres=metres),
            numbers.number(found.reach.within[place], sheet.lang),
            percent(found.reach.share(place), sheet.lang),
        ]
        for place, metres in enumerate(found.within_m)
    ]
    share = found.reach.share(len(found.within_m) - 1)
    rows.append(
        [
            sheet.t("box.beyond", metres=found.within_m[-1]),
            numbers.number(found.reach.beyond, sheet.lang),
            percent(None if share is None else 100 - share, sheet.lang),
        ]
    )
    heads = [sheet.t(f"box.column_{one}") for one in ("distance", "people", "share")]
    return table(sheet, sheet.t("box.reach"), heads, rows, numeric={1, 2})


def _gap(sheet: Sheet, found: FoodCoverage) -> Html:
    heads = [sheet.t(f"box.column_{one}") for one in ("town", "people", "distance")]
    rows: list[list[Html | str]] = [
        [
            sheet.name({"name": one.name, "name_kana": None, "name_en": one.name_en}),
            numbers.number(one.people, sheet.lang),
            further_than(one.distance_m, found.limit_m, sheet.lang),
        ]
        for one in found.far
    ]
    return table(sheet, sheet.t("box.gap"), heads, rows, numeric={1, 2})


def _formula(sheet: Sheet, found: FoodCoverage) -> list[str]:
    return formula(sheet.lang, people=found.reach.people, **found.basis)
