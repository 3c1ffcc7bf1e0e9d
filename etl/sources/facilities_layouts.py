"""The published forms of facility lists: how each is known, and where our columns come from."""

from __future__ import annotations

from etl.contract import Layout
from etl.sources.facilities_roles import (
    HAZARD_LABELS,
    derive_marked,
    derive_signed,
    derive_site_list,
    derive_store,
    derive_tsunami_list,
)
from machimori.domain.vocabulary import Role

STANDARD_HAZARDS = {ours: f"災害種別_{name}" for ours, name in HAZARD_LABELS.items()}
#: "Only in part" and "no such hazard here" say neither yes nor no.
NEITHER = {"△": "", "▲": "", "－": "", "-": "", "―": "", "ー": ""}
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
POSITION = {"longitude": "経度", "latitude": "緯度"}
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
    Layout(
        id="kobe_indoor",
        title="神戸市 屋内の緊急避難場所・避難所",
        signature=("緊急避難場所の利用", "避難所の利用", "名称", "土砂災害"),
        columns={
            "is_evacuation_site": "緊急避難場所の利用",
            "is_shelter": "避難所の利用",
            "district_name": "区",
            "name": "名称",
            "address": "住所",
            "phone": "電話番号",
            **POSITION,
            "hazard_landslide": "土砂災害",
            "hazard_flood": "洪水",
            "hazard_tsunami": "津波",
            "note": "備考",
        },
        values={f"hazard_{kind}": NEITHER for kind in ("landslide", "flood", "tsunami")},
        derive=derive_signed,
    ),
    Layout(
        id="kobe_outdoor",
        title="神戸市 屋外の緊急避難場所",
        signature=("緊急避難場所の利用", "名称", "住所", "津波"),
        absent=("避難所の利用",),
        columns={
            "is_evacuation_site": "緊急避難場所の利用",
            "district_name": "区",
            "name": "名称",
            "address": "住所",
            **POSITION,
            "hazard_earthquake": ("地震・大火事", "地震"),
            "hazard_large_fire": ("地震・大火事", "大火"),
            "hazard_tsunami": "津波",
            "note": "備考",
        },
        values={f"hazard_{kind}": NEITHER for kind in ("earthquake", "large_fire", "tsunami")},
        derive=derive_signed,
    ),
    Layout(
        id="yaizu_shelters",
        title="焼津市 避難所一覧",
        signature=("名称", "住所", "避難所面積平方メートル"),
        columns={
            "name": "名称",
            "name_kana": "名称_カナ",
            "address": "住所",
            "building": "方書",
            "municipality_code": "市区町村コード",
            "phone": "電話番号",
            **POSITION,
            "area_m2": "避難所面積平方メートル",
            "opened_for_1": "開設される災害の種類（地震・津波）",
            "opened_for_2": "開設される災害の種類（風水害）",
            "opened_for_3": "開設される災害の種類（土砂災害）",
            "opened_for_4": "開設される災害の種類（南海トラフ地震臨時情報）",
            "note": "備考",
        },
        defaults={"role": Role.SHELTER.value},
        derive=derive_signed,
    ),
    Layout(
        id="yaizu_tsunami_buildings",
        title="焼津市 指定津波避難ビル一覧",
        signature=("名称", "名称_カナ", "住所", "方書", "区分", "備考"),
        columns={
            "name": "名称",
            "name_kana": "名称_カナ",
            "address": "住所",
            "building": "方書",
            "municipality_code": "市区町村コード",
            "phone": "電話番号",
            **POSITION,
            "note": "備考",
        },
        derive=derive_tsunami_list,
    ),
    Layout(
        id="takamatsu_sites",
        title="高松市 指定緊急避難場所・指定避難所 (LinkData)",
        signature=("name", "address", "flood_L1", "sedimentDisaster", "location"),
        columns={
            "name": "name",
            "address": "address",
            "phone": "telephoneNumber",
            "position": "location",
            # The larger flood of the two the list tells apart: a place that only withstands the
            # smaller one must not be shown as safe.
            "hazard_flood": "flood_L2",
            "hazard_inland_flood": "inundation",
            "hazard_landslide": "sedimentDisaster",
            "hazard_storm_surge": "stormSurge",
            "hazard_tsunami": "tunami",
            "hazard_large_fire": "fire",
            "hazard_earthquake": "earthquake",
            # Stands where the standard data set has 指定避難所との重複: schools and halls are
            # marked, parks and shops are not.
            "is_shelter": "evacuationSpace",
            "capacity": "capacity",
        },
        values={
            f"hazard_{kind}": NEITHER
            for kind in (
                "flood",
                "inland_flood",
                "landslide",
                "storm_surge",
                "tsunami",
                "large_fire",
                "earthquake",
            )
        },
        derive=derive_site_list,
    ),
    Layout(
        id="takamatsu_tsunami_buildings",
        title="高松市 津波避難ビル",
        signature=("latitude", "longitude", "name", "address", "shelter", "capacity"),
        columns={
            "name": "name",
            "address": "address",
            "longitude": "longitude",
            "latitude": "latitude",
            "capacity": "capacity",
            "capacity_basis": "shelter",
        },
        defaults={"role": Role.TSUNAMI_BUILDING.value, "hazard_tsunami": True},
        derive=derive_signed,
    ),
    Layout(
        id="support_stations",
        title="帰宅困難者支援ステーション",
        signature=("協定締結の主体", "事業者名", "店名", "所在地"),
        columns={
            "source_facility_id": "通しNo",
            "brand": "店舗名称（ブランド名）",
            "operator": "事業者名",
            "name": "店名",
            "prefecture": "都道府県",
            "city": "市区町村",
            "address": "所在地",
            **POSITION,
        },
        defaults={"role": Role.SUPPORT_STATION.value},
        derive=derive_store,
    ),
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
