"""The road network: one row per segment, lines with attributes (GeoJSON, GeoPackage, Shapefile).

Columns: road_id, name, owner, road_class, from_node, to_node, width_m, is_school_route,
is_emergency_route, is_hospital_route, has_tactile_paving, is_bus_route. Lengths are computed in the
municipality's metric system, not read.
"""

from __future__ import annotations

import hashlib

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from etl.contract import GEOMETRY, SOURCE_ROW, Column, Columns, FilePlan, Layout, Source
from machimori.domain.vocabulary import RoadOwner

#: Words of road classes, in the terms of the Road Act, and whose roads they are.
OWNER_WORDS = {
    "国道": "national", "一般国道": "national", "国": "national",
    "都道": "prefectural", "道道": "prefectural", "府道": "prefectural", "県道": "prefectural",
    "都道府県道": "prefectural", "主要地方道": "prefectural", "一般都道": "prefectural",
    "市道": "municipal", "区道": "municipal", "町道": "municipal", "村道": "municipal",
    "特別区道": "municipal", "市町村道": "municipal", "農道": "municipal", "林道": "municipal",
    "高速道路": "expressway", "高速自動車国道": "expressway", "都市高速道路": "expressway",
    "首都高速道路": "expressway", "自動車専用道路": "expressway",
    "臨港道路": "port", "港湾道路": "port", "私道": "private", "占用者": "utility",
    "不明": "unknown",
}  # fmt: skip


def derive(columns: Columns, plan: FilePlan) -> None:
    """Take the lines; a row without one is no road. A row without an id is named by its line."""
    values = columns.values
    raw = columns.raw
    rows = raw.num_rows
    geometry = raw.column(GEOMETRY) if GEOMETRY in raw.schema.names else pa.nulls(rows, pa.binary())
    values["geometry"] = geometry
    shapes = shapely.from_wkb(geometry.to_numpy(zero_copy_only=False))
    kinds = shapely.get_type_id(shapes)
    is_line = np.isin(
        kinds, (shapely.GeometryType.LINESTRING, shapely.GeometryType.MULTILINESTRING)
    )
    usable = is_line & ~shapely.is_empty(shapes)
    columns.reject(~usable, "not_a_line")
    west, south, east, north = plan.bbox
    within = shapely.box(west, south, east, north)
    columns.reject(usable & ~shapely.intersects(shapes, within), "road_outside")
    names = [None if wkb is None else _name_of(wkb) for wkb in geometry.to_pylist()]
    values["identity"] = pc.coalesce(
        values["road_id"], pa.array(names, pa.string()), raw.column(SOURCE_ROW).cast(pa.string())
    )


def _name_of(wkb: bytes) -> str:
    return hashlib.md5(wkb, usedforsecurity=False).hexdigest()[:16]


SOURCE = Source(
    name="roads",
    entity="segment",
    columns=(
        Column("road_id", "identifier"),
        Column("name", "name"),
        Column("owner", "category", allowed=frozenset(map(str, RoadOwner))),
        Column("road_class", "name"),
        Column("from_node", "text"),
        Column("to_node", "text"),
        Column("width_m", "number"),
        Column("is_school_route", "flag"),
        Column("is_emergency_route", "flag"),
        Column("is_hospital_route", "flag"),
        Column("has_tactile_paving", "flag"),
        Column("is_bus_route", "flag"),
    ),
    layouts=(
        Layout(
            id="segments",
            title="Road segments",
            signature=("road_id", "owner"),
            columns={
                name: name
                for name in (
                    "road_id", "name", "owner", "road_class", "from_node", "to_node", "width_m",
                    "is_school_route", "is_emergency_route", "is_hospital_route",
                    "has_tactile_paving", "is_bus_route",
                )
            },
            values={"owner": OWNER_WORDS},
            derive=derive,
        ),
        Layout(
            id="configured",
            title="Any lines, by the columns of the configuration",
            columns={},
            values={"owner": OWNER_WORDS},
            derive=derive,
        ),
    ),
    key=("identity",),
    derived={"geometry": pa.binary(), "identity": pa.string()},
)  # fmt: skip
