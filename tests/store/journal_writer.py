"""A process that appends for ever and says what was acknowledged; it is there to be killed."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from machimori.store.journal import open_journal
from tests.store.small_warehouse import small_city

if __name__ == "__main__":
    journal = open_journal(small_city(Path(sys.argv[1])))
    number = 0
    while True:
        number += 1
        key = f"{sys.argv[2]}-{number}"
        event = journal.append(
            "facility_status",
            "p01:shelter",
            {"headcount": number},
            client_key=key,
            mode="training",
            observed_at=datetime.now(UTC),
        )
        print(event.seq, key, flush=True)
