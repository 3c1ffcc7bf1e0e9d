from __future__ import annotations

import csv
import statistics
from pathlib import Path

import pyarrow as pa
import pytest

from etl.address_table import load_table, metres
from etl.contract import UnreadableFile
from etl.geocode import fill, geocode
from etl.normalise.geo3x3 import encode
from machimori.city import City


@pytest.fixture
def towns(tmp_path: Path) -> Path:
    """A town list as published with Geo3x3 codes: BOM, LF."""
    rows = [
        ("見本区", "青葉一丁目", 139.7500, 35.6900),
        ("見本区", "青葉二丁目", 139.7540, 35.6940),
        ("見本区", "若葉町", 139.7600, 35.7000),
        ("見本区", "霞ケ丘三丁目", 139.7650, 35.7010),
        ("神戸市見本区", "青葉一丁目", 135.2000, 34.7000),
    ]
    lines = [f"{encode(lon, lat, 12)},{city},{town}" for city, town, lon, lat in rows]
    path = tmp_path / "towns.csv"
    path.write_text("geo3x3,city,town\n" + "\n".join(lines) + "\n", encoding="utf-8-sig")
    return path


@pytest.fixture
def blocks(tmp_path: Path) -> Path:
    """Street blocks as the ministry publishes them: CP932, quoted, plane coordinates beside."""
    path = tmp_path / "blocks.csv"
    path.write_bytes(
        (
            '"都道府県名","市区町村名","大字・丁目名","小字・通称名","街区符号・地番","座標系番号",'
            '"Ｘ座標","Ｙ座標","緯度","経度"\r\n'
            '"東京都","見本区","青葉一丁目","","7","9","-35000.0","-7000.0","35.690500","139.750500"\r\n'
            '"東京都","見本区","青葉一丁目","","8","9","-35000.0","-7000.0","35.691500","139.751500"\r\n'
        ).encode("cp932")
    )
    return path


def found(answer: pa.Table) -> list[tuple[str | None, str | None]]:
    return list(zip(answer["precision"].to_pylist(), answer["matched"].to_pylist(), strict=True))


def test_addresses_are_met_at_chome_or_town(towns: Path) -> None:
    addresses = pa.array(
        [
            "東京都見本区青葉二丁目３番４号",
            "見本区青葉2-3-4",
            "見本区青葉",
            "東京都見本区若葉41",
            "見本区若葉町41ビル",
            "見本区霞が丘３－１",
            "見本区どこか1-2",
            None,
        ]
    )
    answer = geocode(addresses, load_table([towns]))
    assert found(answer) == [
        ("town_block", "見本区青葉2丁目"),
        ("town_block", "見本区青葉2丁目"),
        ("town", "見本区青葉"),
        ("town", "見本区若葉"),
        ("town", "見本区若葉町"),
        ("town_block", "見本区霞ケ丘3丁目"),
        (None, None),
        (None, None),
    ]
    first = answer.to_pylist()[0]
    assert metres(first["longitude"], first["latitude"], 139.7540, 35.6940) <= first["error_m"]
    assert 50 < first["error_m"] < 100


def test_the_middle_of_a_town_lies_between_its_chomes(towns: Path) -> None:
    answer = geocode(pa.array(["見本区青葉"]), load_table([towns])).to_pylist()[0]
    assert metres(answer["longitude"], answer["latitude"], 139.752, 35.692) < 100
    assert answer["error_m"] > 250


def test_a_street_block_is_exacter_than_its_chome(towns: Path, blocks: Path) -> None:
    table = load_table([towns, blocks])
    answer = geocode(pa.array(["見本区青葉1-7-12", "見本区青葉1-99"]), table)
    assert found(answer) == [("block", "見本区青葉1丁目7"), ("town_block", "見本区青葉1丁目")]
    assert answer["longitude"][0].as_py() == 139.7505
    assert answer["latitude"][0].as_py() == 35.6905


def test_an_address_without_a_municipality_is_of_the_one_that_asks(towns: Path) -> None:
    table = load_table([towns])
    addresses = pa.array(["青葉1-2-3", "青葉通り会館"])
    assert found(geocode(addresses, table, "見本区")) == [
        ("town_block", "見本区青葉1丁目"),
        (None, None),
    ]
    assert found(geocode(addresses, table, "神戸市")) == [
        ("town_block", "神戸市見本区青葉1丁目"),
        (None, None),
    ]


def test_filling_leaves_published_positions_alone(towns: Path, chiyoda: City) -> None:
    city = chiyoda.model_copy(
        update={"name": "見本区", "addresses": (str(towns),), "folder": towns.parent}
    )
    rows = pa.table(
        {
            "longitude": pa.array([139.7, None, None, None]),
            "latitude": pa.array([35.6, None, None, None]),
            "address": pa.array(["見本区青葉1", "見本区青葉1", "", None]),
            "position_precision": pa.array([None, None, None, None], pa.string()),
            "name": pa.array(["a", "b", "c", "d"]),
        }
    )
    filled = fill(rows, city)
    assert filled.schema.names == rows.schema.names
    assert filled["position_precision"].to_pylist() == [
        "surveyed", "town_block", "unknown", "unknown",
    ]  # fmt: skip
    assert filled["longitude"].to_pylist()[0] == 139.7
    assert metres(filled["longitude"][1].as_py(), filled["latitude"][1].as_py(), 139.75, 35.69) < 80
    assert filled["latitude"].to_pylist()[2:] == [None, None]


def test_rows_without_a_position_of_their_own_pass_through(chiyoda: City) -> None:
    rows = pa.table({"area_id": ["1"], "address": ["千代田区"]})
    assert fill(rows, chiyoda).equals(rows)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"a,b\n1,2\n", "needs a municipality"),
        (b"\xff\xfe\xff\xfe\x81", "neither UTF-8 nor CP932"),
    ],
)
def test_a_table_that_is_none_says_what_it_needs(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    with pytest.raises(UnreadableFile, match=said):
        load_table([path])


def test_a_missing_table_names_the_configuration(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="correct `addresses` in the configuration"):
        load_table([tmp_path / "none.csv"])


def test_addresses_of_chiyoda_s_boxes_are_met_without_their_ward(real_data: Path) -> None:
    table = load_table([real_data / "addresses" / "townid_13_tokyo.csv"])
    addresses = [
        "九段南1-2-1",
        "外神田1-1-6",
        "飯田橋3-13-2",
        "神田紺屋町41",
        "一番町12",
        "岩本町2-15-3",
        "神田淡路町2-109",
    ]
    answer = geocode(pa.array(addresses), table, "千代田区")
    assert found(answer) == [
        ("town_block", "千代田区九段南1丁目"),
        ("town_block", "千代田区外神田1丁目"),
        ("town_block", "千代田区飯田橋3丁目"),
        ("town", "千代田区神田紺屋町"),
        ("town", "千代田区1番町"),
        ("town_block", "千代田区岩本町2丁目"),
        ("town_block", "千代田区神田淡路町2丁目"),
    ]


def test_real_spellings_meet_the_real_towns(real_data: Path) -> None:
    """7,192 spellings with the expected position; Tokyo and Hyogo are what the tables cover."""
    folder = real_data / "addresses"
    table = load_table([folder / "townid_13_tokyo.csv", folder / "townid_28_hyogo.csv"])
    with (folder / "normalize_addresses.csv").open(encoding="utf-8", newline="") as file:
        rows = [
            row
            for row in csv.DictReader(file)
            if row["都道府県"] in ("東京都", "兵庫県") and row["緯度経度"]
        ]
    answer = geocode(pa.array([row["住所"] for row in rows]), table).to_pylist()
    met = [one for one in answer if one["precision"]]
    off = [
        metres(*map(float, row["緯度経度"].split(",")), one["longitude"], one["latitude"])
        for row, one in zip(rows, answer, strict=True)
        if one["precision"]
    ]
    assert len(rows) == 4517
    assert len(met) == 4514
    assert statistics.median(off) < 200
    assert max(off) < 1500
