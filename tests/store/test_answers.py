"""Answers kept per generation: the same as asked anew, and nobody's changes reach another."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from machimori.store.answers import MOST_ANSWERS, MOST_CELLS, Answers, key_of
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import small_city, write_small_warehouse


def test_a_frame_is_asked_for_once_and_is_the_callers_own() -> None:
    answers, asked = Answers(), []

    def ask() -> pd.DataFrame:
        asked.append(1)
        return pd.DataFrame({"a": [1, 2]})

    first = answers.frame("key", ask)
    first.loc[0, "a"] = 9
    assert answers.frame("key", ask)["a"].tolist() == [1, 2]
    assert len(asked) == 1


def test_rows_are_the_callers_own_list() -> None:
    answers = Answers()
    answers.rows("key", lambda: [(1,)]).append((2,))
    assert answers.rows("key", lambda: []) == [(1,)]


def test_large_and_old_answers_are_asked_for_anew() -> None:
    answers, asked = Answers(), []

    def large() -> pd.DataFrame:
        asked.append("large")
        return pd.DataFrame({"a": range(MOST_CELLS + 1)})

    answers.frame("large", large)
    answers.frame("large", large)
    assert asked == ["large", "large"]
    answers.rows("first", lambda: [(1,)])
    for number in range(MOST_ANSWERS):
        answers.rows(number, lambda: [(2,)])
    assert answers.rows("first", lambda: [(3,)]) == [(3,)]


def test_keys_tell_types_apart() -> None:
    keys = [key_of([1]), key_of([True]), key_of([1.0]), key_of((1,)), key_of({"a": 1}), key_of([])]
    assert len(set(keys)) == len(keys)
    assert key_of({"b": [1, None], "a": "x"}) == key_of({"a": "x", "b": [1, None]})


def test_a_new_build_has_new_answers(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    question = "SELECT build_id FROM wh.meta.build"
    write_small_warehouse(city.warehouse_path)
    before = open_warehouse(city)
    assert before.rows(question) == [("build-1",)]
    write_small_warehouse(city.warehouse_path, build_id="build-2")
    assert before.rows(question) == [("build-1",)]
    assert open_warehouse(city).rows(question) == [("build-2",)]
    assert open_warehouse(city).frame(question)["build_id"].tolist() == ["build-2"]
