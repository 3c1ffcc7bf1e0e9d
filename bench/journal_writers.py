"""Twenty writers at once, 500 events each, all of them killed ten times.

The target: nothing acknowledged is lost, nothing is doubled, and the chain of hashes holds.
"""

from __future__ import annotations

import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import quantiles

from machimori.city import REPOSITORY, City
from machimori.store.journal import Journal, open_journal

WRITERS, EVENTS, KILLS = 20, 500, 10


def city_in(folder: Path) -> City:
    """A municipality that has nothing but a journal."""
    return City.model_validate(
        {
            "name": "計測",
            "code": "000000",
            "bbox": (139.0, 35.0, 140.0, 36.0),
            "metric_crs": "EPSG:6677",
            "folder": folder,
        }
    )


def main(writers: int = WRITERS, events: int = EVENTS, kills: int = KILLS) -> list[str]:
    """What was lost, doubled and how long an acknowledgement took."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        open_journal(city_in(folder)).close()
        began = time.perf_counter()
        for turn in range(kills):
            running = [_start(folder, number, events) for number in range(writers)]
            # Amid their writing: after another share of the events, and a moment by chance.
            while len(_acknowledged(folder, writers)) < turn * writers * events // (kills + 1) + 50:
                time.sleep(0.05)
            time.sleep(random.uniform(0, 0.2))  # noqa: S311 - a moment, not a secret
            for one in running:
                one.kill()
            for one in running:
                one.wait()
        killed = _acknowledged(folder, writers)
        for one in [_start(folder, number, events) for number in range(writers)]:
            if one.wait():
                raise RuntimeError("a writer failed")
        seconds = time.perf_counter() - began
        acknowledged = _acknowledged(folder, writers)
        journal = Journal(city_in(folder).journal_path, read_only=True)
        told = {event.client_key: event.seq for event in journal.events_after(0)}
        total, verified = journal.last_seq(), journal.verify()
        journal.close()
    lost = [key for key, (seq, _) in acknowledged.items() if told.get(key) != seq]
    doubled = total - len(told)
    took = quantiles([ms for _, ms in acknowledged.values()], n=100)
    return [
        f"{writers} writers, {events} events each, killed {kills} times: "
        f"{total:,} events in {seconds:.1f} s, {len(killed):,} acknowledged before the last start",
        f"lost {len(lost)}, doubled {doubled}, missing {writers * events - total} (all 0 wanted); "
        f"chain: {'; '.join(verified.problems) or 'whole'}",
        f"acknowledged in p50 {took[49]:.1f} ms, p99 {took[98]:.1f} ms",
    ]


def _start(folder: Path, number: int, events: int) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.journal_writer", str(folder), str(number), str(events)]
    return subprocess.Popen(command, cwd=REPOSITORY)


def _acknowledged(folder: Path, writers: int) -> dict[str, tuple[int, float]]:
    """Key -> sequence number and milliseconds, of every whole line of the writers' logs."""
    found: dict[str, tuple[int, float]] = {}
    for number in range(writers):
        path = folder / f"acked-{number}"
        for line in path.read_text(encoding="ascii").splitlines() if path.exists() else []:
            parts = line.split(" ")
            if len(parts) == 3:
                found[parts[1]] = (int(parts[0]), float(parts[2] or 0))
    return found
