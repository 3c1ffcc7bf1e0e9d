"""The fold of 200,000 statements, and one more statement folded over it.

Both are what a drill of a large city asks: the build folds everything, a page folds what the
journal says since. No target is set; the figure is watched.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random
from time import perf_counter, process_time

import numpy as np
import pandas as pd

from machimori.domain.status_fold import fold, overlay

EVENTS = 200_000
FACILITIES = 2_000
ROUNDS = 3
_OPENINGS = np.array(["未開設", "開設準備中", "開設", "閉鎖", None], dtype=object)
_CROWDINGS = np.array(["空き", "やや混雑", "混雑", "定員一杯", None], dtype=object)


def statements(events: int = EVENTS, seed: int = 1) -> pd.DataFrame:
    """Made-up statements of one drill: a tenth are confirmations, one in fifty corrects another."""
    random = np.random.default_rng(seed)
    minute = np.sort(random.integers(0, 7 * 1440, events))
    seen = np.datetime64("2026-11-14T00:00", "us") + minute.astype("timedelta64[m]")
    names = np.array([f"event-{number:07d}" for number in range(events)], dtype=object)
    is_confirmation = random.random(events) < 0.1
    earlier = names[(np.arange(events) * random.random(events)).astype(int)]
    frame = pd.DataFrame(
        {
            "event_id": names,
            "incident_id": "drill",
            "event_type": np.where(is_confirmation, "confirmation", "status"),
            "facility_id": [f"place-{one}" for one in random.integers(0, FACILITIES, events)],
            "opening": _OPENINGS[random.integers(0, 5, events)],
            "crowding": _CROWDINGS[random.integers(0, 5, events)],
            "headcount": pd.Series(random.integers(0, 900, events), dtype="Int64"),
            "observed_at": seen,
            "confirmed_at": seen,
            "received_at": seen + random.integers(0, 900, events).astype("timedelta64[s]"),
            "source": "bench",
            "mode": "training",
            "supersedes": np.where(random.random(events) < 0.02, earlier, None),
        }
    )
    frame.loc[is_confirmation, ["opening", "crowding", "headcount"]] = None
    return frame


def main(rounds: int = ROUNDS) -> list[str]:
    """Seconds of a whole fold, and of one new statement over all that was said of its place."""
    history = statements()
    place = Random(1).choice(history["facility_id"].tolist())  # noqa: S311 - no secret
    about = history[history["facility_id"] == place]
    new = about.tail(1).assign(event_id="new", supersedes=None)
    rows = len(fold(history))
    whole = _best(lambda: fold(history), rounds)
    one = _best(lambda: overlay(about, new), rounds)
    return [
        f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
        f"fold of {EVENTS:,} statements into {rows:,} rows: {whole[0]:.2f} s, "
        f"processor {whole[1]:.2f} s; best of {rounds}",
        f"one statement over the {len(about)} of its place: {one[0] * 1000:.0f} ms, "
        f"processor {one[1] * 1000:.0f} ms",
    ]


def _best(work: Callable[[], object], rounds: int) -> tuple[float, float]:
    taken = []
    for _ in range(rounds):
        started, used = perf_counter(), process_time()
        work()
        taken.append((perf_counter() - started, process_time() - used))
    return min(one[0] for one in taken), min(one[1] for one in taken)
