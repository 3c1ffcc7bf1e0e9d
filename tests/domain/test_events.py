"""Journal entries: what is accepted, and the rows they become, whatever their order."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain import event_tables
from machimori.domain.events import BadEvent, Event, checked, moment
from machimori.domain.status_history import naive

FIRST, LAST = datetime(1900, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - zones are drawn
BEGAN = datetime(2026, 11, 21, 0, 0, tzinfo=UTC)


def event(seq: int, kind: str, subject: str, payload: dict[str, Any], **changed: Any) -> Event:
    values = {
        "seq": seq,
        "event_id": f"e{seq}",
        "client_key": f"k{seq}",
        "kind": kind,
        "subject": subject,
        "incident_id": "quake",
        "mode": "real",
        "observed_at": BEGAN + timedelta(minutes=seq),
        "received_at": BEGAN + timedelta(minutes=seq),
        "reporter": "",
        "payload": checked(kind, changed.get("mode", "real"), payload),
    }
    return Event(**values | changed)


def test_null_is_not_said_and_times_are_written_in_utc() -> None:
    tokyo = datetime.fromisoformat("2026-11-21T14:05:00+09:00")
    assert checked(
        "incident",
        "real",
        {"name": None, "started_at": tokyo, "ended_at": "2026-11-21T15:00+09:00"},
    ) == {
        "started_at": "2026-11-21T05:05:00.000000+00:00",
        "ended_at": "2026-11-21T06:00:00.000000+00:00",
    }


@given(st.datetimes(FIRST, LAST, timezones=st.timezones()))
@settings(max_examples=100, deadline=None)
def test_a_moment_keeps_its_instant(when: datetime) -> None:
    written = moment(when)
    assert datetime.fromisoformat(written) == when.astimezone(UTC)
    assert written.endswith("+00:00")


@pytest.mark.parametrize(
    ("kind", "payload", "reason"),
    [
        ("rumour", {}, "no kind of event is called 'rumour'"),
        ("incident", {"title": "x"}, "incident has no field 'title'"),
        ("incident", {"name": 5}, "name: text is needed"),
        ("incident", {"started_at": "yesterday"}, "started_at: "),
        ("evacuation_order", {"alert_level": 0}, "alert_level: a whole number from 1"),
        ("facility_status", {"headcount": True}, "headcount: a whole number"),
        ("facility_status", {"counters": {"女": -1}}, "counters: a whole number"),
        ("facility_status", {"counters": "{"}, "counters: "),
    ],
)
def test_what_is_wrong_is_named(kind: str, payload: dict[str, Any], reason: str) -> None:
    with pytest.raises(BadEvent, match=reason):
        checked(kind, "real", payload)


def test_an_incident_has_the_latest_of_each_and_one_mode_for_good() -> None:
    events = [
        event(1, "incident", "quake", {"name": "地震"}),
        event(2, "incident", "quake", {"name": "見本地震", "ended_at": BEGAN}),
        event(3, "incident", "quake", {"name": "訓練の地震"}, mode="training"),
    ]
    for _ in range(4):
        random.Random(7).shuffle(events)  # noqa: S311 - an order, not a secret
        assert event_tables.incidents(events).to_dict("records") == [
            {
                "incident_id": "quake",
                "name": "見本地震",
                "mode": "real",
                "started_at": naive(BEGAN + timedelta(minutes=1)),
                "ended_at": naive(BEGAN),
                "hazard": None,
                "is_opened_here": True,
            }
        ]


def test_a_corrected_order_is_out_and_drills_correct_drills_only() -> None:
    events = [
        event(1, "evacuation_order", "district-w", {"alert_level": 3}),
        event(2, "evacuation_order", "district-w", {"alert_level": 4, "supersedes": "e1"}),
        event(
            3,
            "evacuation_order",
            "district-w",
            {"alert_level": 3, "supersedes": "e2"},
            mode="training",
        ),
    ]
    rows = event_tables.evacuation_orders(events)
    assert rows[["event_id", "mode"]].to_numpy().tolist() == [["e2", "real"], ["e3", "training"]]


def test_statements_are_rows_of_the_history() -> None:
    said = event(4, "facility_status", "p1:shelter", {"opening": "開設", "headcount": 3})
    (row,) = event_tables.statements([said], is_sample=True).to_dict("records")
    found = {name: row[name] for name in ("event_id", "event_type", "facility_id", "opening",
             "headcount", "source", "source_row", "mode", "is_sample", "reporter")}  # fmt: skip
    assert found == {
        "event_id": "e4",
        "event_type": "status",
        "facility_id": "p1:shelter",
        "opening": "開設",
        "headcount": 3,
        "source": "journal",
        "source_row": 4,
        "mode": "real",
        "is_sample": True,
        "reporter": None,
    }
