"""Outlines: municipality, districts, town blocks; one staging row per published polygon.

N03 files hold a whole prefecture: the mart takes the municipality's own. ``kind`` says which of
the three a file without codes holds (``defaults = { kind = "town_blocks" }``).
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import shapely

from etl.addresses import canonical
from etl.contract import GEOMETRY, Column, Columns, FilePlan, Layout, Source
from etl.normalise import columns as normalise
from etl.normalise.codes import check_digit
from etl.place_keys import per_distinct

KINDS = frozenset({"municipality", "districts", "town_blocks"})
#: Formats that carry shapes: a table of names is no outline.
DRAWN = frozenset({"geojson", "topojson", "vector"})
_POLYGONS = (3, 6)  # shapely type ids of Polygon and MultiPolygon


def derive(columns: Columns, plan: FilePlan) -> None:
    """Keep the polygon, made valid where it crosses itself; a row without one is no outline."""
    rows = columns.raw.num_rows
    published = (
        columns.raw.column(GEOMETRY)
        if GEOMETRY in columns.raw.schema.names
        else pa.nulls(rows, pa.binary())
    )
    shapes = shapely.from_wkb(np.asarray(published.to_pylist(), dtype=object), on_invalid="ignore")
    area = np.isin(shapely.get_type_id(shapes), _POLYGONS) & ~shapely.is_empty(shapes)
    crossing = area & ~shapely.is_valid(shapes)
    shapes[crossing] = [_valid_area(one) for one in shapes[crossing]]
    area &= ~shapely.is_empty(shapes)
    columns.doubt(pa.array(crossing), "outline_crosses_itself")
    columns.reject(pa.array(~area), "outline_missing")
    wkb = shapely.to_wkb(shapely.force_2d(shapes))
    columns.values["geometry"] = pa.array(
        [one if ok else None for one, ok in zip(wkb, area, strict=True)], pa.binary()
    )
    columns.values["name_key"] = per_distinct(
        columns.values["name"], lambda one: one and canonical(one)
    )


def derive_n03(columns: Columns, plan: FilePlan) -> None:
    """N03 codes have five digits; ours have the check digit. Land of nobody yet has no code.

    Until 2023 a ward stands in N03_004 and its city in N03_003, since then in N03_005 and N03_004.
    """
    ward = columns.published("ward")
    if ward is not None:
        wards = normalise.parse("name", ward, normalise.Context.of(plan)).values
        names = columns.values["name"]
        columns.values["city_name"] = pc.if_else(
            pc.is_valid(wards), names, columns.values["city_name"]
        )
        columns.values["name"] = pc.coalesce(wards, names)
    derive(columns, plan)
    columns.values["code"] = per_distinct(columns.values["code"], _six_digits)


def _six_digits(code: str | None) -> str | None:
    return code + check_digit(code) if code and len(code) == 5 and code.isdigit() else code


def _valid_area(shape: shapely.Geometry) -> shapely.Geometry:
    """The area of a crossing outline. Part by part, for thousands of parts at once take minutes."""
    parts = shapely.get_parts(shape)
    crossing = ~shapely.is_valid(parts)
    parts[crossing] = shapely.make_valid(parts[crossing], method="structure", keep_collapsed=False)
    return shapely.union_all(parts)


SOURCE = Source(
    name="boundaries",
    entity="outline",
    columns=(
        Column("kind", allowed=KINDS),
        Column("code"),
        Column("name", "name", required=True),
        Column("name_en"),
        Column("prefecture"),
        Column("city_name", "name"),
        Column("district_name", "name"),
    ),
    derived={"geometry": pa.binary(), "name_key": pa.string()},
    layouts=(
        Layout(
            id="n03",
            title="国土数値情報 行政区域 (N03)",
            signature=("N03_001", "N03_004", "N03_007"),
            columns={
                "code": "N03_007",
                "prefecture": "N03_001",
                "city_name": "N03_003",
                "name": "N03_004",
                "ward": "N03_005",
            },
            defaults={"kind": "municipality"},
            derive=derive_n03,
            formats=DRAWN,
        ),
        Layout(
            id="census_small_areas",
            title="国勢調査 小地域（町丁・字等）",
            signature=("KEY_CODE", "S_NAME"),
            columns={
                "code": "KEY_CODE",
                "prefecture": "PREF_NAME",
                "city_name": "CITY_NAME",
                "name": "S_NAME",
            },
            defaults={"kind": "town_blocks"},
            derive=derive,
            formats=DRAWN,
        ),
        Layout(
            id="named_outlines",
            title="名称のついた区域 (name)",
            signature=("name",),
            columns={
                "code": ("code", "id"),
                "name": "name",
                "name_en": "name_en",
                "kind": "kind",
                "district_name": ("district", "district_name"),
            },
            defaults={"kind": "town_blocks"},
            derive=derive,
            formats=DRAWN,
        ),
        Layout(
            id="named_outlines_ja",
            title="名称のついた区域（名称）",
            signature=("名称",),
            columns={
                "code": ("コード", "町丁コード", "町字ID", "ID"),
                "name": "名称",
                "name_en": "名称_英字",
                "district_name": ("地区", "地区名", "行政区"),
            },
            defaults={"kind": "town_blocks"},
            derive=derive,
            formats=DRAWN,
        ),
        # A table the configuration maps column by column.
        Layout(
            id="configured",
            title="設定の columns による読みかえ",
            columns={},
            derive=derive,
        ),
    ),
)
