"""National and standard forms of facility lists, and our own; municipalities' in a file beside."""

from __future__ import annotations

from etl.contract import Layout
from etl.sources.facilities_municipal import MUNICIPAL_LAYOUTS, POSITION
from etl.sources.facilities_roles import HAZARD_LABELS, derive_marked, derive_signed
from machimori.domain.vocabulary import Role

STANDARD_HAZARDS = {ours: f"災害種別_{name}" for ours, name in HAZARD_LABELS.items()}
ROLE_WORDS = {
    "指定緊急避難場所": "evacuation_site",
    "緊急避難場所": "evacuation_site",
    "避難場所": "evacuation_site",
    "指定避難所": "shelter",
    "一般避難所": "shelter",
    "避難所": "shelter",
    "指定福祉避難所": "welfare_shelter",
    "福祉避難所": "welfare_shelter",
    "帰宅困難者一時滞在施設": "temporary_stay",
    "一時滞在施設": "temporary_stay",
    "広域避難場所": "wide_area_site",
    "災害時退避場所": "wide_area_site",
    "津波避難ビル": "tsunami_building",
    "津波避難タワー": "tsunami_building",
    "帰宅困難者支援ステーション": "support_station",
    "災害時帰宅支援ステーション": "support_station",
}
ACCEPTS_WORDS = {"住民": "residents", "地域住民": "residents", "帰宅困難者": "commuters"}
#: What several lists call the same thing.
_LIST_COLUMNS = {
    "source_facility_id": ("施設ID", "ID", "施設番号"),
    "name": ("名称", "施設名", "施設名称", "一時滞在施設名"),
    "name_kana": ("名称_カナ", "名称カナ", "施設名カナ", "フリガナ"),
    "name_en": ("名称_英字", "名称（英語）", "施設名（英語）"),
    "address": ("所在地", "住所", "所在地_連結表記"),
    "phone": ("電話番号", "電話"),
    "longitude": ("経度",),
    "latitude": ("緯度",),
    "position": ("緯度経度", "位置"),
    "capacity": ("受入可能人数", "受入人数", "収容人数", "想定収容人数", "定員"),
    "capacity_basis": ("収容人数の根拠", "受入人数の根拠", "算定根拠"),
    "area_m2": ("面積", "受入面積", "面積_m2", "面積（㎡）"),
    "is_public": ("公開", "公開可否", "情報公開可否"),
    "accepts": ("受入対象",),
    "a11y_step_free": ("段差なし", "車椅子可"),
    "a11y_accessible_toilet": ("多目的トイレ", "バリアフリートイレ"),
    "a11y_elevator": ("エレベーター", "エレベータ"),
    "url": ("URL",),
    "note": ("備考",),
}
_LIST_VALUES = {"role": ROLE_WORDS, "accepts": ACCEPTS_WORDS}
_FORM_COLUMNS_EN = [
    "source_facility_id",
    "name",
    "name_kana",
    "name_en",
    "role",
    "address",
    "phone",
    "longitude",
    "latitude",
    "capacity",
    "capacity_basis",
    "area_m2",
    "accepts",
    "is_public",
    "a11y_step_free",
    "a11y_accessible_toilet",
    "a11y_elevator",
    "url",
    "note",
]

_STANDARD_COMMON = {
    "source_facility_id": "ID",
    "name": "名称",
    "name_kana": "名称_カナ",
    "name_en": "名称_英字",
    **POSITION,
    "phone": "電話番号",
    **STANDARD_HAZARDS,
    "overlaps_shelter": "指定避難所との重複",
    "overlaps_welfare_shelter": "指定福祉避難所との重複",
    "capacity": "想定収容人数",
    "url": "URL",
    "note": "備考",
}

LAYOUTS: tuple[Layout, ...] = (
    Layout(
        id="gsi_shelters",
        title="国土地理院 指定避難所",
        signature=("施設・場所名", "住所", "受入対象者"),
        columns={
            "source_facility_id": "共通ID",
            "name": "施設・場所名",
            "address": "住所",
            **POSITION,
            "eligibility": "受入対象者",
            "matters": "その他市町村長が必要と認める事項",
            "note": "備考",
        },
        defaults={"role": Role.SHELTER.value},
        derive=derive_marked,
    ),
    Layout(
        id="gsi_sites",
        title="国土地理院 指定緊急避難場所",
        signature=("施設・場所名", "住所", "洪水", "地震"),
        columns={
            "source_facility_id": "共通ID",
            "name": "施設・場所名",
            "address": "住所",
            **POSITION,
            **HAZARD_LABELS,
            "note": "備考",
        },
        defaults={"role": Role.EVACUATION_SITE.value},
        derive=derive_marked,
    ),
    Layout(
        id="standard_03",
        title="自治体標準オープンデータセット 指定緊急避難場所一覧",
        signature=("名称", "所在地_連結表記", "災害種別_洪水", "災害種別_地震"),
        absent=("時点",),
        columns={
            **_STANDARD_COMMON,
            "address": "所在地_連結表記",
            "municipality_code": (
                "所在地_全国地方公共団体コード",
                "市区町村コード",
                "全国地方公共団体コード",
            ),
            "building": "建物名等(方書)",
        },
        defaults={"role": Role.EVACUATION_SITE.value},
        derive=derive_marked,
    ),
    Layout(
        id="recommended_03",
        title="推奨データセット 指定緊急避難場所一覧",
        signature=("名称", "住所", "災害種別_洪水", "災害種別_地震"),
        columns={
            **_STANDARD_COMMON,
            "address": "住所",
            "building": "方書",
            "municipality_code": ("市区町村コード", "都道府県コード又は市区町村コード"),
        },
        defaults={"role": Role.EVACUATION_SITE.value},
        derive=derive_marked,
    ),
    *MUNICIPAL_LAYOUTS,
    Layout(
        id="facility_form",
        title="施設一覧様式 (docs/facility_form.md)",
        signature=("名称", "種別", "所在地"),
        columns={"role": "種別", **_LIST_COLUMNS},
        values=_LIST_VALUES,
        derive=derive_signed,
    ),
    Layout(
        id="facility_form_en",
        title="Facility form (docs/facility_form.md)",
        signature=("name", "role", "address"),
        columns={name: name for name in _FORM_COLUMNS_EN},
        values=_LIST_VALUES,
        derive=derive_signed,
    ),
    Layout(
        id="temporary_stay",
        title="帰宅困難者一時滞在施設一覧",
        signature=("一時滞在施設名",),
        columns=_LIST_COLUMNS,
        values=_LIST_VALUES,
        defaults={"role": Role.TEMPORARY_STAY.value},
        derive=derive_signed,
    ),
    # A table the configuration maps column by column.
    Layout(
        id="configured",
        title="設定の columns による読みかえ",
        columns={},
        values=_LIST_VALUES,
        derive=derive_signed,
    ),
    # Lists that say how many people a place takes, and leave the role to the configuration.
    *(
        Layout(
            id=f"capacity_list_{number}",
            title=f"施設一覧（{capacity}）",
            signature=(capacity,),
            absent=("時点", "種別"),
            columns=_LIST_COLUMNS,
            values=_LIST_VALUES,
            derive=derive_signed,
        )
        for number, capacity in enumerate(
            ("受入可能人数", "受入人数", "収容人数", "想定収容人数"), 1
        )
    ),
)
