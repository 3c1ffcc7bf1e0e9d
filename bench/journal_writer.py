"""One writer of the measurement: says each acknowledgement aloud, and goes on where it was killed.

``python -m bench.journal_writer FOLDER NUMBER EVENTS``; the log ``FOLDER/acked-NUMBER`` is what
the person at the other end remembers: what has no line there is sent again, under the same key.
"""

from __future__ import annotations

import sys
import time
from datetime import UTC, datetime
from pathlib import Path

from machimori.store.journal import open_journal


def main(folder: Path, number: int, events: int) -> None:
    """Write until every event is acknowledged."""
    from bench.journal_writers import city_in

    log = folder / f"acked-{number}"
    known = log.read_text(encoding="ascii") if log.exists() else ""
    done = sum(1 for line in known.splitlines() if line.count(" ") == 2)
    journal = open_journal(city_in(folder))
    with log.open("a", encoding="ascii") as said:
        if known and not known.endswith("\n"):  # killed amid a line
            said.write("\n")
        for event in range(done, events):
            key = f"w{number}-{event}"
            began = time.perf_counter()
            acked = journal.append(
                "facility_status",
                f"p{number:02d}_shelter",
                {"headcount": event},
                client_key=key,
                mode="training",
                observed_at=datetime.now(UTC),
            )
            said.write(f"{acked.seq} {key} {(time.perf_counter() - began) * 1000:.3f}\n")
            said.flush()
    journal.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
