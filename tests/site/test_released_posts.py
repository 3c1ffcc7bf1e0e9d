"""An outsider with the published file and nothing else: no small count comes out of it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from machimori import database
from machimori.city import City
from machimori.domain.margins import Grouping, Key, stated
from machimori.domain.recoverable import intervals
from machimori.exchange import guarded_csv
from machimori.site.data_files import DataFiles, data_files
from machimori.store.queries import population_release, road_release
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import small_city, write_small_warehouse


@pytest.fixture
def city(tmp_path: Path) -> City:
    given = small_city(tmp_path, is_sample=False)
    write_small_warehouse(given.warehouse_path, is_sample=False)
    return given


@pytest.fixture
def warehouse(city: City) -> Warehouse:
    return open_warehouse(city)


@pytest.fixture
def data(city: City, warehouse: Warehouse) -> DataFiles:
    return data_files(city, warehouse)


def content(data: DataFiles, name: str) -> bytes:
    found = data.file(name)
    assert found is not None, name
    return found.content


def read(data: DataFiles, name: str) -> list[dict[str, str]]:
    header, *rows = guarded_csv.read(content(data, f"{name}.csv"), encoding="utf-8")
    return [dict(zip(header, row, strict=True)) for row in rows]


def test_subtraction_gives_no_small_count_away(
    data: DataFiles, warehouse: Warehouse, city: City
) -> None:
    truth = road_release.margins(warehouse, city)
    published = read(data, "road_reports_monthly")
    small = 0
    for month, margins in truth.items():
        given: dict[Grouping, dict[Key, int | None]] = {}
        for row in published:
            if row["month"] == month:
                grouping = () if row["level"] == "all" else tuple(row["level"].split("+"))
                key = tuple(row[name] or None for name in grouping)
                count = None if row["reports"] == "X" else int(row["reports"])
                given.setdefault(grouping, {})[key] = count
        seen = stated(given)
        assert set(seen.cells) == set(margins.cells)
        secret = dict(zip(margins.cells, margins.counts, strict=True))
        hidden = [place for place, count in enumerate(seen.counts) if count is None]
        for place, (least, most) in intervals(seen, hidden).items():
            true = secret[seen.cells[place]] or 0
            assert least <= true <= most
            if true < city.privacy.posts:
                small += 1
                assert (least <= 1, most >= city.privacy.posts - 1) == (True, True)
    assert small > 10, "the small warehouse has small cells to hide"


def test_counting_points_rows_and_features_gives_none_away(data: DataFiles) -> None:
    rows = read(data, "road_reports_monthly")
    cells = [(row["month"], row["level"], row["district_id"], row["town_block_id"], row["category"])
             for row in rows]  # fmt: skip
    assert len(cells) == len(set(cells)), "one row per cell, whatever its count"
    assert not {"latitude", "longitude", "address", "report_id"} & set(rows[0])
    placed = {name for name in data.names if name.endswith((".geojson", ".fgb"))}
    assert not [name for name in placed if "road" in name or "report" in name]


def test_a_later_build_with_late_posts_tells_the_same_months(data: DataFiles, city: City) -> None:
    before = content(data, "road_reports_monthly.csv")
    made = city.warehouse_path.with_suffix(".new")
    shutil.copy(city.warehouse_path, made)
    connection = database.connect(made)
    connection.execute(
        "INSERT INTO marts.road_reports SELECT * REPLACE ('late' || report_id AS report_id) "
        "FROM marts.road_reports WHERE requested_at < (SELECT max(requested_at) "
        "FROM marts.road_reports) - INTERVAL 60 DAY"
    )
    connection.close()
    made.replace(city.warehouse_path)
    later = open_warehouse(city)
    assert road_release.margins(later, city) != road_release.margins(data.warehouse, city)
    assert content(data_files(city, later), "road_reports_monthly.csv") == before


def test_residents_keep_what_their_publisher_withheld(
    data: DataFiles, warehouse: Warehouse
) -> None:
    rows = read(data, "population")
    told = {row["area_id"]: row["population"] for row in rows if row["level"] == "area_id"}
    ((_, truth),) = population_release.margins(warehouse).items()
    stated_by_publisher = {
        key[0]: count
        for (grouping, key), count in zip(truth.cells, truth.counts, strict=True)
        if grouping == ("area_id",)
    }
    assert {area for area, count in stated_by_publisher.items() if count is None} <= {
        area for area, count in told.items() if count == "X"
    }
    document = json.loads(content(data, "population.json"))
    assert [row["population"] for row in document["rows"] if row["is_withheld"]] == [
        None for row in document["rows"] if row["is_withheld"]
    ]
