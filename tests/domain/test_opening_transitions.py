"""Every pair of openings, for a place that is opened and for one that is always there."""

from __future__ import annotations

import pytest

from machimori.domain.opening_transitions import NEXT, initial, may_follow, next_openings
from machimori.domain.vocabulary import Opening

#: Rows: before; columns: 未開設, 開設準備中, 開設, 閉鎖, 常設, 不明 (the order of the vocabulary).
OPENED = {
    "未開設": "yyy..y",
    "開設準備中": "yyy..y",
    "開設": "..yy.y",
    "閉鎖": ".yyy.y",
    "常設": "yyyy.y",  # no state of such a place: counts as 不明
    "不明": "yyyy.y",
}
PERMANENT = {
    "未開設": "...yyy",
    "開設準備中": "...yyy",
    "開設": "...yyy",
    "閉鎖": "...yyy",
    "常設": "...yyy",
    "不明": "...yyy",
}


@pytest.mark.parametrize("is_permanent", [False, True])
@pytest.mark.parametrize("after", list(Opening))
@pytest.mark.parametrize("before", list(Opening))
def test_every_pair(before: Opening, after: Opening, is_permanent: bool) -> None:
    expected = (PERMANENT if is_permanent else OPENED)[before][list(Opening).index(after)] == "y"
    assert may_follow(before, after, is_permanent=is_permanent) is expected


def test_the_table_names_every_state() -> None:
    assert set(NEXT) == set(Opening)


def test_a_form_offers_the_state_in_force_first() -> None:
    assert next_openings(Opening.CLOSED, is_permanent=False) == [
        "閉鎖",
        "開設準備中",
        "開設",
        "不明",
    ]
    assert next_openings(Opening.PERMANENT, is_permanent=True) == ["常設", "閉鎖", "不明"]


def test_an_incident_begins_with_what_is_always_there_and_nothing_else() -> None:
    assert initial(is_permanent=True) == "常設"
    assert initial(is_permanent=False) == "未開設"
