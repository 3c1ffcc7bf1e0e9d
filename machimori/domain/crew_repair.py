"""A round made better by taking some stops out and putting in what then earns most. Pure.

Which stops are taken out is drawn by lot, always the same lot for the same day. What is put back
is chosen by what it weighs for the time it takes, with some luck, so that not every repair ends
where the round was. A round a little worse than the best is gone on from, less and less so.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from machimori.domain.crew_round import NO_WAY, Problem, driven_s, timetable
from machimori.domain.road_lines import Floats, Ints

Worth = tuple[int, int, int]
#: Repairs of one round; 1 to 2 ms each with 60 stops.
REPAIRS = 500
#: Share of the stops taken out at most, and share of the weight a round may fall behind at first.
_MOST_OUT, _SLACK = 0.35, 0.02
#: How far luck moves what a stop earns; gaps tried for a stop, and stops that fit in none of them
#: before the round is taken to be full.
_LUCK, _GAPS, _FAILURES = 0.25, 4, 6


def worth(problem: Problem, order: Sequence[int]) -> Worth:
    """What a round is ranked by: pinned stops, then weight, then little driving."""
    served = [problem.stops[place] for place in order]
    return (
        sum(stop.is_pinned for stop in served),
        sum(stop.weight for stop in served),
        -driven_s(problem, order),
    )


def repaired(
    problem: Problem, order: Sequence[int], able: Sequence[int], *, repairs: int = REPAIRS
) -> list[int]:
    """The best order met; never worth less than the one given.

    Args:
        problem: the day.
        order: a round that can be driven.
        able: stops that fit into the day alone, those of the round among them.
        repairs: how often stops are taken out and others put in.
    """
    if len(able) <= 1:
        return list(order)
    repair = _Repair(problem, able)
    best, here = list(order), list(order)
    best_worth = here_worth = worth(problem, best)
    for step in range(repairs):
        tried = repair.refilled(repair.thinned(here))
        found = worth(problem, tried)
        slack = _SLACK * best_worth[1] * (1 - step / repairs)
        is_near = found[0] == best_worth[0] and found[1] >= best_worth[1] - slack
        if found >= here_worth or is_near:
            here, here_worth = tried, found
        if found > best_worth:
            best, best_worth = tried, found
    return best


class _Repair:
    """The day as arrays, and its lots."""

    def __init__(self, problem: Problem, able: Sequence[int]) -> None:
        self._problem = problem
        self._able = list(able)
        self._random = np.random.default_rng(1)
        drive = problem.drive_s.astype(np.int64)
        self._drive: Ints = np.where(drive == NO_WAY, 100 * problem.working_s, drive)
        stops = problem.stops
        self._service: Ints = np.array([stop.service_s for stop in stops], dtype=np.int64)
        # A pinned stop comes back before anything else does.
        self._weight: Floats = np.array(
            [stop.weight * (1_000.0 if stop.is_pinned else 1.0) for stop in stops]
        )

    def thinned(self, order: list[int]) -> list[int]:
        """The order without some stops that lie near each other, by the drive or in the round."""
        if not order:
            return []
        count = int(self._random.integers(1, max(2, round(len(order) * _MOST_OUT)) + 1))
        middle = int(self._random.integers(len(order)))
        if self._random.random() < 0.5:  # noqa: PLR2004 - an even chance
            first = max(0, min(middle - count // 2, len(order) - count))
            return order[:first] + order[first + count :]
        nodes = np.array(order) + 1
        near = np.argsort(self._drive[nodes[middle], nodes], kind="stable")[:count]
        out = set(near.tolist())
        return [place for number, place in enumerate(order) if number not in out]

    def refilled(self, order: list[int]) -> list[int]:
        """The order with whatever still fits, what earns most for its time first."""
        order = list(order)
        problem = self._problem
        held = set(order)
        rest = np.array([place for place in self._able if place not in held], dtype=np.int64)
        power = 1.0 + float(self._random.integers(3))
        luck = 1 + _LUCK * (2 * self._random.random(len(problem.stops)) - 1)
        spare = problem.working_s - driven_s(problem, order) - int(self._service[order].sum())
        failed = 0
        while len(rest) and failed < _FAILURES:
            way = np.array([0, *(place + 1 for place in order), 0])
            before, after, new = way[:-1], way[1:], rest + 1
            extra = (
                self._drive[before[None, :], new[:, None]]
                + self._drive[new[:, None], after[None, :]]
                - self._drive[before, after][None, :]
            )
            least = extra.min(axis=1) + self._service[rest]
            fits = least <= spare
            rest, extra, least = rest[fits], extra[fits], least[fits]
            earns = (self._weight[rest] ** power) / np.maximum(least, 1) * luck[rest]
            tried = np.argsort(-earns, kind="stable")
            for number, chosen in enumerate(tried.tolist()):
                longer = self._with(order, int(rest[chosen]), extra[chosen], spare)
                if longer is not None:
                    order, spare = longer
                    rest = np.delete(rest, tried[: number + 1])
                    break
                failed += 1
                if failed == _FAILURES:
                    break
            else:
                break
        return order

    def _with(
        self, order: list[int], place: int, extra: Ints, spare: int
    ) -> tuple[list[int], int] | None:
        """The order with one more stop in a gap where it costs least, and the time then left."""
        for gap in np.argsort(extra, kind="stable")[:_GAPS].tolist():
            cost = int(extra[gap]) + int(self._service[place])
            if cost > spare:
                return None
            longer = [*order[:gap], place, *order[gap:]]
            if timetable(self._problem, longer) is not None:
                return longer, spare - cost
        return None
