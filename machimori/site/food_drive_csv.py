"""Food-drive boxes as ``<code>_food_drive.csv``.

There is no standard data set for them: the columns are those of 公共施設一覧 (A-01) that a box can
fill, and what a visitor has to know beside them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from machimori.city import City
from machimori.exchange import guarded_csv
from machimori.site.open_columns import text

COLUMNS = (
    "全国地方公共団体コード", "ID", "地方公共団体名", "名称", "名称_カナ", "名称_英字",
    "所在地_全国地方公共団体コード", "所在地_連結表記", "緯度", "経度", "電話番号", "団体名",
    "受付曜日", "受付開始時間", "受付終了時間", "受付品目", "受付条件_賞味期限残月数",
    "運営主体", "URL", "備考",
)  # fmt: skip
_DAYS = {"mon": "月", "tue": "火", "wed": "水", "thu": "木", "fri": "金", "sat": "土", "sun": "日",
         "holiday": "祝"}  # fmt: skip
_DAYS_A_MONTH = 30


def name(city: City) -> str:
    """File name, as the standard data sets are named."""
    return f"{city.code}_food_drive.csv"


def write(city: City, points: Iterable[Mapping[str, Any]], *, bom: bool, note: str) -> bytes:
    """The boxes, one per row.

    Args:
        city: code and name.
        points: rows of the open table ``food_drive_points``.
        bom: with the mark spreadsheets want.
        note: said in 備考 beside the conditions (generated data).
    """
    rows = [_row(city, point, note) for point in points]
    return guarded_csv.write(COLUMNS, rows, encoding="utf-8-sig" if bom else "utf-8")


def _row(city: City, point: Mapping[str, Any], note: str) -> list[str]:
    days = [_DAYS.get(one, one) for one in (point["open_days"] or "").split(",") if one]
    shelf = point["min_shelf_life_days"]
    told = " ".join(part for part in (point["conditions"], note) if part)
    values = {
        "全国地方公共団体コード": city.code,
        "ID": point["point_id"],
        "地方公共団体名": city.name,
        "名称": point["name"],
        "名称_カナ": point["name_kana"],
        "名称_英字": point["name_en"],
        "所在地_全国地方公共団体コード": city.code,
        "所在地_連結表記": point["address"],
        "緯度": point["latitude"],
        "経度": point["longitude"],
        "電話番号": point["phone"],
        "団体名": point["operator"],
        "受付曜日": ";".join(days),
        "受付開始時間": _clock(point["opens_at"]),
        "受付終了時間": _clock(point["closes_at"]),
        "受付品目": point["accepted_items"],
        "受付条件_賞味期限残月数": None if shelf is None else -(-int(shelf) // _DAYS_A_MONTH),
        "運営主体": point["operator"],
        "URL": point["url"],
        "備考": told,
    }
    return [text(values[column]) for column in COLUMNS]


def _clock(value: Any) -> str | None:
    return None if value is None else text(value)[:5]
