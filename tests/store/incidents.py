"""A drill that is on in the small warehouse, and the journal its desks write to."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from machimori.city import City
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import board
from machimori.store.queries.board import Incident
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse


@dataclass(frozen=True)
class Drill:
    """What a desk needs: stores, incident and clock."""

    city: City
    warehouse: Warehouse
    journal: Journal
    incident: Incident

    def after(self, minutes: float) -> datetime:
        """Aware, so many minutes after NOW."""
        return NOW + timedelta(minutes=minutes)


@contextmanager
def drill(folder: Path, *, without: tuple[str, ...] = ()) -> Iterator[Drill]:
    """The small warehouse's drill with a journal that is still empty."""
    city = small_city(folder)
    write_small_warehouse(city.warehouse_path, without=without)
    warehouse, journal = open_warehouse(city), open_journal(city)
    yield Drill(city, warehouse, journal, board.incidents(warehouse, journal)[0])
    journal.close()
