"""The fold: what each kind of event does, and that order and split never matter."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.status_fold import STATUS_COLUMNS, fold, overlay
from machimori.domain.status_history import FIELDS, history_frame, history_of
from tests.domain.plain_fold import plain_fold
from tests.domain.status_events import START, at, events, said, same


def one(*statements: dict[str, Any], **moments: Any) -> dict[str, Any]:
    """The only folded row of some statements, what is NULL left out."""
    table = fold(pd.DataFrame(statements), **moments)
    assert len(table) == 1
    row = table.iloc[0]
    return {name: value for name, value in row.items() if not pd.isna(value)}


def test_a_statement_gives_each_field_its_own_times() -> None:
    folded = one(
        said("a", 0, opening="開設", crowding="空き", headcount=12, opened_at=at(-5)),
        said("b", 10, crowding="混雑", received_at=at(11)),
    )
    assert folded == {
        "incident_id": "i1",
        "facility_id": "p1:shelter",
        "is_known_facility": True,
        "mode": "real",
        "opening": "開設",
        "opening_observed_at": at(0),
        "opening_confirmed_at": at(0),
        "crowding": "混雑",
        "crowding_observed_at": at(10),
        "crowding_confirmed_at": at(10),
        "headcount": 12,
        "headcount_observed_at": at(0),
        "headcount_confirmed_at": at(0),
        "opened_at": at(-5),
        "observed_at": at(10),
        "confirmed_at": at(10),
        "received_at": at(11),
        "last_event_id": "b",
        "source": "journal",
        "is_sample": False,
    }


def test_no_statements_fold_to_no_rows() -> None:
    table = fold(pd.DataFrame({"event_id": []}))
    assert (list(table.columns), len(table)) == (list(STATUS_COLUMNS), 0)


def test_a_late_statement_about_the_past_does_not_replace_a_newer_one() -> None:
    folded = one(said("a", 10, opening="閉鎖"), said("b", 5, opening="開設", received_at=at(30)))
    assert (folded["opening"], folded["opening_observed_at"]) == ("閉鎖", at(10))


def test_ties_go_to_the_later_received_and_then_to_the_greater_id() -> None:
    folded = one(
        said("z", 0, opening="開設"),
        said("a", 0, opening="閉鎖", received_at=at(1)),
        said("b", 0, crowding="空き"),
        said("c", 0, crowding="混雑"),
    )
    assert (folded["opening"], folded["crowding"]) == ("閉鎖", "混雑")


def test_a_confirmation_confirms_every_field_in_force_and_states_nothing() -> None:
    folded = one(
        said("a", 0, opening="開設", headcount=3),
        said("b", 20, event_type="confirmation"),
        said("c", 30, crowding="空き"),
    )
    assert {name: folded[f"{name}_confirmed_at"] for name in ("opening", "headcount")} == {
        "opening": at(20),
        "headcount": at(20),
    }
    assert folded["opening_observed_at"] == at(0)
    assert folded["crowding_confirmed_at"] == at(30)
    assert "households_confirmed_at" not in folded


def test_nobody_confirms_what_had_not_been_received() -> None:
    folded = one(
        said("a", 5, headcount=500, received_at=at(60)),
        said("b", 20, event_type="confirmation"),
        said("c", 61, event_type="confirmation", facility_id="p1:shelter", mode="real"),
    )
    assert folded["headcount_confirmed_at"] == at(61)
    without = one(
        said("a", 5, headcount=500, received_at=at(60)), said("b", 20, event_type="confirmation")
    )
    assert without["headcount_confirmed_at"] == at(5)


def test_increments_add_up_on_the_last_count() -> None:
    folded = one(
        said("a", 0, headcount_delta=7),
        said("b", 10, headcount=100),
        said("c", 20, headcount_delta=5),
        said("d", 30, headcount_delta=-2),
        said("e", 5, headcount_delta=40, received_at=at(50)),
    )
    assert (folded["headcount"], folded["headcount_observed_at"]) == (103, at(30))


def test_increments_alone_count_from_zero_and_never_show_fewer_than_nobody() -> None:
    assert one(said("a", 0, headcount_delta=3), said("b", 1, headcount_delta=4))["headcount"] == 7
    assert one(said("a", 0, headcount=1), said("b", 1, headcount_delta=-4))["headcount"] == 0


def test_families_add_up_household_by_household_and_counter_by_counter() -> None:
    folded = one(
        said("a", 0, households=10, outside_headcount=4, counters='{"elderly": 3}'),
        said("b", 1, households_delta=1, counters_delta='{"elderly": 2, "infant": 1}'),
        said("c", 2, outside_headcount_delta=-6, counters_delta='{"infant": -3, "pets": 1}'),
    )
    assert {name: folded[name] for name in ("households", "outside_headcount", "counters")} == {
        "households": 11,
        "outside_headcount": 0,
        "counters": '{"elderly": 5, "infant": 0, "pets": 1}',
    }
    assert folded["counters_observed_at"] == at(2)


def test_nobody_counted_is_unknown_not_zero() -> None:
    assert "headcount" not in one(said("a", 0, opening="開設"))


def test_a_chain_of_corrections_leaves_its_last_link() -> None:
    chain = [
        said("a", 0, headcount=900, crowding="定員一杯"),
        said("b", 0, event_type="correction", headcount=90, supersedes="a", received_at=at(5)),
        said("c", 0, event_type="correction", headcount=9, supersedes="b", received_at=at(6)),
    ]
    folded = one(*chain)
    assert (folded["headcount"], folded["last_event_id"], "crowding" in folded) == (9, "c", False)


def test_a_correction_may_take_a_statement_to_another_place() -> None:
    table = fold(
        pd.DataFrame(
            [
                said("a", 0, headcount=10),
                said("b", 0, headcount=10, facility_id="p2:shelter", supersedes="a"),
            ]
        )
    )
    assert table["facility_id"].tolist() == ["p2:shelter"]


def test_real_and_training_never_touch_each_other() -> None:
    table = fold(
        pd.DataFrame(
            [
                said("a", 0, opening="開設"),
                said("b", 5, opening="閉鎖", mode="training", supersedes="a"),
                said("c", 6, event_type="confirmation", mode="training"),
            ]
        )
    )
    assert table[["mode", "opening"]].to_numpy().tolist() == [
        ["real", "開設"],
        ["training", "閉鎖"],
    ]
    assert table["opening_confirmed_at"].tolist() == [at(0), at(6)]


def test_an_event_told_twice_counts_once() -> None:
    twice = [said("a", 0, headcount_delta=5), said("a", 0, headcount_delta=5)]
    assert one(*twice)["headcount"] == 5


def test_reopening_forgets_the_closing_time() -> None:
    closed = said("a", 0, opening="閉鎖", opened_at=at(-60), closed_at=at(0))
    assert one(closed)["closed_at"] == at(0)
    again = one(closed, said("b", 9, opening="開設", opened_at=at(9)))
    assert ("closed_at" in again, again["opened_at"]) == (False, at(9))
    shut = one(closed, said("b", 9, opening="開設"), said("c", 10, opening="閉鎖"))
    assert "closed_at" not in shut


def test_the_past_as_it_was_and_as_it_was_known() -> None:
    statements = (
        said("a", 0, headcount=100),
        said("b", 10, headcount=200, received_at=at(40)),
        said("c", 0, headcount=50, supersedes="a", received_at=at(50)),
    )
    aware = pd.Timestamp(START, tz="UTC").to_pydatetime()
    minute = timedelta(minutes=1)
    assert one(*statements, observed_until=aware + 5 * minute)["headcount"] == 50
    assert one(*statements, received_until=aware + 30 * minute)["headcount"] == 100
    assert one(*statements)["headcount"] == 200


@settings(max_examples=50, deadline=None)
@given(events())
def test_the_fold_says_what_the_plain_rules_say(statements: list[dict[str, Any]]) -> None:
    distinct = list({event["event_id"]: event for event in statements}.values())
    table = fold(pd.DataFrame(distinct))
    found = {}
    for row in table.astype(object).where(table.notna(), None).to_dict("records"):
        key = (row["mode"], row["incident_id"], row["facility_id"])
        found[key] = row
    expected = plain_fold(distinct)
    assert found.keys() == expected.keys()
    for key, state in expected.items():
        assert {name: found[key][name] for name in state} == state
        seen = [state[f"{field}_confirmed_at"] for field in FIELDS]
        assert found[key]["confirmed_at"] == max(filter(None, seen), default=None)


@settings(max_examples=20, deadline=None)
@given(events())
def test_plain_statements_become_the_same_rows_either_way(statements: list[dict[str, Any]]) -> None:
    with_zone = [
        one | {"opened_at": one["observed_at"].isoformat() + "+09:00"} for one in statements
    ]
    for rows in (statements, with_zone):
        same(history_of(rows), history_frame(pd.DataFrame(rows)))


@settings(max_examples=10, deadline=None)
@given(events(), st.randoms(use_true_random=False), st.integers(0, 14))
def test_neither_order_nor_split_matters(
    statements: list[dict[str, Any]], chance: random.Random, cut: int
) -> None:
    whole = fold(pd.DataFrame(statements))
    shuffled = chance.sample(statements, len(statements))
    same(fold(pd.DataFrame(shuffled)), whole)
    same(overlay(pd.DataFrame(shuffled[:cut]), pd.DataFrame(shuffled[cut:])), whole)
    same(overlay(pd.DataFrame(shuffled), pd.DataFrame(shuffled[cut:])), whole)


@pytest.mark.slow
def test_a_long_incident_folds_to_its_places() -> None:
    statements = pd.DataFrame(
        {
            "event_id": [f"{number:06d}" for number in range(200_000)],
            "incident_id": "i1",
            "event_type": ["status", "increment", "confirmation", "increment"] * 50_000,
            "facility_id": [f"p{number % 600}:shelter" for number in range(200_000)],
            "headcount": pd.array([40, None, None, None] * 50_000, dtype="Int64"),
            "headcount_delta": pd.array([None, 1, None, 2] * 50_000, dtype="Int64"),
            "observed_at": pd.date_range(START, periods=200_000, freq="s"),
            "received_at": pd.date_range(START, periods=200_000, freq="s"),
            "mode": "real",
            "source": "journal",
        }
    )
    assert len(fold(statements)) == 600  # how long it takes is measured in bench/status_fold.py
