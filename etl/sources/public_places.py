"""Public places by dataset: AEDs, public toilets, and any published table or map of points.

One row per place. AEDs and toilets are known by the columns of their standard data sets; any other
table with a name and a position is taken where an entry reads it, and becomes a layer of its own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from etl.conformance import standard_of
from etl.contract import Column, Columns, FilePlan, Layout, Source
from etl.normalise import text
from etl.opening_columns import read_days
from machimori.domain.vocabulary import PlaceKind

#: Standard data set (its file's name) -> kind of place.
_KINDS = {"aed": PlaceKind.AED, "public_toilet": PlaceKind.TOILET}
#: Published columns of standard data sets that are shown as they stand, beside name and address.
_SHOWN = ("SSID", "提供エリア", "設置者", "受入人数", "駐車場情報")
#: Entry key for further ones, in ``defaults``: ``details = ["利用料金"]``.
_DETAILS = "details"
#: Longest text shown of one cell.
_LONGEST = 300
_PERSONAL = frozenset(
    ("連絡先メールアドレス", "メールアドレス", "内線番号", "担当者", "担当者名", "氏名", "代表者名")
)


def derive(columns: Columns, plan: FilePlan) -> None:
    """Which dataset the row is of, its opening days, what else is shown, and its name."""
    values = columns.values
    rows = columns.raw.num_rows
    standard = standard_of(Path(plan.file).stem, plan.published)
    file = standard.file if standard else ""
    kind = str(plan.defaults.get("kind") or _kind_of(plan) or _KINDS.get(file, PlaceKind.OTHER))
    title = str(
        plan.defaults.get("dataset") or (standard.title if standard else Path(plan.file).stem)
    )
    layer = kind if kind != PlaceKind.OTHER else _slug(file, title)
    for name, constant in (("kind", kind), ("dataset", title), ("layer", layer)):
        values[name] = pa.array([constant] * rows, pa.string())
    read_days(columns, remark="hours_remark")
    values["details"] = _details(columns, plan)
    nothing = pa.nulls(rows, pa.string())
    values["position_precision"] = pc.if_else(pc.is_valid(values["longitude"]), "surveyed", nothing)
    parts = [values[name] for name in ("name", "address", "location_detail")]
    made = pc.binary_join_element_wise(*[pc.fill_null(part, "") for part in parts], "|")
    values["identity"] = pc.coalesce(values["published_id"], made)


def _kind_of(plan: FilePlan) -> PlaceKind | None:
    """The kind a layout is of; the general ones say nothing."""
    return next((kind for name, kind in _KINDS.items() if plan.layout.startswith(name)), None)


def _slug(file: str, title: str) -> str:
    """Key of a layer in addresses: stable as long as the dataset's name is."""
    digest = hashlib.sha256(title.encode()).hexdigest()[:8]
    return file.replace("_", "-") if file else f"set-{digest}"


def _details(columns: Columns, plan: FilePlan) -> pa.Array:
    """Columns shown as they stand, as a JSON object; NULL where none says anything."""
    wanted = plan.defaults.get(_DETAILS, ())
    asked = [wanted] if isinstance(wanted, str) else [str(one) for one in wanted]
    taken = set(plan.columns.values())
    hidden = {text.header(one) for one in _PERSONAL}
    keys = {text.header(one) for one in (*_SHOWN, *asked)} - hidden
    names = [one for one in plan.published if text.header(one) in keys and one not in taken]
    if not names:
        return pa.nulls(columns.raw.num_rows, pa.string())
    rows = columns.raw.select(names).to_pylist()
    return pa.array([_told(names, row) for row in rows], pa.string())


def _told(names: Sequence[str], row: dict[str, str | None]) -> str | None:
    said = {text.name(one) or one: text.clean(row[one] or "") for one in names}
    known = {
        name: value[:_LONGEST]
        for name, value in said.items()
        if value and value not in text.PLACEHOLDERS
    }
    return json.dumps(known, ensure_ascii=False) if known else None


_COLUMNS: dict[str, str | tuple[str, ...]] = {
    "published_id": ("ID", "NO", "identification"),
    "name": ("名称", "施設名", "name"),
    "name_kana": ("名称_カナ", "fullNameInKana"),
    "name_en": ("名称_英字", "名称_英語", "name_en"),
    "address": ("所在地_連結表記", "住所", "所在地", "address"),
    "latitude": ("緯度", "latitude"),
    "longitude": ("経度", "longitude"),
    "location_detail": ("設置位置", "installationPosition"),
    "open_days": ("利用可能曜日", "availableDate"),
    "opens_at": ("開始時間", "利用開始時間", "startTime"),
    "closes_at": ("終了時間", "利用終了時間", "endTime"),
    "hours_remark": (
        "利用可能日時特記事項",
        "利用可能時間特記事項",
        "利用可能時間特記事項等",
        "availableDateNote",
    ),
    "has_child_pads": ("小児対応設備の有無", "equipmentForChildren"),
    "has_wheelchair_toilet": ("車椅子使用者用トイレ有無", "wheelchairRestroom"),
    "has_infant_equipment": ("乳幼児用設備設置トイレ有無", "anInfantRestroom"),
    "has_ostomate": ("オストメイト設置トイレ有無", "ostomateRestroom"),
    "is_closed_to_outsiders": "外部利用不可",
    "url": "URL",
    "is_public": ("公開", "公開可否", "公開フラグ"),
}
_POINTS = frozenset({"geojson"})

SOURCE = Source(
    name="public_places",
    entity="place",
    columns=(
        Column("published_id", "identifier"),
        Column("name", "name", required=True),
        Column("name_kana", "kana"),
        Column("name_en", "name"),
        Column("address", "address"),
        Column("longitude", "longitude"),
        Column("latitude", "latitude"),
        Column("location_detail", "name"),
        Column("open_days", "text"),
        Column("opens_at", "time_of_day"),
        Column("closes_at", "time_of_day"),
        Column("hours_remark", "text"),
        Column("has_child_pads", "flag"),
        Column("has_wheelchair_toilet", "flag"),
        Column("has_infant_equipment", "flag"),
        Column("has_ostomate", "flag"),
        Column("is_closed_to_outsiders", "flag"),
        Column("url", "url"),
        Column("is_public", "flag"),
    ),
    layouts=(
        Layout(
            id="aed",
            title="AED設置箇所一覧（自治体標準・推奨データセット）",
            signature=("名称", "設置位置", "緯度", "経度", "小児対応設備の有無"),
            columns=_COLUMNS,
            derive=derive,
        ),
        Layout(
            id="aed_linkdata",
            title="AED設置箇所一覧（LinkData, English names）",
            signature=("name", "installationPosition", "equipmentForChildren", "location"),
            columns={**_COLUMNS, "position": "location"},
            derive=derive,
        ),
        Layout(
            id="public_toilet",
            title="公衆トイレ一覧（自治体標準・推奨データセット）",
            signature=(
                "名称",
                "緯度",
                "経度",
                "車椅子使用者用トイレ有無",
                "オストメイト設置トイレ有無",
            ),
            columns=_COLUMNS,
            derive=derive,
        ),
        Layout(
            id="public_toilet_linkdata",
            title="公衆トイレ一覧（LinkData, English names）",
            signature=("name", "latitude", "longitude", "wheelchairRestroom", "ostomateRestroom"),
            columns=_COLUMNS,
            derive=derive,
        ),
        Layout(
            id="located_table",
            title="Any table with a name and a position",
            signature=("名称", "緯度", "経度"),
            columns=_COLUMNS,
            derive=derive,
            is_general=True,
        ),
        Layout(
            id="located_features",
            title="Any GeoJSON of named points (name)",
            signature=("name",),
            columns=_COLUMNS,
            derive=derive,
            formats=_POINTS,
            is_general=True,
        ),
        Layout(
            id="located_features_ja",
            title="Any GeoJSON of named points (名称)",
            signature=("名称",),
            columns=_COLUMNS,
            derive=derive,
            formats=_POINTS,
            is_general=True,
        ),
        Layout(
            id="configured",
            title="Any table, by the columns of the configuration",
            columns={},
            derive=derive,
        ),
    ),
    key=("layer", "identity"),
    never_load=_PERSONAL,
    not_this=(
        (
            ("名称", "災害種別_洪水"),
            "避難場所の一覧です。facilities として読みこんでください。 / "
            "It lists evacuation sites; load it as facilities.",
        ),
        (
            ("名称", "受付品目"),
            "フードドライブの受付場所です。food_drive_points として読みこんでください。 / "
            "It lists food-drive boxes; load it as food_drive_points.",
        ),
        (
            ("時点", "開設状況"),
            "避難所の状況です。facility_status として読みこんでください。 / "
            "It says how shelters are; load it as facility_status.",
        ),
    ),
    derived={
        "kind": pa.string(),
        "dataset": pa.string(),
        "layer": pa.string(),
        "details": pa.string(),
        "position_precision": pa.string(),
        "identity": pa.string(),
    },
)
