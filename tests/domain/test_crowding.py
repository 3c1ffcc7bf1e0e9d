"""Bands are half-open; what is unknown stays unknown."""

from __future__ import annotations

import pytest

from machimori.domain.crowding import crowding_from

BANDS = (0.5, 0.8, 1.0)


@pytest.mark.parametrize(
    ("headcount", "capacity", "word"),
    [
        (0, 100, "空き"),
        (49, 100, "空き"),
        (50, 100, "やや混雑"),
        (79, 100, "やや混雑"),
        (80, 100, "混雑"),
        (99, 100, "混雑"),
        (100, 100, "定員一杯"),
        (240, 100, "定員一杯"),
        (None, 100, "不明"),
        (10, None, "不明"),
        (10, 0, "不明"),
        (-1, 100, "不明"),
    ],
)
def test_an_edge_has_the_next_word(headcount: int | None, capacity: int | None, word: str) -> None:
    assert crowding_from(headcount, capacity, BANDS) == word
