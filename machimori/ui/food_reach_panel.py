"""Residents near a food-drive box, and where the gap is: figures, table, formula and limits."""

from __future__ import annotations

import pandas as pd

from machimori.store.queries.food_coverage import MOST_FAR, FoodCoverage, coverage
from machimori.ui.markup import show, tag
from machimori.ui.page import Page
from machimori.ui.panels import Kpi, kpis
from machimori.ui.states import notice_html
from machimori.ui.tables import Column, table
from machimori.wording import numbers
from machimori.wording.languages import reads_kanji
from machimori.wording.reach_words import formula, further_than, percent


def reach_panel(page: Page) -> None:
    """Draw the panel; it says so where residents or positions are not known."""
    found = coverage(page.warehouse, page.city)
    show(tag("h2", page.t("box.reach"), class_="m-h2"))
    if found is None:
        show(notice_html(page.t("box.reach_none"), ""))
        return
    show(tag("p", page.t("box.reach_lead")))
    day = page.t("word.as_of_unknown")
    if found.as_of is not None:
        day = page.t("word.as_of", moment=numbers.day(found.as_of, page.lang))
    source = page.word("source_name", "population")
    kpis(
        page,
        [
            Kpi(
                page.t("box.within", metres=metres),
                percent(found.reach.share(place), page.lang),
                "",
                day,
                source,
                note=numbers.quantity(found.reach.within[place], page.t("unit.persons"), page.lang),
            )
            for place, metres in enumerate(found.within_m)
        ],
    )
    _gap(page, found)
    for line in formula(page.lang, people=found.reach.people, **found.basis):
        show(tag("p", line, class_="m-quiet m-small"))


def _gap(page: Page, found: FoodCoverage) -> None:
    gap_m = found.reach.gap_m
    show(tag("h3", page.t("box.gap"), class_="m-h3"))
    if not found.far:
        show(tag("p", page.t("box.gap_none", metres=gap_m)))
        return
    show(tag("p", page.t("box.gap_lead", metres=gap_m, n=MOST_FAR), class_="m-quiet"))
    rows = [
        {
            "town": one.name if reads_kanji(page.lang) or not one.name_en else one.name_en,
            "people": one.people,
            "metres": further_than(one.distance_m, found.limit_m, page.lang),
        }
        for one in found.far
    ]
    table(
        page,
        pd.DataFrame(rows),
        [
            Column("town", page.t("box.column_town"), is_row_heading=True),
            Column("people", page.t("box.column_people"), "right"),
            Column("metres", page.t("box.column_distance"), "right"),
        ],
        caption=page.t("box.gap"),
        is_caption_spoken=True,
    )
