"""Figures and age bars of the road queue. Every count is a count of posts."""

from __future__ import annotations

from datetime import datetime

from machimori.store.queries.triage import OPEN_STATUSES, Counts, TriageFilter
from machimori.ui import triage_data
from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page
from machimori.ui.panels import Kpi, kpis
from machimori.ui.report_marks import AGE_COLOURS
from machimori.ui.road_clock import headline
from machimori.wording import numbers


def figures(page: Page, chosen: TriageFilter) -> Counts:
    """The line of figures: open posts, those of the filter, due, this week, without a date."""
    balance = triage_data.balance(page)
    counts = triage_data.counts(page, chosen)
    as_of, source = balance["as_of"], page.word("source_name", "road_reports")
    unit = page.t("unit.reports")
    page.as_of(as_of)
    kpis(
        page,
        [
            Kpi(
                page.t("triage.open"),
                balance["open"],
                unit,
                as_of,
                source,
                note=page.t(
                    "triage.open_note",
                    total=numbers.number(balance["posts"], page.lang),
                    without=numbers.number(balance["without_status"], page.lang),
                ),
                definition=page.t("triage.open_definition"),
            ),
            Kpi(page.t("triage.filtered"), counts.posts, unit, as_of, source),
            _due(page, counts, as_of, source),
            Kpi(
                page.t("triage.this_week"),
                counts.this_week,
                unit,
                as_of,
                source,
                qualifier="+",
                definition=page.t("triage.this_week_definition"),
            ),
        ],
        dense=True,
    )
    return counts


def _due(page: Page, counts: Counts, as_of: datetime | None, source: str) -> Kpi:
    """Overdue posts; where no post states a due date there is no figure, and it is said."""
    label, unit = page.t("triage.overdue"), page.t("unit.reports")
    if counts.without_due == counts.posts:
        return Kpi(
            label,
            page.t("word.not_stated"),
            "",
            as_of,
            source,
            note=page.t("triage.no_due"),
        )
    return Kpi(
        label,
        counts.overdue,
        unit,
        as_of,
        source,
        note=page.t(
            "clock.due_note",
            today=numbers.number(counts.due_today, page.lang),
            paused=numbers.number(counts.paused, page.lang),
            without=numbers.number(counts.without_due, page.lang),
        ),
    )


def ages(page: Page, chosen: TriageFilter) -> None:
    """How long the filtered posts have waited, and the places they tell of.

    What is done waits for nobody: with it in the filter there is nothing to say.
    """
    if not chosen.statuses or not set(chosen.statuses) <= set(OPEN_STATUSES):
        return
    found = triage_data.ages(page, chosen)
    if found:
        headline(page, found["posts"], found["incidents"])


def age_bars(page: Page, chosen: TriageFilter, counts: Counts) -> None:
    """Filtered posts by age: one line per bucket, posts and the places they tell of beside it."""
    most = max(int(counts.by_age["posts"].max()), 1)
    found = triage_data.ages(page, chosen)
    places = found["incidents"].buckets if found else {}
    show(
        tag(
            "figure",
            tag("figcaption", page.t("clock.by_age"), class_="m-bars-title"),
            tag(
                "ul",
                *(
                    _bar(page, str(bucket), int(posts), places.get(str(bucket), 0), most)
                    for bucket, posts in counts.by_age.itertuples(index=False)
                ),
                class_="m-bars",
            ),
        )
    )


def _bar(page: Page, bucket: str, posts: int, places: int, most: int) -> Html:
    width = f"width:{100 * posts / most:.1f}%;background:{AGE_COLOURS[bucket]}"
    counted = page.t(
        "clock.bar",
        posts=numbers.number(posts, page.lang),
        places=numbers.number(places, page.lang),
    )
    return tag(
        "li",
        tag("span", page.t(f"triage.age.{bucket}"), class_="m-bar-label"),
        tag("span", tag("span", style=width, class_="m-bar"), class_="m-bar-track"),
        tag("span", counted, class_="m-bar-value m-keep"),
    )
