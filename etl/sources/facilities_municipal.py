"""Facility lists in a municipality's own form: how each is known, where our columns come from."""

from __future__ import annotations

from etl.contract import Layout
from etl.sources.facilities_roles import (
    derive_signed,
    derive_site_list,
    derive_store,
    derive_tsunami_list,
)
from machimori.domain.vocabulary import Role

POSITION = {"longitude": "経度", "latitude": "緯度"}
#: "Only in part" and "no such hazard here" say neither yes nor no.
NEITHER = {"△": "", "▲": "", "－": "", "-": "", "―": "", "ー": ""}

MUNICIPAL_LAYOUTS: tuple[Layout, ...] = (
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
)
