"""The open data files as the tools of their readers see them, each over http from this machine."""

from __future__ import annotations

import io
import json
import threading
import time
import urllib.request
import zipfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.error import HTTPError

import duckdb
import frictionless
import geopandas as gpd
import pandas as pd
import pyogrio
import pytest
import uvicorn
from starlette.applications import Starlette

from machimori import database, server_data
from machimori.city import City, load_city
from machimori.exchange import guarded_csv
from machimori.site.data_files import data_files
from machimori.site.food_drive_csv import COLUMNS
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.routes import ask
from tests.served import write_small_city
from tests.store.small_warehouse import STAFF_ONLY, small_city, write_small_warehouse

TERMS = """
[open_data]
licence = "CC BY 4.0"
licence_url = "https://creativecommons.org/licenses/by/4.0/"
"""
FORMULA = '=HYPERLINK("http://x.invalid")'


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """The small municipality, with a place whose name is a formula."""
    path = write_small_city(tmp_path_factory.mktemp("open"))
    path.write_text(path.read_text(encoding="utf-8") + TERMS, encoding="utf-8")
    given = load_city(path)
    connection = database.connect(given.warehouse_path)
    connection.execute(
        f"UPDATE marts.facilities SET name = '{FORMULA}' WHERE facility_id = 'p01:shelter'"  # noqa: S608
    )
    connection.close()
    return given


@pytest.fixture(scope="module")
def warehouse(city: City) -> Warehouse:
    return open_warehouse(city)


@pytest.fixture(scope="module")
def files(city: City, warehouse: Warehouse) -> dict[str, bytes]:
    return dict(data_files(city, warehouse).files())


@pytest.fixture(scope="module")
def url(city: City) -> Iterator[str]:
    """Our routes on a port of this machine."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("MACHIMORI_CITY", str(city.folder / "city.toml"))
        app = Starlette(routes=server_data.routes())
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="error"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        yield f"http://127.0.0.1:{port}/data/v1"
        server.should_exit = True
        thread.join()


def table(files: dict[str, bytes], name: str) -> list[list[str]]:
    return guarded_csv.read(files[f"{name}.csv"], encoding="utf-8")


def test_every_format_has_the_same_rows(files: dict[str, bytes], tmp_path: Path) -> None:
    for key in ("facilities", "town_blocks"):
        (tmp_path / f"{key}.fgb").write_bytes(files[f"{key}.fgb"])
        found = {
            "csv": len(table(files, key)) - 1,
            "json": len(json.loads(files[f"{key}.json"])["rows"]),
            "geojson": len(json.loads(files[f"{key}.geojson"])["features"]),
            "parquet": len(gpd.read_parquet(io.BytesIO(files[f"{key}.parquet"]))),
            "fgb": pyogrio.read_info(tmp_path / f"{key}.fgb")["features"],
        }
        assert len(set(found.values())) == 1, found
    assert files["facilities.bom.csv"] == b"\xef\xbb\xbf" + files["facilities.csv"]


def test_pandas_reads_them(url: str) -> None:
    blocks = pd.read_csv(f"{url}/town_blocks.csv")
    assert sorted(blocks["town_block_id"]) == ["block-en", "block-es", "block-wn", "block-ws"]
    people = pd.read_csv(f"{url}/population.csv", na_values="X")
    of_areas = people[people["level"] == "area_id"]
    assert of_areas["population"].notna().tolist() == (~of_areas["is_withheld"]).tolist()
    assert pd.read_parquet(f"{url}/indicators.parquet")["indicator_id"].nunique() == 12
    assert pd.read_csv(f"{url}/facilities.bom.csv").columns[0] == "facility_id"


def test_duckdb_reads_them_in_parts(url: str) -> None:
    connection = database.connect()
    origin = Path(str(find_spec("duckdb_extension_httpfs").origin)).parent  # type: ignore[union-attr]
    version = f"v{duckdb.__version__}"
    connection.load_extension(str(origin / "extensions" / version / "httpfs.duckdb_extension"))
    (places,) = connection.execute(f"SELECT count(*) FROM '{url}/facilities.parquet'").fetchone()
    (rows,) = connection.execute(
        f"SELECT count(*) FROM read_csv('{url}/facilities.csv')"
    ).fetchone()
    assert places == rows > 0
    kept = connection.execute(
        f"SELECT count(*) FROM read_csv('{url}/road_reports_monthly.csv', nullstr = ['', 'X']) "
        "WHERE reports BETWEEN 1 AND 2"
    ).fetchone()
    assert kept == (0,)


def test_gdal_reads_them_where_qgis_would(url: str) -> None:
    for name, kind in (("facilities.fgb", "Point"), ("town_blocks.geojson", "Polygon")):
        found = pyogrio.read_dataframe(f"/vsicurl/{url}/{name}")
        assert set(found.geometry.dropna().geom_type) == {kind}
        assert found.crs.to_epsg() == 4326
        assert set(found["is_sample"]) == {True}
    told = pyogrio.read_info(f"/vsicurl/{url}/districts.fgb")["layer_metadata"]
    assert json.loads(told["DESCRIPTION"])["label"] == "見本データ"


def test_the_data_package_keeps_to_the_published_rules(
    files: dict[str, bytes], tmp_path: Path
) -> None:
    for name, content in files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    found = frictionless.Package(str(tmp_path / "datapackage.json")).validate()
    assert (found.valid, found.flatten(["type", "message"])) == (True, [])
    assert "facilities_shelter" in {task.name for task in found.tasks}


def test_a_zip_holds_its_readme_and_its_own_package(files: dict[str, bytes]) -> None:
    with zipfile.ZipFile(io.BytesIO(files["population.zip"])) as packed:
        assert packed.namelist() == [
            "README.txt", "population.csv", "population.json", "datapackage.json",
        ]  # fmt: skip
        readme = packed.read("README.txt").decode()
        assert packed.read("population.csv") == files["population.csv"]
    for words in ("見本データ", "CC BY 4.0", "X", "131016"):
        assert words in readme


def test_the_catalogue_lists_every_file_of_every_table(files: dict[str, bytes]) -> None:
    catalogue = json.loads(files["catalog.jsonld"])
    listed = {
        one["@id"]: one
        for data in catalogue["dcat:dataset"]
        for dataset in (data, *data["dct:hasVersion"])
        for one in dataset["dcat:distribution"]
    }
    own = {"datapackage.json", "catalog.jsonld", "conformance.json"}
    assert set(files) - own - set(listed) == {"131016_food_drive.csv", "131016_food_drive.bom.csv"}
    for name, one in listed.items():
        assert int(one["dcat:byteSize"]["@value"]) == len(files[name])
        assert one["dct:license"] == {"@id": "https://creativecommons.org/licenses/by/4.0/"}


def test_no_spreadsheet_runs_a_cell(files: dict[str, bytes]) -> None:
    for name in ("facilities.csv", "facilities.bom.csv"):
        assert f"'{FORMULA[:8]}" in files[name].decode()
    assert FORMULA in {row[2] for row in table(files, "facilities")}


def test_generated_data_says_so_in_every_file(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if name.endswith(".csv") and "food_drive." not in name:
            rows = guarded_csv.read(content)
            assert {row[rows[0].index("is_sample")] for row in rows[1:]} == {"true"}, name
        elif name.endswith((".json", ".geojson")):
            assert json.loads(content)["is_sample"] is True, name
        elif name.endswith(".zip"):
            with zipfile.ZipFile(io.BytesIO(content)) as packed:
                assert "見本データ" in packed.read("README.txt").decode()
    assert "見本データ" in files["131016_food_drive.csv"].decode()


def test_nothing_of_the_staff_and_no_hidden_place(files: dict[str, bytes]) -> None:
    for name, content in files.items():
        if name.endswith((".csv", ".json", ".geojson", ".jsonld")):
            said = content.decode()
            assert [one for one in (*STAFF_ONLY, "例題福祉センター") if one in said] == [], name


def test_boxes_have_the_columns_of_the_standard(files: dict[str, bytes]) -> None:
    rows = guarded_csv.read(files["131016_food_drive.csv"], encoding="utf-8")
    assert rows[0] == list(COLUMNS)
    first = dict(zip(rows[0], rows[1], strict=True))
    assert (first["受付曜日"], first["受付開始時間"], first["受付条件_賞味期限残月数"]) == (
        "月;火;水;木;金", "09:00", "2",
    )  # fmt: skip


def test_borders_whose_terms_are_unknown_are_not_passed_on(
    city: City, warehouse: Warehouse
) -> None:
    terms = {"boundaries": [{"id": "b", "path": "x", "licence": "非営利に限る"}]}
    other = City.model_validate(
        {**city.model_dump(exclude={"sources"}), "sources": terms, "folder": city.folder}
    )
    shelf = data_files(other, warehouse)
    assert [one.key for one in shelf.refused] == ["districts", "town_blocks"]
    assert not [name for name in shelf.names if name.startswith(("districts", "town_blocks"))]


def test_ranges_tags_and_names_that_lead_elsewhere(
    city: City, files: dict[str, bytes], url: str
) -> None:
    routes = server_data.routes()
    whole = files["facilities.csv"]
    answer = ask(routes, "/data/v1/facilities.csv")
    assert (answer.status_code, answer.content) == (200, whole)
    assert answer.headers["access-control-allow-origin"] == "*"
    again = ask(
        routes, "/data/v1/facilities.csv", headers={"If-None-Match": answer.headers["etag"]}
    )
    assert (again.status_code, again.content) == (304, b"")
    for asked, code, content in (
        ("bytes=0-9", 206, whole[:10]),
        ("bytes=-10", 206, whole[-10:]),
        ("bytes=5-", 206, whole[5:]),
        (f"bytes={len(whole)}-", 416, b""),
        ("bytes=a-b", 200, whole),
    ):
        part = ask(routes, "/data/v1/facilities.csv", headers={"Range": asked})
        assert (part.status_code, part.content) == (code, content), asked
    dated = f"{data_files(city, open_warehouse(city)).editions('facilities')[-1].path}/facilities"
    kept = ask(routes, f"/data/v1/{dated}.csv")
    assert (kept.status_code, kept.content) == (200, whole)
    assert kept.headers["cache-control"].startswith("public, max-age=86400")
    for path in ("..%2Fcity.toml", "%2e%2e/%2e%2e/journal.sqlite", "facilities.csv/..", "x.csv"):
        with pytest.raises(HTTPError) as refused:
            urllib.request.urlopen(f"{url}/{path}", timeout=10)  # noqa: S310 - loopback
        assert refused.value.code == 404, path
        refused.value.close()


def test_a_build_makes_its_files_once(city: City, warehouse: Warehouse) -> None:
    assert data_files(city, warehouse) is data_files(city, warehouse)


def test_what_is_released_while_files_are_made_has_them_made_once(tmp_path: Path) -> None:
    fresh = small_city(tmp_path, is_sample=False)
    write_small_warehouse(fresh.warehouse_path, is_sample=False)
    shelf = data_files(fresh, open_warehouse(fresh))
    assert not (tmp_path / "released").exists()
    assert "road_reports_monthly" in shelf.tables, "months are released by this"
    assert data_files(fresh, open_warehouse(fresh)) is shelf
    release = next((tmp_path / "released" / "road_reports_monthly").iterdir())
    release.with_name("later").write_bytes(release.read_bytes())
    (tmp_path / "released" / "road_reports_monthly" / "later").unlink()
    assert data_files(fresh, open_warehouse(fresh)) is not shelf, "somebody revised a month"
