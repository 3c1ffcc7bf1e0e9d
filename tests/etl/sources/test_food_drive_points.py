"""Food-drive boxes: days, hours, shelf life, and addresses without coordinates."""

from __future__ import annotations

from datetime import time
from pathlib import Path

import pytest

from etl.contract import UnknownLayout
from etl.normalise.geo3x3 import encode
from etl.pipeline import run
from machimori.city import City
from tests.etl.conftest import table
from tests.etl.sources.one_file import read

FILE = Path(__file__).parents[2] / "fixtures" / "food_drive_points" / "131016_food_drive.csv"
WORKDAYS = "mon,tue,wed,thu,fri"


def test_boxes_are_read_as_visitors_need_them() -> None:
    got = read("food_drive_points", FILE)
    assert got.plan.layout == "food_drive_places"
    shown = ("name", "open_days", "opens_at", "closes_at", "min_shelf_life_days", "note")
    assert [tuple(row[name] for name in shown) for row in got.accepted] == [
        ("見本会館", WORKDAYS, time(9), time(17), 60, None),
        ("見本プラザ", f"{WORKDAYS},sat,sun,holiday", time(8, 30), time(21), 30, "入口右"),
        ("見本センター", "mon,wed,fri", time(10), time(16), 60, "第2土曜"),
        ("どこかの箱", None, None, None, None, "応相談"),
        ("見本会館", WORKDAYS, time(9), time(17), 60, None),
    ]
    assert got.column("name_kana")[:2] == ["ミホンカイカン", "ミホンプラザ"]
    assert got.judged("row") == [(6, "value_missing", "名称")]
    assert sorted(got.judged("value")) == [
        (4, "days_not_weekly", "受付曜日"),
        (5, "days_not_weekly", "受付曜日"),
        (5, "shelf_life_unreadable", "受付条件_賞味期限残月数"),
    ]


def test_hours_in_one_cell_are_taken_apart(tmp_path: Path) -> None:
    path = tmp_path / "boxes.csv"
    path.write_text(
        "窓口,受付時間\n環境課,8時30分～17時15分\n支所,午前9時から午後5時\n会館,開館時間中\n",
        encoding="utf-8",
    )
    got = read("food_drive_points", path, columns={"name": "窓口", "hours": "受付時間"})
    assert [(row["opens_at"], row["closes_at"]) for row in got.accepted] == [
        (time(8, 30), time(17, 15)),
        (time(9), time(17)),
        (None, None),
    ]
    assert (4, "hours_unreadable", "受付時間") in got.judged("value")


def test_children_s_cafeterias_are_no_boxes(real_data: Path) -> None:
    with pytest.raises(UnknownLayout, match="子ども食堂"):
        read("food_drive_points", real_data / "food/tokyo/tokyo_kodomoshokudo_final.csv")


def test_a_box_without_coordinates_is_put_where_its_address_is(tmp_path: Path) -> None:
    towns = tmp_path / "towns.csv"
    towns.write_text(
        "geo3x3,city,town\n"
        f"{encode(139.7560, 35.6960, 12)},見本区,若葉町\n"
        f"{encode(139.7570, 35.6970, 12)},見本区,青葉二丁目\n",
        encoding="utf-8-sig",
    )
    city = City.model_validate(
        {
            "name": "見本区",
            "code": "131016",
            "bbox": (139.70, 35.65, 139.80, 35.72),
            "metric_crs": "EPSG:6677",
            "folder": tmp_path,
            "addresses": ("towns.csv",),
            "sources": {"food_drive_points": {"id": "boxes", "path": str(FILE)}},
        }
    )
    result = run(city)
    assert [(one.rows_in, one.accepted, one.rejected, one.duplicates) for one in result.runs] == [
        (6, 4, 1, 1)
    ]
    boxes = table(
        result.warehouse,
        "SELECT point_id, name, position_precision, accepted_items, mesh250 IS NOT NULL AS meshed, "
        "coalesce(round(longitude, 3)::VARCHAR, '') AS longitude "
        "FROM wh.marts.food_drive_points ORDER BY point_id",
    )
    assert list(boxes.itertuples(index=False, name=None)) == [
        ("boxes:1", "見本会館", "surveyed", "缶詰", True, "139.753"),
        ("boxes:2", "見本プラザ", "town", "お米", True, "139.756"),
        ("boxes:3", "見本センター", "town_block", "乾物", True, "139.757"),
        ("boxes:4", "どこかの箱", "unknown", None, False, ""),
    ]
