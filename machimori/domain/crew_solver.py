"""The order of a crew's stops, by OR-Tools: most weight first, then least driving.

A search that must not leave out anything that weighs more finds no good round: it holds on to what
it has. So it runs at two prices of a point in seconds of driving, each round is then repaired
(``crew_repair``), and the best is kept, driven in the shortest order that is found.
Each search ends after a fixed number of answers, so the same day gives the same round on any
machine; the time limit beside it only guards against a machine that stands still. Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from machimori.domain.crew_bound import EFFORT, Relaxed, bound
from machimori.domain.crew_repair import repaired, worth
from machimori.domain.crew_round import (
    NO_WAY,
    Bound,
    Problem,
    Round,
    as_round,
    filled,
    timetable,
)

#: Answers each search looks at before it stops, and its guard in seconds.
MOST_ANSWERS = 80
#: Of the last search, for less driving.
LAST_ANSWERS = 240
MOST_SECONDS = 15
#: What a point costs in seconds of driving, as multiples of what it costs on average.
PRICES = (2, 8)
#: A drive where no way leads: longer than any day.
_NEVER_S = 10_000_000
#: So few stops are tried in every order there is.
_FEW = 5


def solve(problem: Problem, *, effort: float = EFFORT) -> tuple[Round, Bound]:
    """The round: as much weight as fits into the hours, with as little driving; and its bound.

    Args:
        problem: the day.
        effort: of the bound, ``crew_bound.EFFORT``.
    """
    able = [place for place in range(len(problem.stops)) if timetable(problem, [place])]
    if len(able) <= _FEW:
        orders = list(_every_order(problem, able))
    else:
        part = _part(problem, able)
        found_orders = [_searched(part, penalties(part, price)) for price in PRICES]
        orders = [[able[place] for place in order] for order in found_orders]
    orders = [filled(problem, order) for order in orders]
    best = _best(problem, orders)
    relaxed = Relaxed(problem, as_round(problem, best))
    # The bound needs no interpreter while it is looked for, the better round needs nothing else.
    with ThreadPoolExecutor(1) as beside:
        bounding = beside.submit(relaxed.solved, effort)
        if len(able) > _FEW:
            best = _best(problem, [best, *(repaired(problem, order, able) for order in orders)])
        best = _best(problem, [best, _shortened(problem, best)])
        found = bounding.result()
    if (
        found.order and len(able) > _FEW
    ):  # a round of the day without its closed hours may keep them all the same
        best = _best(problem, [best, filled(problem, kept(problem, found.order))])
    answer = as_round(problem, best)
    if not relaxed.is_all and len(answer.visits) == len(able):  # only the repair found that
        relaxed = Relaxed(problem, answer)
        found = relaxed.solved(effort)
    return answer, bound(relaxed, found, answer)


def kept(problem: Problem, order: Sequence[int]) -> list[int]:
    """What of an order can be driven as it stands, from its beginning on."""
    found: list[int] = []
    for place in order:
        if timetable(problem, [*found, place]) is not None:
            found.append(place)
    return found


def penalties(problem: Problem, price: int) -> list[int]:
    """What leaving each stop out costs, in seconds of driving; a pinned one more than a day."""
    every = sum(stop.weight for stop in problem.stops)
    point = max(1, round(price * problem.working_s / max(every, 1)))
    return [
        stop.weight * point + (stop.is_pinned * 100 * problem.working_s) for stop in problem.stops
    ]


def _best(problem: Problem, orders: Sequence[list[int]]) -> list[int]:
    """The order that serves the pinned, then the most weight, then drives the least."""
    return max(orders, key=lambda order: worth(problem, order))


def _shortened(problem: Problem, order: list[int]) -> list[int]:
    """The same stops with less driving, where the search finds that."""
    if len(order) <= _FEW:
        return order
    same = _part(problem, order)
    found = _searched(same, [problem.working_s * 100] * len(order), LAST_ANSWERS)
    return [order[place] for place in found] if len(found) == len(order) else order


def _part(problem: Problem, places: Sequence[int]) -> Problem:
    """The day with these stops only."""
    nodes = [0, *(place + 1 for place in places)]
    return replace(
        problem,
        stops=tuple(problem.stops[place] for place in places),
        drive_s=problem.drive_s[nodes][:, nodes],
    )


def _every_order(problem: Problem, places: Sequence[int]) -> Iterator[list[int]]:
    """Every order of some of the stops that can be driven, the empty one too."""
    waiting: list[list[int]] = [[]]
    while waiting:
        order = waiting.pop()
        yield order
        rest = [place for place in places if place not in order]
        longer = ([*order, place] for place in rest)
        waiting += [one for one in longer if timetable(problem, one) is not None]


def _searched(problem: Problem, prices: Sequence[int], answers: int = MOST_ANSWERS) -> list[int]:
    """An order of some of the stops; leaving one out costs its price."""
    from ortools.constraint_solver import pywrapcp

    count = len(problem.stops)
    manager = pywrapcp.RoutingIndexManager(count + 1, 1, 0)
    routing = pywrapcp.RoutingModel(manager)
    drive = problem.drive_s.copy()
    drive[drive == NO_WAY] = _NEVER_S
    service = [0, *(stop.service_s for stop in problem.stops)]
    legs = [[int(one) for one in row] for row in drive]
    whole = [[one + spent for one in row] for row, spent in zip(legs, service, strict=True)]
    routing.SetArcCostEvaluatorOfAllVehicles(routing.RegisterTransitMatrix(legs))
    routing.AddDimension(
        routing.RegisterTransitMatrix(whole), problem.working_s, problem.working_s, True, "time"
    )
    time = routing.GetDimensionOrDie("time")
    for place, price in enumerate(prices):
        index = manager.NodeToIndex(place + 1)
        routing.AddDisjunction([index], price)
        at, stop = time.CumulVar(index), problem.stops[place]
        last = problem.working_s - stop.service_s
        if last < 0:
            routing.solver().Add(routing.ActiveVar(index) == 0)
            continue
        at.SetMax(last)
        for low, high in problem.holes(stop):
            _close(at, low + 1, high - 1, last, routing, index)
    found = routing.SolveWithParameters(_parameters(answers))
    if found is None:
        return []
    order, index = [], routing.Start(0)
    while not routing.IsEnd(index):
        if node := manager.IndexToNode(index):
            order.append(node - 1)
        index = found.Value(routing.NextVar(index))
    return order if timetable(problem, order) is not None else kept(problem, order)


def _close(at: object, low: int, high: int, last: int, routing: object, index: int) -> None:
    """Take starts out of a stop's hours; where none is left, the stop is left out."""
    if low <= 0 and high >= last:
        routing.solver().Add(routing.ActiveVar(index) == 0)  # type: ignore[attr-defined]
    elif low <= high and high >= 0 and low <= last:
        at.RemoveInterval(max(low, 0), min(high, last))  # type: ignore[attr-defined]


def _parameters(answers: int) -> object:
    from ortools.constraint_solver import pywrapcp
    from ortools.constraint_solver.routing_enums_pb2 import FirstSolutionStrategy as First
    from ortools.constraint_solver.routing_enums_pb2 import LocalSearchMetaheuristic as Search

    chosen = pywrapcp.DefaultRoutingSearchParameters()
    chosen.first_solution_strategy = First.PARALLEL_CHEAPEST_INSERTION
    chosen.local_search_metaheuristic = Search.GUIDED_LOCAL_SEARCH
    chosen.solution_limit = answers
    chosen.time_limit.FromSeconds(MOST_SECONDS)
    return chosen
