"""Stations and how many people are stranded at them, hour by hour: ``docs/stations_form.md``.

One staging row per station, scenario and hour; a station without figures is one row.
"""

from __future__ import annotations

import pyarrow.compute as pc

from etl.contract import Column, Columns, FilePlan, Layout, Source


def derive(columns: Columns, plan: FilePlan) -> None:
    """A figure needs its scenario and its hour; a negative figure is none."""
    persons = columns.values["persons"]
    negative = pc.fill_null(pc.less(persons, 0), False)
    columns.doubt(negative, "count_negative", "persons")
    columns.values["persons"] = pc.if_else(negative, None, persons)
    unplaced = pc.or_(pc.is_null(columns.values["scenario"]), pc.is_null(columns.values["hour"]))
    columns.reject(pc.and_(pc.is_valid(persons), unplaced), "figure_without_hour", "hour")


_NAMES = ["station_id", "name", "name_en", "longitude", "latitude", "scenario", "hour", "persons"]

SOURCE = Source(
    name="stations",
    entity="station_hour",
    columns=(
        Column("station_id", required=True),
        Column("name", "name", required=True),
        Column("name_en"),
        Column("longitude", "longitude"),
        Column("latitude", "latitude"),
        Column("scenario"),
        Column("hour", "integer"),
        Column("persons", "integer"),
    ),
    key=("station_id", "scenario", "hour"),
    layouts=(
        Layout(
            id="stations_form",
            title="Stations and stranded commuters (docs/stations_form.md)",
            signature=("station_id", "name", "longitude", "latitude"),
            columns={name: name for name in _NAMES},
            derive=derive,
        ),
        Layout(
            id="stations_form_ja",
            title="駅・滞留者推計様式 (docs/stations_form.md)",
            signature=("駅ID", "駅名", "緯度", "経度"),
            columns={
                "station_id": "駅ID",
                "name": "駅名",
                "name_en": "駅名_英字",
                "longitude": "経度",
                "latitude": "緯度",
                "scenario": "想定",
                "hour": ("経過時間", "時間"),
                "persons": ("滞留者数", "人数"),
            },
            derive=derive,
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
