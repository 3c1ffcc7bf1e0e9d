"""Demand against capacity on the small warehouse: ranges, groups apart, unknown apart."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from machimori import database
from machimori.city import City
from machimori.domain.demand import Span
from machimori.domain.eligibility import Group, Supply, Wanted
from machimori.store.queries import board, demand
from machimori.store.queries.board import Incident
from machimori.store.queries.demand import Gap, Moment, Origins
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

PEAK = Moment("weekday_noon", 1)


@pytest.fixture
def city(tmp_path: Path) -> City:
    made = small_city(tmp_path)
    write_small_warehouse(made.warehouse_path)
    return made


@pytest.fixture
def warehouse(city: City) -> Iterator[Warehouse]:
    yield open_warehouse(city)


def gap(
    warehouse: Warehouse, city: City, wanted: Wanted, people: Origins | None = None
) -> tuple[Gap, pd.DataFrame]:
    [drill] = board.incidents(warehouse)
    found = demand.candidates(warehouse, city, drill, wanted, now=NOW)
    if people is None:
        people = demand.residents(warehouse, city)
    return demand.gap(warehouse, people, found), found


def test_residents_are_a_range_and_a_withheld_block_is_apart(
    warehouse: Warehouse, city: City
) -> None:
    found = demand.residents(warehouse, city)
    assert found.span == Span(114, 342, 684), "5, 15 and 30 % of 420 + 610 + 1,250"
    assert found.unknown == 1
    rows = found.frame.set_index("origin_id")
    assert rows.loc["block-en", ["low", "mid", "high"]].tolist() == [63, 188, 375]
    assert rows.loc["block-es", ["persons", "low", "mid", "high"]].isna().all()


def test_stranded_people_are_those_of_the_hour(warehouse: Warehouse, city: City) -> None:
    found = demand.commuters(warehouse, city, PEAK)
    assert found.span == Span(11_900, 17_000, 22_100)
    assert not found.is_spread_evenly
    assert demand.commuters(warehouse, city, Moment("weekday_noon", 99)).unknown == 2
    told = demand.scenarios(warehouse)
    assert told["hour"].tolist() == [0, 1, 6, 24]
    assert told["persons"].max() == 17_000


def test_without_figures_the_configured_total_is_shared_out(
    warehouse: Warehouse, city: City
) -> None:
    found = demand.commuters(warehouse, city, None)
    assert found.is_spread_evenly
    assert found.frame["mid"].tolist() == [295_000, 295_000]
    assert found.span == Span(413_000, 590_000, 767_000)


def test_the_gap_of_open_shelters(warehouse: Warehouse, city: City) -> None:
    answer, found = gap(warehouse, city, Wanted(Group.RESIDENTS))
    against = found.set_index("facility_id")["against"]
    assert against[~against.eq("wrong_group")].to_dict() == {
        "p01:shelter": "eligible",
        "p03:shelter": "opening_unknown",  # confirmed too long ago
        "p04:shelter": "eligible",
        "p05:welfare_shelter": "closed",
        "p10:shelter": "opening_unknown",
    }
    assert (answer.demand, answer.seats, answer.short) == (
        Span(114, 342, 684),
        Span(1000, 1000, 1000),
        Span(-886, -658, -316),
    )
    assert (answer.places, answer.inside, answer.inside_unknown) == (2, 486, 1)
    districts = answer.districts.set_index("district_id")
    assert districts.loc["district-w", ["persons", "short_low", "short_high"]].tolist() == [
        1030,
        -429,
        -171,
    ]
    assert districts["origins_unknown"].to_dict() == {"district-e": 1, "district-w": 0}


def test_the_plan_takes_the_whole_list_and_a_place_without_position(
    warehouse: Warehouse, city: City
) -> None:
    answer, found = gap(warehouse, city, Wanted(Group.RESIDENTS, Supply.ALL))
    assert answer.seats == Span(1700, 1700, 1700), "480 + 600 + 520 + 40 + 60"
    assert answer.inside == 0
    rest = answer.districts[answer.districts["district_id"].isna()]
    assert rest["seats_low"].tolist() == [60]


def test_stranded_people_go_to_temporary_stays_alone(warehouse: Warehouse, city: City) -> None:
    people = demand.commuters(warehouse, city, PEAK)
    answer, found = gap(warehouse, city, Wanted(Group.COMMUTERS), people)
    assert answer.seats == Span(300, 300, 300)
    assert found.loc[found["against"] == "eligible", "facility_id"].tolist() == [
        "p02:temporary_stay"
    ]
    assert "support_station" not in set(found["role"]), "it is never capacity"


def test_a_capacity_only_an_area_tells_is_a_range_and_none_is_unknown(city: City) -> None:
    connection = database.connect(city.warehouse_path)
    connection.execute(
        "UPDATE marts.facilities SET capacity = NULL, area_m2 = 350 "
        "WHERE facility_id = 'p01:shelter'"
    )
    connection.execute(
        "UPDATE marts.facilities SET capacity = NULL WHERE facility_id = 'p04:shelter'"
    )
    connection.execute("CHECKPOINT")
    connection.close()
    answer, _ = gap(open_warehouse(city), city, Wanted(Group.RESIDENTS))
    assert (answer.seats, answer.by_area, answer.capacity_unknown) == (Span(100, 156, 212), 1, 1)


def test_in_peace_nothing_is_open(warehouse: Warehouse, city: City) -> None:
    incident: Incident | None = None
    found = demand.candidates(warehouse, city, incident, Wanted(Group.RESIDENTS), now=NOW)
    assert demand.gap(warehouse, demand.residents(warehouse, city), found).places == 0
