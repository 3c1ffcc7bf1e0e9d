"""Staff's pairs over found groups: the last word holds, apart before together."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.events import Event
from machimori.domain.said_pairs import Member, contradictions, pairs_said, regrouped

BASE = datetime(2026, 6, 1, tzinfo=UTC)
FOUND = [
    Member("a", "a", None, 0.0),
    Member("b", "a", "a", 0.9),
    Member("c", "a", "b", 0.8),
    Member("d", "d", None, 0.0),
    Member("e", "d", "d", 0.7),
]


def _said(number: int, one: str, other: str, relation: str, mode: str = "real") -> Event:
    return Event(
        seq=number,
        event_id=f"e{number}",
        client_key=f"k{number}",
        kind="road_pair",
        subject=one,
        mode=mode,
        incident_id="",
        observed_at=BASE + timedelta(hours=number),
        received_at=BASE + timedelta(hours=number),
        reporter="",
        payload={"other": other, "relation": relation},
    )


def test_the_last_word_on_a_pair_holds_and_drills_say_nothing() -> None:
    told = [
        _said(1, "a", "b", "must_link"),
        _said(2, "a", "b", "cannot_link"),
        _said(3, "c", "d", "must_link"),
        _said(4, "c", "d", "none"),
        _said(5, "a", "e", "must_link", mode="training"),
        _said(6, "b", "e", "must_link"),
    ]
    assert pairs_said(told[::-1]) == ([("b", "e")], [("a", "b")])


def test_without_a_word_groups_are_as_found() -> None:
    assert regrouped(FOUND, (), ()) == {"a": "a", "b": "a", "c": "a", "d": "d", "e": "d"}


def test_one_pair_joins_whole_groups_and_one_keeps_them_apart() -> None:
    assert set(regrouped(FOUND, [("c", "e")], ()).values()) == {"a"}
    apart = regrouped(FOUND, (), [("a", "b")])
    assert apart == {"a": None, "b": "b", "c": "b", "d": "d", "e": "d"}
    without_b = regrouped(FOUND, (), [("a", "b"), ("b", "c")])
    assert without_b == {"a": "a", "b": None, "c": "a", "d": "d", "e": "d"}


def test_apart_wins_and_what_could_not_be_is_named() -> None:
    must, cannot = [("a", "c"), ("c", "d")], [("a", "d")]
    assert regrouped(FOUND, must, cannot)["d"] == "d"
    assert contradictions(must, cannot) == [("c", "d")]


_IDS = st.sampled_from("abcde")
_PAIRS = st.lists(st.tuples(_IDS, _IDS).filter(lambda one: one[0] < one[1]), max_size=4)


@settings(max_examples=50, deadline=None)
@given(must=_PAIRS, cannot=_PAIRS)
def test_nothing_held_apart_is_together_and_the_oldest_names_a_group(
    must: list[tuple[str, str]], cannot: list[tuple[str, str]]
) -> None:
    after = regrouped(FOUND, must, cannot)
    for one, other in cannot:
        assert after[one] is None or after[one] != after[other]
    refused = contradictions(must, cannot)
    for pair in must:
        if pair not in refused:
            assert after[pair[0]] == after[pair[1]] is not None
    for group in filter(None, after.values()):
        members = [one for one in after if after[one] == group]
        assert len(members) > 1
        assert min(members) == group
    assert regrouped(FOUND, must[::-1], cannot[::-1]) == after
