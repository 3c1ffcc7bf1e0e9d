"""Working time: known days, and what must hold for any moments."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.working_time import OfficeHours, WorkingTime, working_time

TOKYO = ZoneInfo("Asia/Tokyo")
HOUR = 3_600_000_000
TABLE = working_time(OfficeHours(), TOKYO, date(2025, 12, 1), date(2027, 3, 31))
#: Well inside the table, so that nothing runs over its end.
FIRST, LAST = datetime.fromisoformat("2025-12-02"), datetime.fromisoformat("2026-12-31")
MOMENTS = st.datetimes(FIRST, LAST).map(lambda one: one.replace(microsecond=0))
WORK = st.integers(0, 300 * HOUR)


def at(*local: str) -> np.ndarray:
    """Local times as naive UTC."""
    return np.array(
        [
            np.datetime64(
                datetime.fromisoformat(one).replace(tzinfo=TOKYO).astimezone(UTC)
                .replace(tzinfo=None),
                "us",
            )
            for one in local
        ]
    )  # fmt: skip


def local(moments: np.ndarray) -> list[str]:
    """Naive UTC as local times."""
    return [
        "" if pd.isna(one) else pd.Timestamp(one, tz="UTC").tz_convert(TOKYO).isoformat()[:19]
        for one in moments
    ]


def utc(*moments: datetime) -> np.ndarray:
    return np.array([np.datetime64(one, "us") for one in moments])


@pytest.mark.parametrize(
    ("day", "is_open"),
    [
        (date(2026, 11, 20), True),  # Friday
        (date(2026, 11, 21), False),  # Saturday
        (date(2026, 11, 23), False),  # 勤労感謝の日
        (date(2026, 12, 28), True),  # Monday, the last day of work
        (date(2026, 12, 29), False),
        (date(2027, 1, 1), False),
        (date(2027, 1, 3), False),
        (date(2027, 1, 4), True),
        (date(2026, 5, 6), False),  # a substitute holiday (振替休日)
    ],
)
def test_days_of_an_office(day: date, is_open: bool) -> None:
    assert OfficeHours().is_open_on(day) is is_open


def test_days_of_an_office_by_configuration() -> None:
    hours = OfficeHours(
        weekdays=frozenset(range(7)),
        closed_seasons=(),
        closed_dates=frozenset({date(2026, 11, 21)}),
        keeps_holidays=False,
    )
    assert [hours.is_open_on(date(2026, 11, day)) for day in (21, 22, 23)] == [False, True, True]
    assert hours.is_open_on(date(2027, 1, 1))


def test_hours_run_in_the_office_alone() -> None:
    start = at("2026-11-20T16:15", "2026-11-20T16:15", "2026-11-21T12:00", "2026-12-28T17:00")
    work = np.array([HOUR, 2 * HOUR, 0, HOUR])
    assert local(TABLE.add(start, work)) == [
        "2026-11-20T17:15:00",  # exactly at closing: the same day
        "2026-11-24T09:30:00",  # over the weekend and 勤労感謝の日
        "2026-11-24T08:30:00",  # nothing to do: when the office opens next
        "2027-01-04T09:15:00",  # over 年末年始
    ]


def test_days_end_with_their_closing() -> None:
    start = at("2026-11-20T09:00", "2026-11-21T09:00", "2026-12-28T23:00")
    assert local(TABLE.end_of_working_day(start, 1)) == [
        "2026-11-24T17:15:00",
        "2026-11-24T17:15:00",
        "2027-01-04T17:15:00",
    ]
    assert local(TABLE.end_of_day(start, 3)) == [
        "2026-11-23T23:59:59",
        "2026-11-24T23:59:59",
        "2026-12-31T23:59:59",
    ]


def test_what_lies_outside_has_no_answer() -> None:
    start = np.array([np.datetime64("NaT", "us"), np.datetime64("1920-01-01", "us")])
    nothing = ["", ""]
    assert local(TABLE.add(start, np.array([HOUR, HOUR]))) == nothing
    assert local(TABLE.end_of_working_day(start, 1)) == nothing
    assert local(TABLE.end_of_day(start, 1)) == nothing
    assert list(TABLE.between(start, start)) == [0, 0]
    late = at("2027-03-30T09:00")
    assert local(TABLE.add(late, np.array([900 * HOUR]))) == [""]


def test_an_office_that_never_opens() -> None:
    shut = working_time(
        OfficeHours(weekdays=frozenset()), TOKYO, date(2026, 1, 1), date(2026, 2, 1)
    )
    start = at("2026-01-10T09:00")
    assert local(shut.add(start, np.array([HOUR]))) == [""]
    assert list(shut.worked(start)) == [0]


def is_closed(table: WorkingTime, moment: np.ndarray) -> bool:
    number = moment.astype("datetime64[us]").astype(np.int64)[0]
    return not bool(((table.opens <= number) & (number <= table.closes)).any())


@settings(max_examples=50, deadline=None)
@given(start=MOMENTS, first=WORK, more=WORK)
def test_more_work_is_never_done_earlier(start: datetime, first: int, more: int) -> None:
    begin = utc(start, start)
    early, late = TABLE.add(begin, np.array([first, first + more]))
    assert early <= late and (more == 0 or early < late)


@settings(max_examples=50, deadline=None)
@given(start=MOMENTS, later=MOMENTS, work=WORK)
def test_who_begins_later_is_done_later(start: datetime, later: datetime, work: int) -> None:
    first, second = sorted((start, later))
    early, late = TABLE.add(utc(first, second), np.array([work, work]))
    assert early <= late


@settings(max_examples=50, deadline=None)
@given(start=MOMENTS, work=WORK)
def test_work_ends_in_working_time_and_is_worked(start: datetime, work: int) -> None:
    begin = utc(start)
    done = TABLE.add(begin, np.array([work]))
    assert not is_closed(TABLE, done)
    assert TABLE.between(begin, done)[0] == work
    assert TABLE.between(done, begin)[0] == -work


@settings(max_examples=50, deadline=None)
@given(start=MOMENTS, first=WORK, then=WORK)
def test_work_done_in_two_parts_ends_as_in_one(start: datetime, first: int, then: int) -> None:
    begin = utc(start)
    paused = TABLE.add(begin, np.array([first]))
    whole = TABLE.add(begin, np.array([first + then]))
    again = TABLE.add(paused, np.array([then]))
    # Between closing and the next opening nothing is worked, so both are the same time of work.
    assert TABLE.between(begin, whole)[0] == TABLE.between(begin, again)[0]
