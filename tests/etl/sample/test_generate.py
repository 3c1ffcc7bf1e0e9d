from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from pathlib import Path

import openpyxl
import pytest
import shapely

from etl.sample import generate, posts_csv
from etl.sample.ground import ward
from machimori.city import REPOSITORY, load_city


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample")
    generate(folder, seed=1)
    return folder


def rows_of(path: Path, encoding: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(encoding), newline="")))


def digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_one_ward_has_every_source(data: Path, tmp_path: Path) -> None:
    written = generate(tmp_path, seed=1)
    assert written == {
        "boundaries": 122,
        "addresses": 115,
        "stations": 1440,
        "roads": written["roads"],
        "hazards": 8,
        "facilities": 60,
        "facility_status": written["facility_status"],
        "road_reports": 642,
        "food_drive_points": 63,
        "past_floods": written["past_floods"],
        "population": 116,
        "open_datasets": 16,
    }
    assert written["roads"] > 1500
    assert written["facility_status"] > 700


def test_the_same_seed_gives_the_same_bytes(data: Path, tmp_path: Path) -> None:
    generate(tmp_path / "again", seed=1)
    generate(tmp_path / "other", seed=2)
    assert digests(tmp_path / "again") == digests(data)
    assert digests(tmp_path / "other") != digests(data)


def test_every_place_is_called_a_sample(data: Path) -> None:
    lists = {
        "facilities/shelters/shelters.csv": ("utf-8-sig", "名称"),
        "facilities/evacuation_sites/evacuation_space.csv": ("cp932", "名称"),
        "food_drive/food_drive.csv": ("cp932", "名称"),
    }
    for file, (encoding, column) in lists.items():
        names = [row[column] for row in rows_of(data / file, encoding) if row[column]]
        assert [name for name in names if not name.startswith("見本")] in ([], ["合計"]), file


def test_shelters_carry_their_faults(data: Path) -> None:
    path = data / "facilities" / "shelters" / "shelters.csv"
    rows = rows_of(path, "utf-8-sig")
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [row["名称"] for row in rows if row["緯度"].startswith("139")] == ["見本旧校舎"]
    assert sum(not any(row.values()) for row in rows) == 1
    assert rows[-1]["名称"] == "合計"
    capacities = [row["収容人数"] for row in rows]
    assert any(re.fullmatch(r"屋内\d+人／屋外\d+人\(面積の1/2\)", one) for one in capacities)
    assert any(re.fullmatch(r"[０-９]+人", one) for one in capacities)
    assert "不明" in capacities


def test_the_workbook_has_titles_and_a_header_over_two_rows(data: Path) -> None:
    book = openpyxl.load_workbook(
        data / "facilities" / "temporary_stay" / "temporary_stay.xlsx", read_only=False
    )
    sheet = book["一覧"]
    cells = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=4)]
    assert cells[0][0] == "見本区　帰宅困難者一時滞在施設一覧（見本データ）"
    assert cells[1][0] == "令和8年4月1日現在"
    assert cells[2][:5] == ["一時滞在施設", None, "所在地", "位置", None]
    assert cells[3][:5] == ["ID", "名称", None, "緯度", "経度"]
    assert "D3:E3" in {str(one) for one in sheet.merged_cells.ranges}


def test_the_drill_is_training_and_fills_over_time(data: Path) -> None:
    files = sorted((data / "facility_status").glob("*.csv"))
    assert len(files) == 12
    rows = []
    for number, path in enumerate(files):
        rows += rows_of(path, "cp932" if number < 4 else "utf-8-sig")
    assert {row["区分"] for row in rows} == {"訓練"}
    assert {row["災害ID"] for row in rows} == {"drill-2026-11-21"}
    assert {row["開設状況"] for row in rows} == {"未開設", "開設準備中", "開設", "閉鎖", ""}
    assert sum(not row["時点"] for row in rows) == 1
    assert [row["避難者数"] for row in rows].count("-3") == 1
    one = [
        int(re.sub(r"\D", "", row["避難者数"]))
        for row in rows
        if row["施設ID"] == "S-01" and row["避難者数"]
    ]
    assert one[-1] > one[0] + 20
    assert [row["施設ID"] for row in rows].count("S-99") == 1


def test_posts_of_one_hole_lie_within_metres(data: Path) -> None:
    issues = []
    for path in sorted((data / "road_reports" / "redmine").glob("*.json")):
        issues += json.loads(path.read_text(encoding="utf-8"))["issues"]
    assert len(issues) == 602
    assert len({issue["id"] for issue in issues}) == 600
    places = [
        issue["geojson"]["geometry"]["coordinates"][:2] for issue in issues if issue["geojson"]
    ]
    points = shapely.points([place for place in places if place[0] > 100])
    near = shapely.STRtree(points).query(points, predicate="dwithin", distance=0.0002)
    assert near.shape[1] - len(points) > 200
    kinds = {field["name"] for issue in issues for field in issue["custom_fields"]}
    assert kinds == {"場所の目印", "住所", "電話番号", "年代", "性別", "職業"}
    assert any(len(issue["journals"]) >= 3 for issue in issues)


def test_stranded_people_add_up_to_the_planned_figure(data: Path) -> None:
    rows = rows_of(data / "stations" / "stations.csv", "cp932")
    totals: dict[tuple[str, int], int] = {}
    for row in rows:
        key = row["想定"], int(row["経過時間"])
        totals[key] = totals.get(key, 0) + int(row["滞留者数"])
    assert max(totals.values()) == totals["平日12時", 3] == 590_000
    assert len(totals) == 48


def test_the_road_network_is_one_piece_and_routable(data: Path) -> None:
    document = json.loads((data / "roads/segments/segments.geojson").read_text(encoding="utf-8"))
    near: dict[str, set[str]] = {}
    for feature in document["features"]:
        start, end = feature["properties"]["from_node"], feature["properties"]["to_node"]
        near.setdefault(start, set()).add(end)
        near.setdefault(end, set()).add(start)
    seen, waiting = set(), [next(iter(near))]
    while waiting:
        node = waiting.pop()
        if node not in seen:
            seen.add(node)
            waiting += near[node]
    assert seen == set(near)
    owners = {feature["properties"]["owner"] for feature in document["features"]}
    assert owners == {"国道", "都道", "区道"}
    nodes = json.loads((data / "roads/nodes/nodes.geojson").read_text(encoding="utf-8"))
    assert {one["properties"]["node_id"] for one in nodes["features"]} == set(near)


def test_small_blocks_are_withheld_and_the_rest_adds_up(data: Path) -> None:
    rows = rows_of(data / "population" / "population.csv", "utf-8-sig")
    blocks, total = rows[:-1], rows[-1]
    assert total["地域名"] == "合計"
    assert int(total["総人口"]) == sum(int(row["総人口"]) for row in blocks)
    withheld = [row for row in blocks if row["備考"] == "秘匿"]
    assert withheld and all(row["男性"] == row["世帯数"] == "X" for row in withheld)
    for row in blocks:
        if row["備考"] != "秘匿":
            bands = [int(row[name]) for name in row if re.search(r"歳.*の[男女]性", name)]
            assert len(bands) == 36
            assert sum(bands) == int(row["男性"]) + int(row["女性"]) == int(row["総人口"])


def test_half_of_the_boxes_have_an_address_only(data: Path) -> None:
    rows = [row for row in rows_of(data / "food_drive/food_drive.csv", "cp932") if row["ID"]]
    boxes = {row["ID"]: row for row in rows if row["ID"] != "FD901"}
    assert len(boxes) == 60
    assert sum(not row["緯度"] for row in boxes.values()) == 30
    assert all("見本区" in row["所在地_連結表記"] for row in boxes.values())


def test_density_comes_before_wards(tmp_path: Path) -> None:
    written = generate(tmp_path / "dense", seed=1, scale=3)
    assert written["road_reports"] == 600 + 42 + 1200
    assert written["facilities"] == 60
    dense = load_city(tmp_path / "dense")
    assert dense.bbox == (139.72, 35.66, 139.80, 35.71)
    assert [one.id for one in dense.sources["road_reports"]][-1] == "archive"

    written = generate(tmp_path / "two", seed=1, scale=20)
    assert written["facilities"] == 120
    assert written["road_reports"] == 2 * (642 + 5400)
    two = load_city(tmp_path / "two")
    assert two.bbox == (139.72, 35.66, 139.90, 35.71)
    missing = [
        entry.id
        for entries in two.sources.values()
        for entry in entries
        if not two.resolve(entry.path).exists()
    ]
    assert missing == []


def test_wards_do_not_overlap() -> None:
    first, second, ninth = ward(0), ward(1), ward(8)
    assert not first.outline.intersects(second.outline)
    assert not first.outline.intersects(ninth.outline)
    assert len({first.code, second.code, ninth.code}) == 3


def test_bulk_posts_are_deterministic_in_any_encoding(tmp_path: Path) -> None:
    for name, encoding in (("a", "utf-8"), ("b", "utf-8"), ("c", "cp932")):
        posts_csv(tmp_path / f"{name}.csv", 3000, seed=5, encoding=encoding)
    text = (tmp_path / "a.csv").read_bytes()
    assert text == (tmp_path / "b.csv").read_bytes()
    assert (tmp_path / "c.csv").read_bytes().decode("cp932") == text.decode("utf-8")
    rows = rows_of(tmp_path / "a.csv", "utf-8")
    assert len(rows) == 3000
    wareki = sum(row["受付日時"].startswith("令和") for row in rows)
    assert 0.28 < wareki / 3000 < 0.38
    assert 150 < len(text) / 3000 < 300
    assert 5 <= sum(float(row["緯度"]) > 90 for row in rows) <= 6
    assert len({row["受付番号"] for row in rows}) == 2988


def test_the_shipped_configuration_names_every_generated_folder(data: Path) -> None:
    text = (REPOSITORY / "cities" / "sample" / "city.toml").read_text(encoding="utf-8")
    named = set(re.findall(r'path = "data/([^"]+)"', text)) | set(
        re.findall(r'addresses = \["data/([^"]+)"', text)
    )
    missing = {path for path in named if not (data / path).exists()}
    assert missing == set()
    folders = {path.parent.relative_to(data).as_posix() for path in data.rglob("*.*")}
    unnamed = {
        one for one in folders if not any(one.startswith(path.split("/towns")[0]) for path in named)
    }
    assert unnamed == {"roads/nodes"}
