"""Shelters, evacuation sites, temporary stays: one staging row per published row, with its roles.

The layouts are in ``facilities_layouts``; how a row gets its roles is in ``facilities_roles``.
Address keys and name keys let the mart see the same place in two lists.
"""

from __future__ import annotations

import pyarrow as pa

from etl.contract import Column, Source
from etl.sources.facilities_layouts import LAYOUTS
from machimori.domain.vocabulary import Accessibility, Hazard, Role

SOURCE = Source(
    name="facilities",
    entity="facility",
    columns=(
        Column("source_facility_id", "identifier"),
        Column("name", "name", required=True),
        Column("name_kana", "kana"),
        Column("name_en"),
        Column("role", allowed=frozenset(Role)),
        Column("is_evacuation_site", "flag"),
        Column("is_shelter", "flag"),
        Column("is_welfare_shelter", "flag"),
        Column("overlaps_shelter", "flag"),
        Column("overlaps_welfare_shelter", "flag"),
        Column("district_name", "name"),
        Column("address", "address"),
        Column("municipality_code", "code"),
        Column("phone", "phone"),
        Column("longitude", "longitude"),
        Column("latitude", "latitude"),
        Column("capacity", "capacity"),
        Column("capacity_basis"),
        Column("accepts", allowed=frozenset({"residents", "commuters"})),
        Column("area_m2", "number"),
        *(Column(f"hazard_{hazard}", "flag") for hazard in Hazard),
        *(Column(f"a11y_{kind}", "flag") for kind in Accessibility),
        Column("is_public", "flag"),
        Column("url", "url"),
        Column("note"),
    ),
    derived={
        "roles": pa.string(),  # comma-separated, the primary one first
        "name_key": pa.string(),
        "address_key": pa.string(),
        "town_key": pa.string(),
        "common_id_place": pa.string(),  # municipality and facility digits of a 共通ID
        "capacity_indoor": pa.int64(),
        "capacity_outdoor": pa.int64(),
    },
    layouts=LAYOUTS,
    key=("source_facility_id", "name", "address", "roles"),
    not_this=(
        (
            ("type", "dataType", "message"),
            "It is the notice that no list is published for this municipality, not a list. "
            "Remove the entry, or get the list from the municipality itself.",
        ),
        (
            ("code", "name", "evacuation", "emergency"),
            "It says which municipalities have published lists; it holds no place.",
        ),
        (
            ("井戸の形態",),
            "It lists wells that give water in a disaster; nobody takes shelter there.",
        ),
        (
            ("開設日", "開設時間", "説明", "注意事項"),
            "It lists where disaster waste is taken; nobody takes shelter there.",
        ),
        (
            ("人数", "時点"),
            "It says which shelters are open and how full they are at one time; load it as "
            "facility_status.",
        ),
        (
            ("No", "施設名", "所在地", "緯度", "経度"),
            "It names places and nothing that makes them shelters (lists of emergency water points "
            "look like this). If they are shelters, give the role under defaults and the columns "
            "under columns.",
        ),
    ),
)
