"""The shelter board against the small warehouse: a drill with fresh, stale and too old words."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pandas as pd
import pytest

from machimori.city import City
from machimori.domain.events import FACILITY, FACILITY_STATUS
from machimori.domain.vocabulary import Role
from machimori.store.desk import Desk
from machimori.store.journal import current_journal
from machimori.store.place_desk import PlaceDesk
from machimori.store.queries import board
from machimori.store.queries.board import BoardFilter, Incident
from machimori.store.queries.board_figures import Totals, check_order, totals
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import INCIDENT, NOW, small_city, write_small_warehouse


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return small_city(tmp_path_factory.mktemp("board"))


@pytest.fixture(scope="module")
def warehouse(city: City) -> Warehouse:
    write_small_warehouse(city.warehouse_path)
    return open_warehouse(city)


@pytest.fixture(scope="module")
def drill(warehouse: Warehouse) -> Incident:
    return board.incidents(warehouse)[0]


@pytest.fixture
def frame(warehouse: Warehouse, city: City, drill: Incident) -> pd.DataFrame:
    return board.places(warehouse, city, drill, now=NOW)


def test_the_drill_is_the_only_incident_and_running(drill: Incident) -> None:
    assert (drill.incident_id, drill.name, drill.mode) == (
        INCIDENT,
        "見本区総合防災訓練",
        "training",
    )
    assert drill.is_running(NOW)
    ended = Incident("x", "y", "real", drill.started_at, drill.started_at)
    assert not ended.is_running(NOW)


def test_every_place_and_role_is_there_and_the_unknown_place_too(frame: pd.DataFrame) -> None:
    assert len(frame) == 13
    stranger = frame[~frame["is_known_facility"]]
    assert list(stranger[["facility_id", "name", "role"]].itertuples(index=False, name=None)) == [
        ("p99:shelter", "見本臨時避難所", None)
    ]


def test_what_is_shown_ages(frame: pd.DataFrame) -> None:
    shown = frame.set_index("facility_id")[["opening_shown", "crowding_shown", "freshness"]]
    assert shown.loc["p01:shelter"].tolist() == ["開設", "定員一杯", "fresh"]
    assert shown.loc["p04:shelter"].tolist() == ["開設", "やや混雑", "stale"]
    assert shown.loc["p03:shelter"].tolist() == ["不明", "不明", "unknown"]
    assert shown.loc["p10:shelter"].tolist() == ["不明", "不明", "unknown"]


def test_totals_of_the_shelters_leave_the_unknown_out_and_count_it(frame: pd.DataFrame) -> None:
    assert totals(frame, "shelter", now=NOW) == Totals(
        role="shelter",
        places=4,
        open=2,
        capacity=1_000,
        capacity_unknown=0,
        people=486,
        people_unknown=1,
        free=0,
        free_unknown=1,
        outside=24,
        last_open=3,
        confirmed=1,
        unknown=2,
        never_reported=1,
        people_too_old=540,
        closed_with_people=0,
        people_in_closed=None,
        without_position=1,
        as_of=datetime(2026, 11, 21, 5, 2),  # noqa: DTZ001 - the warehouse keeps UTC
    )


def test_a_role_nobody_spoke_of_has_no_figure_not_zero(frame: pd.DataFrame) -> None:
    stations = totals(frame, "support_station", now=NOW)
    assert (stations.places, stations.open, stations.unknown) == (1, 0, 1)
    assert (stations.capacity, stations.people, stations.free, stations.as_of) == (None,) * 4


def test_no_place_is_counted_in_two_roles(frame: pd.DataFrame) -> None:
    by_role = [totals(frame, role, now=NOW).places for role in board.roles(frame)]
    assert board.roles(frame) == [role for role in Role if role in set(frame["role"])]
    assert sum(by_role) == len(frame) - 1  # all but the place the master doesn't know


def test_the_order_of_asking_is_people_times_age(frame: pd.DataFrame) -> None:
    order = check_order(frame)
    columns = ["facility_id", "at_stake", "age_minutes", "is_upper_bound"]
    assert list(order[columns].itertuples(index=False, name=None)) == [
        ("p03:shelter", 540, 165.0, False),
        ("p04:shelter", 520, 42.0, True),
        ("p01:shelter", 486, 3.0, False),
        ("p02:temporary_stay", 180, 7.0, False),
        ("p99:shelter", 12, 9.0, False),
    ]
    assert list(check_order(frame, limit=1).facility_id) == ["p03:shelter"]


@pytest.mark.parametrize(
    ("chosen", "expected"),
    [
        (BoardFilter(), {"p01", "p03", "p04", "p10"}),
        (BoardFilter(openings=("開設",)), {"p01", "p04"}),
        (BoardFilter(crowdings=("定員一杯",)), {"p01"}),
        (BoardFilter(freshnesses=("stale", "unknown")), {"p03", "p04", "p10"}),
        (BoardFilter(districts=("district-e",)), {"p04"}),
        (BoardFilter(hazards=("flood", "tsunami")), set()),
        (BoardFilter(accessibilities=("step_free",)), set()),
    ],
)
def test_filters_narrow_the_shelters(
    frame: pd.DataFrame, chosen: BoardFilter, expected: set[str]
) -> None:
    found = board.narrowed(frame, "shelter", chosen)
    assert {one.partition(":")[0] for one in found.facility_id} == expected


def test_places_the_master_does_not_know_are_a_group_of_their_own(frame: pd.DataFrame) -> None:
    assert list(board.narrowed(frame, None, BoardFilter()).facility_id) == ["p99:shelter"]


def test_in_peace_the_master_list_stands_without_any_state(
    warehouse: Warehouse, city: City
) -> None:
    frame = board.places(warehouse, city, None, now=NOW)
    assert len(frame) == 12
    assert not frame["is_reported"].any()
    assert set(frame["opening_shown"]) == {"不明"}


def test_real_and_training_never_mix(warehouse: Warehouse, city: City, drill: Incident) -> None:
    real = Incident(drill.incident_id, drill.name, "real", drill.started_at, None)
    assert not board.places(warehouse, city, real, now=NOW)["is_reported"].any()


def test_a_crowding_nobody_said_is_read_from_the_count(
    warehouse: Warehouse, city: City, drill: Incident
) -> None:
    later = board.places(warehouse, city, drill, now=NOW + timedelta(minutes=1))
    park = later.set_index("facility_id").loc["p06:wide_area_site"]
    assert (park.crowding_shown, park.crowding_is_counted) == ("不明", False)
    frame = pd.DataFrame(
        {
            "crowding_shown": ["不明", "不明", "空き"],
            "is_open": [True, False, True],
            "headcount_shown": pd.array([90, 90, 90], dtype="Int64"),
            "capacity": pd.array([100, 100, 100], dtype="Int64"),
        }
    )
    board._count_crowding(frame, city.crowding_bands)
    assert list(frame.crowding_shown) == ["混雑", "不明", "空き"]
    assert list(frame.crowding_is_counted) == [True, False, False]


def test_what_the_journal_says_is_on_the_board_at_once(
    warehouse: Warehouse, city: City, drill: Incident
) -> None:
    journal = current_journal(city)
    journal.append(
        FACILITY_STATUS,
        "p03:shelter",
        {"event_type": "status", "opening": "開設", "headcount": 300},
        client_key="board-test",
        mode="training",
        observed_at=NOW - timedelta(minutes=2),
        incident_id=INCIDENT,
        reporter="見本 太郎",
    )
    frame = board.places(warehouse, city, drill, now=NOW, journal=journal)
    gym = frame.set_index("facility_id").loc["p03:shelter"]
    assert (gym.opening_shown, gym.headcount_shown, gym.free) == ("開設", 300, 300)
    said = board.history(warehouse, drill, "p03:shelter", journal=journal)
    assert list(said["headcount"]) == [300, 540]
    assert [one.incident_id for one in board.incidents(warehouse, journal)] == [INCIDENT]


def test_a_closed_place_with_people_inside_is_marked_and_in_no_other_sum(
    tmp_path: Path,
) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    warehouse, journal = open_warehouse(city), current_journal(city)
    drill = board.incidents(warehouse)[0]
    Desk(city, warehouse, journal, "見本 太郎", NOW).state(
        INCIDENT, "p01:shelter", {"opening": "閉鎖"}, client_key="closed"
    )
    frame = board.places(warehouse, city, drill, now=NOW, journal=journal)
    school = frame.set_index("facility_id").loc["p01:shelter"]
    assert (school.opening_shown, school.has_people_though_closed) == ("閉鎖", True)
    figures = totals(frame, "shelter", now=NOW)
    assert (figures.closed_with_people, figures.people_in_closed) == (1, 486)
    assert (figures.open, figures.people) == (1, None)
    empty = frame.set_index("facility_id").loc["p09:temporary_stay"]
    assert (empty.opening_shown, empty.has_people_though_closed) == ("閉鎖", False)


def test_a_place_added_by_staff_is_on_the_board_of_its_incident(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    warehouse, journal = open_warehouse(city), current_journal(city)
    drill = board.incidents(warehouse)[0]
    temple = "t00000000000a_shelter"
    journal.append(
        FACILITY,
        temple,
        {"name": "見本寺", "role": "shelter", "longitude": 139.7432, "latitude": 35.6831},
        client_key="added",
        mode="training",
        incident_id=INCIDENT,
        observed_at=NOW,
    )
    desk = Desk(city, warehouse, journal, "見本 太郎", NOW)
    desk.state(INCIDENT, temple, {"opening": "開設", "headcount": 30}, client_key="opened")
    frame = board.places(warehouse, city, drill, now=NOW, journal=journal)
    row = frame.set_index("facility_id").loc[temple]
    assert (row["name"], row.district, row.is_temporary) == ("見本寺", "西地区", True)
    assert (row.opening_shown, row.headcount_shown) == ("開設", 30)
    assert row.is_known_facility
    in_peace = board.places(warehouse, city, None, now=NOW, journal=journal)
    assert temple not in set(in_peace.facility_id)
    PlaceDesk(city, warehouse, journal, drill, "見本 太郎", NOW).join(
        temple, "p10:shelter", client_key="joined"
    )
    after = board.places(warehouse, city, drill, now=NOW, journal=journal).set_index("facility_id")
    assert temple not in after.index
    hall = after.loc["p10:shelter"]
    assert (hall.opening_shown, hall.headcount) == ("開設", 30)
    told = board.history(warehouse, drill, "p10:shelter", journal=journal)
    assert told[["headcount", "stated_as"]].to_numpy().tolist() == [[30, temple]]


def test_the_history_of_a_place(warehouse: Warehouse, drill: Incident) -> None:
    said = board.history(warehouse, drill, "p01:shelter")
    assert list(said[["opening", "headcount", "reporter"]].itertuples(index=False, name=None)) == [
        ("開設", 486, "見本職員")
    ]
