"""Ranges of persons in words: never one number where nobody knows one."""

from __future__ import annotations

import pandas as pd

from machimori.domain.demand import Span
from machimori.domain.eligibility import Reason
from machimori.ui.page import Page
from machimori.wording import numbers


def span_words(page: Page, span: Span) -> str:
    """``3,397〜20,384``; one number where both ends are the same."""
    if span.low == span.high:
        return numbers.number(span.low, page.lang)
    return page.t(
        "demand.range",
        low=numbers.number(span.low, page.lang),
        high=numbers.number(span.high, page.lang),
    )


def short_words(page: Page, short: Span) -> str:
    """What lacks, or what is to spare, at best and at worst."""
    if short.low >= 0:
        return page.t("demand.short_by", persons=span_words(page, short))
    turned = Span(-short.high, -short.mid, -short.low)
    if short.high <= 0:
        return page.t("demand.spare_by", persons=span_words(page, turned))
    return page.t(
        "demand.spare_or_short",
        spare=numbers.number(-short.low, page.lang),
        short=numbers.number(short.high, page.lang),
    )


def middle_words(page: Page, span: Span) -> str:
    """The middle of a range, as a note under it."""
    return page.t("demand.middle", n=numbers.number(span.mid, page.lang))


def reason_counts(page: Page, against: pd.Series) -> str:
    """Places that don't count, by reason: ``閉鎖など 1・不明 2``; empty where all count."""
    told = against[~against.isin([str(Reason.ELIGIBLE), str(Reason.WRONG_GROUP)])]
    counts = told.value_counts()
    order = [str(one) for one in Reason if str(one) in counts.index]
    return page.t("demand.and").join(
        page.t(f"demand.reason_{one}", n=numbers.number(int(counts[one]), page.lang))
        for one in order
    )


def district_words(page: Page, row: dict[str, object]) -> str:
    """A district's name; what lies in none is said to."""
    if numbers.is_missing(row["district_id"]):
        return page.t("demand.no_district")
    english = row["name_en"]
    return english if page.lang == "en" and isinstance(english, str) else str(row["name"])


def step_words(page: Page, low: int, high: int | None) -> str:
    """A class of a map in words: ``300〜399人``. The lowest begins at 1: it is about a lack."""
    lowest = numbers.number(max(low, 1), page.lang)
    if high is None:
        return page.t("indicators.map_step_last", low=lowest)
    return page.t("indicators.map_step", low=lowest, high=numbers.number(high, page.lang))
