"""Shelters, evacuation sites, temporary stays: one staging row per published row, with its roles.

The layouts are in ``facilities_layouts`` and ``facilities_municipal``; how a row gets its roles is
in ``facilities_roles``.
Address keys and name keys let the mart see the same place in two lists.
"""

from __future__ import annotations

import pyarrow as pa

from etl.contract import Column, Source
from etl.sources.facilities_layouts import LAYOUTS
from etl.sources.facilities_refusals import NOT_FACILITIES
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
    not_this=NOT_FACILITIES,
)
