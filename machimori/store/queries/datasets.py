"""Published datasets of the municipality, and our own tables as public files."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from machimori.city import City
from machimori.store import gate
from machimori.store.gate import Released, Subject
from machimori.store.kept import Kept
from machimori.store.queries import population_release, road_release
from machimori.store.warehouse import Warehouse

_CATALOGUE = """
SELECT dataset_id, title, description, category, publisher, licence, licence_url, format, url,
    landing_page, updated_at, data_date, rows, bytes, standard, conformance, errors, source
FROM wh.marts.open_datasets
ORDER BY title, dataset_id
"""


def catalogue(warehouse: Warehouse) -> pd.DataFrame:
    """One row per published dataset, with its conformance to the standard and its errors."""
    return warehouse.frame(_CATALOGUE)


@dataclass(frozen=True)
class PublicTable:
    """A table anybody may have: its file name, the source it rests on, and how it is asked for.

    Places added in an incident are in none of them: they are told with their state, in it.

    Columns are named one by one: what staff alone may see (free text, photos, assignees,
    reporters, notes, unpublished places) can't slip in with a new column.
    """

    key: str
    source_name: str
    subject: Subject
    sql: str = ""
    release: Callable[[Warehouse, City], Released] | None = None  # of counts


PUBLIC_TABLES = (
    PublicTable(
        "facilities",
        "facilities",
        Subject.PLACES,
        """
        SELECT facility_id, place_id, name, name_kana, name_en, role, municipality_code,
            district_id, address, latitude, longitude, position_precision, capacity,
            capacity_indoor, capacity_outdoor, capacity_basis, accepts, area_m2, hazard_flood,
            hazard_landslide, hazard_storm_surge, hazard_earthquake, hazard_tsunami,
            hazard_large_fire, hazard_inland_flood, hazard_volcano, a11y_step_free,
            a11y_accessible_toilet, a11y_elevator, is_temporary, source, source_file, source_row,
            is_sample, as_of
        FROM wh.marts.facilities WHERE is_public AND NOT is_temporary ORDER BY facility_id
        """,
    ),
    PublicTable(
        "food_drive_points",
        "food_drive_points",
        Subject.PLACES,
        """
        SELECT point_id, name, name_kana, name_en, operator, address, phone, latitude, longitude,
            position_precision, open_days, opens_at, closes_at, accepted_items, conditions,
            min_shelf_life_days, url, as_of, source, source_file, source_row, is_sample
        FROM wh.marts.food_drive_points ORDER BY point_id
        """,
    ),
    PublicTable(
        "public_places",
        "public_places",
        Subject.PLACES,
        """
        SELECT place_id, kind, dataset, name, name_kana, name_en, address, latitude, longitude,
            position_precision, location_detail, open_days, opens_at, closes_at, hours_remark,
            has_child_pads, has_wheelchair_toilet, has_infant_equipment, has_ostomate,
            is_closed_to_outsiders, details, url, as_of, source, source_file, source_row, is_sample
        FROM wh.marts.public_places WHERE is_public ORDER BY place_id
        """,
    ),
    PublicTable(
        "past_floods",
        "past_floods",
        Subject.FIGURES,
        """
        SELECT flood_id, town, town_block_id, flooded_on, event, cause, above_floor_houses,
            below_floor_houses, depth_m, source, source_file, source_row, is_sample
        FROM wh.marts.past_floods ORDER BY flood_id
        """,
    ),
    PublicTable(
        "indicators",
        "indicators",
        Subject.FIGURES,
        """
        SELECT indicator_id, municipality, municipality_code, theme,
            coalesce(value.name, definition.name) AS name,
            coalesce(value.name_en, definition.name_en) AS name_en, direction,
            kind, precision, date_basis,
            CASE WHEN is_half THEN NULL WHEN is_tenths THEN value / 10 ELSE value END AS value,
            CASE WHEN is_half THEN '半数' WHEN is_tenths THEN '割' ELSE value.unit END AS unit,
            target_value, target_due,
            period_start, period_end, value_original, as_of_original, qualifier, document_title,
            issuer, document_date, section, source_file, source_row, is_sample
        FROM (
            SELECT *, unit = '%' AND value_original SIMILAR TO '.*半[数分].*' AS is_half,
                unit = '%' AND value_original LIKE '%割%' AS is_tenths
            FROM wh.marts.indicator_values
        ) AS value
        JOIN wh.marts.indicators AS definition USING (indicator_id)
        ORDER BY indicator_id, period_end NULLS LAST, source_row
        """,
    ),
    PublicTable("population", "population", Subject.PEOPLE, release=population_release.by_area),
    PublicTable(
        "road_reports_monthly", "road_reports", Subject.POSTS, release=road_release.monthly
    ),
    PublicTable(
        "open_datasets",
        "open_datasets",
        Subject.FIGURES,
        """
        SELECT dataset_id, title, description, category, publisher, licence, licence_url, format,
            url, landing_page, updated_at, data_date, rows, bytes, standard, conformance,
            is_sample
        FROM wh.marts.open_datasets ORDER BY dataset_id
        """,
    ),
)


#: Releases of counts, by table, generation and ledger: several screens ask for the same ones.
_RELEASES: Kept[Released] = Kept(8)


def _released(table: PublicTable, warehouse: Warehouse, city: City) -> Released:
    if table.release is None:
        raise ValueError(f"{table.key} is no table of counts")
    return table.release(warehouse, city)


def public_table(warehouse: Warehouse, city: City, table: PublicTable) -> Released:
    """The rows of one public table, as they leave the gate."""
    if table.release is not None:
        ledger = city.data_path / "released" / table.key
        revised = ledger.stat().st_mtime_ns if ledger.is_dir() else 0
        key = (table.key, ledger, revised, warehouse.signature, city.privacy, city.code)
        return _RELEASES.get(key, lambda: _released(table, warehouse, city))
    frame = warehouse.frame(table.sql)
    return gate.places(frame) if table.subject == Subject.PLACES else gate.figures(frame)


def row_counts(warehouse: Warehouse, city: City) -> dict[str, int]:
    """Rows of each public table."""
    return {
        table.key: len(public_table(warehouse, city, table).frame)
        if table.release is not None
        else int(
            warehouse.rows(
                f"SELECT count(*) FROM ({table.sql})"  # noqa: S608 - our own SELECTs, above
            )[0][0]
        )
        for table in PUBLIC_TABLES
    }


#: Public tables whose rows are places; the same rows as their files have, nothing more.
_PLACES = {
    "facilities": """
        SELECT facility_id AS place_key, name, name_en, role AS kind, address, latitude,
            longitude, position_precision
        FROM wh.marts.facilities WHERE is_public AND NOT is_temporary
        ORDER BY name, facility_id
    """,
    "food_drive_points": """
        SELECT point_id AS place_key, name, name_en, operator AS kind, address, latitude,
            longitude, position_precision
        FROM wh.marts.food_drive_points ORDER BY name, point_id
    """,
    "public_places": """
        SELECT place_id AS place_key, name, name_en, dataset AS kind, address, latitude,
            longitude, position_precision
        FROM wh.marts.public_places WHERE is_public ORDER BY name, place_id
    """,
}
PLACE_TABLES = tuple(_PLACES)


def places(warehouse: Warehouse, table: str) -> pd.DataFrame:
    """The places of one of ``PLACE_TABLES``; the ones without a position have NULL there."""
    return warehouse.frame(_PLACES[table])
