"""The desk log: what is typed stays, is put right, is kept and is never lost."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from machimori.domain.desk_log import LogEntry, folded_log
from machimori.domain.events import Event
from tests.domain.journal_events import START, at, said


def typed(event_id: str, minutes: float, subject: str = "l1", **payload: Any) -> Event:
    return said(event_id, "desk_log", subject, minutes, **payload)


WATER = typed(
    "a",
    0,
    category="promise",
    text="15時までに水500本を届ける",
    counterpart="見本水道局",
    facility_id="p01:shelter",
    due_at=60,
)


def one(*events: Event) -> LogEntry:
    (entry,) = folded_log(events)
    return entry


def test_an_entry_as_typed() -> None:
    assert one(WATER) == LogEntry(
        entry_id="l1",
        said_in="a",
        incident_id="i1",
        mode="real",
        category="promise",
        text="15時までに水500本を届ける",
        at=at(0),
        received_at=at(0),
        reporter="見本 太郎",
        counterpart="見本水道局",
        facility_id="p01:shelter",
        due_at=at(60),
    )


def test_a_promise_is_open_then_overdue_then_done() -> None:
    entry = one(WATER)
    moments = [START + timedelta(minutes=minutes) for minutes in (59, 60)]
    assert [entry.is_open, *(entry.is_overdue(now) for now in moments)] == [True, False, True]
    done = one(WATER, typed("b", 70, done_at=70))
    assert (done.done_at, done.done_in, done.is_open) == (at(70), "b", False)
    assert done.text == entry.text
    undone = one(WATER, typed("b", 70, done_at=70), typed("c", 71, supersedes="b"))
    assert (undone.done_at, undone.is_open) == (None, True)


def test_only_what_is_owed_is_open() -> None:
    def is_open(**payload: Any) -> bool:
        return one(typed("a", 0, text="見本", **payload)).is_open

    found = [
        is_open(category="decision"),
        is_open(category="request"),
        is_open(category="instruction", due_at=5),
        is_open(),
    ]
    assert found == [False, True, True, False]


def test_words_put_right_keep_their_place_in_the_book() -> None:
    right = typed("b", 5, category="promise", text="水300本", supersedes="a", received=20)
    entry = one(right, WATER)
    assert (entry.text, entry.at, entry.received_at, entry.is_corrected) == (
        "水300本",
        at(5),
        at(0),
        True,
    )
    assert (entry.due_at, entry.counterpart) == (None, None)


def test_what_was_taken_back_stays_to_be_read() -> None:
    entry = one(WATER, typed("b", 5, supersedes="a"))
    assert (entry.text, entry.is_taken_back, entry.is_open) == (WATER.payload["text"], True, False)


def test_by_the_time_it_happened_and_drills_apart() -> None:
    events = [
        typed("c", 30, "l3", text="三"),
        typed("a", 10, "l1", text="一", received=40),
        typed("b", 20, "l2", text="二"),
        typed("d", 20, "l2", text="訓練", mode="training", supersedes="b"),
        typed("e", 50, "l4", done_at=50),
    ]
    assert [(entry.text, entry.mode) for entry in folded_log(events)] == [
        ("一", "real"),
        ("二", "real"),
        ("訓練", "training"),
        ("三", "real"),
    ]
