"""Words two texts have in common."""

from __future__ import annotations

from machimori.domain.shared_words import MOST_WORDS, shared_words


def test_words_that_mean_something_are_named_the_longest_first() -> None:
    found = shared_words("ガードレールの端が歩道側に出ている", "歩道側のｶﾞｰﾄﾞﾚｰﾙが破損。出ている")
    assert found == ["ガードレール", "歩道側"]
    english = shared_words("Deep hole at the bus stop", "HOLE near bus stop")
    assert english == ["hole", "stop", "bus"]


def test_nothing_in_common_and_very_long_texts() -> None:
    assert shared_words("街灯が暗い", "道路に穴") == []
    assert shared_words("", "穴") == []
    assert len(shared_words("穴大 " * 50_000, "穴大 " * 50_000)) <= MOST_WORDS
