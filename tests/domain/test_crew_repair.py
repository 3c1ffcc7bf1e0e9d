"""Repairing a round: never worse, the same every time, within the rules of the day."""

from __future__ import annotations

import numpy as np

from machimori.domain.crew_repair import repaired, worth
from machimori.domain.crew_round import Problem, Stop, filled, timetable

HOUR = 3_600


def town(seed: int, pinned: int = -1) -> Problem:
    """Thirty stops on a plane and four hours with a break, of which a third fits."""
    random = np.random.default_rng(seed)
    places = random.uniform(0, 900, (31, 2))
    drive = np.linalg.norm(places[:, None] - places[None, :], axis=2).astype(np.int64)
    stops = tuple(
        Stop(
            f"s{number}",
            60 * int(random.integers(5, 30)),
            int(random.integers(1, 101)),
            ((HOUR, 2 * HOUR),) if number % 5 == 0 else (),
            is_pinned=number == pinned,
        )
        for number in range(30)
    )
    return Problem(stops, drive, 4 * HOUR, ((2 * HOUR, 2 * HOUR + HOUR // 2),))


def test_a_repaired_round_is_worth_more_and_can_be_driven() -> None:
    gained = []
    for seed in range(3):
        day = town(seed)
        greedy = filled(day, [])
        found = repaired(day, greedy, range(30), repairs=150)
        assert timetable(day, found) is not None
        assert len(set(found)) == len(found)
        assert worth(day, found) >= worth(day, greedy)
        assert repaired(day, greedy, range(30), repairs=150) == found
        gained.append(worth(day, found)[1] / worth(day, greedy)[1])
    assert min(gained) > 1


def test_a_pinned_stop_is_not_given_up_for_weight() -> None:
    day = town(1, pinned=7)
    start = filled(day, [])
    assert 7 in start
    assert 7 in repaired(day, start, range(30), repairs=100)


def test_nothing_to_choose_from_stays_as_it_is() -> None:
    day = town(2)
    assert repaired(day, [4], [4]) == [4]
    assert repaired(day, [], []) == []
