"""What no round can pass: a bound of a relaxed day, so that a round says how good it is.

The relaxed day has the same stops, drives and hours, and neither closed hours nor pinned stops nor
a break that work must not run into: whatever can't be done in it can't be done in the real one.
CP-SAT's own bound of it is taken, proven or not; its effort is counted in steps, not in seconds,
so that it is the same every time.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from machimori.domain.crew_round import NO_WAY, Bound, Problem, Round

if TYPE_CHECKING:
    from ortools.sat.python import cp_model

#: CP-SAT's deterministic seconds; each takes two to three of a processor.
EFFORT = 1.0


@dataclass(frozen=True)
class Found:
    """The best tour of the relaxed day that was met, and what no tour of it passes."""

    order: list[int]
    limit: int


class Relaxed:
    """A tour from the base over some or all of the stops within the working time.

    Where the round leaves stops undone that fit alone, weight is what counts; where nothing but
    the impossible is left, driving is.
    """

    def __init__(self, problem: Problem, known: Round) -> None:
        from ortools.sat.python import cp_model

        self.problem, self.known = problem, known
        served = sorted(visit.place for visit in known.visits)
        possible = [place for place in range(len(problem.stops)) if _is_possible(problem, place)]
        self.is_all = set(served) >= set(possible)
        self.model = cp_model.CpModel()
        nodes = [0, *(place + 1 for place in (served if self.is_all else possible))]
        number = {node: place for place, node in enumerate(nodes)}
        self.arcs = {
            (one, other): self.model.new_bool_var("")
            for one in nodes
            for other in nodes
            if one != other and problem.drive_s[one, other] != NO_WAY
        }
        self.skipped = (
            {} if self.is_all else {node: self.model.new_bool_var("") for node in nodes[1:]}
        )
        loops = [(number[node], number[node], skip) for node, skip in self.skipped.items()]
        if not self.arcs:
            return
        self.model.add_circuit(
            [(number[one], number[other], arc) for (one, other), arc in self.arcs.items()] + loops
        )
        drives = [int(problem.drive_s[ends]) for ends in self.arcs]
        if self.is_all:
            self.model.minimize(_sum(list(self.arcs.values()), drives))
        else:
            self._choose(drives)

    def _choose(self, drives: list[int]) -> None:
        stops = [self.problem.stops[node - 1] for node in self.skipped]
        done: list[cp_model.LinearExprT] = [~skip for skip in self.skipped.values()]
        spent = [*(stop.service_s for stop in stops), *drives]
        self.model.add(_sum([*done, *self.arcs.values()], spent) <= self.problem.working_s)
        self.model.maximize(_sum(done, [stop.weight for stop in stops]))

    def solved(self, effort: float) -> Found:
        """The best tour met with so much effort, and the bound."""
        from ortools.sat.python import cp_model

        if self.is_all and len(self.known.visits) <= 1:  # there is one way only
            return Found([], self.known.drive_s)
        way = [0, *(visit.place + 1 for visit in self.known.visits), 0]
        legs = set(zip(way[:-1], way[1:], strict=True))
        for ends, arc in self.arcs.items():
            self.model.add_hint(arc, ends in legs)
        for node, skip in self.skipped.items():
            self.model.add_hint(skip, node not in way)
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.random_seed = 1
        solver.parameters.linearization_level = 2
        solver.parameters.max_deterministic_time = effort
        status = solver.solve(self.model)
        value = solver.best_objective_bound
        limit = int(np.ceil(value - 1e-6) if self.is_all else np.floor(value + 1e-6))
        met = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return Found(self._order(solver) if met else [], limit)

    def _order(self, solver: cp_model.CpSolver) -> list[int]:
        after = {one: other for (one, other), arc in self.arcs.items() if solver.value(arc)}
        order, node = [], after.get(0, 0)
        while node:
            order.append(node - 1)
            node = after[node]
        return order


def bound(relaxed: Relaxed, found: Found, answer: Round) -> Bound:
    """How far a round is from what nothing can pass."""
    if relaxed.is_all:
        return Bound("drive", answer.drive_s, min(found.limit, answer.drive_s))
    return Bound("weight", answer.weight, max(found.limit, answer.weight))


def _sum(terms: Sequence[cp_model.LinearExprT], factors: Sequence[int]) -> Any:
    from ortools.sat.python import cp_model

    return cp_model.LinearExpr.weighted_sum(list(terms), list(factors))


def _is_possible(problem: Problem, place: int) -> bool:
    there, back = problem.drive_s[0, place + 1], problem.drive_s[place + 1, 0]
    if NO_WAY in (there, back):
        return False
    return bool(there + problem.stops[place].service_s + back <= problem.working_s)
