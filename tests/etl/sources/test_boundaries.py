"""Outlines: a prefecture's file cut to one city, town blocks named and placed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from machimori.city import City
from tests.etl.sources.reading import FIXTURES, ask, balances, read, town

FILES = FIXTURES / "boundaries"
N03 = {"id": "n03", "path": str(FILES / "n03.geojson")}
TOWNS = {"id": "towns", "path": str(FILES / "towns.geojson"), "max_reject_ratio": 0.5}
SAMPLE = {"name": "見本市", "code": "281000"}


def test_codes_get_their_check_digit_and_nobodys_land_has_none(chiyoda: City) -> None:
    outcome = read("boundaries", FILES / "n03.geojson", chiyoda)
    assert (outcome.layout, outcome.verdicts) == ("n03", [])
    assert [(row["code"], row["city_name"], row["name"]) for row in outcome.accepted] == [
        ("281018", "見本市", "東区"),
        ("281115", "見本市", "西区"),
        ("281115", "見本市", "西区"),
        ("282014", None, "隣市"),
        (None, None, "所属未定地"),
    ]


def test_an_outline_that_crosses_itself_is_repaired_and_a_point_is_no_outline(
    chiyoda: City,
) -> None:
    outcome = read("boundaries", FILES / "towns.geojson", chiyoda)
    assert outcome.rejected == [(4, "outline_missing")]
    assert [row for row, rule, _ in outcome.doubts if rule == "outline_crosses_itself"] == [3]


def test_wards_of_a_designated_city_are_its_districts(tmp_path: Path) -> None:
    city = town(tmp_path, **SAMPLE, boundaries=[N03, TOWNS])
    assert balances(city) == {"n03": (5, 5, 0, 0), "towns": (4, 3, 1, 0)}
    assert ask(
        city,
        "SELECT district_id, name, municipality_code, source FROM marts.districts ORDER BY 1",
    ) == [
        ("281018", "東区", "281000", "n03"),
        ("281115", "西区", "281000", "n03"),
    ]
    blocks = ask(
        city,
        "SELECT name, district_id, town_block_id, area_m2, longitude, latitude "
        "FROM marts.town_blocks ORDER BY name",
    )
    assert [row[:2] for row in blocks] == [
        ("東町", "281018"),
        ("浜町", "281115"),
        ("西町", "281115"),
    ]
    assert all(row[2].startswith("281000_") and row[2].isascii() for row in blocks)
    # 0.01 by 0.02 degrees at 35.69 N: about 905 m by 2,219 m.
    assert blocks[0][3] == pytest.approx(905 * 2219, rel=0.01)
    assert blocks[0][4:] == (pytest.approx(139.755), pytest.approx(35.69))
    assert blocks[1][3] == pytest.approx(452 * 1109 / 2, rel=0.02)


def test_the_outline_is_the_union_of_the_citys_own_features(tmp_path: Path) -> None:
    city = town(tmp_path, **SAMPLE, boundaries=N03)
    balances(city)
    ((code, name, west, south, east, north),) = ask(
        city,
        "SELECT municipality_code, name, ST_XMin(geometry), ST_YMin(geometry), "
        "ST_XMax(geometry), ST_YMax(geometry) FROM marts.municipality",
    )  # fmt: skip
    assert (code, name, west, south, east, north) == (
        "281000",
        "見本市",
        139.73,
        35.68,
        139.76,
        35.70,
    )


def test_a_plain_municipality_is_found_by_its_code(tmp_path: Path) -> None:
    city = town(tmp_path, name="隣市", code="282014", boundaries=N03)
    balances(city)
    assert ask(city, "SELECT ST_XMin(geometry), ST_XMax(geometry) FROM marts.municipality") == [
        (139.76, 139.80)
    ]
    assert ask(city, "SELECT * FROM marts.districts") == []


def test_without_an_outline_of_its_own_it_is_its_town_blocks(tmp_path: Path) -> None:
    city = town(tmp_path, **SAMPLE, boundaries=TOWNS)
    balances(city)
    assert ask(city, "SELECT ST_XMin(geometry), ST_YMax(geometry) FROM marts.municipality") == [
        (139.73, 35.70)
    ]


def test_districts_come_from_what_town_blocks_name(tmp_path: Path) -> None:
    towns = (FILES / "towns.geojson").read_text()
    for name, district in (("東町", "海側"), ("西町", "山側"), ("浜町", "海側")):
        towns = towns.replace(f'見本市{name}"', f'見本市{name}", "district": "{district}"')
    (tmp_path / "towns.geojson").write_text(towns)
    city = town(tmp_path, **SAMPLE, boundaries={**TOWNS, "path": "towns.geojson"})
    balances(city)
    assert ask(
        city,
        "SELECT d.name, list(b.name ORDER BY b.name) FROM marts.districts AS d "
        "JOIN marts.town_blocks AS b USING (district_id) GROUP BY 1 ORDER BY 1",
    ) == [("山側", ["西町"]), ("海側", ["東町", "浜町"])]


def test_ids_do_not_depend_on_row_order(tmp_path: Path) -> None:
    towns = json.loads((FILES / "towns.geojson").read_text())
    towns["features"] = towns["features"][::-1]
    (tmp_path / "turned.geojson").write_text(json.dumps(towns))
    query = "SELECT town_block_id, name FROM marts.town_blocks ORDER BY 1"
    found = []
    for number, path in enumerate((FILES / "towns.geojson", tmp_path / "turned.geojson")):
        folder = tmp_path / str(number)
        folder.mkdir()
        city = town(folder, **SAMPLE, boundaries={**TOWNS, "path": str(path)})
        balances(city)
        found.append(ask(city, query))
    assert found[0] == found[1]


def test_wards_stand_in_a_column_of_their_own_since_2024(chiyoda: City, tmp_path: Path) -> None:
    features = json.loads((FILES / "n03.geojson").read_text())
    for feature in features["features"]:
        told = feature["properties"]
        is_ward = told["N03_003"] is not None
        told["N03_005"] = told["N03_004"] if is_ward else None
        told["N03_004"] = told["N03_003"] if is_ward else told["N03_004"]
        told["N03_003"] = None
    path = tmp_path / "N03-20240101_28.geojson"
    path.write_text(json.dumps(features))
    rows = read("boundaries", path, chiyoda).accepted
    assert [(row["city_name"], row["name"], row["code"]) for row in rows] == [
        ("見本市", "東区", "281018"),
        ("見本市", "西区", "281115"),
        ("見本市", "西区", "281115"),
        (None, "隣市", "282014"),
        (None, "所属未定地", None),
    ]


def test_census_areas_of_a_prefecture_are_cut_to_the_city(tmp_path: Path) -> None:
    features = json.loads((FILES / "towns.geojson").read_text())["features"][:3]
    for number, (feature, city_name) in enumerate(
        zip(features, ("見本市東区", "見本市西区", "隣市"), strict=True)
    ):
        name = feature["properties"]["name"].removeprefix("見本県見本市")
        feature["properties"] = {
            "KEY_CODE": f"2810100{number}0",
            "PREF_NAME": "見本県",
            "CITY_NAME": city_name,
            "S_NAME": name,
        }
    path = tmp_path / "r2ka28.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    city = town(tmp_path, **SAMPLE, boundaries={"id": "census", "path": str(path)})
    assert balances(city) == {"census": (3, 3, 0, 0)}
    assert ask(city, "SELECT town_block_id, name FROM marts.town_blocks ORDER BY 1") == [
        ("281010000", "東町"),
        ("281010010", "西町"),
    ]


def test_the_citys_code_on_every_town_names_none_of_them(tmp_path: Path) -> None:
    features = json.loads((FILES / "towns.geojson").read_text())
    for feature in features["features"]:
        feature["properties"]["code"] = "281000"
    path = tmp_path / "towns.geojson"
    path.write_text(json.dumps(features))
    city = town(tmp_path, **SAMPLE, boundaries={**TOWNS, "path": str(path)})
    balances(city)
    assert len(ask(city, "SELECT town_block_id FROM marts.town_blocks")) == 3
