"""Boxes where surplus food can be brought: the 公共施設 columns plus opening days and conditions.

There is no standard data set for them; the columns of one are 受付曜日, 受付開始時間, 受付終了時間,
受付品目, 受付条件_賞味期限残月数 and 運営主体. One row per box. As of: the file's date.
"""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import Column, Columns, FilePlan, Layout, Source
from etl.normalise import columns as normalise
from etl.opening_columns import read_days

#: Days in a month, for "two months of shelf life left".
_MONTH = 30
#: What stands between opening and closing in one cell.
_UNTIL = r"\s*(?:~|～|〜|-|－|–|―|から)\s*"


def derive(columns: Columns, plan: FilePlan) -> None:
    """Opening days as codes, hours of one cell, shelf life in days, the name of the row."""
    values = columns.values
    read_days(columns, remark="note")
    _hours(columns, plan)
    values["min_shelf_life_days"] = _shelf_life(values["shelf_life"], columns)
    rows = columns.raw.num_rows
    nothing = pa.nulls(rows, pa.string())
    values["position_precision"] = pc.if_else(pc.is_valid(values["longitude"]), "surveyed", nothing)
    place = pc.coalesce(values["address"], pa.array([""] * rows))
    made = pc.binary_join_element_wise(values["name"], place, "|")
    values["identity"] = pc.coalesce(values["point_id"], made)


def _hours(columns: Columns, plan: FilePlan) -> None:
    """``9:00～17:00`` in one cell, where opening and closing have no columns of their own."""
    values = columns.values
    hours = values["hours"]
    if hours.null_count == len(hours):
        return
    context = normalise.Context.of(plan)
    parts = pc.split_pattern_regex(hours, _UNTIL, max_splits=1)
    both = pc.equal(pc.list_value_length(parts), 2)
    for ours, index in (("opens_at", 0), ("closes_at", 1)):
        texts = [
            pair[index] if pair is not None and len(pair) == 2 else None
            for pair in parts.to_pylist()
        ]
        parsed = normalise.parse("time_of_day", pa.array(texts, pa.string()), context)
        values[ours] = pc.coalesce(values[ours], parsed.values)
        columns.doubt(parsed.bad, parsed.rule, "hours")
    columns.doubt(pc.and_(pc.is_valid(hours), pc.invert(both)), "hours_unreadable", "hours")


def _shelf_life(published: pa.Array, columns: Columns) -> pa.Array:
    """Days of shelf life left: ``2`` and ``2か月以上`` are months, ``60日`` are days."""
    found = pc.extract_regex(
        pc.utf8_normalize(published, form="NFKC"),
        r"(?P<number>\d+)\s*(?P<unit>日|週|か月|ヶ月|カ月|ケ月|ヵ月|箇月|月|年)?",
    )
    number = pc.struct_field(found, "number").cast(pa.int32())
    unit = pc.struct_field(found, "unit")
    factor = pc.case_when(
        pc.make_struct(pc.equal(unit, "日"), pc.equal(unit, "週"), pc.equal(unit, "年")),
        pa.scalar(1, pa.int32()),
        pa.scalar(7, pa.int32()),
        pa.scalar(365, pa.int32()),
        pa.scalar(_MONTH, pa.int32()),
    )
    days = pc.multiply(number, factor)
    unread = pc.and_(pc.is_valid(published), pc.is_null(days))
    columns.doubt(unread, "shelf_life_unreadable", "shelf_life")
    return days


_PLACE: dict[str, str | tuple[str, ...]] = {
    "name": "名称",
    "name_kana": "名称_カナ",
    "name_en": ("名称_英字", "名称_英語"),
    "address": ("所在地_連結表記", "住所", "所在地"),
    "phone": "電話番号",
    "latitude": "緯度",
    "longitude": "経度",
    "open_days": ("受付曜日", "利用可能曜日"),
    "opens_at": ("受付開始時間", "開始時間"),
    "closes_at": ("受付終了時間", "終了時間"),
    "accepted_items": "受付品目",
    "shelf_life": "受付条件_賞味期限残月数",
    "conditions": ("受付条件", "受付条件_備考"),
    "operator": ("運営主体", "団体名"),
    "url": "URL",
    "note": ("備考", "利用可能時間特記事項"),
}

SOURCE = Source(
    name="food_drive_points",
    entity="point",
    columns=(
        Column("point_id", "identifier"),
        Column("name", "name", required=True),
        Column("name_kana", "kana"),
        Column("name_en", "name"),
        Column("operator", "name"),
        Column("address", "address"),
        Column("phone", "phone"),
        Column("longitude", "longitude"),
        Column("latitude", "latitude"),
        Column("open_days", "text"),
        Column("opens_at", "time_of_day"),
        Column("closes_at", "time_of_day"),
        Column("hours", "text"),
        Column("accepted_items", "text"),
        Column("conditions", "text"),
        Column("shelf_life", "text"),
        Column("url", "url"),
        Column("note", "text"),
    ),
    layouts=(
        Layout(
            id="food_drive_places",
            title="公共施設 columns with food-drive columns",
            signature=("名称", "受付曜日", "受付品目"),
            columns={"point_id": ("ID", "NO"), **_PLACE},
            derive=derive,
        ),
        Layout(
            id="configured",
            title="Any table, by the columns of the configuration",
            columns={},
            derive=derive,
        ),
    ),
    key=("identity",),
    not_this=(
        (
            ("名称", "子ども食堂名"),
            "子ども食堂の一覧です。食事を出す場所で、食品を持ち込む場所ではありません。 / "
            "These are children's cafeterias: they give meals, they don't take food in.",
        ),
        (
            ("名称", "フードパントリー実施"),
            "子ども食堂とフードパントリーの一覧です。食品を配る場所で、持ち込む場所では"
            "ありません。 / "
            "These are children's cafeterias and pantries: they give food, they don't take it in.",
        ),
    ),
    derived={
        "min_shelf_life_days": pa.int32(),
        "position_precision": pa.string(),
        "identity": pa.string(),
    },
)
