"""自治体標準オープンデータセット 03 指定緊急避難場所一覧, in the layout that joins addresses.

Flags are 1 or empty. What is not known is an empty cell, also where the standard calls for one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from machimori.domain.vocabulary import Hazard
from machimori.exchange import guarded_csv

HAZARD_COLUMNS: Mapping[Hazard, str] = {
    Hazard.FLOOD: "災害種別_洪水",
    Hazard.LANDSLIDE: "災害種別_崖崩れ、土石流及び地滑り",
    Hazard.STORM_SURGE: "災害種別_高潮",
    Hazard.EARTHQUAKE: "災害種別_地震",
    Hazard.TSUNAMI: "災害種別_津波",
    Hazard.LARGE_FIRE: "災害種別_大規模な火事",
    Hazard.INLAND_FLOOD: "災害種別_内水氾濫",
    Hazard.VOLCANO: "災害種別_火山現象",
}
#: In the order of the standard; what we have no source for stays empty.
COLUMNS = (
    "全国地方公共団体コード", "ID", "名称", "名称_カナ", "名称_英字",
    "所在地_全国地方公共団体コード", "町字ID", "所在地_連結表記", "所在地_都道府県",
    "所在地_市区町村", "所在地_町字", "所在地_番地以下", "建物名等(方書)", "緯度", "経度", "標高",
    "電話番号", "内線番号", "連絡先メールアドレス", "連絡先FormURL",
    "連絡先備考（その他、SNSなど）", "郵便番号", "市区町村コード", "地方公共団体名",
    *HAZARD_COLUMNS.values(), "指定避難所との重複", "想定収容人数",
    "対象となる町会・自治会", "URL", "画像", "画像_ライセンス", "備考",
)  # fmt: skip
#: Facts of one place, by our column: text, numbers, flags, None for unknown.
Place = Mapping[str, Any]


def rows(
    places: Iterable[Place], *, municipality: str, shelters: frozenset[str]
) -> list[list[str]]:
    """Rows of the standard.

    Args:
        places: facilities of the role evacuation_site, columns of marts.facilities.
        municipality: its name.
        shelters: ``place_id`` of the places that are a designated shelter too.
    """
    return [_row(place, municipality, place["place_id"] in shelters) for place in places]


def write(table: list[list[str]], *, encoding: str = "utf-8-sig") -> bytes:
    """The file: UTF-8 with its mark, or CP932."""
    return guarded_csv.write(COLUMNS, table, encoding=encoding)


def _row(place: Place, municipality: str, is_shelter_too: bool) -> list[str]:
    code = _text(place.get("municipality_code"))
    said = {
        "全国地方公共団体コード": code,
        "ID": _text(place.get("source_facility_id")) or _text(place["facility_id"]),
        "名称": _text(place["name"]),
        "名称_カナ": _text(place.get("name_kana")),
        "名称_英字": _text(place.get("name_en")),
        "所在地_全国地方公共団体コード": code,
        "所在地_連結表記": _text(place.get("address")),
        "緯度": _degrees(place.get("latitude")),
        "経度": _degrees(place.get("longitude")),
        "電話番号": _text(place.get("phone")),
        "市区町村コード": code,
        "地方公共団体名": municipality,
        "指定避難所との重複": "1" if is_shelter_too else "",
        "想定収容人数": _whole(place.get("capacity")),
        "URL": _text(place.get("url")),
    } | {
        column: "1" if place.get(f"hazard_{hazard}") else ""
        for hazard, column in HAZARD_COLUMNS.items()
    }
    return [said.get(column, "") for column in COLUMNS]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _whole(value: Any) -> str:
    return "" if value is None else str(int(value))


def _degrees(value: Any) -> str:
    return "" if value is None else f"{value:.6f}"
