"""590,000 people of 1,000 blocks to 300 places: distances over the roads, the flow and its proof.

The town is made up: a grid of streets 80 m apart, one in ten missing, as many segments per block
as the sample's ward has. Reading the roads into a network is the first load and is shown apart.
"""

from __future__ import annotations

import os
from time import perf_counter, process_time

import numpy as np
import shapely

from machimori.domain.allocation import Assignment, assign
from machimori.domain.road_lines import RoadLines, road_lines
from machimori.domain.walking_network import Points, distances

PERSONS, BLOCKS, PLACES = 590_000, 1_000, 300
STREET_M = 80.0
SIDE = 98
LIMIT_M = 3_000.0
MOST_SECONDS = 3.0
ROUNDS = 3
#: Seats of all places: far too few, as in the source documents; about enough; more than enough.
SEATS = (46_679, 590_000, 900_000)


def town(seed: int = 1) -> tuple[list[str], list[shapely.Geometry]]:
    """Street segments of a grid, one in ten left out."""
    random = np.random.default_rng(seed)
    corner = np.arange(SIDE) * STREET_M
    lines = []
    for one in corner:
        for begin in corner[:-1]:
            lines.append(shapely.LineString([(begin, one), (begin + STREET_M, one)]))
            lines.append(shapely.LineString([(one, begin), (one, begin + STREET_M)]))
    kept = [line for line in lines if random.random() > 0.1]
    return [f"s{number}" for number in range(len(kept))], kept


def spots(count: int, seed: int) -> Points:
    """Points anywhere in the town."""
    metric = np.random.default_rng(seed).uniform(0, (SIDE - 1) * STREET_M, (count, 2))
    return Points(metric, np.array([139.7, 35.6]) + metric / 100_000)


def solve(roads: RoadLines, seats: int, closed: frozenset[str]) -> Assignment:
    """Distances and assignment, from nothing but the network."""
    random = np.random.default_rng(4)
    found = distances(roads, spots(BLOCKS, 2), spots(PLACES, 3), closed=closed, limit_m=LIMIT_M)
    persons = random.multinomial(PERSONS, np.full(BLOCKS, 1 / BLOCKS))
    room = random.multinomial(seats, np.full(PLACES, 1 / PLACES))
    return assign(persons, room, found.metres)


def main(rounds: int = ROUNDS) -> list[str]:
    """Seconds of the first load, and of every answer after it."""
    ids, shapes = town()
    started = perf_counter()
    roads = road_lines(ids, shapes)
    lines = [
        f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
        f"first load, {len(ids):,} segments into a network: {perf_counter() - started:.2f} s",
    ]
    for seats in SEATS:
        for closed in (frozenset[str](), frozenset(ids[::50])):
            taken = []
            for _ in range(rounds):
                began, used = perf_counter(), process_time()
                answer = solve(roads, seats, closed)
                taken.append((perf_counter() - began, process_time() - used))
            wall, used = min(taken)
            lines.append(
                f"{seats:>7,} seats, {len(closed):>3} segments closed: {wall:.2f} s "
                f"(at most {MOST_SECONDS:g}), processor {used:.2f} s; "
                f"{int(answer.load.sum()):,} placed, {int(answer.left_out.sum()):,} left out, "
                f"{'proven' if answer.is_proven else 'NOT PROVEN'}"
            )
    return lines
