"""Two reporters at once: both kept, the pair shown until somebody has seen both."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from machimori.store.desk import Desk
from machimori.store.journal import open_journal
from machimori.store.queries import board, conflicts
from machimori.store.queries.board import Incident
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import INCIDENT, NOW, small_city, write_small_warehouse

SCHOOL = "p01:shelter"


@pytest.fixture
def desks(tmp_path: Path) -> Iterator[tuple[Desk, Desk, Incident]]:
    """Two people at the same drill, and the drill."""
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    warehouse, journal = open_warehouse(city), open_journal(city)
    one, two = (Desk(city, warehouse, journal, name, NOW) for name in ("本部", "受付"))
    yield one, two, board.incidents(warehouse)[0]
    journal.close()


def test_whoever_saw_the_newest_statement_conflicts_with_nobody(
    desks: tuple[Desk, Desk, Incident],
) -> None:
    one, two, drill = desks
    seen = conflicts.newest_statements(one.warehouse, one.journal, drill)
    assert seen[SCHOOL] == "event-1"
    first = one.state(INCIDENT, SCHOOL, {"headcount": 490}, client_key="a", based_on=seen[SCHOOL])
    seen = conflicts.newest_statements(one.warehouse, one.journal, drill)
    assert seen[SCHOOL] == first.event_id
    two.state(INCIDENT, SCHOOL, {"headcount": 500}, client_key="b", based_on=seen[SCHOOL])
    assert conflicts.of_incident(one.warehouse, one.journal, drill).empty


def test_a_pair_is_shown_until_somebody_has_seen_both(desks: tuple[Desk, Desk, Incident]) -> None:
    one, two, drill = desks
    one.state(INCIDENT, SCHOOL, {"headcount": 490}, client_key="a", based_on="event-1")
    late = two.state(INCIDENT, SCHOOL, {"headcount": 350}, client_key="b", based_on="event-1")
    two.state(INCIDENT, "p02:temporary_stay", {"headcount": 9}, client_key="c", based_on="event-2")
    found = conflicts.of_incident(one.warehouse, one.journal, drill)
    columns = ["facility_id", "field", "value", "other_value", "reporter", "other_reporter"]
    assert found[columns].to_numpy().tolist() == [[SCHOOL, "headcount", 350, 490, "受付", "本部"]]
    both = board.history(one.warehouse, drill, SCHOOL, journal=one.journal)
    assert both["headcount"].tolist() == [350, 490, 486]
    one.confirm(INCIDENT, SCHOOL, client_key="d", based_on=late.event_id)
    assert conflicts.of_incident(one.warehouse, one.journal, drill).empty
