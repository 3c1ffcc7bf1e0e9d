"""The real series of 七尾市 (2024), replayed: every moment's counts are found again."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from machimori.city import City
from machimori.store.queries.as_of import View
from machimori.store.warehouse import open_warehouse
from tests.etl.sources.reading import balances, town
from tests.etl.sources.series_replay import (
    assert_found_again,
    incident_of,
    published,
    replayed,
)


@pytest.fixture
def nanao(real_data: Path) -> Path:
    return real_data / "shelter_status" / "nanao"


def built(tmp_path: Path, nanao: Path, master: Path, **defaults: str) -> City:
    series = tmp_path / "series"
    series.mkdir()
    for file in nanao.glob("open_shelter_*.csv"):
        shutil.copy(file, series)
    return town(
        tmp_path,
        name="七尾市",
        code="172022",
        bbox=(136.75, 36.9, 137.1, 37.25),
        metric_crs="EPSG:6675",
        facilities={"id": "master", "path": str(master), "defaults": {"role": "shelter"}},
        facility_status={"id": "series", "path": "series", "defaults": defaults},
    )


def test_every_moments_counts_are_found_again(nanao: Path, tmp_path: Path) -> None:
    files = sorted(nanao.glob("open_shelter_*.csv"))
    told = published(files)
    assert len(told) == len(files)
    city = built(tmp_path, nanao, nanao / "reference_data.csv")
    assert balances(city)["series"] == (211, 211, 0, 0)
    warehouse = open_warehouse(city)
    assert incident_of(warehouse).name is None  # published without one
    assert_found_again(warehouse, city, told)


def test_ids_outside_the_master_are_kept_and_flagged(nanao: Path, tmp_path: Path) -> None:
    files = sorted(nanao.glob("open_shelter_*.csv"))
    told = published(files)
    with (nanao / "reference_data.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.reader(handle))
    without = tmp_path / "master.csv"
    with without.open("w", encoding="utf-8", newline="") as handle:
        csv.writer(handle).writerows(row for row in rows if not row[0].startswith("NEW"))
    gone = {row[0] for row in rows if row[0].startswith("NEW")}
    outside = {place for moment in told.values() for place in moment} & gone
    assert outside
    city = built(tmp_path, nanao, without, incident_id="noto", incident_name="令和6年能登半島地震")
    assert balances(city)["series"] == (211, 211, 0, 0)
    warehouse = open_warehouse(city)
    incident = incident_of(warehouse)
    assert (incident.incident_id, incident.name) == ("noto", "令和6年能登半島地震")
    assert_found_again(warehouse, city, told)
    then = replayed(warehouse, city, incident, max(told), View.TRUE)
    flagged = then[~then["is_known_facility"]]
    assert set(flagged["published"]) == outside
    assert flagged["name"].notna().all()
    over = then[then["headcount"] > then["capacity"]]
    first = replayed(warehouse, city, incident, min(told), View.TRUE)
    over_first = first[first["headcount"] > first["capacity"]]
    assert set(over["name"]) | set(over_first["name"]) == {"石崎小学校"}
    assert over_first["crowding_shown"].eq("定員一杯").all()
