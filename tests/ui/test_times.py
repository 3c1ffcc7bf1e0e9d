"""A time of day as people type it at night, and the day they mean."""

from __future__ import annotations

from datetime import UTC, datetime, time
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from machimori.ui.times import clock_time, meant

JAPAN = ZoneInfo("Asia/Tokyo")


def page(hour: int, minute: int) -> Any:
    """What ``meant`` looks at of a page: its clock and its zone."""
    now = datetime(2026, 11, 21, hour, minute, 30, tzinfo=JAPAN)
    return SimpleNamespace(now=now.astimezone(UTC), zone=JAPAN)


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("1405", time(14, 5)),
        ("14:05", time(14, 5)),
        ("９：０５", time(9, 5)),
        ("905", time(9, 5)),
        ("0000", time(0, 0)),
        ("2400", None),
        ("1299", None),
        ("99", None),
        ("14時5分", time(14, 5)),
        ("14時", time(14, 0)),
        ("9:5", None),
        ("午後2時", None),
        ("-1405", None),
        ("14050", None),
        ("", None),
    ],
)
def test_what_can_be_read(typed: str, found: time | None) -> None:
    assert clock_time(typed) == found


@pytest.mark.parametrize(
    ("typed", "ahead", "day", "hour"),
    [
        ("1400", False, 21, 14),
        ("1409", False, 21, 14),  # a few minutes ahead: clocks differ
        ("1430", False, 20, 14),  # not yet: yesterday's
        ("2350", False, 20, 23),
        ("1500", True, 21, 15),
        ("1401", True, 21, 14),
        ("0900", True, 22, 9),
    ],
)
def test_the_day_that_is_meant(typed: str, ahead: bool, day: int, hour: int) -> None:
    moment = meant(page(14, 5), typed, ahead=ahead)
    assert moment is not None
    there = moment.astimezone(JAPAN)
    assert (there.day, there.hour, moment.tzinfo) == (day, hour, UTC)


def test_nothing_typed_means_nothing() -> None:
    assert meant(page(14, 5), "", ahead=False) is None
