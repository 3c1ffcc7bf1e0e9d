"""A crew's round of 60 stops: seconds for order and bound, and how far from the bound it is.

Three kinds of day: everything fits, about half does, hardly anything does. Each is solved twice:
the same day must give the same round.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from time import perf_counter, process_time

from bench.crew_town import day, roads
from machimori.domain.crew_solver import solve

STOPS = 60
MOST_SECONDS = 10.0
#: Minutes of work at a stop, and what that makes of the day.
DAYS = ((2, "everything fits"), (12, "about half fits"), (40, "few fit"))


def main() -> Iterator[str]:
    """Seconds, gap and proof of sameness of each kind of day."""
    streets = roads()
    yield f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"
    for minutes, name in DAYS:
        for seed in (1, 2, 3):
            problem = day(streets, STOPS, minutes=minutes, seed=seed)
            began, used = perf_counter(), process_time()
            found, limit = solve(problem)
            wall, used = perf_counter() - began, process_time() - used
            again, _ = solve(problem)
            yield (
                f"{name}, seed {seed}: {wall:.2f} s (at most {MOST_SECONDS:g}), processor "
                f"{used:.2f} s; {len(found.visits)} of {STOPS} stops, "
                f"{limit.of} {limit.best:,} against the bound {limit.limit:,}: gap "
                f"{limit.gap:.1%}; {'the same again' if again == found else 'NOT THE SAME'}"
            )
