"""Who published which file, and what came of it: a log that only grows, beside the warehouse.

One JSON line per publication in ``data_dir/published.jsonl``, for this account only. A warehouse
is built anew each time; who had a hand in its sources is kept here.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from machimori.city import City


@dataclass(frozen=True)
class Publication:
    """One file published, by whom (as signed in), and how it ended.

    Attributes:
        at: aware, UTC.
        source_id: id of the entry.
        file: its name as it came.
        sha256: of its bytes.
        name: who, as the session states.
        section: of whom.
        way: ``replaced``, ``added`` to a series, or ``same`` (its bytes were there already).
        outcome: ``taken``, ``held_back`` or ``failed``.
    """

    at: datetime
    source_id: str
    file: str
    sha256: str
    name: str
    section: str
    way: str
    outcome: str


def path_of(city: City) -> Path:
    """Where a municipality's log lies."""
    return city.data_path / "published.jsonl"


def append(city: City, publication: Publication) -> None:
    """Write one line at the end, on disk before it returns."""
    document = asdict(publication) | {"at": publication.at.isoformat()}
    line = json.dumps(document, ensure_ascii=False) + "\n"
    handle = os.open(path_of(city), os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(handle, line.encode("utf-8", "replace"))
        os.fsync(handle)
    finally:
        os.close(handle)


def of_source(city: City, source_id: str, *, most: int = 10) -> list[Publication]:
    """The latest publications of one entry, newest first."""
    found = [one for one in _read(path_of(city)) if one.source_id == source_id]
    return found[::-1][:most]


def _read(path: Path) -> Iterator[Publication]:
    if not path.exists():
        return
    for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
        try:
            document = json.loads(line)
            yield Publication(**document | {"at": datetime.fromisoformat(document["at"])})
        except (ValueError, TypeError, KeyError):
            continue  # a line torn by a full disk says nothing; the others do
