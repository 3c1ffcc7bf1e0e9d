"""A made-up day of a crew: stops in a town of streets, some beside a school, priorities uneven."""

from __future__ import annotations

import numpy as np

from bench.assignment import SIDE, STREET_M, town
from machimori.domain.crew_round import Problem, Stop
from machimori.domain.driving_network import Roads, drives
from machimori.domain.road_lines import road_lines
from machimori.domain.walking_network import Points

_HOUR = 3_600
HOURS_S = 8 * _HOUR
LUNCH = (int(3.5 * _HOUR), int(4.5 * _HOUR))
#: Of a day that begins at 8:30: the way home from school.
SCHOOL = (6 * _HOUR, int(7.5 * _HOUR))


def roads() -> Roads:
    """The streets, all at the pace of a street."""
    ids, shapes = town()
    lines = road_lines(ids, shapes)
    return Roads(lines, np.full(len(lines.segment_ids), 15 / 3.6))


def day(streets: Roads, stops: int, *, minutes: int, seed: int = 1) -> Problem:
    """So many stops with about so many minutes of work each; the base is in the middle."""
    random = np.random.default_rng(seed)
    side = (SIDE - 1) * STREET_M
    metric = np.vstack([[side / 2, side / 2], random.uniform(0, side, (stops, 2))])
    points = Points(metric, np.array([139.7, 35.6]) + metric / 100_000)
    found = drives(streets, points, slow_m_s=15 / 3.6, detour=1.4)
    return Problem(
        stops=tuple(
            Stop(
                f"s{number:02d}",
                60 * int(random.integers(max(1, minutes // 2), 2 * minutes)),
                int(random.integers(1, 101)),
                (SCHOOL,) if random.random() < 0.2 else (),
            )
            for number in range(stops)
        ),
        drive_s=found.seconds,
        hours_s=HOURS_S,
        breaks=(LUNCH,),
    )
