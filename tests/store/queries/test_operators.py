"""What the operators' page may know of its facility, and the list its links are issued from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from machimori.city import City
from machimori.store.desk import Desk
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import operators
from machimori.store.queries.facilities import Incident, incident_in_force
from machimori.store.queries.operators import Facility, Own
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import INCIDENT, NOW, small_city, write_small_warehouse

PLACE = "p03:shelter"


@pytest.fixture
def city(tmp_path: Path) -> City:
    return small_city(tmp_path)


@pytest.fixture
def warehouse(city: City) -> Warehouse:
    write_small_warehouse(city.warehouse_path)
    return open_warehouse(city)


@pytest.fixture
def journal(city: City) -> Iterator[Journal]:
    opened = open_journal(city)
    yield opened
    opened.close()


@pytest.fixture
def desk(city: City, warehouse: Warehouse, journal: Journal) -> Desk:
    return Desk(city, warehouse, journal, "施設：見本体育館", NOW)


def drill(warehouse: Warehouse, journal: Journal) -> Incident:
    found = incident_in_force(warehouse, journal, now=NOW)
    assert found is not None
    return found


def found(warehouse: Warehouse, journal: Journal, facility_id: str) -> Facility:
    place = operators.facility(warehouse, journal, facility_id)
    assert place is not None
    return place


def test_a_facility_is_its_names_role_and_address(warehouse: Warehouse, journal: Journal) -> None:
    assert operators.facility(warehouse, journal, PLACE) == Facility(
        PLACE, "見本体育館", "Sample place 03", "shelter", "見本町5番"
    )
    assert operators.facility(warehouse, journal, "p99:shelter") is None
    assert operators.facility(warehouse, None, PLACE) == found(warehouse, journal, PLACE)


def test_what_is_in_force_comes_from_build_and_journal(
    city: City, warehouse: Warehouse, journal: Journal, desk: Desk
) -> None:
    place, incident = found(warehouse, journal, PLACE), drill(warehouse, journal)
    before = operators.own(warehouse, journal, city, incident, place)
    assert before == Own(
        opening="開設",
        crowding="混雑",
        headcount=540,
        confirmed_at=datetime(2026, 11, 21, 2, 20, tzinfo=UTC),
        last_event_id="event-3",
        openings=("開設", "閉鎖", "不明"),
    )
    said = desk.state(INCIDENT, PLACE, {"opening": "閉鎖", "headcount": 0}, client_key="k1")
    after = operators.own(warehouse, journal, city, incident, place)
    assert after == replace(
        before,
        opening="閉鎖",
        headcount=0,
        confirmed_at=NOW,
        last_event_id=said.event_id,
        openings=("閉鎖", "開設準備中", "開設", "不明"),
    )


def test_where_nobody_has_spoken_it_is_as_the_incident_began(
    city: City, warehouse: Warehouse, journal: Journal, desk: Desk
) -> None:
    silent = found(warehouse, journal, "p10:shelter")
    incident = drill(warehouse, journal)
    unknown = operators.own(warehouse, journal, city, incident, silent)
    assert unknown == Own("不明", None, None, None, None, unknown.openings)
    assert set(unknown.openings) >= {"未開設", "開設準備中", "開設"}
    desk.open_incident("見本区地震", "real", client_key="real")
    real = drill(warehouse, journal)
    assert (real.mode, real.is_opened_here) == ("real", True)
    shut = operators.own(warehouse, journal, city, real, silent)
    assert shut == Own("未開設", None, None, None, None, ("未開設", "開設準備中", "開設", "不明"))
    park = found(warehouse, journal, "p06:wide_area_site")
    always = operators.own(warehouse, journal, city, real, park)
    assert always == Own("常設", None, None, None, None, ("常設", "閉鎖", "不明"))


def test_links_are_for_the_list_and_for_places_added_in_the_incident_in_force(
    warehouse: Warehouse, journal: Journal
) -> None:
    added = "t0123456789ab_shelter"
    journal.append(
        "facility",
        added,
        {"name": "見本臨時避難所", "role": "shelter"},
        client_key="added",
        mode="training",
        observed_at=NOW,
        incident_id=INCIDENT,
    )
    incident = drill(warehouse, journal)
    during = operators.facilities(warehouse, journal, incident)
    after = operators.facilities(warehouse, journal, None)
    assert len(after) == 12
    assert set(during["facility_id"]) - set(after["facility_id"]) == {added}
    assert found(warehouse, journal, added).name == "見本臨時避難所"


def test_the_last_report_is_the_links_own_and_each_is_looked_at_once(
    warehouse: Warehouse, journal: Journal, desk: Desk
) -> None:
    assert operators.last_reports(journal) == {}
    desk.confirm(INCIDENT, PLACE, client_key="k1")
    first = desk.confirm(INCIDENT, PLACE, client_key="k2", via="operator")
    assert operators.last_reports(journal) == {PLACE: first.received_at}
    desk.confirm(INCIDENT, "p01:shelter", client_key="k3")
    last = desk.confirm(INCIDENT, PLACE, client_key="k4", via="operator")
    assert operators.last_reports(journal) == {PLACE: last.received_at}
