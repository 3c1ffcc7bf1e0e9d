"""Two reporters: both are kept, and the pair is shown until somebody has seen both."""

from __future__ import annotations

from typing import Any

import pandas as pd

from machimori.domain.conflicts import COLUMNS, open_conflicts
from machimori.domain.status_history import history_frame
from tests.domain.status_events import at, said


def pairs(*statements: dict[str, Any]) -> list[list[Any]]:
    found = open_conflicts(history_frame(pd.DataFrame(statements)))
    assert list(found.columns) == list(COLUMNS)
    return (
        found[["event_id", "other_event_id", "field", "value", "other_value"]].to_numpy().tolist()
    )


FIRST = said("a", 0, opening="開設", headcount=10, reporter="本部")
ONE = said("b", 10, headcount=50, reporter="受付", based_on="a")
OTHER = said("c", 8, headcount=30, reporter="本部", based_on="a", received_at=at(12))


def test_two_who_saw_the_same_and_said_different_things() -> None:
    assert pairs(FIRST, ONE, OTHER) == [["c", "b", "headcount", 30, 50]]


def test_the_later_observation_stands_and_both_are_kept() -> None:
    from machimori.domain.status_fold import fold

    assert fold(pd.DataFrame([FIRST, ONE, OTHER]))["headcount"].tolist() == [50]


def test_who_had_seen_the_newest_contradicts_nobody() -> None:
    seen = said("c", 12, headcount=30, reporter="本部", based_on="b")
    assert pairs(FIRST, ONE, seen) == []


def test_a_later_word_of_somebody_who_saw_both_settles_it() -> None:
    settled = said("d", 20, event_type="confirmation", reporter="管理", based_on="c")
    assert pairs(FIRST, ONE, OTHER, settled) == []
    unseen = said("d", 20, event_type="confirmation", reporter="管理", based_on="b")
    assert pairs(FIRST, ONE, OTHER, unseen) == [["c", "b", "headcount", 30, 50]]


def test_the_same_word_twice_the_same_reporter_and_other_fields_are_no_conflict() -> None:
    assert pairs(FIRST, ONE, OTHER | {"headcount": 50}) == []
    assert pairs(FIRST, ONE, OTHER | {"reporter": "受付"}) == []
    assert pairs(FIRST, ONE, OTHER | {"headcount": None, "crowding": "空き"}) == []


def test_what_was_corrected_contradicts_nobody() -> None:
    corrected = said("d", 10, headcount=30, reporter="受付", supersedes="b")
    assert pairs(FIRST, ONE, OTHER, corrected) == []


def test_real_and_training_and_other_places_apart() -> None:
    assert pairs(FIRST, ONE, OTHER | {"mode": "training"}) == []
    assert pairs(FIRST, ONE, OTHER | {"facility_id": "p2:shelter"}) == []
    assert pairs() == []
