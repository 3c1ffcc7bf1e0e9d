"""Open now or when next, on weekdays, holidays and over midnight."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.opening_hours import HOLIDAY, WEEKDAYS, Hours, hours_at

TOKYO = ZoneInfo("Asia/Tokyo")
WORKDAYS = "mon,tue,wed,thu,fri"
HOLIDAYS = {date(2026, 11, 23)}


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=TOKYO)


def is_holiday(day: date) -> bool:
    return day in HOLIDAYS


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (at(20, 9), Hours(True, closes_at=time(17))),
        (at(20, 16, 59), Hours(True, closes_at=time(17))),
        (at(20, 8, 59), Hours(False, next_open=at(20, 9))),
        # Friday evening: Saturday and Sunday are closed, Monday the 23rd is a holiday.
        (at(20, 17), Hours(False, next_open=at(24, 9))),
        (at(23, 12), Hours(False, next_open=at(24, 9))),
    ],
)
def test_workdays(moment: datetime, expected: Hours) -> None:
    assert hours_at(moment, WORKDAYS, time(9), time(17), is_holiday) == expected


def test_a_holiday_opens_only_where_it_is_named() -> None:
    named = hours_at(at(23, 12), f"{WORKDAYS},{HOLIDAY}", time(9), time(17), is_holiday)
    assert named == Hours(True, closes_at=time(17))


@pytest.mark.parametrize(
    ("days", "opens", "closes"),
    [(None, time(9), time(17)), ("", time(9), time(17)), (WORKDAYS, None, time(17)),
     (WORKDAYS, time(9), None)],
)  # fmt: skip
def test_unpublished_hours_are_unknown(
    days: str | None, opens: time | None, closes: time | None
) -> None:
    assert hours_at(at(20, 12), days, opens, closes, is_holiday) == Hours(None)


def test_hours_over_midnight_belong_to_the_day_they_began() -> None:
    late = hours_at(at(21, 1), "fri", time(20), time(2), is_holiday)
    assert late == Hours(True, closes_at=time(2))
    assert hours_at(at(20, 1), "fri", time(20), time(2), is_holiday).is_open is False


def test_a_day_that_never_comes_has_no_next_opening() -> None:
    assert hours_at(at(20, 12), HOLIDAY, time(9), time(17), lambda _: False) == Hours(False)


@settings(max_examples=150, deadline=None)
@given(
    st.datetimes(datetime(2024, 1, 1), datetime(2030, 1, 1)),  # noqa: DTZ001 - made aware below
    st.sets(st.sampled_from([*WEEKDAYS, HOLIDAY]), min_size=1),
    st.integers(0, 22),
)
def test_at_the_next_opening_it_is_open(moment: datetime, days: set[str], opens: int) -> None:
    def every_tenth(day: date) -> bool:
        return day.day % 10 == 0

    local = moment.replace(tzinfo=TOKYO)
    found = hours_at(local, ",".join(days), time(opens), time(opens + 1), every_tenth)
    if found.next_open is None:
        assert found.is_open or days == {HOLIDAY}
        return
    then = hours_at(found.next_open, ",".join(days), time(opens), time(opens + 1), every_tenth)
    assert then.is_open
    assert found.next_open - local <= timedelta(days=28)
