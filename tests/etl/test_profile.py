"""Decisions made once for a whole file."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from etl.contract import Column, Decision, FilePlan, Layout, Source, UnknownLayout, UnreadableFile
from etl.formats import read_batches
from etl.profile import profile, profile_any
from machimori.city import City, SourceConfig

PLACES = Source(
    name="facilities",
    entity="places",
    columns=(
        Column("name", "name", required=True),
        Column("longitude", "longitude"),
        Column("latitude", "latitude"),
        Column("capacity", "integer"),
    ),
    layouts=(
        Layout(
            id="new",
            title="新しい様式",
            signature=("名称", "所在地_連結表記"),
            columns={
                "name": "名称", "latitude": "緯度", "longitude": "経度",
                "capacity": ("想定収容人数", "収容人数"),
            },
        ),
        Layout(
            id="old",
            title="古い様式",
            signature=("名称", "住所"),
            absent=("所在地_連結表記",),
            columns={
                "name": "名称", "latitude": "緯度", "longitude": "経度", "position": "location",
            },
        ),
        Layout(
            id="feature",
            title="地図の様式",
            signature=("施設名",),
            columns={"name": "施設名"},
            formats=frozenset({"geojson"}),
        ),
    ),
    not_this=((("急ブレーキ件数",), "急ブレーキの記録であり、施設ではありません"),),
)  # fmt: skip
ENTRY = SourceConfig(id="shelters")


@pytest.fixture
def city(tmp_path: Path) -> City:
    return City(
        name="見本区",
        code="131016",
        bbox=(139.70, 35.65, 139.80, 35.72),
        metric_crs="EPSG:6677",
        folder=tmp_path,
    )


def written(folder: Path, text: str, name: str = "list.csv", encoding: str = "utf-8") -> Path:
    path = folder / name
    path.write_bytes(text.encode(encoding))
    return path


def planned(path: Path, city: City, **entry: Any) -> FilePlan:
    [plan] = profile(path, PLACES, SourceConfig(id="shelters", **entry), city)
    return plan


def choices(plan: FilePlan) -> dict[str, str]:
    return {one.what: one.choice for one in plan.decisions}


NEW = "番号,名称,所在地_連結表記,緯度,経度,収容人数\n1,本庁舎,見本区1-1,35.69,139.75,10\n"


def test_a_plan_in_full(tmp_path: Path, city: City) -> None:
    path = written(tmp_path, NEW, "避難所_20240111.csv", "cp932")
    [plan] = profile(
        path,
        PLACES,
        SourceConfig(
            id="shelters", defaults={"role": "shelter"}, values={"name": {"本庁舎": "本庁"}}
        ),
        city,
        sha256="ab",
        fetched_at="2024-01-12T00:00:00+00:00",
    )
    assert plan == FilePlan(
        source="facilities",
        source_id="shelters",
        path=path,
        file="避難所_20240111.csv",
        sha256="ab",
        format="csv",
        layout="new",
        columns={"name": "名称", "latitude": "緯度", "longitude": "経度", "capacity": "収容人数"},
        published=("番号", "名称", "所在地_連結表記", "緯度", "経度", "収容人数"),
        encoding="cp932",
        bbox=(139.70, 35.65, 139.80, 35.72),
        defaults={"role": "shelter"},
        values={"name": {"本庁舎": "本庁"}},
        stated_at="2024-01-11",
        fetched_at="2024-01-12T00:00:00+00:00",
        code="131016",
        decisions=(
            Decision("文字コード", "cp932", "日本語の文字として正しく読めます"),
            Decision("区切り文字", "コンマ", "行ごとの列の数がいちばんそろいます"),
            Decision("様式", "new", "列の名前が「新しい様式」と合います"),
            Decision("データの時点", "2024-01-11", "ファイルの名前に書かれています"),
        ),
    )


def test_layouts_by_names_compared_normalised(tmp_path: Path, city: City) -> None:
    path = written(tmp_path, '一覧\n"名\n称",住 所,備考\n本庁舎,見本区1-1,\n')
    plan = planned(path, city)
    assert (plan.layout, plan.header_row, plan.columns) == ("old", 2, {"name": "名\n称"})
    assert planned(written(tmp_path, NEW), city).layout == "new"


def test_unknown_layout_names_the_nearest_and_what_is_missing(tmp_path: Path, city: City) -> None:
    path = written(tmp_path, "名称,電話\n本庁舎,03\n別館,04\n")
    with pytest.raises(UnknownLayout) as error:
        planned(path, city)
    message = str(error.value)
    assert message.startswith("[shelters] list.csv: ")
    assert "いちばん近いのは「新しい様式」（new）で、足りない列は 所在地_連結表記 です" in message
    assert "ファイルの列: 名称、電話" in message
    assert "[sources.facilities.columns]" in message


def test_formats_a_layout_is_bound_to(tmp_path: Path, city: City) -> None:
    with pytest.raises(UnknownLayout, match="ファイルの形式が geojson ではありません"):
        planned(written(tmp_path, "施設名,電話\n本庁舎,03\n"), city)
    feature = {"type": "Feature", "properties": {"施設名": "本庁舎"}, "geometry": None}
    collection = {"type": "FeatureCollection", "features": [feature]}
    path = written(tmp_path, json.dumps(collection), "list.json")
    assert planned(path, city).layout == "feature"


def test_what_is_known_to_be_something_else(tmp_path: Path, city: City) -> None:
    path = written(tmp_path, "名称,住所,急ブレーキ件数\na,b,3\n")
    with pytest.raises(UnknownLayout, match="急ブレーキの記録であり、施設ではありません"):
        planned(path, city)


def test_mapping_of_the_configuration_is_a_layout_of_its_own(tmp_path: Path, city: City) -> None:
    path = written(tmp_path, "説明文\nビル,緯,経\n本庁舎,35.69,139.75\n")
    plan = planned(path, city, columns={"name": "ビル", "latitude": "緯", "longitude": ["経", "x"]})
    assert (plan.layout, plan.header_row) == ("configured", 2)
    assert plan.columns == {"name": "ビル", "latitude": "緯", "longitude": "経"}


def test_mapping_of_the_configuration_comes_before_the_layout(tmp_path: Path, city: City) -> None:
    plan = planned(written(tmp_path, NEW), city, columns={"name": "所在地_連結表記"})
    assert (plan.layout, plan.columns["name"], plan.columns["latitude"]) == (
        "new",
        "所在地_連結表記",
        "緯度",
    )


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"nam": "ビル"}, "「name」のことでしょうか"),
        ({"name": "ビルの名"}, "「ビル名」のことでしょうか"),
        ({"capacity": "緯"}, "必要な列 name の読みかえがありません"),
    ],
)
def test_wrong_mappings(
    tmp_path: Path, city: City, columns: dict[str, str | list[str]], said: str
) -> None:
    path = written(tmp_path, "ビル名,緯,経\n本庁舎,35.69,139.75\n")
    with pytest.raises(UnknownLayout, match=said):
        planned(path, city, columns=columns)


def test_forced_layout(tmp_path: Path, city: City) -> None:
    plan = planned(written(tmp_path, NEW), city, layout="old")
    assert (plan.layout, choices(plan)["様式"]) == ("old", "old")
    with pytest.raises(UnknownLayout, match="使えるのは new、old、feature です"):
        planned(written(tmp_path, NEW), city, layout="newest")


def test_no_header_row(tmp_path: Path, city: City) -> None:
    with pytest.raises(UnknownLayout, match="見出し）の行が見つかりません。最初の行は「1、35.69"):
        planned(written(tmp_path, "1,35.69,139.75\n2,35.69,139.75\n"), city)


def positions(*pairs: tuple[object, object]) -> str:
    rows = "".join(f"{n},a,x,{first},{second},\n" for n, (first, second) in enumerate(pairs))
    return "番号,名称,所在地_連結表記,緯度,経度,収容人数\n" + rows


def test_turned_axes_of_a_whole_file(tmp_path: Path, city: City) -> None:
    turned = [(139.75, 35.69)] * 30 + [("", ""), (0, 0)]
    plan = planned(written(tmp_path, positions(*turned)), city)
    assert plan.axis_order == "swapped"
    assert choices(plan)["緯度と経度"] == "入れかえて読む"
    # One row of many is that row's mistake, not the file's.
    plan = planned(written(tmp_path, positions(*[(35.69, 139.75)] * 30, (139.75, 35.69))), city)
    assert (plan.axis_order, "緯度と経度" in choices(plan)) == ("as_named", False)


def test_turned_axes_of_another_town(tmp_path: Path, city: City) -> None:
    plan = planned(written(tmp_path, positions(*[(135.19, 34.69)] * 5)), city)
    assert plan.axis_order == "swapped"


def test_pairs_in_one_cell(tmp_path: Path, city: City) -> None:
    text = '名称,住所,location\na,b,"139.75,35.69"\nc,d,"139.76, 35.70"\n'
    assert planned(written(tmp_path, text), city).axis_order == "swapped"
    text = '名称,住所,location\na,b,"35.69,139.75"\n'
    assert planned(written(tmp_path, text), city).axis_order == "as_named"


def test_turned_geometry_is_turned_back(tmp_path: Path, city: City) -> None:
    features = [
        {"type": "Feature", "properties": {"施設名": f"{number}"},
         "geometry": {"type": "Point", "coordinates": [35.69, 139.75]}}
        for number in range(3)
    ]  # fmt: skip
    path = written(
        tmp_path, json.dumps({"type": "FeatureCollection", "features": features}), "a.geojson"
    )
    plan = planned(path, city)
    assert plan.axis_order == "swapped"
    import shapely

    [batch] = read_batches(plan)
    assert shapely.from_wkb(batch.column("__geometry")[0].as_py()).wkt == "POINT (139.75 35.69)"


@pytest.mark.parametrize(
    ("text", "entry", "datum"),
    [
        (NEW, {}, "JGD2011"),
        (NEW, {"datum": "Tokyo"}, "Tokyo"),
        (NEW.replace("備考", "").replace("番号", "緯度経度（旧測地系）"), {}, "Tokyo"),
        (NEW.replace("番号", "世界測地系による"), {}, "JGD2011"),
        (NEW.replace("番号", "位置（日本測地系）"), {"datum": "JGD2011"}, "JGD2011"),
    ],
)
def test_datum_by_word_and_never_by_value(
    tmp_path: Path, city: City, text: str, entry: dict[str, str], datum: str
) -> None:
    assert planned(written(tmp_path, text), city, **entry).datum == datum


def test_a_shift_of_the_old_datum_is_a_remark(tmp_path: Path, city: City) -> None:
    edge = [(35.6985 + step / 1000, 139.8205) for step in range(8)]
    plan = planned(written(tmp_path, positions(*edge, *[(35.69, 139.75)] * 5)), city)
    assert plan.datum == "JGD2011"
    assert choices(plan)["測地系"] == "JGD2011 のまま（旧日本測地系の疑い）"


@pytest.mark.parametrize(
    ("name", "moment"),
    [
        ("open_shelter_Sample-shi_2024-01-11-1800.csv", "2024-01-11 18:00"),
        ("list_20230331.csv", "2023-03-31"),
        ("一覧（R5.4.1現在）.csv", "2023-04-01"),
        ("令和元年5月1日.csv", "2019-05-01"),
        ("H30.10.1_人口.csv", "2018-10-01"),
        ("population_201811.csv", "2018-11-01"),
        ("131016_evacuation_space.csv", ""),
        ("382019_evacuation_space.csv", ""),
        ("list_20231345.csv", ""),
    ],
)
def test_moment_in_the_name(tmp_path: Path, city: City, name: str, moment: str) -> None:
    assert planned(written(tmp_path, NEW, name), city).stated_at == moment


def test_moment_in_the_metadata_of_linkdata(tmp_path: Path, city: City) -> None:
    text = "#LINK,,\n#file_name,0066_202303,\n#property,名称,住所\n1,本庁舎,見本区\n"
    assert planned(written(tmp_path, text), city).stated_at == "2023-03-01"


def test_totals_are_said(tmp_path: Path, city: City) -> None:
    plan = planned(written(tmp_path, NEW + "合計,,,,,10\n"), city)
    assert plan.total_rows is True
    assert choices(plan)["合計の行"] == "データとして読まない"


def test_sheets_that_are_no_list_are_passed_over(tmp_path: Path, city: City) -> None:
    book = openpyxl.Workbook()
    book.active.title = "凡例"
    for row in (["記号", "意味"], ["○", "対応"], ["×", "未対応"]):
        book.active.append(row)
    for name in ("東", "西"):
        sheet = book.create_sheet(name)
        sheet.append(["名称", "住所"])
        sheet.append([f"{name}役所", "見本区"])
    path = tmp_path / "book.xlsx"
    book.save(path)
    plans = profile(path, PLACES, ENTRY, city)
    assert [(plan.sheet, plan.file) for plan in plans] == [
        ("東", "book.xlsx#東"),
        ("西", "book.xlsx#西"),
    ]
    [passed] = [one for one in plans[0].decisions if one.choice == "読まない"]
    assert passed.what == "book.xlsx#凡例"
    assert [one.sheet for one in profile(path, PLACES, SourceConfig(sheet="西"), city)] == ["西"]


def test_errors_say_the_source(tmp_path: Path, city: City) -> None:
    with pytest.raises(UnreadableFile, match=r"^\[shelters\] list.csv: 空のファイル"):
        planned(written(tmp_path, ""), city)


def test_bounding_box_of_the_boundary(tmp_path: Path, city: City) -> None:
    square = [[139.70, 35.65], [139.80, 35.65], [139.80, 35.72], [139.70, 35.72], [139.70, 35.65]]
    feature = {
        "type": "Feature",
        "properties": {"name": "見本区"},
        "geometry": {"type": "Polygon", "coordinates": [square]},
    }
    written(tmp_path, json.dumps({"type": "FeatureCollection", "features": [feature]}), "b.geojson")
    bounded = city.model_copy(update={"bbox": None, "boundary": "b.geojson"})
    plan = planned(written(tmp_path, NEW), bounded)
    assert plan.bbox == pytest.approx((139.68, 35.63, 139.82, 35.74))
    assert choices(plan)["範囲"] == "139.680, 35.630, 139.820, 35.740"


def test_guessing_the_source(tmp_path: Path, city: City) -> None:
    other = Source(
        name="road_reports",
        entity="posts",
        columns=(Column("report_id", "code", required=True),),
        layouts=(Layout("posts", "投稿", {"report_id": "受付番号"}, ("受付番号", "名称")),),
    )
    sources = {"road_reports": other, "facilities": PLACES}
    guessed = profile_any(written(tmp_path, NEW), city, sources)
    assert [name for name, _ in guessed] == ["facilities", "road_reports"]
    assert isinstance(guessed[0][1], list)
    assert isinstance(guessed[1][1], UnknownLayout)
    nearest = profile_any(written(tmp_path, "名称,電話\n本庁舎,03\n"), city, sources)
    assert [name for name, _ in nearest] == ["road_reports", "facilities"]
    unreadable = profile_any(written(tmp_path, ""), city, sources)
    assert [type(outcome) for _, outcome in unreadable] == [UnreadableFile, UnreadableFile]
