"""Numbers, times and ages as readers see them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.wording import numbers

TOKYO = ZoneInfo("Asia/Tokyo")
NOON = datetime(2026, 11, 21, 5, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("value", "shown"),
    [(1830, "1,830"), (17.5, "17.5"), (0, "0"), (-3, "-3"), (1e6, "1,000,000"), (0.1, "0.1")],
)
def test_a_number_keeps_its_precision(value: float, shown: str) -> None:
    assert numbers.number(value, "ja") == shown


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), pd.NA, pd.NaT])
def test_unknown_is_a_word_and_never_zero(value: float | None) -> None:
    assert numbers.number(value, "ja") == "不明"
    assert numbers.quantity(value, "人", "ja") == "不明"


def test_quantities_and_differences() -> None:
    assert numbers.quantity(1830, "人", "ja") == "1,830人"
    assert numbers.quantity(1830, "people", "en") == "1,830 people"
    assert numbers.quantity(26, "%", "en") == "26%"
    assert [numbers.signed(one, "ja") for one in (2, -2, 0)] == ["+2", "−2", "±0"]
    assert [numbers.distance(one, "ja") for one in (347, 994.9, 996, 1240)] == [
        "350 m",
        "990 m",
        "1.0 km",
        "1.2 km",
    ]


def test_moments_in_both_languages() -> None:
    assert numbers.as_of(NOON, TOKYO, "ja") == "11月21日（土）14:05 時点"
    assert numbers.as_of(NOON, TOKYO, "en") == "as of Sat 21 Nov, 14:05"
    assert numbers.moment(NOON.replace(tzinfo=None), TOKYO, "ja") == "11月21日（土）14:05"
    later = NOON + timedelta(days=60)
    assert numbers.moment(NOON, TOKYO, "ja", now=later) == "2026年11月21日（土）14:05"
    assert numbers.clock(NOON, TOKYO, "ja", now=NOON) == "14:05"
    assert numbers.clock(NOON, TOKYO, "ja", now=NOON + timedelta(days=1)) == "11月21日（土）14:05"
    assert numbers.as_of_short(NOON, TOKYO, "ja", now=NOON) == "14:05 時点"
    assert numbers.as_of_short(NOON, TOKYO, "ja", now=later) == "2026年11月21日 時点"
    assert numbers.as_of(None, TOKYO, "ja") == "基準日不明"
    assert numbers.as_of(pd.NaT, TOKYO, "en") == "date unknown"


@pytest.mark.parametrize(
    ("minutes", "ja", "en"),
    [
        (0.5, "たったいま", "just now"),
        (7.9, "7分前", "7 min ago"),
        (165, "2時間45分前", "2 h 45 min ago"),
        (120, "2時間前", "2 h ago"),
        (60 * 7 + 5, "7時間前", "7 h ago"),
        (60 * 24, "1日前", "1 day ago"),
        (60 * 24 * 3 + 5, "3日前", "3 days ago"),
        (None, "時刻不明", "time unknown"),
    ],
)
def test_ages(minutes: float | None, ja: str, en: str) -> None:
    assert (numbers.age(minutes, "ja"), numbers.age(minutes, "en")) == (ja, en)


@pytest.mark.parametrize(
    ("day", "shown"),
    [
        (date(2019, 4, 30), "平成31年4月30日"),
        (date(2019, 5, 1), "令和元年5月1日"),
        (date(1989, 1, 7), "昭和64年1月7日"),
        (date(1926, 12, 24), "大正15年12月24日"),
        (date(1912, 7, 29), "明治45年7月29日"),
        (date(1872, 12, 31), ""),
        (None, ""),
    ],
)
def test_wareki_at_the_edges_of_eras(day: date | None, shown: str) -> None:
    assert numbers.wareki(day) == shown


@settings(max_examples=100, deadline=None)
@given(st.dates(date(1873, 1, 1), date(2099, 12, 31)))
def test_wareki_counts_every_year_once(day: date) -> None:
    following = day + timedelta(days=1)
    assert numbers.wareki(day) != numbers.wareki(following)
    assert numbers.wareki(day).endswith(f"{day.month}月{day.day}日")


def test_minutes_between_takes_naive_times_as_utc() -> None:
    assert numbers.minutes_between(datetime(2026, 11, 21, 5, 0), NOON) == 5.0  # noqa: DTZ001
    assert numbers.minutes_between(None, NOON) is None


def test_room_is_told_in_tens_and_a_few_as_they_are() -> None:
    told = [numbers.room_told(free) for free in (0, 1, 9, 10, 19, 20, 347, 1_000)]
    assert told == [0, 1, 9, 10, 10, 20, 340, 1_000]
