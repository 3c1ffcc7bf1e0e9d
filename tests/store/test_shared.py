"""Screens share an answer as long as nothing is new, and none sees what another did to its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from machimori.store.journal import Journal, open_journal
from machimori.store.shared import MOMENT_S, shared
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import INCIDENT, NOW, small_city, write_small_warehouse

Stores = tuple[Warehouse, Journal, Path]


@pytest.fixture
def stores(tmp_path: Path) -> Iterator[Stores]:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    journal = open_journal(city)
    yield open_warehouse(city), journal, tmp_path
    journal.close()


def counted() -> tuple[list[Any], Any]:
    calls: list[Any] = []

    @shared
    def question(*args: Any, **named: Any) -> pd.DataFrame:
        calls.append((args, named))
        return pd.DataFrame({"asked": [len(calls)]})

    return calls, question


def test_the_same_question_is_answered_once_until_something_is_new(stores: Stores) -> None:
    warehouse, journal, folder = stores
    calls, question = counted()
    for _ in range(3):
        assert question(warehouse, journal, now=NOW)["asked"].tolist() == [1]
    journal.append(
        "incident", INCIDENT, {"name": "別"}, client_key="k", mode="training", observed_at=NOW
    )
    assert question(warehouse, journal, now=NOW)["asked"].tolist() == [2]
    write_small_warehouse(folder / "warehouse.duckdb", build_id="next")
    again = open_warehouse(small_city(folder))
    assert question(again, journal, now=NOW)["asked"].tolist() == [3]
    assert question(again, None, now=NOW)["asked"].tolist() == [4]
    assert len(calls) == 4


def test_a_moment_lasts_some_seconds_and_no_longer(stores: Stores) -> None:
    warehouse, _, _ = stores
    _, question = counted()
    start = NOW - timedelta(seconds=NOW.timestamp() % MOMENT_S)
    told = [
        question(warehouse, now=start + timedelta(seconds=seconds))["asked"].item()
        for seconds in (0, MOMENT_S - 1, MOMENT_S)
    ]
    assert told == [1, 1, 2]


def test_other_values_are_other_questions(stores: Stores) -> None:
    warehouse, _, _ = stores
    calls, question = counted()
    for role in ("shelter", None, 1, True, ("a", "b"), ("a",)):
        question(warehouse, role=role)
    assert len(calls) == 6


def test_frames_are_the_same_question_by_their_content(stores: Stores) -> None:
    warehouse, _, _ = stores
    calls, question = counted()
    frame = pd.DataFrame({"a": ["x", None], "b": [1, 2]})
    for asked in (frame, frame.copy(), frame.assign(b=[1, 3])):
        question(warehouse, asked)
    assert len(calls) == 2


@pytest.mark.parametrize("unfit", [{1, 2}, pd.DataFrame({"a": range(40_000)})])
def test_what_cannot_be_a_key_is_asked_each_time(stores: Stores, unfit: object) -> None:
    warehouse, _, _ = stores
    calls, question = counted()
    for _ in range(2):
        question(warehouse, unfit)
    assert len(calls) == 2


def test_nobody_sees_what_another_did_to_its_answer(stores: Stores) -> None:
    warehouse, _, _ = stores
    _, question = counted()
    mine = question(warehouse)
    mine["asked"] = 99
    assert question(warehouse)["asked"].tolist() == [1]


def test_those_who_come_meanwhile_wait_for_the_first(stores: Stores) -> None:
    warehouse, _, _ = stores
    made: list[int] = []

    @shared
    def slow(_: Warehouse) -> list[int]:
        made.append(1)
        time.sleep(0.2)
        return made

    threads = [threading.Thread(target=slow, args=(warehouse,)) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert made == [1]


def test_a_failure_is_not_kept(stores: Stores) -> None:
    warehouse, _, _ = stores
    tries: list[int] = []

    @shared
    def fails_first(_: Warehouse) -> int:
        tries.append(1)
        if len(tries) == 1:
            raise ValueError("once")
        return 7

    with pytest.raises(ValueError, match="once"):
        fails_first(warehouse)
    assert fails_first(warehouse) == 7
