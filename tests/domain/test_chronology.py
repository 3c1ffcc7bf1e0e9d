"""The book: what was typed beside what the system knows, each once and at its time."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pandas as pd

from machimori.domain.chronology import (
    CATEGORIES,
    SYSTEM,
    Line,
    chosen,
    message_lines,
    ordered,
    place_changes,
    typed_line,
)
from machimori.domain.desk_log import folded_log
from machimori.domain.event_payloads import LOG_CATEGORIES
from machimori.domain.messages import folded_messages
from tests.domain.journal_events import at
from tests.domain.journal_events import said as told
from tests.domain.status_events import at as seen
from tests.domain.status_events import said


def changes(*statements: dict[str, Any]) -> list[tuple[str, str, datetime]]:
    found = place_changes(pd.DataFrame(list(statements)))
    rows = found[["what", "facility_id", "observed_at"]]
    return [(row[0], row[1], row[2].to_pydatetime()) for row in rows.itertuples(index=False)]


def test_a_place_opens_fills_and_closes_once_each() -> None:
    found = changes(
        said("a", 0, opening="開設", crowding="空き"),
        said("b", 5, opening="開設", crowding="定員一杯"),
        said("c", 9, crowding="定員一杯"),
        said("d", 12, event_type="confirmation"),
        said("e", 20, opening="閉鎖"),
        said("f", 25, opening="閉鎖"),
        said("g", 30, opening="開設", crowding="定員一杯"),
    )
    place = "p1:shelter"
    assert found == [
        ("place_opened", place, seen(0)),
        ("place_full", place, seen(5)),
        ("place_closed", place, seen(20)),
        ("place_opened", place, seen(30)),
    ]


def test_a_correction_never_says_opened_again() -> None:
    right = said("b", 0, event_type="correction", opening="開設", headcount=9, supersedes="a")
    assert changes(
        said("a", 0, opening="開設", headcount=90),
        right,
        said("c", 9, event_type="correction", opening="開設"),
    ) == [("place_opened", "p1:shelter", seen(0))]


def test_closed_before_anybody_opened_it_is_no_news() -> None:
    assert changes(said("a", 0, opening="閉鎖"), said("b", 1, opening="未開設")) == []
    assert place_changes(pd.DataFrame({"event_id": []})).empty


def test_places_do_not_mix_and_the_order_of_rows_does_not_matter() -> None:
    statements = [
        said("a", 0, opening="開設"),
        said("b", 1, opening="開設", facility_id="p2:shelter"),
        said("c", 2, opening="閉鎖", facility_id="p2:shelter"),
        said("c", 2, opening="閉鎖", facility_id="p2:shelter"),
    ]
    assert changes(*statements[::-1]) == changes(*statements)
    assert [what for what, _, _ in changes(*statements)] == [
        "place_opened",
        "place_opened",
        "place_closed",
    ]


def line(line_id: str, minutes: float, category: str = "received", **how: Any) -> Line:
    received = how.pop("received", minutes)
    return Line(line_id, at(minutes), at(received), category, "typed", **how)


def test_by_the_time_it_happened_and_since_by_the_time_it_was_learnt() -> None:
    lines = [line("b", 10), line("a", 5, received=50), line("c", 10, "order")]
    assert [one.line_id for one in ordered(lines)] == ["a", "b", "c"]
    assert [one.line_id for one in chosen(lines, since=at(20))] == ["a"]
    assert [one.line_id for one in chosen(lines, categories=["order"])] == ["c"]
    assert chosen(lines) == lines


def test_a_message_is_a_line_when_sent_and_one_when_withdrawn() -> None:
    events = [
        told("a", "disaster_message", "m1", 0, text_ja="給水", audience="public"),
        told("b", "disaster_message", "m1", 30, withdrawn_at=30),
    ]
    (message,) = folded_messages(events)
    found = message_lines(message)
    assert [(one.what, one.at, one.text, one.is_staff_only) for one in found] == [
        ("message_sent", at(0), "給水", False),
        ("message_withdrawn", at(30), "給水", False),
    ]


def test_a_typed_line_keeps_its_entry() -> None:
    (entry,) = folded_log([told("a", "desk_log", "l1", 0, text="見本", category="decision")])
    found = typed_line(entry)
    assert (found.category, found.text, found.is_system, found.entry) == (
        "decision",
        "見本",
        False,
        entry,
    )


def test_every_category_stands_once() -> None:
    assert len(CATEGORIES) == len(set(CATEGORIES))
    assert set(LOG_CATEGORIES) | set(SYSTEM.values()) == set(CATEGORIES)
