"""Streets for labelled posts: a turned, uneven grid with trunk roads, in metres. Frozen.

It resembles the sample municipality (11.6 square kilometres, streets every 60 to 130 m, turned
against north) but takes nothing from it, so that a change of the sample moves no label.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
#: Length of a ward's side, how it is turned, and how far apart wards lie.
SIDE_M = 3_400.0
TURNED_DEGREES = 9.0
WARD_STEP_M = 5_000.0
WARDS_PER_ROW = 8
#: Where ward 0 lies, and metres per degree there.
ORIGIN = (139.7536, 35.6940)
METRES_PER_DEGREE = (90_500.0, 110_950.0)
#: Every so manieth street is a trunk road, which sees so many times the damage.
TRUNK_EVERY = 6
TRUNK_WEIGHT = 2.5


@dataclass(frozen=True)
class Streets:
    """Segments between crossings: start, unit direction, length, weight (expected damage)."""

    start_m: Floats
    along: Floats
    length_m: Floats
    weight: Floats

    def places(self, segments: NDArray[np.int64], share: Floats, aside_m: Floats) -> Floats:
        """Points so far along segments (0 to 1) and so many metres aside of the middle line."""
        along = self.along[segments]
        across = np.column_stack([-along[:, 1], along[:, 0]])
        way = (share * self.length_m[segments])[:, None]
        return self.start_m[segments] + along * way + across * aside_m[:, None]


def streets(ward: int, random: np.random.Generator) -> Streets:
    """The streets of one ward."""
    columns, rows = _lines(random), _lines(random)
    starts, ends, weights = [], [], []
    for lines, others, axis in ((columns, rows, 0), (rows, columns, 1)):
        for number, place in enumerate(lines):
            first = np.empty((len(others) - 1, 2))
            first[:, axis] = place
            first[:, 1 - axis] = others[:-1]
            last = first.copy()
            last[:, 1 - axis] = others[1:]
            starts.append(first)
            ends.append(last)
            busy = TRUNK_WEIGHT if number % TRUNK_EVERY == 2 else 1.0
            weights.append(np.full(len(first), busy))
    start, end = np.vstack(starts), np.vstack(ends)
    kept = random.random(len(start)) > 0.12  # gardens, water, blocks without a way through
    start, end, weight = start[kept], end[kept], np.concatenate(weights)[kept]
    turned = np.deg2rad(TURNED_DEGREES)
    turn = np.array([[np.cos(turned), np.sin(turned)], [-np.sin(turned), np.cos(turned)]])
    offset = np.array([ward % WARDS_PER_ROW, ward // WARDS_PER_ROW]) * WARD_STEP_M
    start, end = start @ turn + offset, end @ turn + offset
    length = np.hypot(*(end - start).T)
    worn = np.exp(random.normal(0, 0.8, len(length)))  # old pavement breaks again and again
    return Streets(start, (end - start) / length[:, None], length, weight * worn * length)


def _lines(random: np.random.Generator) -> Floats:
    gaps = random.uniform(60, 130, int(SIDE_M / 60))
    places = np.cumsum(gaps) - SIDE_M / 2
    return np.asarray(places[places < SIDE_M / 2])


def degrees(metres: Floats) -> Floats:
    """Longitude and latitude of metres east and north of the origin."""
    return np.asarray(np.asarray(ORIGIN) + metres / np.asarray(METRES_PER_DEGREE))
