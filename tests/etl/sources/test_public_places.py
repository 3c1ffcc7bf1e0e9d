"""Public places: AEDs and toilets by their standards, any other table as a dataset of its own."""

from __future__ import annotations

import json
from datetime import time
from pathlib import Path

import pytest

from etl.check import check_file
from etl.contract import UnknownLayout
from machimori.city import City
from tests.etl.sources.one_file import read as read_one
from tests.etl.sources.reading import FIXTURES, ask, balances, read, town

FILE = FIXTURES / "public_places" / "131016_aed.csv"
HOSTILE = "<img src=x onerror=alert(1)>"


def write(folder: Path, name: str, *lines: str) -> Path:
    path = folder / name
    path.write_text("\r\n".join(lines) + "\r\n", encoding="utf-8")
    return path


def test_aeds_are_read_as_their_standard_says(chiyoda: City) -> None:
    got = read("public_places", FILE, chiyoda)
    shown = (
        *("kind", "layer", "dataset", "name", "location_detail", "open_days", "opens_at"),
        *("closes_at", "hours_remark", "has_child_pads", "is_closed_to_outsiders", "details"),
    )
    aed = ("aed", "aed", "AED設置箇所一覧")
    assert got.layout == "aed"
    assert [tuple(row[name] for name in shown) for row in got.accepted] == [
        (
            *(*aed, "例題会館", "1階受付", "mon,tue,wed,thu,fri", time(8, 30), time(17, 15)),
            *("第2土曜は休み", True, None, None),
        ),
        (*aed, "例題寮", "玄関", "mon,tue,wed,thu,fri,sat,sun,holiday", time(0), time(0))
        + (None, None, None, None),
    ]
    assert got.rejected == [(3, "coordinates_swapped"), (5, "value_missing")]
    assert "not_a_web_address" not in got.column("url")
    assert got.column("url") == ["https://example.jp/aed", None]


POINT = {
    "type": "FeatureCollection",
    "features": [
        {
            "type": "Feature",
            "properties": {"name": "例題の樹"},
            "geometry": {"type": "Point", "coordinates": [139.7605, 35.6907]},
        }
    ],
}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Three entries: a list of AEDs, a table of wells with a hidden one, a folder of files."""
    folder = tmp_path_factory.mktemp("places")
    wells = write(
        folder,
        "wells.csv",
        "名称,住所,緯度,経度,水質,担当者,公開",
        f'"{HOSTILE}",例題町1,35.6905,139.7601,"{HOSTILE}",例題太郎,',
        "裏の井戸,例題町2,35.6906,139.7602,,例題次郎,非公開",
    )
    files = folder / "files"
    files.mkdir()
    write(
        files,
        "131016_public_wireless_lan.csv",
        "名称,所在地_連結表記,緯度,経度,SSID,電話番号",
        "例題広場,例題町1,35.6905,139.7601,EXAMPLE,03-0000-0009",
    )
    write(files, "budget.csv", "款,項,金額", "1,2,300")
    (files / "trees.geojson").write_text(json.dumps(POINT), encoding="utf-8")
    entries = [
        {"id": "aed", "path": str(FILE), "max_reject_ratio": 0.5},
        {
            "id": "wells",
            "path": str(wells),
            "defaults": {"dataset": "災害用の井戸", "details": ["水質", "担当者"]},
        },
        {"id": "files", "path": str(files)},
    ]
    city = town(folder, public_places=entries)
    assert balances(city) == {"aed": (4, 2, 2, 0), "wells": (2, 2, 0, 0), "files": (2, 2, 0, 0)}
    return city


def test_mails_and_names_of_people_are_read_nowhere(built: City) -> None:
    tables = ask(built, "SELECT to_json(t)::VARCHAR FROM marts.public_places t")
    tables += ask(built, "SELECT to_json(t)::VARCHAR FROM meta.rejects t")
    assert [row for row in tables if "tantou" in row[0] or "例題太郎" in row[0]] == []
    ids = ask(built, "SELECT place_id FROM marts.public_places WHERE kind = 'aed' ORDER BY 1")
    assert ids[1] == ("aed:aed:A1",)


def test_any_table_with_positions_is_a_dataset_with_what_is_asked_for(built: City) -> None:
    found = ask(
        built,
        "SELECT kind, dataset, layer, name, details, is_public FROM marts.public_places "
        "WHERE source = 'wells' ORDER BY source_row",
    )
    assert [row[:2] for row in found] == [("other", "災害用の井戸")] * 2
    assert found[0][2].startswith("set-")
    assert (found[0][3], json.loads(found[0][4])) == (HOSTILE, {"水質": HOSTILE})
    assert found[1][4:] == (None, False)


def test_a_folder_of_published_files_gives_a_dataset_each(built: City) -> None:
    assert ask(
        built,
        "SELECT layer = 'public-wireless-lan', dataset, name, details, round(longitude, 4) "
        "FROM marts.public_places WHERE source = 'files' ORDER BY source_file",
    ) == [
        (True, "公衆無線LANアクセスポイント一覧", "例題広場", '{"SSID": "EXAMPLE"}', 139.7601),
        (False, "trees", "例題の樹", None, 139.7605),
    ]


def test_lists_of_other_sources_are_refused_and_guessed_as_what_they_are(
    tmp_path: Path, chiyoda: City
) -> None:
    shelters = write(
        tmp_path,
        "shelters.csv",
        "名称,住所,緯度,経度,災害種別_洪水,災害種別_地震",
        "例題小学校,例題町1,35.6905,139.7601,1,1",
    )
    with pytest.raises(UnknownLayout, match="facilities"):
        read("public_places", shelters, chiyoda)
    assert check_file(shelters, city=chiyoda).source == "facilities"
    assert check_file(FILE, city=chiyoda).source == "public_places"


@pytest.mark.parametrize(
    ("file", "layout", "rows", "known"),
    [
        ("ichikawa/122033_108_aed.csv", "aed", 191, {}),
        ("yaizu/222127_aed.csv", "aed", 82, {"has_child_pads": 82}),
        ("takamatsu/0002_aed.csv", "aed_linkdata", 514, {}),
        ("takamatsu/public_toilet.csv", "public_toilet_linkdata", 169, {}),
        ("ishikawa/170003_public_toilet.csv", "public_toilet", 103, {"has_ostomate": 103}),
        ("ichikawa/122033_201_multipurpose_toilet.csv", "public_toilet", 49, {}),
        ("takamatsu/sandbag_creation_location.csv", "located_table", 9, {}),
    ],
)
def test_real_lists(
    real_data: Path, file: str, layout: str, rows: int, known: dict[str, int]
) -> None:
    path = real_data / "standard_datasets" / file
    got = read_one("public_places", path, box=(122.0, 24.0, 146.0, 46.0))
    assert (got.plan.layout, got.rows_in) == (layout, rows)
    assert {name: sum(one is not None for one in got.column(name)) for name in known} == known
    assert len(got.accepted) >= 0.95 * rows


def test_a_real_list_with_names_of_its_own_is_mapped(real_data: Path) -> None:
    path = real_data / "standard_datasets" / "yaizu" / "machinakasuzumidokoro.csv"
    got = read_one(
        "public_places",
        path,
        box=(137.0, 34.0, 139.0, 36.0),
        columns={"name": "指定暑熱避難施設の名称"},
        layout="located_table",
        defaults={"dataset": "指定暑熱避難施設"},
    )
    assert (len(got.accepted), set(got.column("dataset"))) == (108, {"指定暑熱避難施設"})
