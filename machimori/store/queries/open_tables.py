"""The tables anybody may take as files: those of ``datasets``, places by role, and the borders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

import pandas as pd

from machimori.city import City
from machimori.domain import licences
from machimori.domain.standard_sets import Coverage, coverage
from machimori.domain.vocabulary import Role
from machimori.store.gate import Released, Subject
from machimori.store.queries.datasets import PUBLIC_TABLES, PublicTable, public_table
from machimori.store.warehouse import Warehouse

_BORDERS = {
    "districts": """
        SELECT district_id, name, name_en, municipality_code, source, is_sample,
            ST_AsWKB(geometry)::BLOB AS geometry
        FROM wh.marts.districts ORDER BY district_id
        """,
    "town_blocks": """
        SELECT town_block_id, name, name_en, district_id, municipality_code,
            round(area_m2, 1) AS area_m2, latitude, longitude, source, is_sample,
            ST_AsWKB(geometry)::BLOB AS geometry
        FROM wh.marts.town_blocks ORDER BY town_block_id
        """,
}
_DEFINITIONS = """
SELECT indicator_id, municipality, municipality_code, theme, name, name_en, unit, direction
FROM wh.marts.indicators ORDER BY indicator_id
"""
_NEWEST = "SELECT max(as_of), bool_or(is_sample) FROM wh.meta.source_runs WHERE source_name = $name"
_FILES = "SELECT standard, conformance FROM wh.marts.open_datasets ORDER BY ALL"


@dataclass(frozen=True)
class OpenTable:
    """One table as files: its key in every path, and what a reader must know of its columns."""

    table: PublicTable
    keys: tuple[str, ...]
    geometry: str = ""  # point (of longitude and latitude), polygon
    dates: tuple[str, ...] = ()  # columns that are days, not moments
    role: str = ""  # places of one role alone
    words: dict[str, str] = field(default_factory=dict, hash=False)

    @property
    def key(self) -> str:
        """Its name in paths."""
        return f"{self.table.key}_{self.role}" if self.role else self.table.key


def _of(key: str) -> PublicTable:
    return next(one for one in PUBLIC_TABLES if one.key == key)


def _border(key: str) -> PublicTable:
    return PublicTable(key, "boundaries", Subject.PLACES, _BORDERS[key])


OPEN_TABLES: tuple[OpenTable, ...] = (
    OpenTable(_of("facilities"), ("facility_id",), "point"),
    *(OpenTable(_of("facilities"), ("facility_id",), "point", role=str(role)) for role in Role),
    OpenTable(_of("food_drive_points"), ("point_id",), "point"),
    OpenTable(_of("public_places"), ("place_id",), "point"),
    OpenTable(_of("past_floods"), ("flood_id",), dates=("flooded_on",)),
    OpenTable(
        PublicTable("indicator_definitions", "indicators", Subject.FIGURES, _DEFINITIONS),
        ("indicator_id",),
    ),
    OpenTable(_of("indicators"), (), dates=("period_start", "period_end", "document_date")),
    OpenTable(_of("population"), ()),
    OpenTable(_of("road_reports_monthly"), ()),
    OpenTable(_border("districts"), ("district_id",), "polygon"),
    OpenTable(_border("town_blocks"), ("town_block_id",), "polygon"),
    OpenTable(_of("open_datasets"), ("dataset_id",), dates=("data_date",)),
)


@dataclass(frozen=True)
class Terms:
    """On what terms a table is given away, who made what it rests on, and how new it is."""

    licence: str
    licence_url: str
    credits: tuple[str, ...]
    is_offered: bool
    is_sample: bool
    as_of: datetime | None  # naive UTC


def read(warehouse: Warehouse, city: City, table: OpenTable) -> Released:
    """The rows of a table, as they leave the gate."""
    asked = table.table
    if table.role:
        # A vocabulary's own code; the SELECT is one of ours.
        sql = f"SELECT * FROM ({asked.sql}) WHERE role = '{table.role}'"  # noqa: S608
        asked = PublicTable(asked.key, asked.source_name, asked.subject, sql)
    return public_table(warehouse, city, asked)


def terms(warehouse: Warehouse, city: City, table: OpenTable) -> Terms:
    """Licence and credits, from the configuration of the table's sources.

    Places and borders of others are passed on only where their terms are known to allow it.
    """
    entries = city.sources.get(table.table.source_name, ())
    stated = [one.licence for one in entries if one.licence]
    own = city.open_data
    is_passed_on = all(licences.is_open(one) for one in stated)
    licence = own.licence or (stated[0] if len(set(stated)) == 1 else "")
    ((as_of, is_sample),) = warehouse.rows(_NEWEST, {"name": table.table.source_name})
    return Terms(
        licence=licence,
        licence_url=own.licence_url if own.licence else licences.address(licence),
        credits=tuple(
            dict.fromkeys(
                " · ".join(part for part in (one.title, one.producer, one.licence) if part)
                for one in entries
            )
        ),
        is_offered=is_passed_on or table.table.subject not in (Subject.PLACES,),
        is_sample=warehouse.build.is_sample or bool(is_sample),
        as_of=None if pd.isna(as_of) else as_of,
    )


@dataclass(frozen=True)
class Hidden:
    """Places that are in the warehouse and not public: what old files must not tell of them."""

    keys: frozenset[str]
    names: frozenset[tuple[str, str]]  # name and address


_HIDDEN = """
SELECT facility_id, place_id, name, address FROM wh.marts.facilities WHERE NOT is_public
UNION ALL
SELECT place_id, place_id, name, address FROM wh.marts.public_places WHERE NOT is_public
"""


def hidden_places(warehouse: Warehouse) -> Hidden:
    """The places nobody is told of."""
    rows = warehouse.rows(_HIDDEN)
    return Hidden(
        frozenset(str(key) for row in rows for key in row[:2]),
        frozenset((str(name), address or "") for _, _, name, address in rows),
    )


def standard_coverage(warehouse: Warehouse, city: City) -> Coverage:
    """整備率 of the municipality's published files."""
    return coverage(city.open_data.scope, [(one, two) for one, two in warehouse.rows(_FILES)])
