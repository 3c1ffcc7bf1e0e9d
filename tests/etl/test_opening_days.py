from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from etl.opening_days import DAYS, OpenDays, open_days

WORKDAYS = "mon,tue,wed,thu,fri"
KANJI = "月火水木金土日"


@pytest.mark.parametrize(
    ("published", "days", "rest"),
    [
        ("月～金", WORKDAYS, None),
        ("月曜日から金曜日まで", WORKDAYS, None),
        ("平日", WORKDAYS, None),
        ("平日のみ", WORKDAYS, None),
        ("平日（開庁日）", WORKDAYS, None),
        ("月～金（祝日を除く）", WORKDAYS, None),
        ("月～金（祝日、12月29日～1月3日を除く）", WORKDAYS, "年末年始を除く"),
        ("毎日", ",".join(DAYS), None),
        ("年中無休", ",".join(DAYS), None),
        ("毎日（月曜を除く）", "tue,wed,thu,fri,sat,sun,holiday", None),
        ("火～日（月曜休館）", "tue,wed,thu,fri,sat,sun", None),
        ("月曜定休", "tue,wed,thu,fri,sat,sun", None),
        ("月・水・金", "mon,wed,fri", None),
        ("月火水木金", WORKDAYS, None),
        ("土～月", "mon,sat,sun", None),
        ("土日祝", "sat,sun,holiday", None),
        ("日曜日・祝日", "sun,holiday", None),
        ("平日・土曜", "mon,tue,wed,thu,fri,sat", None),
        ("第2土曜", None, "第2土曜"),
        ("月～金、第2土曜", WORKDAYS, "第2土曜"),
        ("毎月第3木曜日第4火曜日", None, "毎月第3木曜日、第4火曜日"),
        ("随時", None, "随時"),
        ("Mon-Fri", WORKDAYS, None),
        ("weekdays", WORKDAYS, None),
        ("mon,wed,fri", "mon,wed,fri", None),
    ],
)
def test_days_as_offices_write_them(published: str, days: str | None, rest: str | None) -> None:
    assert open_days(published) == OpenDays(days, rest)


@given(st.sets(st.sampled_from(DAYS), min_size=1), st.sampled_from(["・", "、", "", ","]))
def test_days_named_one_by_one_are_read_back(days: set[str], between: str) -> None:
    ordered = [day for day in DAYS if day in days]
    published = between.join(
        "祝" if day == "holiday" else KANJI[DAYS.index(day)] for day in ordered
    )
    assert open_days(published) == OpenDays(",".join(ordered), None)
    assert open_days(",".join(ordered)) == OpenDays(",".join(ordered), None)


@given(st.integers(0, 6), st.integers(0, 6))
def test_a_range_holds_its_ends_and_what_lies_between(first: int, last: int) -> None:
    days = open_days(f"{KANJI[first]}～{KANJI[last]}曜日").days or ""
    count = (last - first) % 7 + 1
    assert len(days.split(",")) == count
    assert {DAYS[first], DAYS[last]} <= set(days.split(","))


@given(st.text(max_size=40))
def test_any_text_is_answered(published: str) -> None:
    days, _ = open_days(published)
    assert days is None or set(days.split(",")) <= set(DAYS)
