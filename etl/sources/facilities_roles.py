"""From a published row to its roles, its keys, and its hazards as they were marked.

The same ``derive`` steps serve several layouts: lists that mark with 1 and leave the rest blank,
lists that sign every cell, lists of shops, lists of tsunami buildings.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import Columns, FilePlan
from etl.normalise import columns as normalise
from etl.place_keys import address_key, name_key, per_distinct, town_key
from machimori.domain.vocabulary import Hazard, Role

#: E, municipality (5), facility (5), kind (2), one more: the 共通ID of the national lists.
COMMON_ID = re.compile(r"^(E\d{10})(20|11|12)[1-9A-Za-z]$")
ROLE_OF_KIND = {
    "20": Role.EVACUATION_SITE.value,
    "11": Role.SHELTER.value,
    "12": Role.WELFARE_SHELTER.value,
}
#: Flag columns that make a role of a row, and whether it is one the row only mentions.
_ROLE_FLAGS = (
    ("is_evacuation_site", Role.EVACUATION_SITE),
    ("is_shelter", Role.SHELTER),
    ("is_welfare_shelter", Role.WELFARE_SHELTER),
    ("overlaps_shelter", Role.SHELTER),
    ("overlaps_welfare_shelter", Role.WELFARE_SHELTER),
)
#: Our hazard columns and their words in the municipal standard data set 03.
HAZARD_LABELS = dict(
    zip(
        (f"hazard_{hazard}" for hazard in Hazard),
        (
            "洪水",
            "崖崩れ、土石流及び地滑り",
            "高潮",
            "地震",
            "津波",
            "大規模な火事",
            "内水氾濫",
            "火山現象",
        ),
        strict=True,
    )
)
_PARTLY = ("△", "▲")
_OPENED_FOR = tuple(f"opened_for_{number}" for number in range(1, 5))


def derive_marked(columns: Columns, plan: FilePlan) -> None:
    """Lists that mark with 1: blank means no, where the row marks any hazard at all."""
    marks_any = None
    for name in HAZARD_LABELS:
        yes = pc.fill_null(columns.values[name], False)
        marks_any = yes if marks_any is None else pc.or_(marks_any, yes)
    for name in HAZARD_LABELS:
        if name in plan.columns:
            blank = pc.and_(pc.is_null(columns.values[name]), marks_any)
            columns.values[name] = pc.if_else(blank, False, columns.values[name])
    _finish(columns, plan)


def derive_signed(columns: Columns, plan: FilePlan) -> None:
    """Lists that sign every cell (○△×－): blank and － say nothing, △ is kept as a note."""
    for name in HAZARD_LABELS:
        published = columns.published(name)
        if published is not None:
            partly = pc.is_in(pc.utf8_trim_whitespace(published), value_set=pa.array(_PARTLY))
            columns.doubt(partly, "hazard_in_part", name)
            remark = f"{HAZARD_LABELS[name]}：一部の条件で利用可（△）"
            _append_texts(columns, (remark if one else None for one in partly.to_pylist()))
    _finish(columns, plan)


def derive_site_list(columns: Columns, plan: FilePlan) -> None:
    """Lists of sites and shelters in one: a row is a site for the hazards it is signed for."""
    is_site = pa.array([False] * columns.raw.num_rows)
    for name in HAZARD_LABELS:
        published = columns.published(name)
        if published is not None:
            signed = pc.match_substring_regex(pc.fill_null(published, ""), "[○◯〇△▲]")
            is_site = pc.or_(is_site, signed)
    columns.values["is_evacuation_site"] = is_site
    derive_signed(columns, plan)


def derive_tsunami_list(columns: Columns, plan: FilePlan) -> None:
    """Lists whose remark says 津波避難ビル, 津波避難タワー or 高台広場."""
    remark = pc.fill_null(columns.values["note"], "")
    tsunami = pc.match_substring_regex(remark, "津波|高台")
    columns.values["role"] = pc.if_else(
        tsunami, Role.TSUNAMI_BUILDING.value, columns.values["role"]
    )
    columns.values["hazard_tsunami"] = pc.if_else(tsunami, True, columns.values["hazard_tsunami"])
    _finish(columns, plan)


def derive_store(columns: Columns, plan: FilePlan) -> None:
    """Lists of shops: the name is brand and branch, the address lacks what other columns hold."""
    brand = _text(columns, "brand")
    operator = _text(columns, "operator")
    names = columns.values["name"].to_pylist()
    columns.values["name"] = pa.array(
        [
            _store_name(one or other, branch)
            for one, other, branch in zip(
                brand.to_pylist(), operator.to_pylist(), names, strict=True
            )
        ],
        pa.string(),
    )
    prefecture, city = _text(columns, "prefecture"), _text(columns, "city")
    columns.values["address"] = pa.array(
        [
            _full_address(*parts)
            for parts in zip(
                prefecture.to_pylist(),
                city.to_pylist(),
                columns.values["address"].to_pylist(),
                strict=True,
            )
        ],
        pa.string(),
    )
    _finish(columns, plan)


def _store_name(brand: str | None, branch: str | None) -> str | None:
    if branch is None or not brand or branch.startswith(brand):
        return branch
    return f"{brand.strip()} {branch}"


def _full_address(prefecture: str | None, city: str | None, address: str | None) -> str | None:
    if address is None:
        return None
    for part in (city, prefecture):
        if part and part not in address:
            address = part + address
    return address


def _finish(columns: Columns, plan: FilePlan) -> None:
    """Roles, keys, capacity and notes: what every layout needs."""
    _append_building(columns)
    _append_eligibility(columns)
    _append_opened_for(columns, plan)
    _capacity(columns)
    _roles(columns)
    names, addresses = columns.values["name"], columns.values["address"]
    columns.values["name_key"] = per_distinct(names, name_key)
    columns.values["address_key"] = per_distinct(addresses, address_key)
    columns.values["town_key"] = per_distinct(addresses, town_key)


def _roles(columns: Columns) -> None:
    """One row's roles: the kind digits of its 共通ID, its flags, or the list's own role."""
    ids = columns.values["source_facility_id"].to_pylist()
    own = columns.values["role"].to_pylist()
    flags = [(role.value, columns.values[name].to_pylist()) for name, role in _ROLE_FLAGS]
    has_flag_columns = any(
        name in columns.plan.columns for name, _ in _ROLE_FLAGS if name.startswith("is_")
    )
    roles: list[str | None] = []
    places: list[str | None] = []
    for index, (identifier, role) in enumerate(zip(ids, own, strict=True)):
        found = COMMON_ID.match(identifier) if identifier else None
        places.append(found[1] if found else None)
        row: list[str] = []
        if found and not has_flag_columns:
            row.append(ROLE_OF_KIND[found[2]])
        elif role and not has_flag_columns:
            row.append(role)
        row += [one for one, marks in flags if marks[index]]
        roles.append(",".join(dict.fromkeys(row)) or None)
    columns.values["common_id_place"] = pa.array(places, pa.string())
    columns.values["roles"] = pa.array(roles, pa.string())
    columns.values["role"] = pa.array(
        [None if row is None else row.split(",")[0] for row in roles], pa.string()
    )
    named = pc.is_valid(columns.values["name"])
    columns.reject(
        pc.and_(named, pc.is_null(columns.values["roles"])),
        "facility_role_missing",
        next((name for name, _ in _ROLE_FLAGS if name in columns.plan.columns), "role"),
        'defaults = { role = "shelter" }',
    )


def _text(columns: Columns, name: str) -> pa.Array:
    """A column only ``derive`` needs, cleaned; NULL throughout where the file lacks it."""
    published = columns.published(name)
    if published is None:
        return pa.nulls(columns.raw.num_rows, pa.string())
    return normalise.parse("text", published, normalise.Context.of(columns.plan)).values


def _append_texts(columns: Columns, additions: Iterable[str | None]) -> None:
    notes = zip(columns.values["note"].to_pylist(), additions, strict=True)
    columns.values["note"] = pa.array(
        ["。".join(part for part in parts if part) or None for parts in notes], pa.string()
    )


def _append_building(columns: Columns) -> None:
    if "building" in columns.plan.columns:
        pairs = zip(
            columns.values["address"].to_pylist(),
            _text(columns, "building").to_pylist(),
            strict=True,
        )
        columns.values["address"] = pa.array(
            [" ".join(part for part in pair if part) or None for pair in pairs], pa.string()
        )


def _append_eligibility(columns: Columns) -> None:
    for name, label in (("eligibility", "受入対象者"), ("matters", "その他")):
        if name in columns.plan.columns:
            stated = _text(columns, name).to_pylist()
            _append_texts(columns, (one and f"{label}：{one}" for one in stated))


def _append_opened_for(columns: Columns, plan: FilePlan) -> None:
    """Which disasters a shelter is opened for: kept as a note, for it is not where it is safe."""
    named = [name for name in _OPENED_FOR if name in plan.columns]
    if not named:
        return
    context = normalise.Context.of(plan)
    kinds = [plan.columns[name].split("（")[-1].rstrip("）") for name in named]
    flags = [
        normalise.parse("flag", columns.raw.column(plan.columns[name]), context).values.to_pylist()
        for name in named
    ]
    rows = (
        "、".join(kind for kind, flag in zip(kinds, row, strict=True) if flag)
        for row in zip(*flags, strict=True)
    )
    _append_texts(columns, (f"開設される災害：{row}" if row else None for row in rows))


def _capacity(columns: Columns) -> None:
    """Capacity prose gives indoor and outdoor parts and a basis; a number only the whole."""
    published = columns.published("capacity")
    if published is None:
        return
    parts = normalise.parse_capacity(published).values
    for where in ("indoor", "outdoor"):
        columns.values[f"capacity_{where}"] = pc.struct_field(parts, where)
    columns.values["capacity_basis"] = pc.coalesce(
        columns.values["capacity_basis"], pc.struct_field(parts, "basis")
    )
