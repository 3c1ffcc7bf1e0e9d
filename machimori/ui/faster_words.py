"""Words of the pace: periods, shares with their interval, medians, p."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from machimori.store.queries.road_survival import ALL
from machimori.ui.page import Page
from machimori.wording import numbers

_YEAR_MONTHS = 12
_FISCAL = 4
#: Below this a p is not told in figures.
_SMALL_P = 0.001
_NARROW = 0.015
NOT_STATED = "not_stated"


def period(page: Page, name: str) -> str:
    """A period by its first month: 2025年度, or so many months from it."""
    if name == ALL:
        return page.t("faster.whole_time")
    year, month = name.split("-")
    months = page.city.road_survival.period_months
    if months == _YEAR_MONTHS and int(month) == _FISCAL:
        return page.t("faster.period_year", year=year)
    return page.t("faster.period_months", year=year, month=int(month), months=months)


def category(page: Page, name: str) -> str:
    """A category as the municipality names it."""
    if name == ALL:
        return page.t("faster.all_categories")
    return page.t("word.not_stated") if name == NOT_STATED else name


def percent(page: Page, share: float, digits: int = 0) -> str:
    """A share of 0 to 1 as ``26%``."""
    return numbers.quantity(100 * share, page.t("unit.percent"), page.lang, digits=digits)


def told(page: Page, row: Mapping[Any, Any]) -> dict[str, str]:
    """A share and the ends of its interval in percent, the ends without the sign.

    Where the interval is narrow, one more figure keeps its ends apart.
    """
    digits = int(float(row["high"]) - float(row["low"]) < _NARROW)
    ends = {
        name: numbers.number(100 * float(row[name]), page.lang, digits=digits)
        for name in ("low", "high")
    }
    return {"share": percent(page, float(row["share"]), digits)} | ends


def share(page: Page, row: Mapping[Any, Any] | None) -> str:
    """``26%（22–31）``; where nobody was watched so long, that it is not known yet."""
    if row is None or numbers.is_missing(row["share"]):
        return page.t("faster.not_watched")
    return page.t("faster.share_range", **told(page, row))


def median_sentence(page: Page, row: Mapping[Any, Any]) -> str:
    """When half had ended, or that it has not been reached."""
    return _median(page, row, "faster.median_reached", "faster.median_not_reached")


def median_cell(page: Page, row: Mapping[Any, Any]) -> str:
    """The same, short."""
    return _median(page, row, "faster.median_range", "faster.median_none")


def _median(page: Page, row: Mapping[Any, Any], reached: str, missing: str) -> str:
    if numbers.is_missing(row["median_day"]):
        return page.t(missing)
    day, low, high = (
        numbers.number(row[name], page.lang)
        for name in ("median_day", "median_low_day", "median_high_day")
    )
    if numbers.is_missing(row["median_high_day"]):
        return page.t(f"{reached}_open", day=day, low=low)
    return page.t(reached, day=day, low=low, high=high)


def p_value(page: Page, p: float) -> str:
    """``p＝0.02``."""
    if p < _SMALL_P:
        return page.t("faster.p_below")
    return page.t("faster.p_value", p=numbers.number(p, page.lang, digits=3))
