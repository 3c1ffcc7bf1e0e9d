"""The clock of posts in words: due tomorrow, three days over, stopped; and of the whole queue."""

from __future__ import annotations

from typing import Any

from machimori.store.queries.road_clock import Ages
from machimori.ui.markup import Html, show, tag
from machimori.ui.page import Page
from machimori.wording import numbers

#: Up to so many days ahead are counted; what is later has its date.
_COUNTED_DAYS = 7
#: Fewer than this and a percentile says nothing.
LEAST_DATED = 10


def due_html(page: Page, clock: Any, due_at: Any) -> Html:
    """期限 明日, 3日超過, 停止中, or that there is none."""
    if numbers.is_missing(clock):
        return tag("span", "–", class_="m-quiet")
    if clock == "paused":
        return tag("span", page.t("clock.paused"), class_="m-quiet m-keep")
    if clock == "no_due" or numbers.is_missing(due_at):
        return tag("span", page.t("clock.no_due"), class_="m-quiet m-keep")
    words = due_words(page, due_at)
    if clock == "overdue":
        return tag("strong", words, class_="m-alarm m-keep")
    return tag("strong" if clock == "soon" else "span", words, class_="m-keep")


def due_words(page: Page, due_at: Any) -> str:
    """How far a due moment (naive UTC) is from the page's now, by days of the calendar."""
    due = numbers.local(due_at, page.zone)
    days = (due.date() - page.now.astimezone(page.zone).date()).days
    late = (numbers.minutes_between(due_at, page.now) or 0) > 0
    if late:
        return page.t("clock.over_days", n=-days) if days < 0 else page.t("clock.over_today")
    if days == 0:
        return page.t("clock.today", time=page.clock(due_at))
    if days == 1:
        return page.t("clock.tomorrow")
    if days <= _COUNTED_DAYS:
        return page.t("clock.in_days", n=days)
    return page.t("clock.on_day", day=numbers.day(due.date(), page.lang))


def headline(page: Page, posts: Ages, incidents: Ages) -> None:
    """How old what waits is: half of it, and nine in ten; posts and places apart."""
    show(
        tag(
            "div",
            _ages(page, "clock.posts", posts),
            _ages(page, "clock.incidents", incidents),
            tag("p", page.t("clock.ages_note"), class_="m-quiet m-small"),
            role="group",
            aria_label=page.t("clock.ages"),
        )
    )


def _ages(page: Page, key: str, ages: Ages) -> Html:
    number = numbers.number(ages.number, page.lang)
    words = tag("strong", page.t(key, n=number), class_="m-keep")
    return tag("p", words, " ", _percentiles(page, ages))


def _percentiles(page: Page, ages: Ages) -> str:
    if ages.dated < LEAST_DATED or ages.p50_days is None or ages.p90_days is None:
        return page.t("clock.too_few", least=LEAST_DATED)
    return page.t(
        "clock.percentiles",
        p50=numbers.number(round(ages.p50_days), page.lang),
        p90=numbers.number(round(ages.p90_days), page.lang),
        overdue=numbers.number(ages.overdue, page.lang),
    )
