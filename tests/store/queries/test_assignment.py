"""Who is sent where on the small warehouse, and that a status or a closure changes the answer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.city import City
from machimori.domain.allocation import walk_figures
from machimori.domain.eligibility import Group, Supply, Wanted
from machimori.store.closure_desk import ClosureDesk
from machimori.store.desk import Desk
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import assignment, board, demand
from machimori.store.queries.assignment import Answer
from machimori.store.queries.board import Incident
from machimori.store.queries.demand import Moment
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import INCIDENT, NOW, small_city, write_small_warehouse


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = small_city(tmp_path)
    write_small_warehouse(made.warehouse_path)
    return made


@pytest.fixture
def warehouse(city: City) -> Warehouse:
    return open_warehouse(city)


@pytest.fixture
def journal(city: City) -> Iterator[Journal]:
    opened = open_journal(city)
    yield opened
    opened.close()


def ask(warehouse: Warehouse, city: City, journal: Journal, **how: Any) -> Answer:
    incident = board.incidents(warehouse, journal)[0]
    return assignment.answer(
        warehouse,
        city,
        incident,
        how.get("people") or demand.residents(warehouse, city),
        how.get("wanted") or Wanted(Group.RESIDENTS),
        how.get("level", "high"),
        now=NOW,
        journal=journal,
    )


def test_people_go_to_free_seats_and_those_inside_are_counted_once(
    warehouse: Warehouse, city: City, journal: Journal
) -> None:
    found = ask(warehouse, city, journal)
    assert (found.expected, found.inside, found.placed, found.left_out) == (684, 486, 198, 0)
    loads = found.places.set_index("facility_id")["load"].dropna()
    assert loads.to_dict() == {"p01:shelter": 0, "p04:shelter": 198}, "the first is full"
    assert found.not_counted == 1
    assert found.assignment.is_proven
    rows = found.origins.set_index("origin_id")
    assert rows.loc["block-ws", ["nearest_id", "why"]].tolist() == [
        "p02:temporary_stay",
        "wrong_group",
    ]
    districts = assignment.of_districts(found).set_index("district_id")
    assert districts["persons"].to_dict() == {"district-e": 109, "district-w": 89}
    assert districts["left_out"].sum() == 0


def test_the_same_question_is_not_solved_again(
    warehouse: Warehouse, city: City, journal: Journal
) -> None:
    first = ask(warehouse, city, journal)
    assert ask(warehouse, city, journal).assignment is first.assignment


def test_a_status_changes_the_answer(warehouse: Warehouse, city: City, journal: Journal) -> None:
    before = ask(warehouse, city, journal)
    Desk(city, warehouse, journal, "見本", NOW).state(
        INCIDENT, "p04:shelter", {"opening": "閉鎖"}, client_key="a"
    )
    after = ask(warehouse, city, journal)
    assert (before.left_out, after.left_out) == (0, 198)
    assert set(after.origins.set_index("origin_id").loc[["block-en"], "why"]) <= {
        "closed",
        "wrong_group",
    }


def test_a_closure_changes_the_answer_and_ends_by_itself(
    warehouse: Warehouse, city: City, journal: Journal
) -> None:
    incident = board.incidents(warehouse, journal)[0]
    desk = ClosureDesk(warehouse, journal, incident, "見本", NOW)
    [told] = desk.close(["road-1"], NOW + timedelta(hours=1), "倒壊", client_key="a")
    cut = ask(warehouse, city, journal)
    rows = cut.origins.set_index("origin_id")
    assert cut.closed["closure_id"].tolist() == [told.event_id]
    assert rows.loc["block-ws", "left_out"] == rows.loc["block-ws", "persons"] > 0
    desk.lift(told.event_id, client_key="b")
    assert ask(warehouse, city, journal).left_out == 0


def test_who_cannot_be_placed_is_counted(
    warehouse: Warehouse, city: City, journal: Journal
) -> None:
    people = demand.commuters(warehouse, city, Moment("weekday_noon", 1))
    found = ask(
        warehouse, city, journal, people=people, wanted=Wanted(Group.COMMUTERS), level="low"
    )
    assert (found.expected, found.inside, found.placed) == (11_900, 180, 120)
    assert found.left_out == 11_600
    assert found.flows["facility_id"].unique().tolist() == ["p02:temporary_stay"]


def test_a_place_without_position_is_named_and_not_used(
    warehouse: Warehouse, city: City, journal: Journal
) -> None:
    found = ask(warehouse, city, journal, wanted=Wanted(Group.RESIDENTS, Supply.ALL))
    assert found.places_unplaced["facility_id"].tolist() == ["p10:shelter"]
    assert (found.inside, found.placed) == (0, 684)


def test_in_peace_it_is_a_plan(warehouse: Warehouse, city: City) -> None:
    peace: Incident | None = None
    found = assignment.answer(
        warehouse,
        city,
        peace,
        demand.residents(warehouse, city),
        Wanted(Group.RESIDENTS, Supply.ALL),
        "mid",
        now=NOW,
    )
    assert (found.placed, found.left_out) == (342, 0)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 5_000), st.integers(1, 50)), max_size=20))
def test_mean_and_p95_are_those_of_single_persons(flows: list[tuple[int, int]]) -> None:
    metres = np.array([metre for metre, _ in flows], dtype=np.int64)
    persons = np.array([count for _, count in flows], dtype=np.int64)
    mean_m, p95_m = walk_figures(metres, persons)
    each = sorted(np.repeat(metres, persons).tolist())
    if not each:
        assert (mean_m, p95_m) == (None, None)
        return
    assert mean_m == pytest.approx(sum(each) / len(each))
    assert p95_m == each[-(-95 * len(each) // 100) - 1]
