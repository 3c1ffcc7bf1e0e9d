"""What the ward publishes: a CKAN answer, and a folder of files, some against their standard."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np

from etl.conformance import Standard, standards
from etl.sample.dates import drawn
from etl.sample.ground import Ground, points_in
from etl.sample.places import GARDENS
from etl.sample.writing import write_csv, write_json

LICENCE = (
    "CC-BY-4.0",
    "クリエイティブ・コモンズ 表示 4.0",
    "https://creativecommons.org/licenses/by/4.0/",
)
#: Name, title, description, group, formats, days since the last change.
PACKAGES = (
    ("evacuation-space", "指定緊急避難場所一覧", "公園と校庭", "防災", ("CSV",), 40),
    ("shelters", "指定避難所・福祉避難所一覧", "施設と収容人数", "防災", ("CSV",), 40),
    ("temporary-stay", "帰宅困難者一時滞在施設一覧", "公開に同意した施設", "防災", ("XLSX",), 230),
    ("road-reports", "道路通報（レポートデータ）", "公開できる通報", "道路", ("JSON", "CSV"), 1),
    ("road-network", "道路網", "区間と交差点", "道路", ("GeoJSON",), 800),
    ("food-drive", "フードドライブ回収ボックス一覧", "受付曜日と品目", "食品", ("CSV",), 15),
    ("population", "地域・年齢別人口", "町丁別の人口", "人口", ("CSV",), 51),
    ("town-blocks", "町丁の区域", "境界の近似", "地図", ("GeoJSON",), 400),
    ("flood", "洪水浸水想定区域", "想定最大規模", "防災", ("GeoJSON",), 700),
    ("aed", "AED設置箇所一覧", "設置場所と利用できる日", "保健", ("CSV",), 95),
    ("public-toilet", "公衆トイレ一覧", "多目的トイレの有無", "環境", ("CSV",), 1200),
    ("wireless-lan", "公衆無線LANアクセスポイント一覧", "利用できる場所", "観光", ("CSV",), 500),
)
#: Datasets whose file lies in the folder of published files: its name there.
_FILES = {
    "aed": "{code}_aed",
    "public-toilet": "{code}_public_toilet",
    "wireless-lan": "{code}_public_wireless_lan",
}
#: Days, opening and closing, remark, of buildings and of toilets; the last are not stated.
_BUILDING_HOURS = (
    ("月～金", "8:30", "17:15", ""),
    ("毎日", "9:00", "21:00", "年末年始を除く"),
    ("火水木金土日", "10:00", "18:00", ""),
    ("", "", "", ""),
)
_TOILET_HOURS = (
    ("0:00", "23:59", "24時間利用可"),
    ("6:00", "22:00", ""),
    ("", "", ""),
)
_FLAGS = ("有", "無", "")


def write_open_datasets(out: Path, ground: Ground, seed: int, now: datetime) -> int:
    """Write the catalogue and the files of the ward; returns catalogue rows and files."""
    results = [_package(ground, number, now) for number in range(len(PACKAGES))]
    document = {
        "help": "",
        "success": True,
        "result": {"count": len(results), "sort": "name asc", "results": results},
    }
    write_json(out / "catalogue" / f"{ground.prefix}package_search.json", document)
    return len(results) + _files(out / "files", ground, seed)


def _package(ground: Ground, number: int, now: datetime) -> dict[str, Any]:
    name, title, notes, group, formats, days = PACKAGES[number]
    changed = (now - timedelta(days=days)).strftime("%Y-%m-%dT%H:%M:%S")
    return {
        "id": f"{ground.code}-{number + 1:04d}",
        "name": f"{ground.code}-{name}",
        "title": f"見本 {title}",
        "notes": f"{notes}（見本データ）",
        "license_id": LICENCE[0],
        "license_title": LICENCE[1],
        "license_url": LICENCE[2],
        "metadata_modified": changed,
        "organization": {"name": ground.code, "title": ground.name},
        "groups": [{"title": group}],
        "type": group,
        "resources": [
            {
                "id": f"{ground.code}-{number + 1:04d}-{format_}",
                "name": title,
                "format": format_,
                "url": f"https://data.example.jp/{ground.code}/"
                f"{_FILES.get(name, name).format(code=ground.code)}.{format_.lower()}",
                "last_modified": changed,
            }
            for format_ in formats
        ],
    }


def _files(out: Path, ground: Ground, seed: int) -> int:
    random = np.random.default_rng(drawn(seed, "open_datasets", ground.number))
    wanted = {one.file: one for one in standards() if one.edition == "standard"}
    blocks = [block for block in ground.blocks if block.name not in GARDENS]
    written = 0
    for file, count, fault in (
        ("public_facility", 18, ""),
        ("aed", 24, "no_name"),
        ("public_wireless_lan", 12, "cp932"),
        ("public_toilet", 20, ""),
    ):
        standard = wanted[file]
        rows: list[list[str]] = []
        for number in range(1, count + 1):
            block = blocks[int(random.integers(0, len(blocks)))]
            longitude, latitude = points_in(block.shape, 1, random)[0]
            given = _row(standard, ground, number, block.name, longitude, latitude)
            given |= _use(file, random)
            rows.append([given.get(name, "") for name in standard.columns])
        if fault == "no_name":
            rows[3][standard.columns.index("名称")] = ""
            rows[8][standard.columns.index("緯度")] = "不明"
        encoding = "cp932" if fault == "cp932" else "utf-8-sig"
        path = out / f"{ground.code}_{file}.csv"
        written += 1
        write_csv(path, standard.columns, rows, encoding=encoding)
    return written


def _row(
    standard: Standard, ground: Ground, number: int, town: str, longitude: float, latitude: float
) -> dict[str, str]:
    return {
        "全国地方公共団体コード": ground.code,
        "ID": f"{standard.id.replace('-', '')}{number:06d}",
        "地方公共団体名": ground.name,
        "名称": f"見本{town.removeprefix('神田')}施設{number}",
        "名称_カナ": f"ミホンシセツ{number}",
        "名称_英字": f"Mihon Place {number}",
        "所在地_連結表記": f"{ground.prefecture}{ground.name}{town}{number}番1号",
        "緯度": f"{latitude:.6f}",
        "経度": f"{longitude:.6f}",
        "設置位置": "1階 受付",
        "設置者": ground.name,
        "団体名": ground.name,
        "備考": "見本データ",
    }


def _use(file: str, random: np.random.Generator) -> dict[str, str]:
    """When a place can be used and what it has, with gaps as published lists have them."""
    if file == "aed":
        days, opens, closes, remark = _BUILDING_HOURS[int(random.integers(len(_BUILDING_HOURS)))]
        return {
            "利用可能曜日": days,
            "開始時間": opens,
            "終了時間": closes,
            "利用可能日時特記事項": remark,
            "小児対応設備の有無": _FLAGS[int(random.integers(len(_FLAGS)))],
        }
    if file == "public_toilet":
        opens, closes, remark = _TOILET_HOURS[int(random.integers(len(_TOILET_HOURS)))]
        names = ("車椅子使用者用", "乳幼児用設備設置", "オストメイト設置")
        return {
            "設置位置": "公園入口",
            "利用開始時間": opens,
            "利用終了時間": closes,
            "利用可能時間特記事項": remark,
            **{f"{one}トイレ有無": _FLAGS[int(random.integers(len(_FLAGS)))] for one in names},
        }
    if file == "public_wireless_lan":
        return {"SSID": "MIHON_FREE_WiFi", "提供エリア": "1階ロビー"}
    return {}
