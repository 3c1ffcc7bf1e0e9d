"""Steps of a replay: from change to change, and never too many pictures."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from machimori.domain.replay_steps import MOST_FRAMES, after, before, frames, step_of

START = datetime(2026, 11, 21, tzinfo=UTC)


def at(*minutes: int) -> list[datetime]:
    return [START + timedelta(minutes=one) for one in minutes]


def test_the_changes_beside_a_moment() -> None:
    moments = at(1, 5, 9)
    (five, six, one, nine) = at(5, 6, 1, 9)
    assert (before(moments, five), after(moments, five)) == (one, nine)
    assert (before(moments, six), after(moments, six)) == (five, nine)
    assert (before(moments, one), after(moments, nine)) == (None, None)
    assert (before([], five), after([], five)) == (None, None)


def test_few_changes_are_all_shown_and_many_thinned_to_the_last_of_each_part() -> None:
    assert frames(at(1, 5, 9)) == at(1, 5, 9)
    assert frames([]) == []
    many = at(*range(0, 5_000, 7))
    shown = frames(many)
    assert len(shown) == MOST_FRAMES
    assert shown == sorted(set(shown))
    assert shown[-1] == many[-1]
    assert set(shown) <= set(many)
    quiet = at(*range(200), 9_000)
    assert frames(quiet, most=10) == at(199, 9_000)  # nine quiet parts are passed over


@pytest.mark.parametrize(
    ("days", "step"),
    [(0.1, 60), (2, 60), (3, 600), (30, 3_600), (240, 21_600)],
)
def test_the_longer_the_span_the_coarser_the_slider(days: float, step: int) -> None:
    assert step_of(timedelta(days=days)).total_seconds() == step
