"""Published datasets of the municipality, and our own tables as public files."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

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
    """A table anybody may have: its file name, the source it rests on, and its SELECT.

    Places added in an incident are in none of them: they are told with their state, in it.

    Columns are named one by one: what staff alone may see (free text, photos, assignees,
    reporters, notes, unpublished places) can't slip in with a new column.
    """

    key: str
    source_name: str
    sql: str


PUBLIC_TABLES = (
    PublicTable(
        "facilities",
        "facilities",
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
        """
        SELECT point_id, name, name_kana, name_en, operator, address, phone, latitude, longitude,
            position_precision, open_days, opens_at, closes_at, accepted_items, conditions,
            min_shelf_life_days, url, as_of, source, source_file, source_row, is_sample
        FROM wh.marts.food_drive_points ORDER BY point_id
        """,
    ),
    PublicTable(
        "indicators",
        "indicators",
        """
        SELECT indicator_id, municipality, municipality_code, theme, name, name_en, direction,
            kind, precision, date_basis, value, value.unit AS unit, target_value, target_due,
            period_start, period_end, value_original, as_of_original, qualifier, document_title,
            issuer, document_date, section, source_file, source_row, is_sample
        FROM wh.marts.indicator_values AS value
        JOIN wh.marts.indicators AS definition USING (indicator_id)
        ORDER BY indicator_id, period_end NULLS LAST, source_row
        """,
    ),
    PublicTable(
        "population",
        "population",
        """
        SELECT area_id, area_name, sex, age_band, population, is_withheld, households, as_of,
            source, source_file, source_row, is_sample
        FROM wh.marts.population ORDER BY area_id, sex NULLS FIRST, age_band NULLS FIRST
        """,
    ),
    PublicTable(
        "road_reports_monthly",
        "road_reports",
        """
        SELECT strftime(requested_at, '%Y-%m') AS month_utc, district_id, category,
            CASE WHEN count(*) >= $few THEN count(*) END AS reports,
            count(*) < $few AS is_withheld, bool_or(is_sample) AS is_sample
        FROM wh.marts.road_reports
        WHERE requested_at IS NOT NULL
        GROUP BY ALL ORDER BY month_utc, district_id, category
        """,
    ),
    PublicTable(
        "open_datasets",
        "open_datasets",
        """
        SELECT dataset_id, title, description, category, publisher, licence, licence_url, format,
            url, landing_page, updated_at, data_date, rows, bytes, standard, conformance,
            is_sample
        FROM wh.marts.open_datasets ORDER BY dataset_id
        """,
    ),
)
#: Road posts of one month, district and category fewer than this are withheld: a lone post can
#: lead to the one who wrote it.
FEW_POSTS = 3


def public_table(warehouse: Warehouse, table: PublicTable) -> pd.DataFrame:
    """The rows of one public table."""
    return warehouse.frame(table.sql, {"few": FEW_POSTS} if "$few" in table.sql else ())


def row_counts(warehouse: Warehouse) -> dict[str, int]:
    """Rows of each public table."""
    return {
        table.key: int(
            warehouse.rows(
                f"SELECT count(*) FROM ({table.sql})",  # noqa: S608 - our own SELECTs, above
                {"few": FEW_POSTS} if "$few" in table.sql else (),
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
}
PLACE_TABLES = tuple(_PLACES)


def places(warehouse: Warehouse, table: str) -> pd.DataFrame:
    """The places of one of ``PLACE_TABLES``; the ones without a position have NULL there."""
    return warehouse.frame(_PLACES[table])
