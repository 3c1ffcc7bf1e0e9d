"""Publish again when something is new: an event, a build, or the minute ages are told in."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

from machimori.city import City
from machimori.site.live import LiveSite, Release
from machimori.site.write import write
from machimori.store.journal import current_journal
from machimori.store.warehouse import current_warehouse

#: From an event to the new files: this and the time of writing them, far below ten seconds.
EVERY_SECONDS = 2.0


def publish(city: City, target: Path, site: LiveSite, before: Release | None) -> Release:
    """Write the site if it is not the one written before; returns what lies there now.

    Raises:
        StoreError: there is no warehouse, or it is another municipality's.
        PublishRefused: as ``write``.
    """
    journal = current_journal(city) if city.journal_path.exists() else None
    found = site.release(city, current_warehouse(city), journal)
    if before is None or found.key != before.key:
        write(target, found.files())
    return found


def watch(
    city: City,
    target: Path,
    *,
    address: str = "",
    every: float = EVERY_SECONDS,
    told: Callable[[str], None],
    until: Callable[[], bool] = lambda: False,
) -> None:
    """Publish now, and again and again until the process is told to end.

    A build that is being replaced or a disk that is full for a moment ends nothing: it is told
    and tried again, and what was published stays.
    """
    site, before = LiveSite(address), None
    while not until():
        try:
            now = publish(city, target, site, before)
            if before is None or now.key != before.key:
                told(f"{target}: {now.key}")
            before = now
        except Exception as problem:  # noqa: BLE001 - the next round may do it
            told(f"{target}: {problem}")
        time.sleep(every)
