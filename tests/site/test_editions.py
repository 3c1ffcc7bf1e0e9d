"""Dated editions of the open tables: two builds, read back, and one with a place hidden since."""

from __future__ import annotations

import io
import json
import shutil

import pandas as pd
import pytest

from machimori import database
from machimori.city import City
from machimori.site.data_files import DataFiles, data_files
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import small_city, write_small_warehouse


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    given = small_city(tmp_path_factory.mktemp("editions"), is_sample=False)
    others = ("facilities", "indicators", "indicator_values", "road_reports", "open_datasets")
    write_small_warehouse(
        given.warehouse_path, is_sample=False, without=tuple(f"marts.{one}" for one in others)
    )
    return given


def shelf(city: City) -> DataFiles:
    return data_files(city, open_warehouse(city))


def rebuilt(city: City, change: str) -> DataFiles:
    made = city.warehouse_path.with_suffix(".new")
    shutil.copy(city.warehouse_path, made)
    with database.connect(made) as connection:
        connection.execute(change)
    made.replace(city.warehouse_path)
    return shelf(city)


def content(data: DataFiles, name: str) -> bytes:
    found = data.file(name)
    assert found is not None, name
    return found.content


def versions(data: DataFiles, key: str) -> list[str]:
    return [one.version for one in data.editions(key)]


def test_what_a_table_said_stays_under_its_date(city: City) -> None:
    data = shelf(city)
    first = content(data, "public_places.csv")
    assert versions(data, "public_places") == ["2026-11-21"]
    path = "public_places/2026-11-21/public_places"
    assert content(data, f"{path}.csv") == first
    read = pd.read_parquet(io.BytesIO(content(data, f"{path}.parquet")))
    assert list(read["place_id"]) == list(pd.read_csv(io.BytesIO(first))["place_id"])

    later = rebuilt(city, "UPDATE marts.public_places SET name = '改称' WHERE kind = 'toilet'")
    assert versions(later, "public_places") == ["2026-11-21", "2026-11-21-2"]
    assert content(later, f"{path}.csv") == first, "never rewritten"
    assert content(later, f"{path}.csv") != content(later, "public_places.csv")
    assert versions(later, "food_drive_points") == ["2026-11-21"], "says the same as before"
    assert later.file("public_places/2026-11-21-9/public_places.csv") is None
    assert later.file("public_places/../public_places.csv") is None


def test_package_and_catalogue_name_every_edition(city: City) -> None:
    data = shelf(city)
    package = json.loads(content(data, "datapackage.json"))
    (table,) = (one for one in package["resources"] if one["name"] == "public_places")
    catalogue = json.loads(content(data, "catalog.jsonld"))
    (dataset,) = (one for one in catalogue["dcat:dataset"] if one["@id"] == "#public_places")
    for told, told_too in zip(table["versions"], dataset["dct:hasVersion"], strict=True):
        assert told["version"] == told_too["dcat:version"]
        paths = [one["@id"] for one in told_too["dcat:distribution"]]
        assert told["path"] in paths and len(paths) == 3
        assert {path: data.file(path) is not None for path in paths} == dict.fromkeys(paths, True)
    listed = {path for path in data.files() if path.startswith("public_places/")}
    assert {one["path"] for one in table["versions"]} <= listed


def test_an_edition_with_a_place_hidden_since_is_withdrawn_whole(city: City) -> None:
    before = versions(shelf(city), "public_places")
    data = rebuilt(city, "UPDATE marts.public_places SET is_public = false WHERE name = '見本学校'")
    now = versions(data, "public_places")
    assert (set(now) & set(before), len(now)) == (set(), 1)
    told = [path for path, said in data.files().items() if "見本学校".encode() in said]
    assert [path for path in told if path.startswith("public_places")] == []
    assert data.file(f"public_places/{before[0]}/public_places.csv") is None


def test_editions_of_counts_go_when_fewer_may_be_told(city: City) -> None:
    assert versions(shelf(city), "population") != []
    stricter = city.model_copy(update={"privacy": city.privacy.model_copy(update={"people": 500})})
    held = versions(shelf(city), "population")
    assert set(versions(shelf(stricter), "population")) & set(held) == set()
