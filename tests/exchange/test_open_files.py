from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.exchange import geojson, guarded_csv, standard_03
from tests.etl.sources.one_file import read

_cells = st.text(st.characters(exclude_categories=("Cs",)), max_size=12).filter(
    lambda text: "\r" not in text[1:] and "\x00" not in text
)
PLACE = {
    "facility_id": "p1:evacuation_site",
    "place_id": "p1",
    "source_facility_id": "E1310100001201",
    "name": "例題公園",
    "name_kana": "レイダイコウエン",
    "name_en": None,
    "municipality_code": "131016",
    "address": "東京都見本区例題町1-1",
    "phone": None,
    "latitude": 35.69,
    "longitude": 139.75,
    "capacity": None,
    "hazard_flood": False,
    "hazard_earthquake": True,
    "hazard_tsunami": None,
}


@settings(max_examples=100)
@given(st.lists(st.lists(_cells, min_size=2, max_size=2), max_size=5))
def test_what_is_guarded_comes_back(rows: list[list[str]]) -> None:
    content = guarded_csv.write(("a", "b"), rows)
    assert guarded_csv.read(content)[1:] == rows


@pytest.mark.parametrize("cell", ["=1+1", "+81", "@x", "-x", "＝A1", "\tx", "'=1"])
def test_no_cell_is_a_formula(cell: str) -> None:
    line = guarded_csv.write(("a",), [[cell]]).decode("utf-8-sig").split("\r\n", 1)[1]
    assert line.lstrip('"').startswith("'")


def test_a_negative_number_stays_a_number() -> None:
    assert guarded_csv.write(("a", "b"), [["-12.5", "1e3"]]).endswith(b"-12.5,1e3\r\n")


def test_cp932_says_where_it_lacks_a_character() -> None:
    content = guarded_csv.write(("名称",), [["例題😀会館"]], encoding="cp932")
    assert content.decode("cp932") == "名称\r\n例題〓会館\r\n"
    assert guarded_csv.missing_in_cp932("例題😀会館") == "😀"


def test_a_row_of_the_standard() -> None:
    content = standard_03.write(
        standard_03.rows([PLACE], municipality="見本区", shelters=frozenset({"p1"}))
    )
    assert content.startswith(b"\xef\xbb\xbf")
    header, row = guarded_csv.read(content)
    assert tuple(header) == standard_03.COLUMNS
    said = {name: cell for name, cell in zip(header, row, strict=True) if cell}
    assert said == {
        "全国地方公共団体コード": "131016",
        "ID": "E1310100001201",
        "名称": "例題公園",
        "名称_カナ": "レイダイコウエン",
        "所在地_全国地方公共団体コード": "131016",
        "所在地_連結表記": "東京都見本区例題町1-1",
        "緯度": "35.690000",
        "経度": "139.750000",
        "市区町村コード": "131016",
        "地方公共団体名": "見本区",
        "災害種別_地震": "1",
        "指定避難所との重複": "1",
    }


def test_the_columns_are_those_of_a_published_file(real_data: Path) -> None:
    file = real_data / "shelters" / "ichikawa" / "122033_103_evacuation_space.csv"
    header = file.read_bytes().decode("cp932").splitlines()[0].split(",")
    assert tuple(header) == standard_03.COLUMNS


def test_our_own_reader_takes_the_file(tmp_path: Path) -> None:
    file = tmp_path / "131016_evacuation_space.csv"
    table = standard_03.rows([PLACE], municipality="見本区", shelters=frozenset())
    for encoding in ("utf-8-sig", "cp932"):
        file.write_bytes(standard_03.write(table, encoding=encoding))
        found = read("facilities", file)
        assert [(one["name"], one["role"], one["latitude"]) for one in found.accepted] == [
            ("例題公園", "evacuation_site", 35.69)
        ]
        assert found.accepted[0]["hazard_earthquake"] is True
        assert found.accepted[0]["capacity"] is None


def test_geojson_keeps_places_without_a_position_and_only_named_columns() -> None:
    records = [
        {**PLACE, "note": "staff only", "as_of": datetime(2026, 11, 21, tzinfo=UTC)},
        {**PLACE, "facility_id": "p2", "latitude": float("nan"), "capacity": pd.NA},
    ]
    made = geojson.collection(
        [{**one, "capacity": None} for one in records],
        ("name", "capacity", "as_of"),
        {"title": "避難所", "as_of": pd.NaT},
    )
    assert json.loads(made) == {
        "type": "FeatureCollection",
        "title": "避難所",
        "features": [
            {
                "type": "Feature",
                "id": "p1:evacuation_site",
                "geometry": {"type": "Point", "coordinates": [139.75, 35.69]},
                "properties": {
                    "name": "例題公園",
                    "capacity": None,
                    "as_of": "2026-11-21T00:00:00Z",
                },
            },
            {
                "type": "Feature",
                "id": "p2",
                "geometry": None,
                "properties": {"name": "例題公園", "capacity": None, "as_of": None},
            },
        ],
    }
