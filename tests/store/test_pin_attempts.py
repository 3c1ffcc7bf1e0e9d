"""How many PINs a stranger may try, and that the facility's own staff still get in."""

from __future__ import annotations

from machimori.store.pin_attempts import (
    KNOWN_SECONDS,
    WITHIN_SECONDS,
    WRONG_ALLOWED,
    PinAttempts,
)


def test_five_wrong_ones_from_wherever_and_the_pin_is_not_looked_at() -> None:
    attempts = PinAttempts()
    for number in range(WRONG_ALLOWED):
        assert attempts.wait("link", f"192.0.2.{number}", 10.0 * number) == 0.0
        attempts.wrong("link", f"192.0.2.{number}", 10.0 * number)
    assert attempts.wait("link", "192.0.2.99", 50.0) == WITHIN_SECONDS - 50.0
    assert attempts.wait("another link", "192.0.2.99", 50.0) == 0.0
    assert attempts.wait("link", "192.0.2.99", WITHIN_SECONDS) == 0.0
    attempts.wrong("link", "192.0.2.99", WITHIN_SECONDS)
    assert attempts.wait("link", "192.0.2.99", WITHIN_SECONDS + 1) == 9.0, "until the next is old"


def test_who_gave_the_right_one_is_not_kept_out_by_strangers_and_may_not_try_for_ever() -> None:
    attempts = PinAttempts()
    attempts.right("link", "203.0.113.7", 0.0)
    for _ in range(WRONG_ALLOWED):
        attempts.wrong("link", "192.0.2.1", 1.0)
    assert attempts.wait("link", "192.0.2.1", 2.0) > 0.0
    assert attempts.wait("link", "203.0.113.7", 2.0) == 0.0
    for _ in range(WRONG_ALLOWED):
        attempts.wrong("link", "203.0.113.7", 3.0)
    assert attempts.wait("link", "203.0.113.7", 4.0) > 0.0
    late = KNOWN_SECONDS + 1.0
    attempts.wrong("link", "203.0.113.7", late)
    assert attempts.wait("link", "192.0.2.1", late) == 0.0


def test_memory_is_bounded() -> None:
    attempts = PinAttempts()
    for number in range(10_050):
        attempts.wrong(f"link-{number}", "192.0.2.1", float(number))
        attempts.right("link", str(number), float(number))
    assert len(attempts._wrong) == len(attempts._known) == 10_000
