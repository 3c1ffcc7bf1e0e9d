"""A crew's day: hours, breaks and closed hours held, why a stop is left out, and the bound."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.crew_round import (
    NO_WAY,
    Dropped,
    Problem,
    Round,
    Stop,
    as_round,
    inserted,
    timetable,
)
from machimori.domain.crew_solver import solve

HOUR = 3_600


def line(stops: list[Stop], minutes: list[int], hours: float = 8, **more: object) -> Problem:
    """Stops on one straight road, so many minutes from the base each."""
    at = np.array([0, *minutes]) * 60
    drive = np.abs(at[:, None] - at[None, :]).astype(np.int64)
    return Problem(tuple(stops), drive, int(hours * HOUR), **more)  # type: ignore[arg-type]


def test_the_clock_leaves_out_the_break_and_comes_back() -> None:
    day = line([], [], breaks=((3 * HOUR, 4 * HOUR),))
    assert day.working_s == 7 * HOUR
    assert [day.worked(one * HOUR) for one in (2, 3, 4, 5)] == [
        2 * HOUR,
        3 * HOUR,
        3 * HOUR,
        4 * HOUR,
    ]
    assert (day.clock(3 * HOUR), day.clock(3 * HOUR, is_start=True)) == (3 * HOUR, 4 * HOUR)


def test_work_is_not_broken_off_by_a_break_and_a_drive_may_be() -> None:
    stop = Stop("a", 40 * 60, 5)
    day = line([stop], [150], breaks=((3 * HOUR, 4 * HOUR),))
    (visit,) = as_round(day, [0]).visits
    assert (visit.arrives_s, visit.begins_s) == (150 * 60, 4 * HOUR)
    far = line([Stop("b", 60, 5)], [200], breaks=((3 * HOUR, 4 * HOUR),))
    (visit,) = as_round(far, [0]).visits
    assert visit.arrives_s == (200 + 60) * 60


def test_work_waits_for_the_hours_in_which_it_is_allowed() -> None:
    day = line([Stop("a", 1_800, 5, closed=((0, HOUR), (5 * HOUR, 6 * HOUR)))], [10])
    (visit,) = as_round(day, [0]).visits
    assert (visit.arrives_s, visit.begins_s, visit.leaves_s) == (600, HOUR, HOUR + 1_800)


@pytest.mark.parametrize(
    ("stop", "minutes", "reason"),
    [
        (Stop("long", 8 * HOUR, 9), 10, Dropped.TOO_LONG),
        (Stop("school", HOUR, 9, closed=((0, 8 * HOUR),)), 10, Dropped.WINDOW),
        (Stop("light", HOUR, 1), 10, Dropped.NO_TIME),
    ],
)
def test_what_is_dropped_says_why(stop: Stop, minutes: int, reason: Dropped) -> None:
    full = [Stop(f"s{number}", HOUR, 50) for number in range(7)]
    found, _ = solve(line([*full, stop], [5] * 7 + [minutes], 7.5))
    assert {visit.place for visit in found.visits} == set(range(7))
    assert found.dropped == ((7, reason),)


def test_a_stop_no_open_road_leads_to_is_said_so() -> None:
    day = line([Stop("a", 60, 1), Stop("b", 60, 99)], [5, 6])
    day.drive_s[2, :2] = day.drive_s[:2, 2] = NO_WAY
    found, limit = solve(day)
    assert found.dropped == ((1, Dropped.UNREACHABLE),)
    assert (limit.of, limit.gap) == ("drive", 0.0)


def test_a_pinned_stop_comes_before_what_weighs_more() -> None:
    stops = [Stop("a", 4 * HOUR, 90), Stop("b", 4 * HOUR, 1)]
    plain, _ = solve(line(stops, [10, 10], 5))
    pinned, _ = solve(line([stops[0], Stop("b", 4 * HOUR, 1, is_pinned=True)], [10, 10], 5))
    assert [visit.place for visit in plain.visits] == [0]
    assert [visit.place for visit in pinned.visits] == [1]


def test_a_stop_is_put_where_it_costs_least() -> None:
    day = line([Stop(name, 60, 1) for name in "abc"], [10, 20, 30])
    assert inserted(day, [0, 2], 1) in ([1, 0, 2], [0, 1, 2], [0, 2, 1])
    whole = as_round(day, inserted(day, [0, 2], 1) or [])
    assert whole.drive_s == 60 * 60


def days() -> st.SearchStrategy[Problem]:
    """Small days with closed hours, a break and stops nobody can reach."""

    def made(rows: list[tuple[int, int, int, bool, bool]], hours: int) -> Problem:
        stops = [
            Stop(f"s{n}", work * 60, weight, ((HOUR, 3 * HOUR),) if shut else (), pinned)
            for n, (work, weight, _, shut, pinned) in enumerate(rows)
        ]
        day = line(stops, [row[2] for row in rows], hours, breaks=((2 * HOUR, 5 * HOUR // 2),))
        if rows:
            day.drive_s[1, 0] = day.drive_s[0, 1] = NO_WAY
        return day

    row = st.tuples(
        st.integers(1, 150), st.integers(1, 100), st.integers(0, 90), st.booleans(), st.booleans()
    )
    return st.builds(made, st.lists(row, max_size=4), st.integers(3, 8))


def best_weight(day: Problem) -> int:
    """Of every order there is, without the pins."""
    best, waiting = 0, [[]] if timetable(day, []) is not None else []
    while waiting:
        order = waiting.pop()
        best = max(best, sum(day.stops[place].weight for place in order))
        for place in set(range(len(day.stops))) - set(order):
            waiting.append([*order, place])
            if not _starts(day, waiting[-1]):
                waiting.pop()
    return best


def _starts(day: Problem, order: list[int]) -> bool:
    return timetable(day, order) is not None


@given(days())
@settings(max_examples=12)
def test_every_round_keeps_the_rules_and_no_bound_is_passed(day: Problem) -> None:
    found, limit = solve(day, effort=0.1)
    kept_rules(day, found)
    assert sorted([v.place for v in found.visits] + [p for p, _ in found.dropped]) == list(
        range(len(day.stops))
    )
    if limit.of == "weight":
        assert found.weight <= limit.limit
        assert best_weight(day) <= limit.limit
    else:
        assert limit.limit <= found.drive_s


def kept_rules(day: Problem, found: Round) -> None:
    """By the clock and by hand, not by the code that made it."""
    at = 0
    for visit in found.visits:
        stop = day.stops[visit.place]
        assert at <= visit.arrives_s <= visit.begins_s
        assert visit.leaves_s == visit.begins_s + stop.service_s
        for begin, end in (*day.breaks, *stop.closed):
            assert visit.leaves_s <= begin or visit.begins_s >= end
        at = visit.leaves_s
    assert at <= found.back_s <= day.hours_s
