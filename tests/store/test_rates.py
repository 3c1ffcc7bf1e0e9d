"""Buckets: what comes at once, what comes after, and what is remembered."""

from __future__ import annotations

from machimori.store.rates import Rate


def test_a_burst_is_let_through_and_then_one_at_a_time() -> None:
    rate = Rate(burst=3, per_second=0.5)
    assert [rate.wait("a", 100.0) for _ in range(4)] == [0.0, 0.0, 0.0, 2.0]
    assert rate.wait("a", 101.0) == 1.0
    assert [rate.wait("a", 102.0), rate.wait("a", 102.0)] == [0.0, 2.0]
    assert rate.wait("b", 102.0) == 0.0


def test_a_clock_set_back_gives_nothing_away() -> None:
    rate = Rate(burst=1, per_second=1.0)
    assert [rate.wait("a", 100.0), rate.wait("a", 50.0)] == [0.0, 1.0]


def test_a_flood_of_keys_takes_no_more_memory() -> None:
    rate = Rate(burst=1, per_second=0.001, keys=50)
    for number in range(500):
        rate.wait(f"key-{number}", 0.0)
    assert len(rate._held) == 50
    assert rate.wait("key-499", 0.0) > 0.0, "the newest are remembered"
