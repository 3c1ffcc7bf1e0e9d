"""Which link of a facility holds, whatever was issued and revoked in whatever order."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.events import OPERATOR_LINK, Event
from machimori.domain.operator_links import Link, folded, next_generation

START = datetime(2026, 11, 21, 5, 5, tzinfo=UTC)


def said(seq: int, generation: int, action: str, facility: str = "p01:shelter") -> Event:
    at = START + timedelta(minutes=seq)
    payload = {"generation": generation, "action": action}
    key = f"key-{seq}"
    return Event(
        seq, f"e{seq}", key, OPERATOR_LINK, facility, None, "real", at, at, "見本 太郎", payload
    )


def at(seq: int) -> datetime:
    return START + timedelta(minutes=seq)


def test_issuing_again_ends_the_one_before_and_revoking_ends_the_newest() -> None:
    first = folded({}, [said(1, 1, "issued")])
    assert first == {"p01:shelter": Link("p01:shelter", 1, False, at(1))}
    second = folded(first, [said(2, 2, "issued"), said(3, 1, "revoked")])
    assert second == {"p01:shelter": Link("p01:shelter", 2, False, at(2))}
    over = folded(second, [said(4, 2, "revoked")])
    assert over == {"p01:shelter": Link("p01:shelter", 2, True, at(4))}
    assert not over["p01:shelter"].holds
    assert next_generation(over["p01:shelter"]) == 3
    assert next_generation(None) == 1


def test_a_revoked_generation_never_comes_back() -> None:
    events = [said(1, 1, "issued"), said(2, 1, "revoked"), said(3, 1, "issued")]
    assert folded({}, events) == {"p01:shelter": Link("p01:shelter", 1, True, at(2))}


def test_other_kinds_of_events_are_passed_over() -> None:
    other = Event(1, "e1", "k", "desk_log", "p01:shelter", None, "real", START, START, "", {})
    assert folded({}, [other]) == {}


@given(
    st.lists(st.tuples(st.integers(1, 4), st.sampled_from(["issued", "revoked"])), max_size=12),
    st.integers(0, 12),
)
@settings(max_examples=100, deadline=None)
def test_folding_in_parts_is_folding_at_once(told: list[tuple[int, str]], cut: int) -> None:
    events = [said(seq, generation, action) for seq, (generation, action) in enumerate(told, 1)]
    whole = folded({}, events)
    assert folded(folded({}, events[:cut]), events[cut:]) == whole
    if told and "p01:shelter" in whole:
        newest = whole["p01:shelter"]
        assert newest.generation == max(generation for generation, _ in told)
        revoked = (newest.generation, "revoked") in told
        assert newest.is_revoked is revoked
