"""Roads on the way to an open shelter: in an incident alone, and of a drill only if asked for."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from machimori.store.queries import shelter_ways
from tests.store.incidents import drill
from tests.store.small_warehouse import NOW


def test_ways_of_a_drill_are_asked_for(tmp_path: Path) -> None:
    with drill(tmp_path) as on:
        quiet = shelter_ways.ways(on.warehouse, on.journal, on.city, now=NOW, drills=False)
        assert quiet.incident is not None and quiet.incident.mode == "training"
        assert (quiet.open_places, quiet.roads) == (0, frozenset())
        asked = shelter_ways.ways(on.warehouse, on.journal, on.city, now=NOW, drills=True)
        assert asked.open_places > 0
        assert asked.roads == {"road-1", "road-2"}  # none is open near the third
        again = shelter_ways.ways(on.warehouse, on.journal, on.city, now=NOW, drills=True)
        assert again.roads is asked.roads  # made once


def test_in_peacetime_there_are_none(tmp_path: Path) -> None:
    with drill(tmp_path, without=("marts.incidents",)) as off:
        later = NOW + timedelta(minutes=1)
        found = shelter_ways.ways(off.warehouse, None, off.city, now=later, drills=True)
        assert found == shelter_ways.Ways()
