"""Marks tell alike words from others, in Japanese and in English."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from machimori.domain.text_marks import MOST_CHARACTERS, text_marks

TEXTS = [
    "小学校の正門前の道路に穴があいています",
    "正門前（小学校）の道路に、穴が開いています！",
    "街灯が消えていて夜は真っ暗です",
    "The street light is out near the park",
    "STREET LIGHT is out near park.",
    "ﾏﾝﾎｰﾙの横がえぐれています",
    "マンホールの横がえぐれています",
    "",
    None,
    "！？",
    "まだ直っていないようです。道路に穴",
]


def _alike(first: int, second: int) -> float:
    marks = text_marks(pa.array(TEXTS))
    return float(marks.alike(np.array([first]), np.array([second]))[0])


def test_the_same_thing_in_other_words_is_more_alike_than_another_thing() -> None:
    assert _alike(0, 1) > 0.5 > _alike(0, 2)
    assert _alike(3, 4) > 0.5 > _alike(2, 3)


def test_spelling_width_and_signs_do_not_matter() -> None:
    assert _alike(5, 6) == 1.0
    assert _alike(0, 0) == 1.0


def test_without_words_there_is_nothing_to_compare() -> None:
    assert np.isnan([_alike(7, 0), _alike(8, 0), _alike(9, 0)]).all()


def test_who_says_that_it_was_told_before_is_heard() -> None:
    marks = text_marks(pa.array(TEXTS))
    assert marks.tells_again.tolist() == [False] * 10 + [True]


def test_a_hundred_thousand_characters_cost_their_beginning() -> None:
    long = "道路に穴があいています。<script>" * 5_000
    marks = text_marks(pa.array([long, long[:MOST_CHARACTERS], "街灯"]))
    assert marks.alike(np.array([0]), np.array([1])).tolist() == [1.0]
    assert len(text_marks(pa.array([], type=pa.string())).has_words) == 0
