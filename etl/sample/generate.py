"""The whole sample: every source of one ward, or of many, each in a zone of its own.

``scale`` up to 10 gives the ward more years and more posts; beyond, more wards. A sample of a
scale above 1 brings the configuration that reads it, ``city.toml`` beside its folders.
"""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from etl.sample.areas import write_addresses, write_boundaries, write_population
from etl.sample.dates import BASE
from etl.sample.facilities import write_facilities
from etl.sample.food_drive import write_food_drive
from etl.sample.ground import ZONE_STEP, ZONES_PER_ROW, Ground, ward
from etl.sample.hazards import write_hazards
from etl.sample.open_datasets import write_open_datasets
from etl.sample.past_floods import write_past_floods
from etl.sample.posts import posts_csv_of
from etl.sample.road_reports import POSTS, YEARS, write_road_reports
from etl.sample.roads import write_roads
from etl.sample.stations import write_stations
from etl.sample.status import write_status
from machimori.city import REPOSITORY

#: The posts of earlier years lie in a table, which is read by the columns the configuration names.
ARCHIVE = """
[[sources.road_reports]]
id = "archive"
title = "道路通報の記録（見本、CSV）"
producer = "見本区 道路公園課"
licence = "CC BY 4.0"
licence_url = "https://creativecommons.org/licenses/by/4.0/"
path = "road_reports/archive"
cadence_days = 365
is_sample = true
[sources.road_reports.columns]
report_id = "受付番号"
requested_at = "受付日時"
updated_at = "更新日時"
closed_at = "完了日時"
status = "状態"
category = "分類"
description = "内容"
latitude = "緯度"
longitude = "経度"
address = "住所"
photo_url = "写真URL"
"""
#: Scale up to which one ward grows; what is beyond is further wards.
ONE_WARD = 10


def generate(
    out: Path, *, seed: int = 1, scale: int = 1, now: datetime | None = None
) -> dict[str, int]:
    """Write the sample's published files.

    Args:
        out: folder to write to; made if missing, files of the same names are replaced.
        seed: the same seed, scale and now give byte-identical files.
        scale: 1 is one ward with 600 road posts over three years.
        now: end of the drill and of the posts; a fixed day where not given.

    Returns:
        Source -> rows written, with their faults and repeats.
    """
    now = now or BASE
    density = min(scale, ONE_WARD)
    wards = max(1, -(-scale // ONE_WARD))
    written: dict[str, int] = {}
    for number in range(wards):
        for source, rows in _one_ward(out, ward(number), seed, density, now).items():
            written[source] = written.get(source, 0) + rows
    if scale > 1:
        _write_city(out, wards)
    return written


def _one_ward(out: Path, ground: Ground, seed: int, density: int, now: datetime) -> dict[str, int]:
    years = min(YEARS * density, YEARS * 3)
    places = write_facilities(out / "facilities", ground, seed)
    written = {
        "boundaries": write_boundaries(out / "boundaries", ground),
        "addresses": write_addresses(out / "addresses", ground),
        "stations": write_stations(out / "stations", ground, seed),
        "roads": write_roads(out / "roads", ground),
        "hazards": write_hazards(out / "hazards", ground, seed),
        "facilities": len(places),
        "facility_status": write_status(out / "facility_status", ground, places, seed, now),
        "road_reports": write_road_reports(
            out / "road_reports", ground, seed, POSTS, now, min(years, YEARS)
        ),
        "past_floods": write_past_floods(out / "past_floods", ground, seed),
        "food_drive_points": write_food_drive(out / "food_drive", ground, seed),
        "population": write_population(out / "population", ground, seed),
        "open_datasets": write_open_datasets(out / "open_datasets", ground, seed, now),
    }
    more = POSTS * (density - 1)
    if more:
        path = out / "road_reports" / "archive" / f"{ground.prefix}posts.csv"
        posts_csv_of(ground, path, more, seed, days=years * 365)
        written["road_reports"] += more
    return written


def _write_city(out: Path, wards: int) -> None:
    """The sample's configuration for this folder: the wards' bounds, the archive of posts."""
    text = (REPOSITORY / "cities" / "sample" / "city.toml").read_text(encoding="utf-8")
    west, south, east, north = 139.72, 35.66, 139.80, 35.71
    columns = min(wards, ZONES_PER_ROW) - 1
    east += columns * ZONE_STEP[0]
    north += (wards - 1) // ZONES_PER_ROW * ZONE_STEP[1]
    text = re.sub(r"(?m)^bbox = .*$", f"bbox = [{west}, {south}, {east:.2f}, {north:.2f}]", text)
    text = re.sub(r"(?m)^boundary = .*\n", "", text) + ARCHIVE
    text = re.sub(r"(?m)^data_dir = .*$", 'data_dir = "."', text)
    text = text.replace('"data/', '"')
    text = text.replace('"../indicators/', f'"{REPOSITORY.as_posix()}/cities/indicators/')
    (out / "city.toml").write_text(text, encoding="utf-8")
