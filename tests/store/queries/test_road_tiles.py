"""Tiles of the posts, read back with GDAL: nothing lost, nothing twice, and only what passes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import geopandas
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.map_tiles import Degrees, Tile, tile_at
from machimori.store.queries import road_tiles, triage
from machimori.store.queries.road_clock import state
from machimori.store.queries.triage import AGE_BUCKETS, NOT_STATED, TriageFilter
from machimori.store.queries.triage_address import MOST_VALUES, filter_of, filter_query
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_posts import CATEGORIES, STATUSES
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

ALL = TriageFilter(statuses=())


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    city = small_city(tmp_path_factory.mktemp("tiles"))
    write_small_warehouse(city.warehouse_path)
    return open_warehouse(city)


def read(content: bytes, wanted: Tile, folder: Path) -> geopandas.GeoDataFrame:
    """The marks of a tile with their places in degrees."""
    file = folder / str(wanted.zoom) / str(wanted.column) / f"{wanted.row}.mvt"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    found: geopandas.GeoDataFrame = geopandas.read_file(file, engine="pyogrio")
    return found.to_crs("EPSG:4326")


def is_late(posts: pd.DataFrame) -> pd.Series:
    """Its clock runs, and the due moment is past."""
    pairs = zip(posts["status"], posts["due_at"], strict=True)
    return pd.Series([state(status, due, NOW) == "overdue" for status, due in pairs])


@settings(max_examples=15, deadline=None)
@given(
    zoom=st.sampled_from((0, 9, 12, 14, 15, 18)),
    statuses=st.sets(st.sampled_from([one or NOT_STATED for one in STATUSES]), max_size=4),
    categories=st.sets(st.sampled_from(CATEGORIES), max_size=2),
    ages=st.sets(st.sampled_from(AGE_BUCKETS), max_size=3),
)
def test_the_tiles_of_a_zoom_hold_every_post_that_passes_once(
    warehouse: Warehouse, zoom: int, statuses: set[str], categories: set[str], ages: set[str]
) -> None:
    chosen = TriageFilter(tuple(statuses), tuple(categories), ages=tuple(ages))
    passed = triage.queue(warehouse, chosen, now=NOW, limit=100)
    placed = passed[passed["longitude"].notna()]
    around = {
        tile_at(longitude, latitude, zoom)
        for longitude, latitude in zip(placed["longitude"], placed["latitude"], strict=True)
    }
    made = [road_tiles.tile(warehouse, chosen, one, now=NOW).posts for one in around]
    assert sum(made) == len(placed)
    assert all(made)


def test_near_every_post_is_a_mark_where_it_is(warehouse: Warehouse, tmp_path: Path) -> None:
    listed = triage.queue(warehouse, ALL, now=NOW, limit=100)
    posts = listed[listed["longitude"].notna()].set_index("report_id").sort_index()
    places = zip(posts["longitude"], posts["latitude"], strict=True)
    around = {tile_at(longitude, latitude, 15) for longitude, latitude in places}
    parts = [
        read(road_tiles.tile(warehouse, ALL, one, now=NOW).content, one, tmp_path) for one in around
    ]
    marks = pd.concat(parts).set_index("id").sort_index()
    assert list(marks.index) == list(posts.index)
    assert list(marks["n"]) == [1] * 36
    assert marks.geometry.x.to_list() == pytest.approx(posts["longitude"].to_list(), abs=3e-6)
    assert marks.geometry.y.to_list() == pytest.approx(posts["latitude"].to_list(), abs=3e-6)
    assert list(marks["status"].fillna("")) == list(posts["status"].fillna(""))
    assert marks.loc["r013", "age"] == "not_stated"
    assert list(marks["late"].notna()) == list(is_late(posts))


def test_far_the_neighbours_are_one_mark_and_a_post_alone_is_itself(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    wanted = tile_at(139.7412, 35.6815, 9)
    marks = read(road_tiles.tile(warehouse, ALL, wanted, now=NOW).content, wanted, tmp_path)
    assert sorted(marks["n"]) == [12, 24]
    assert "id" not in marks
    wanted = tile_at(139.7412, 35.6815, 13)
    marks = read(road_tiles.tile(warehouse, ALL, wanted, now=NOW).content, wanted, tmp_path)
    assert 1 in set(marks["n"])
    assert max(marks["n"]) > 1
    assert list(marks["id"].notna()) == list(marks["n"] == 1)


def test_too_many_for_single_marks_are_counted_in_cells(
    warehouse: Warehouse, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = tile_at(139.7412, 35.6815, 15)
    near = read(road_tiles.tile(warehouse, ALL, wanted, now=NOW).content, wanted, tmp_path)
    monkeypatch.setattr(road_tiles, "MOST_SINGLE", 2)
    crowded = road_tiles.tile(warehouse, ALL, wanted, now=NOW)
    far = read(crowded.content, wanted, tmp_path)
    assert far["n"].sum() == near["n"].sum() == crowded.posts > 2
    assert "id" in near
    assert "id" not in far


def test_posts_on_one_spot_are_one_mark_with_the_oldest_to_pick(tmp_path: Path) -> None:
    from machimori import database

    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    with database.connect(city.warehouse_path) as connection:
        connection.execute(
            "UPDATE marts.road_reports SET longitude = 139.7412, latitude = 35.6815 "
            "WHERE report_id IN ('r001', 'r002', 'r013')"
        )
    wanted = tile_at(139.7412, 35.6815, 18)
    made = road_tiles.tile(open_warehouse(city), ALL, wanted, now=NOW)
    marks = read(made.content, wanted, tmp_path)
    assert marks[["n", "id"]].to_numpy().tolist() == [[4, "r002"]]


def test_an_empty_tile_is_empty(warehouse: Warehouse) -> None:
    assert road_tiles.tile(warehouse, ALL, Tile(12, 0, 0), now=NOW) == road_tiles.MadeTile(b"", 0)


def test_what_is_in_sight_is_counted_as_the_queue_lists_it(warehouse: Warehouse) -> None:
    box = Degrees(139.741, 35.681, 139.75, 35.687)
    listed = triage.queue(warehouse, replace(ALL, view=tuple(box)), now=NOW, limit=100)
    found = road_tiles.inside(warehouse, ALL, box, now=NOW)
    assert found == road_tiles.Inside(len(listed), int(is_late(listed).sum()))
    assert 0 < found.posts < 36
    assert road_tiles.inside(warehouse, ALL, box, now=NOW - timedelta(days=400)).late == 0


def test_the_place_of_a_post(warehouse: Warehouse) -> None:
    assert road_tiles.place(warehouse, "r000") == (139.7412, 35.6815)
    assert road_tiles.place(warehouse, "r009") is None
    assert road_tiles.place(warehouse, "nobody") is None


def test_a_filter_is_the_same_after_its_address() -> None:
    chosen = TriageFilter(
        ("受付済", NOT_STATED),
        ("側溝 & 水",),
        ("d-1",),
        ("posts",),
        ("0-7",),
        view=(1.0, 2.0, 3.0, 4.0),
    )
    assert filter_of(filter_query(chosen)) == replace(chosen, view=())
    assert filter_of("") == ALL
    assert filter_of("at=x&statuses=%FF&unknown=1") == TriageFilter(("\ufffd",))
    with pytest.raises(ValueError, match="fields"):
        filter_of("&".join(["ages=0-7"] * (MOST_VALUES + 1)))
