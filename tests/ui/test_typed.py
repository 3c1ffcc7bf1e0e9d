"""What people type, read as they meant it."""

from __future__ import annotations

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from machimori.domain.statement_rules import Refused
from machimori.ui import typed

#: 00:10 in Japan, when "yesterday" is a few minutes ago.
PAGE: Any = SimpleNamespace(
    now=datetime(2026, 11, 21, 15, 10, tzinfo=UTC), zone=ZoneInfo("Asia/Tokyo")
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("  ", None),
        ("120", 120),
        ("１２０人", 120),
        ("1,200 名", 1200),
        ("-1", -1),
        ("−1", -1),
        ("1000000000", 10**9),
        ("1 person", 1),
    ],
)
def test_whole_numbers_in_any_width(text: str, expected: int | None) -> None:
    assert typed.whole("headcount", text) == expected


@pytest.mark.parametrize("text", ["たくさん", "3.5", "1e9", "12-3", "👨‍👩‍👧", "９" * 20, "‮12a"])
def test_what_is_no_number_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        typed.whole("headcount", text)
    assert (refused.value.rule, refused.value.field) == ("not_a_number", "headcount")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", None),
        ("0:05", (21, 15, 5)),
        ("０００５", (21, 15, 5)),
        ("23:50", (22, 14, 50)),  # today's, still ahead: the rules refuse it
        ("11/21 23:50", (21, 14, 50)),
        ("2026-11-21 23:50", (21, 14, 50)),
    ],
)
def test_times_are_today_s_unless_a_day_is_given(
    text: str, expected: tuple[int, int, int] | None
) -> None:
    moment = typed.moment(PAGE, "observed_at", text)
    assert (moment and (moment.day, moment.hour, moment.minute)) == expected


@pytest.mark.parametrize("text", ["昼", "25:00", "12:60", "2/30 10:00", "14時ごろ", "1"])
def test_what_is_no_time_is_refused(text: str) -> None:
    with pytest.raises(Refused) as refused:
        typed.moment(PAGE, "observed_at", text)
    assert refused.value.rule == "no_time"


def test_degrees() -> None:
    assert typed.degrees("latitude", "３５．６９°") == 35.69
    assert typed.degrees("latitude", "") is None
    with pytest.raises(Refused):
        typed.degrees("latitude", "35°41'")
