"""When a telephone's report was seen, whatever its clock says."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.operator_reports import CLOCK_IS_RIGHT, WrongClock, seen_at

NOW = datetime(2026, 11, 21, 5, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


@given(
    skew=st.timedeltas(-timedelta(hours=23), timedelta(hours=23)),
    waited=st.timedeltas(timedelta(), timedelta(days=80)),
)
@settings(max_examples=100, deadline=None)
def test_a_clock_that_is_off_is_corrected_and_waiting_counts(
    skew: timedelta, waited: timedelta
) -> None:
    sent = NOW + skew
    found = seen_at(sent - waited, sent, received_at=NOW, now=NOW)
    assert abs(found - (NOW - waited)) <= CLOCK_IS_RIGHT
    assert found <= NOW


@given(
    skew=st.timedeltas(-timedelta(minutes=1), timedelta(minutes=1)),
    gap=st.timedeltas(timedelta(milliseconds=1), timedelta(seconds=20)),
    delays=st.tuples(*[st.timedeltas(timedelta(), timedelta(seconds=15))] * 2),
)
@settings(max_examples=100, deadline=None)
def test_a_slow_network_turns_no_order_round(
    skew: timedelta, gap: timedelta, delays: tuple[timedelta, timedelta]
) -> None:
    first_came = NOW + delays[0]
    first = seen_at(NOW + skew, NOW + skew, received_at=first_came, now=first_came)
    second_sent = max(NOW + gap, first_came)
    second_came = second_sent + delays[1]
    second = seen_at(NOW + skew + gap, second_sent + skew, received_at=second_came, now=second_came)
    assert first <= second


def test_a_day_late_report_was_seen_a_day_ago() -> None:
    assert seen_at(NOW - 26 * HOUR, NOW, received_at=NOW, now=NOW) == NOW - 26 * HOUR


def test_a_sample_whose_clock_stands_still_counts_from_where_it_stands() -> None:
    standing = NOW - timedelta(days=40)
    assert seen_at(NOW - HOUR, NOW, received_at=NOW, now=standing) == standing - HOUR
    later = NOW + timedelta(seconds=40)
    assert seen_at(NOW, later, received_at=later, now=standing) == standing, "ties, in order"


def test_a_clock_set_back_a_little_between_seeing_and_sending_is_no_report_of_the_future() -> None:
    assert seen_at(NOW + timedelta(minutes=4), NOW, received_at=NOW, now=NOW) == NOW


@pytest.mark.parametrize(
    ("observed", "sent"),
    [
        (NOW, NOW + 25 * HOUR),
        (NOW, NOW - 25 * HOUR),
        (NOW + HOUR, NOW),
        (NOW - timedelta(days=91), NOW),
        (datetime.min.replace(tzinfo=UTC), NOW),
        (NOW, datetime.max.replace(tzinfo=UTC)),
        (datetime.max.replace(tzinfo=UTC), datetime.min.replace(tzinfo=UTC)),
    ],
)
def test_clocks_that_cannot_be_trusted_are_refused(observed: datetime, sent: datetime) -> None:
    with pytest.raises(WrongClock):
        seen_at(observed, sent, received_at=NOW, now=NOW)
