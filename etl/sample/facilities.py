"""The lists that publish the places of refuge, each in a form of its own.

The lists differ as real ones do: the national GeoJSON without capacity, a standard CSV in CP932,
the ward's own form with a byte order mark, a workbook with title rows and merged headers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from shapely.geometry import Point

from etl.sample.dates import BASE, drawn, full_width, wareki_date
from etl.sample.ground import Ground
from etl.sample.places import Place, places
from etl.sample.writing import write_csv, write_geojson, write_workbook

HAZARDS = (
    "洪水", "崖崩れ、土石流及び地滑り", "高潮", "地震", "津波", "大規模な火事", "内水氾濫",
    "火山現象",
)  # fmt: skip


def write_facilities(out: Path, ground: Ground, seed: int) -> list[Place]:
    """Write the lists of a ward to ``out``; returns the places."""
    random = np.random.default_rng(drawn(seed, "facilities", ground.number))
    all_places = places(ground, seed)
    by_role = {
        role: [one for one in all_places if one.role == role]
        for role in dict.fromkeys(one.role for one in all_places)
    }
    schools = [one for one in by_role["shelter"] if "学校" in one.name]
    _national(out / "evacuation_sites", ground, schools, random)
    _standard(out / "evacuation_sites", ground, by_role["evacuation_site"], random)
    own = [*by_role["shelter"], *by_role["welfare_shelter"], *by_role["wide_area_site"]]
    _form(out / "shelters", ground, own)
    _workbook(out / "temporary_stay", ground, by_role["temporary_stay"])
    _stations(out / "support_stations", ground, by_role["support_station"])
    return all_places


def _marks(random: np.random.Generator) -> dict[str, str]:
    chances = (0.5, 0.4, 0.5, 0.98, 0.2, 0.8, 0.6, 0.0)
    return {
        name: "1" if random.random() < chance else ""
        for name, chance in zip(HAZARDS, chances, strict=True)
    }


def _national(out: Path, ground: Ground, schools: list[Place], random: np.random.Generator) -> None:
    """The national GeoJSON: a common id, hazards as "1" or nothing, points some metres off."""
    features = []
    for number, place in enumerate(schools, 1):
        properties = {
            "NO": 90000 + number,
            "共通ID": f"E{ground.code[:5]}{number:05d}201",
            "都道府県名及び市町村名": f"{ground.prefecture}{ground.name}",
            "施設・場所名": place.name,
            "住所": place.address,
            **_marks(random),
            "指定避難所との住所同一": "1",
            "備考": "校庭",
        }
        off = random.normal(0, 0.00012, 2)
        features.append((Point(place.longitude + off[0], place.latitude + off[1]), properties))
    write_geojson(out / f"{ground.prefix}emergency_{ground.code}.json", features, ground.code)


def _standard(out: Path, ground: Ground, parks: list[Place], random: np.random.Generator) -> None:
    """The standard CSV in CP932; the code has lost its check digit, one row is repeated."""
    header = [
        "全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英字",
        "所在地_全国地方公共団体コード", "町字ID", "所在地_連結表記", "所在地_都道府県",
        "所在地_市区町村", "所在地_町字", "所在地_番地以下", "建物名等(方書)", "緯度", "経度",
        "標高", "電話番号", "内線番号", *(f"災害種別_{name}" for name in HAZARDS),
        "指定避難所との重複", "想定収容人数", "対象となる町会・自治会", "URL", "備考",
    ]  # fmt: skip
    rows = []
    for place in parks:
        house = place.address.rpartition(place.block.name)[2]
        rows.append(
            [
                ground.code[:5],
                place.id,
                ground.name,
                place.name,
                place.kana,
                place.name_en,
                ground.code[:5],
                "",
                place.address,
                ground.prefecture,
                ground.name,
                place.block.name,
                house,
                "",
                f"{place.latitude:.6f}",
                f"{place.longitude:.6f}",
                "",
                "",
                "",
                *_marks(random).values(),
                "",
                place.capacity,
                f"{place.block.name}町会",
                "",
                "見本データ",
            ]  # fmt: skip
        )
    rows.append(rows[0])
    write_csv(out / f"{ground.prefix}evacuation_space.csv", header, rows, encoding="cp932")


def _form(out: Path, ground: Ground, own: list[Place]) -> None:
    """The ward's own list: prose and full width in the capacity, a swapped row, a total row."""
    header = [
        "施設ID", "名称", "名称_カナ", "名称_英字", "種別", "所在地", "電話番号", "緯度", "経度",
        "収容人数", "面積", "段差なし", "多目的トイレ", "エレベーター", "公開", "備考",
    ]  # fmt: skip
    words = {
        "shelter": "指定避難所",
        "welfare_shelter": "福祉避難所",
        "wide_area_site": "広域避難場所",
    }
    rows: list[list[Any]] = []
    for number, place in enumerate(own):
        capacity: Any = place.capacity
        if place.outdoor is not None:
            capacity = f"屋内{place.capacity}人／屋外{place.outdoor}人(面積の1/2)"
        elif number % 5 == 1:
            capacity = f"{full_width(place.capacity or 0)}人"
        elif number % 11 == 4:
            capacity = "不明"
        rows.append(
            [
                place.id,
                place.name,
                place.kana,
                place.name_en,
                words[place.role],
                place.address,
                place.phone,
                f"{place.latitude:.6f}",
                f"{place.longitude:.6f}",
                capacity,
                place.area_m2,
                _mark(place.step_free),
                _mark(place.toilet),
                _mark(place.elevator),
                "○",
                "見本データ",
            ]  # fmt: skip
        )
    old = list(rows[2])
    old[0], old[1], old[7], old[8] = "S-90", "見本旧校舎", old[8], old[7]
    rows.insert(6, old)
    rows.insert(10, [""] * len(header))
    total = sum(place.capacity or 0 for place in own)
    rows.append(["", "合計", "", "", "", "", "", "", "", f"{total:,}", "", "", "", "", "", ""])
    write_csv(out / f"{ground.prefix}shelters.csv", header, rows, encoding="utf-8-sig")


def _mark(yes: bool) -> str:
    return "○" if yes else ""


def _workbook(out: Path, ground: Ground, stays: list[Place]) -> None:
    """A workbook as sections keep them: title rows, a date in wareki, a header over two rows."""
    title = [f"{ground.name}　帰宅困難者一時滞在施設一覧（見本データ）"]
    stated = [f"{wareki_date(BASE.replace(month=4, day=1))}現在"]
    upper = ["一時滞在施設", "", "所在地", "位置", "", "受入", "", "設備", "", "", "公開", "備考"]
    lower = [
        "ID",
        "名称",
        "",
        "緯度",
        "経度",
        "人数",
        "面積",
        "段差なし",
        "多目的トイレ",
        "エレベーター",
        "",
        "",
    ]
    rows: list[list[Any]] = [title, stated, upper, lower]
    for number, place in enumerate(stays):
        basis = f"{place.capacity:,}人" if number % 2 else place.capacity
        rows.append(
            [
                place.id,
                place.name,
                place.address,
                place.latitude,
                place.longitude,
                basis if number != 17 else "調整中",
                place.area_m2,
                1 if place.step_free else None,
                1 if place.toilet else None,
                1 if place.elevator else None,
                "可" if place.is_public else "不可",
                "" if place.is_public else "施設の希望により非公開",
            ]  # fmt: skip
        )
    merged = ["A3:B3", "D3:E3", "F3:G3", "H3:J3", "C3:C4", "K3:K4", "L3:L4"]
    write_workbook(out / f"{ground.prefix}temporary_stay.xlsx", {"一覧": rows}, {"一覧": merged})


def _stations(out: Path, ground: Ground, shops: list[Place]) -> None:
    """Support stations as a shop list in CP932; ids keep their leading zeros."""
    header = [
        "通しNo", "No", "協定締結の主体", "事業者名", "店舗名称（ブランド名）", "店名", "都道府県",
        "市区町村", "所在地", "緯度", "経度",
    ]  # fmt: skip
    rows = [
        [
            f"{ground.number * 100 + number:05d}",
            f"{number:02d}",
            ground.name,
            "(株)見本マート",
            "見本マート",
            f"{place.block.name}店",
            ground.prefecture,
            ground.name,
            place.address.removeprefix(ground.prefecture),
            f"{place.latitude:.6f}",
            f"{place.longitude:.6f}",
        ]  # fmt: skip
        for number, place in enumerate(shops, 1)
    ]
    write_csv(out / f"{ground.prefix}support_stations.csv", header, rows, encoding="cp932")
