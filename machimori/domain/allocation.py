"""Who goes where: people to seats, as many as possible, and then with as few metres as possible.

A capacitated minimum-cost flow in whole persons and whole metres. Whoever finds no seat in
walking distance goes to an overflow node that costs more than any chain of moves can save, so
nobody is left out for the sake of shorter walks. The answer carries its own proof: prices whose
dual value equals the cost. Pure.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machimori.domain.road_lines import Flags, Floats, Ints


class NotSolved(RuntimeError):
    """The solver gave no optimum; the message holds its status."""


@dataclass(frozen=True)
class Assignment:
    """Flows (parallel arrays, persons above 0), what they add up to, and the proof.

    Attributes:
        origin, place: index of a flow's ends.
        persons, metres: of each flow; metres rounded to whole ones.
        left_out: persons of each origin without a seat.
        load: persons of each place.
        person_metres: walked by everybody placed.
        overflow_m: what one person left out costs.
        bound: no assignment whatever costs less than this.
    """

    origin: Ints
    place: Ints
    persons: Ints
    metres: Ints
    left_out: Ints
    load: Ints
    person_metres: int
    overflow_m: int
    bound: int

    @property
    def cost(self) -> int:
        """Person-metres, and the price of everybody left out."""
        return self.person_metres + int(self.left_out.sum()) * self.overflow_m

    @property
    def is_proven(self) -> bool:
        """Whether nothing better is possible: the cost has reached the bound."""
        return self.cost == self.bound


def assign(persons: Ints, seats: Ints, metres: Floats) -> Assignment:
    """Send people to seats.

    Args:
        persons: ``(origins,)``, whole, from 0.
        seats: ``(places,)``, whole, from 0.
        metres: ``(origins, places)``; infinite where nobody may be sent.

    Raises:
        ValueError: a negative number, or shapes that don't fit.
        NotSolved: the solver gave no optimum.
    """
    persons, seats = _whole(persons, "persons"), _whole(seats, "seats")
    if metres.shape != (len(persons), len(seats)):
        raise ValueError(f"metres is {metres.shape}, not {(len(persons), len(seats))}")
    if (metres < 0).any() or np.isnan(metres).any():
        raise ValueError("a distance is negative or no number")
    allowed = np.isfinite(metres)
    cost = np.zeros(metres.shape, dtype=np.int64)
    cost[allowed] = np.rint(metres[allowed]).astype(np.int64)
    overflow_m = overflow_price(cost, allowed)
    origin, place = np.nonzero(allowed & (persons[:, None] > 0) & (seats[None, :] > 0))
    sent, left_out = _solved(persons, seats, origin, place, cost[origin, place], overflow_m)
    used = sent > 0
    origin, place, sent = origin[used], place[used], sent[used]
    load = np.bincount(place, weights=sent, minlength=len(seats)).astype(np.int64)
    prices = seat_prices(cost, allowed, seats - load, origin, place, overflow_m)
    return Assignment(
        origin=origin,
        place=place,
        persons=sent,
        metres=cost[origin, place],
        left_out=left_out,
        load=load,
        person_metres=int((sent * cost[origin, place]).sum()),
        overflow_m=overflow_m,
        bound=dual_value(persons, seats, cost, allowed, prices, overflow_m),
    )


def overflow_price(cost: Ints, allowed: Flags) -> int:
    """Metres one person left out costs: above any chain of moves that could seat one more.

    Such a chain passes each origin and each place at most once.
    """
    longest = int(cost[allowed].max()) if allowed.any() else 0
    return int(min(cost.shape)) * longest + 1


def seat_prices(
    cost: Ints, allowed: Flags, free: Ints, origin: Ints, place: Ints, overflow_m: int
) -> Ints:
    """What one seat more at each place would save: 0 where seats are free.

    Shortest paths in the residual network (Bellman-Ford). With flows that are not optimal they
    never settle or fall below 0; the loop ends anyway, and ``dual_value`` then stays below the
    cost.
    """
    dear = np.where(allowed, cost, np.int64(overflow_m))
    prices = np.where(free > 0, np.int64(0), np.int64(overflow_m))
    back = cost[origin, place]
    for _ in range(sum(cost.shape) + 1):
        new = prices.copy()
        np.minimum.at(new, place, _origin_prices(dear, prices, overflow_m)[origin] - back)
        np.maximum(new, 0, out=new)
        if (new == prices).all():
            break
        prices = new
    return prices


def dual_value(
    persons: Ints, seats: Ints, cost: Ints, allowed: Flags, prices: Ints, overflow_m: int
) -> int:
    """A lower bound on every assignment's cost, whatever prices from 0 are given (weak duality)."""
    dear = np.where(allowed, cost, np.int64(overflow_m))
    served = _origin_prices(dear, prices, overflow_m)
    return int((persons * served).sum()) - int((seats * prices).sum())


def _origin_prices(dear: Ints, prices: Ints, overflow_m: int) -> Ints:
    """The least each origin pays for one person: a walk and a seat, or being left out."""
    if not dear.shape[1]:
        return np.full(len(dear), overflow_m, dtype=np.int64)
    least: Ints = np.minimum((dear + prices[None, :]).min(axis=1), overflow_m)
    return least


def _solved(
    persons: Ints, seats: Ints, origin: Ints, place: Ints, cost: Ints, overflow_m: int
) -> tuple[Ints, Ints]:
    """Persons of each allowed pair, and persons left out of each origin."""
    from ortools.graph.python.min_cost_flow import SimpleMinCostFlow

    origins, places = len(persons), len(seats)
    total = int(persons.sum())
    if not total:
        return np.zeros(len(origin), dtype=np.int64), np.zeros(origins, dtype=np.int64)
    overflow, sink = origins + places, origins + places + 1
    flow = SimpleMinCostFlow()
    ways = flow.add_arcs_with_capacity_and_unit_cost(
        origin, origins + place, np.minimum(persons[origin], seats[place]), cost
    )
    out = flow.add_arcs_with_capacity_and_unit_cost(
        np.arange(origins), np.full(origins, overflow), persons, np.full(origins, overflow_m)
    )
    flow.add_arcs_with_capacity_and_unit_cost(
        origins + np.arange(places), np.full(places, sink), seats, np.zeros(places, dtype=np.int64)
    )
    flow.add_arc_with_capacity_and_unit_cost(overflow, sink, total, 0)
    flow.set_nodes_supplies(np.arange(origins), persons)
    flow.set_node_supply(sink, -total)
    status = flow.solve()
    if status != flow.OPTIMAL:
        raise NotSolved(f"the minimum-cost flow ended with {status}")
    return (
        np.asarray(flow.flows(ways), dtype=np.int64),
        np.asarray(flow.flows(out), dtype=np.int64),
    )


def _whole(values: Ints, name: str) -> Ints:
    given = np.asarray(values)
    whole = given.astype(np.int64)
    if (whole != given).any() or (whole < 0).any():
        raise ValueError(f"{name} are whole numbers from 0")
    return whole


def walk_figures(metres: Ints, persons: Ints) -> tuple[float | None, int | None]:
    """Mean walk and the one that 95 of 100 persons do not exceed; None where nobody walks."""
    total = int(persons.sum())
    if not total:
        return None, None
    order = np.argsort(metres, kind="stable")
    reached = np.cumsum(persons[order])
    place = int(np.searchsorted(reached * 100, total * 95))
    return float((metres * persons).sum() / total), int(metres[order][place])
