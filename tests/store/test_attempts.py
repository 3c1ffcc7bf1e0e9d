"""Waits grow with failures, have an end, and are forgotten; nobody is locked out."""

from __future__ import annotations

from machimori.store.attempts import LONGEST_COMMON_WAIT, LONGEST_WAIT, Attempts


def test_each_failure_doubles_the_wait_of_its_address_up_to_an_end() -> None:
    attempts, waits = Attempts(), []
    for second in range(8):
        waits.append(attempts.wait("a", second))
        attempts.failed("a", second)
    assert waits == [0.0, 0.5, 1.0, 2.0, 4.0, 8.0, 16.0, LONGEST_WAIT]
    assert attempts.wait("b", 8) == 0.0


def test_success_and_a_quarter_of_an_hour_forget() -> None:
    attempts = Attempts()
    for _ in range(5):
        attempts.failed("a", 0)
        attempts.failed("b", 0)
    attempts.succeeded("a")
    assert (attempts.wait("a", 1), attempts.wait("b", 1)) == (0.0, 8.0)
    assert attempts.wait("b", 901) == 0.0
    attempts.failed("b", 902)
    assert attempts.wait("b", 903) == 0.5


def test_failures_from_everywhere_slow_everyone_a_little() -> None:
    attempts = Attempts()
    for number in range(30):
        attempts.failed(f"address-{number}", 0)
    assert attempts.wait("somebody", 1) == 1.0
    for number in range(20_000):
        attempts.failed(f"address-{number}", 2)
    assert attempts.wait("somebody", 3) == LONGEST_COMMON_WAIT
    assert len(attempts._failures) == 10_000
