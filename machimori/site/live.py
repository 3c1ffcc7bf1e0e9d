"""The site of this moment, made once per event, build and minute, however many ask for it."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Mapping
from typing import Any, NamedTuple

from machimori.city import City
from machimori.site.facts import Facts, gather, revision
from machimori.site.files import files, section, section_of, sections
from machimori.site.status_json import status
from machimori.store.clock import clock_now
from machimori.store.journal import EventLog
from machimori.store.warehouse import Warehouse


class File(NamedTuple):
    """A file and its tag, which changes with its content."""

    content: bytes
    tag: str


class Release:
    """The site of one moment; a section of it is made when its first file is asked for."""

    def __init__(self, key: str, facts: Facts) -> None:
        self.key = key
        self._facts = facts
        self._state: dict[str, Any] = status(facts)
        self._lock = threading.Lock()
        self._made: dict[str, dict[str, File]] = {}

    def file(self, path: str) -> File | None:
        """One file, or None where there is none of that name."""
        name = section_of(path)
        if name not in sections(self._facts):
            return None
        with self._lock:  # one visitor makes it, the others wait for it
            made = self._made.get(name)
            if made is None:
                found = section(self._facts, self._state, name)
                made = {one: File(content, _tag(content)) for one, content in found.items()}
                self._made[name] = made
        return made.get(path)

    def files(self) -> Mapping[str, bytes]:
        """Path -> content of all of it."""
        return files(self._facts)


class LiveSite:
    """Holds the newest release; asking again costs a ``stat`` and one question to the journal."""

    def __init__(self, address: str = "") -> None:
        """``address`` is the site's; by default below that of the municipality's server."""
        self._address = address
        self._lock = threading.Lock()
        self._held: Release | None = None

    def release(self, city: City, warehouse: Warehouse, journal: EventLog | None) -> Release:
        """The release of this moment. Ages move on with the minute, the rest with events."""
        now = clock_now(warehouse, journal)
        key = f"{city.code}-{revision(warehouse, journal)}-{now:%Y%m%d%H%M}"
        held = self._held
        if held is not None and held.key == key:
            return held
        with self._lock:
            if self._held is None or self._held.key != key:
                address = self._address or (city.base_url and f"{city.base_url.rstrip('/')}/public")
                facts = gather(city, warehouse, journal, now=now, address=address)
                self._held = Release(key, facts)
            return self._held


def _tag(content: bytes) -> str:
    return f'"{hashlib.sha256(content).hexdigest()[:16]}"'
