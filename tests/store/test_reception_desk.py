"""Receptions: two desks without a line, doubled sends, undo, a count in between."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from machimori.store.desk import Desk, Refused
from machimori.store.queries import board, reception, status
from machimori.store.queries.reception import INSIDE_COLUMNS, OUTSIDE_COLUMNS
from machimori.store.reception_desk import MOST_AT_ONCE, ReceptionDesk
from tests.store.incidents import Drill, drill
from tests.store.small_warehouse import INCIDENT

PLACE = "p02:temporary_stay"


@pytest.fixture
def on(tmp_path: Path) -> Iterator[Drill]:
    with drill(tmp_path) as found:
        yield found


def desk(on: Drill, who: str = "受付一", minutes: float = 0) -> ReceptionDesk:
    return ReceptionDesk(Desk(on.city, on.warehouse, on.journal, who, on.after(minutes)), INCIDENT)


def family(number: int, **how: Any) -> dict[str, Any]:
    return {"key": f"{number:032x}", "place": PLACE, "counts": {"adult": 2, "child": 1}} | how


def held(on: Drill) -> dict[str, Any]:
    table = status.facility_status(on.warehouse, on.journal).set_index("facility_id")
    row = table.loc[PLACE]
    return {
        "headcount": row["headcount"],
        "households": None if pd.isna(row["households"]) else row["households"],
        "outside": None if pd.isna(row["outside_headcount"]) else row["outside_headcount"],
        "counters": json.loads(row["counters"] or "{}"),
    }


def test_two_desks_offline_send_late_twice_and_mixed_up(on: Drill) -> None:
    before = held(on)
    one, other = desk(on, "受付一"), desk(on, "受付二")
    first = [family(number) for number in range(10)]
    second = [family(100 + number, counts={"elderly": 1}, where="car") for number in range(7)]
    chance = random.Random(7)  # noqa: S311 - a fixed shuffle
    for writer, sets in ((one, first), (other, second)):
        for _ in range(3):
            again = chance.sample(sets, len(sets))
            answers = writer.take(again)
            assert [one.key for one in answers] == [said["key"] for said in again]
            assert all(one.event is not None for one in answers)
    after = held(on)
    assert on.journal.last_seq() == 17
    assert after["headcount"] == before["headcount"] + 30
    assert after["households"] == (before["households"] or 0) + 10
    assert after["outside"] == (before["outside"] or 0) + 7
    assert after["counters"] == {
        "adult": 20,
        "child": 10,
        "car": 7,
        "outside_elderly": 7,
        "outside_households": 7,
    }


def test_those_who_leave_and_a_count_that_resets(on: Drill) -> None:
    desk(on).count(PLACE, {"headcount": 40, "households": 15}, client_key="c")
    desk(on, minutes=1).take([family(1), family(2, leaves=True, counts={"adult": 1})])
    assert (held(on)["headcount"], held(on)["households"]) == (42, 15)
    desk(on, minutes=2).count(PLACE, {"headcount": 50}, client_key="d")
    assert held(on)["headcount"] == 50
    # Kept back since before the count: the count had these people in it.
    desk(on, minutes=3).take([family(3, age_ms=150_000)])
    assert held(on)["headcount"] == 50
    with pytest.raises(Refused, match="missing"):
        desk(on).count(PLACE, {"headcount": None}, client_key="e")


def test_undo_supersedes_and_the_list_forgets_it(on: Drill) -> None:
    before = held(on)
    desk(on).take([family(1), family(2, where="home")])
    sets = reception.last_sets(on.warehouse, on.journal, on.incident, PLACE)
    assert [(one.persons, one.outside, one.households) for one in sets] == [(0, 3, 0), (3, 0, 1)]
    assert (sets[0].counters["home"], sets[0].reporter) == (3, "受付一")
    for one in sets:
        for _ in range(2):
            desk(on, minutes=1).undo(PLACE, one.event_id, client_key=f"undo {one.event_id}")
    assert reception.last_sets(on.warehouse, on.journal, on.incident, PLACE) == []
    assert held(on)["headcount"] == before["headcount"]
    assert on.journal.last_seq() == 4


def test_what_a_stranger_could_send_is_answered_and_not_written(on: Drill) -> None:
    answers = desk(on).take(
        [
            family(1, counts={"adult": -3}),
            family(2, counts={"adult": 10**9}),
            family(3, place="nowhere:shelter"),
            family(4, counts={"adult": 1, "name": 1}),
            family(5, age_ms=1000 * 60 * 60 * 40),
            family(6, age_ms=float("nan")) | {"leaves": "yes"},
            {"key": "../../x", "place": PLACE, "counts": {"adult": 1}},
            "text",
            None,
        ]
    )
    assert [one.refusal.rule if one.refusal else None for one in answers] == [
        "party_not_counts",
        "party_too_many",
        "unknown_facility",
        "party_unknown_counter",
        "before_the_incident",
        None,
    ]
    assert on.journal.last_seq() == 1
    many = [family(100 + number, counts={}) for number in range(MOST_AT_ONCE + 5)]
    assert len(desk(on).take(many)) == MOST_AT_ONCE


def test_counters_per_place_and_per_role_inside_and_outside_apart(on: Drill) -> None:
    desk(on).take(
        [
            family(1, counts={"adult": 2, "pregnant": 1, "pets": 1}),
            family(2, where="car", counts={"elderly": 2, "care": 1}),
        ]
    )
    places = board.places(on.warehouse, on.city, on.incident, now=on.after(0), journal=on.journal)
    frame = reception.counted(places)
    row = frame[frame["facility_id"] == PLACE].iloc[0]
    seen = ["adult", "pregnant", "pets", "car", "outside_elderly", "outside_care"]
    assert row[seen].tolist() == [2, 1, 1, 2, 2, 1]
    assert pd.isna(row["elderly"])
    inside = reception.role_sum(frame, "temporary_stay", INSIDE_COLUMNS)
    outside = reception.role_sum(frame, "temporary_stay", OUTSIDE_COLUMNS)
    assert (inside["adult"], inside["elderly"], outside["car"], outside["home"]) == (
        2,
        None,
        2,
        None,
    )
    assert reception.role_sum(frame, "shelter", ("adult",)) == {"adult": None}
