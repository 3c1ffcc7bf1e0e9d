"""Orders: issued, lifted, replaced, put right; whatever order the entries come in."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.evacuation import ORDER_COLUMNS, WHOLE, in_force, order_rows, with_end
from machimori.domain.events import Event
from tests.domain.journal_events import START, at, said


def order(event_id: str, minutes: float, district: str = "west", **payload: Any) -> Event:
    return said(event_id, "evacuation_order", district, minutes, **payload)


def frame(*events: Event) -> pd.DataFrame:
    table = pd.DataFrame(order_rows(events), columns=list(ORDER_COLUMNS), dtype=object)
    for name in ("issued_at", "lifted_at"):
        table[name] = pd.to_datetime(table[name]).astype("datetime64[us]")
    return table


def standing(minutes: float, *events: Event) -> list[tuple[str, str | None, int]]:
    held = in_force(frame(*events), START + timedelta(minutes=minutes))
    rows = held[["event_id", "district_id", "alert_level"]]
    return [(row[0], row[1], row[2]) for row in rows.itertuples(index=False)]


def test_an_order_is_one_row_with_its_kind_by_level() -> None:
    assert order_rows([order("a", 0, alert_level=4)]) == [
        {
            "event_id": "a",
            "incident_id": "i1",
            "district_id": "west",
            "alert_level": 4,
            "order_kind": "避難指示",
            "issued_at": at(0),
            "lifted_at": None,
            "mode": "real",
        }
    ]
    (whole,) = order_rows([order("a", 0, WHOLE, alert_level=3, issued_at=-5)])
    assert (whole["district_id"], whole["order_kind"], whole["issued_at"]) == (
        None,
        "高齢者等避難",
        at(-5),
    )


def test_lifting_names_the_order_and_ends_it() -> None:
    events = (
        order("a", 0, alert_level=4),
        order("b", 0, "east", alert_level=4),
        order("c", 60, lifts="a"),
    )
    assert [row["lifted_at"] for row in order_rows(events)] == [at(60), None]
    assert standing(59, *events) == [("a", "west", 4), ("b", "east", 4)]
    assert standing(60, *events) == [("b", "east", 4)]


def test_a_lift_that_was_a_mistake_is_taken_back() -> None:
    events = (
        order("a", 0, alert_level=4),
        order("b", 60, lifts="a"),
        order("c", 61, supersedes="b"),
    )
    assert [(row["event_id"], row["lifted_at"]) for row in order_rows(events)] == [("a", None)]


def test_a_mistaken_order_gives_way_to_the_right_one_with_its_lift() -> None:
    events = (
        order("a", 0, alert_level=5),
        order("b", 5, "east", alert_level=4, supersedes="a"),
        order("c", 60, lifts="a"),
    )
    assert [(row["event_id"], row["lifted_at"]) for row in order_rows(events)] == [("b", at(60))]
    assert order_rows([order("a", 0, alert_level=5), order("b", 5, supersedes="a")]) == []


def test_a_newer_order_of_the_district_replaces_the_older() -> None:
    events = (
        order("a", 0, alert_level=3),
        order("b", 30, alert_level=4),
        order("c", 90, lifts="b"),
    )
    assert with_end(frame(*events))["ended_at"].tolist() == [at(30), at(90)]
    assert standing(10, *events) == [("a", "west", 3)]
    assert standing(30, *events) == [("b", "west", 4)]
    assert standing(90, *events) == []
    assert standing(-1, *events) == []


def test_the_highest_level_comes_first_and_drills_stay_apart() -> None:
    events = (
        order("a", 0, alert_level=3),
        order("b", 1, "east", alert_level=5),
        order("c", 2, "east", alert_level=4, mode="training"),
        order("d", 3, supersedes="a", mode="training"),
    )
    assert standing(5, *events) == [("b", "east", 5), ("c", "east", 4), ("a", "west", 3)]


def test_corrections_in_a_circle_end_somewhere() -> None:
    events = (
        order("a", 0, alert_level=3, supersedes="b"),
        order("b", 1, alert_level=4, supersedes="a"),
        order("c", 2, lifts="a"),
    )
    assert order_rows(events) == []


@pytest.mark.parametrize("none", [[], [said("x", "incident", "i1", 0, name="見本")]])
def test_no_orders_are_no_rows(none: list[Event]) -> None:
    assert order_rows(none) == []
    assert standing(0, *none) == []


@st.composite
def stories(draw: st.DrawFn) -> list[Event]:
    events: list[Event] = []
    for number in range(draw(st.integers(0, 8))):
        before = [event.event_id for event in events]
        payload: dict[str, Any] = {}
        kind = draw(st.sampled_from(["issue", "issue", "lift", "correct", "void"]))
        if kind in ("issue", "correct") or not before:
            payload["alert_level"] = draw(st.sampled_from([3, 4, 5]))
        if kind == "lift" and before:
            payload["lifts"] = draw(st.sampled_from(before))
        if kind in ("correct", "void") and before:
            payload["supersedes"] = draw(st.sampled_from(before))
        events.append(
            order(
                f"e{number}",
                draw(st.integers(0, 5)),
                draw(st.sampled_from(["west", "east"])),
                mode=draw(st.sampled_from(["real", "real", "training"])),
                received=number,
                **payload,
            )
        )
    return events


@settings(max_examples=80, deadline=None)
@given(stories(), st.randoms(use_true_random=False))
def test_neither_order_nor_repetition_matters(events: list[Event], chance: Any) -> None:
    shuffled = chance.sample(events, len(events))
    assert order_rows([*shuffled, *events]) == order_rows(events)


@settings(max_examples=80, deadline=None)
@given(stories(), st.integers(0, 8))
def test_a_district_has_one_order_at_a_time(events: list[Event], minutes: int) -> None:
    held = in_force(frame(*events), START + timedelta(minutes=minutes))
    assert not held.duplicated(["mode", "district_id"]).any()
