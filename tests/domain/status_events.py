"""Statements for the tests of the fold: one made by hand, many by hypothesis."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pandas as pd
from hypothesis import strategies as st

START = datetime(2026, 11, 21, 5, 0)  # noqa: DTZ001 - the tables hold naive UTC
IDS = [f"e{number:02d}" for number in range(14)]


def at(minutes: float) -> datetime:
    """Naive UTC, minutes after the start."""
    return START + timedelta(minutes=minutes)


def said(event_id: str, minutes: float, /, **values: Any) -> dict[str, Any]:
    """A statement observed and received at a minute, real, about one place of one incident."""
    return {
        "event_id": event_id,
        "incident_id": "i1",
        "event_type": "status",
        "facility_id": "p1:shelter",
        "observed_at": at(minutes),
        "received_at": at(minutes),
        "source": "journal",
        "mode": "real",
    } | values


def _time(low: int, high: int) -> st.SearchStrategy[datetime]:
    return st.integers(low, high).map(at)


def events() -> st.SearchStrategy[list[dict[str, Any]]]:
    """Few ids, places and minutes, so that ties, doubles, chains and late arrivals happen."""
    maybe = st.none()
    statement = st.fixed_dictionaries(
        {
            "event_id": st.sampled_from(IDS),
            "incident_id": st.sampled_from(["i1", "i2", None]),
            "event_type": st.sampled_from(["status", "confirmation", "correction", "increment"]),
            "facility_id": st.sampled_from(["p1:shelter", "p2:shelter"]),
            "opening": st.sampled_from([None, "開設", "閉鎖", "不明"]),
            "crowding": st.sampled_from([None, "空き", "定員一杯"]),
            "headcount": maybe | st.integers(0, 50),
            "headcount_delta": maybe | st.integers(-9, 9),
            "outside_headcount": maybe | st.integers(0, 9),
            "outside_headcount_delta": maybe | st.integers(-9, 9),
            "counters": st.sampled_from([None, None, '{"elderly": 3, "infant": 1}']),
            "counters_delta": st.sampled_from([None, '{"elderly": -2}', '{"pets": 1}']),
            "observed_at": _time(0, 6),
            "confirmed_at": maybe | _time(0, 9),
            "received_at": _time(0, 9),
            "opened_at": maybe | _time(-9, 0),
            "closed_at": maybe | _time(0, 3),
            "mode": st.sampled_from(["real", "real", "training"]),
            "supersedes": maybe | maybe | st.sampled_from(IDS),
            "source": st.sampled_from(["a", "b"]),
            "note": st.sampled_from([None, "控え"]),
            "is_sample": st.booleans(),
            "is_known_facility": st.booleans(),
        }
    )
    return st.lists(statement, max_size=14)


def same(one: pd.DataFrame, other: pd.DataFrame) -> None:
    """Assert that two folds are equal: columns, types, rows and their order."""
    pd.testing.assert_frame_equal(one, other)
