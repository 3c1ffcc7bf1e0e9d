"""The questions of the public pages, on the small warehouse."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from machimori import database
from machimori.city import City
from machimori.city_privacy import Privacy
from machimori.domain.judgement import State
from machimori.store.queries import (
    datasets,
    facilities,
    food,
    freshness,
    ground,
    health,
    indicators,
    overview,
)
from machimori.store.queries.facilities import RoleTotal
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import (
    INCIDENT,
    NOW,
    STAFF_ONLY,
    small_city,
    write_small_warehouse,
)


@pytest.fixture
def city(tmp_path: Path) -> City:
    return small_city(tmp_path)


@pytest.fixture
def warehouse(city: City) -> Warehouse:
    write_small_warehouse(city.warehouse_path)
    return open_warehouse(city)


def test_the_drill_is_in_force_and_peacetime_is_none(city: City, warehouse: Warehouse) -> None:
    found = facilities.incident_in_force(warehouse, None, now=NOW)
    assert found is not None
    assert (found.incident_id, found.mode) == (INCIDENT, "training")
    write_small_warehouse(city.warehouse_path, without=("marts.incidents",))
    assert facilities.incident_in_force(open_warehouse(city), None, now=NOW) is None


def test_places_say_what_may_be_shown_now(city: City, warehouse: Warehouse) -> None:
    incident = facilities.incident_in_force(warehouse, None, now=NOW)
    assert incident is not None
    found = facilities.places_now(warehouse, None, city, incident, now=NOW)
    shown = found.set_index("facility_id")[["opening_shown", "crowding_shown", "freshness"]]
    assert shown.loc["p01:shelter"].tolist() == ["開設", "定員一杯", "fresh"]
    assert shown.loc["p03:shelter"].tolist() == ["不明", "不明", "unknown"]
    assert shown.loc["p04:shelter"].tolist() == ["開設", "やや混雑", "stale"]
    assert shown.loc["p09:temporary_stay"].tolist() == ["閉鎖", "不明", "fresh"]
    assert "p05:welfare_shelter" not in shown.index, "not public"
    full = found.set_index("facility_id").loc["p01:shelter"]
    assert full["refuge_id"] == "p04:shelter", "the same role only"
    assert full["refuge_m"] == pytest.approx(1141, abs=1)
    assert facilities.role_totals(found) == [
        RoleTotal("shelter", open=2, free=0, free_unknown=1),
        RoleTotal("temporary_stay", open=1, free=120, free_unknown=0),
        RoleTotal("wide_area_site", open=1, free=None, free_unknown=1),
    ]


def test_an_hour_later_nothing_old_is_called_open(city: City, warehouse: Warehouse) -> None:
    later = NOW + timedelta(hours=3)
    incident = facilities.incident_in_force(warehouse, None, now=later)
    assert incident is not None
    found = facilities.places_now(warehouse, None, city, incident, now=later)
    assert set(found["opening_shown"]) == {"不明"}
    assert facilities.role_totals(found) == []


def test_boxes_are_nearest_first_and_unplaced_ones_last(warehouse: Warehouse) -> None:
    found = food.points(warehouse, latitude=35.69, longitude=139.75)
    metres = found["distance_m"]
    assert metres.dropna().is_monotonic_increasing
    assert metres.isna().tolist() == [False] * 5 + [True]
    assert food.points(warehouse)["distance_m"].isna().all()
    assert food.starts(warehouse)["start_id"].tolist()[:2] == [
        "station:station-2",
        "station:station-1",
    ]


def test_indicator_states_are_counted_each(warehouse: Warehouse) -> None:
    counts = indicators.state_counts(warehouse)
    assert sum(counts.values()) == 12
    assert (counts[State.MET], counts[State.NOT_MET], counts[State.REFERENCE]) == (1, 2, 1)
    newest = indicators.newest(warehouse)
    assert newest is not None
    assert newest.isoformat() == "2026-10-01", "targets lie ahead and don't count"


def test_road_figures(warehouse: Warehouse) -> None:
    found = overview.roads(warehouse, now=NOW)
    assert found is not None
    assert found.lately == 13
    assert found.weeks == (), "a week of one post is not told"
    every = overview.roads(warehouse, now=NOW, privacy=Privacy(posts=1))
    assert every is not None
    assert len(every.weeks) == 8
    assert overview.places(warehouse).places == 9


def test_public_tables_have_nothing_of_the_staff(warehouse: Warehouse, city: City) -> None:
    for table in datasets.PUBLIC_TABLES:
        frame = datasets.public_table(warehouse, city, table).frame
        everything = frame.to_csv()
        assert len(frame) == datasets.row_counts(warehouse, city)[table.key]
        assert [words for words in STAFF_ONLY if words in everything] == []
        hidden = {"note", "reporter", "assignee", "photo_url", "last_event_id"}
        assert not hidden & set(frame.columns)
        assert "p05:welfare_shelter" not in everything


def test_few_road_posts_are_withheld(warehouse: Warehouse, city: City) -> None:
    (monthly,) = [one for one in datasets.PUBLIC_TABLES if one.key == "road_reports_monthly"]
    frame = datasets.public_table(warehouse, city, monthly).frame
    counted = frame.loc[~frame["is_withheld"], "reports"]
    assert len(counted)
    assert (counted >= city.privacy.posts).all()
    assert frame.loc[frame["is_withheld"], "reports"].isna().all()


def test_freshness_is_of_the_data_and_failures_are_said(warehouse: Warehouse) -> None:
    found = freshness.sources(warehouse, now=NOW).set_index("source")
    assert found["is_stale"].to_dict()["population"]
    assert not found["is_stale"].to_dict()["facilities"]
    later = freshness.sources(warehouse, now=NOW + timedelta(days=2), names=("road_reports",))
    assert later["is_overdue"].tolist() == [True]


def test_the_ground_of_a_city_without_files(warehouse: Warehouse) -> None:
    assert ground.extent(warehouse) == pytest.approx((139.74, 35.68, 139.76, 35.70))
    outline, blocks = ground.collections(warehouse)
    assert '"kind":"outline"' in outline
    assert blocks.count('"kind":"town_block"') == 4


def test_without_borders_there_is_no_ground_to_draw(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path, without=("marts.municipality", "marts.town_blocks"))
    assert ground.collections(open_warehouse(city)) == []


def test_undated_data_is_as_old_as_its_fetch(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    connection = database.connect(city.warehouse_path)
    connection.execute(
        "UPDATE meta.source_runs SET as_of = NULL, fetched_at = $1, cadence_days = 2",
        [freshness.utc(NOW) - timedelta(days=4)],
    )
    connection.execute("CHECKPOINT")
    connection.close()
    warehouse = open_warehouse(city)
    public = freshness.sources(warehouse, now=NOW, names=("facilities",)).iloc[0]
    staff = health.sources(warehouse, now=NOW).set_index("source").loc["facilities"]
    assert public["age_days"] == staff["age_days"] == pytest.approx(4)
    assert public["is_overdue"]
    assert staff["is_overdue"]
    assert staff["is_age_of_fetch"]


def test_front_indicators_are_the_chosen_ones_or_the_telling_ones(warehouse: Warehouse) -> None:
    chosen = indicators.front(warehouse, chosen=("i09", "gone", "i03"), code="131016")
    assert [one.indicator_id for one in chosen] == ["i09", "i03"]
    usual = indicators.front(warehouse, chosen=(), code="131016")
    assert [one.state for one in usual][:4] == ["met", "not_met", "not_met", "target_only"]
    assert len(usual) <= indicators.FRONT_MOST
    elsewhere = indicators.front(warehouse, chosen=(), code="999999")
    assert elsewhere == usual, "without figures of one's own those of others stand there"


def test_indicators_are_read_once_per_build(warehouse: Warehouse) -> None:
    assert indicators.all_of(warehouse) is indicators.all_of(warehouse)
    assert indicators.all_of(warehouse, municipality="nowhere") == ()
