"""The site of this moment, made once per event, build and minute, however many ask for it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from dataclasses import dataclass

from machimori.city import City
from machimori.site.facts import gather, revision
from machimori.site.files import files
from machimori.store.clock import clock_now
from machimori.store.journal import EventLog
from machimori.store.warehouse import Warehouse


@dataclass(frozen=True)
class Release:
    """All files, and a tag of each that changes with its content."""

    key: str
    files: Mapping[str, bytes]
    tags: Mapping[str, str]


class LiveSite:
    """Holds the newest release; asking again costs a ``stat`` and one question to the journal."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._held: Release | None = None

    def release(self, city: City, warehouse: Warehouse, journal: EventLog | None) -> Release:
        """The release of this moment. Ages move on with the minute, the rest with events."""
        now = clock_now(warehouse, journal)
        key = f"{city.code}-{revision(warehouse, journal)}-{now:%Y%m%d%H%M}"
        held = self._held
        if held is not None and held.key == key:
            return held
        with self._lock:  # one visitor makes it, the others wait for it
            if self._held is None or self._held.key != key:
                made = files(gather(city, warehouse, journal, now=now))
                tags = {path: _tag(content) for path, content in made.items()}
                self._held = Release(key, made, tags)
            return self._held


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'
