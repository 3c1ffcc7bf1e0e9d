"""The log of corrections: what a new build finds changed, added or gone, kept through rebuilds."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

from etl.pipeline import run
from machimori import database
from machimori.city import REPOSITORY, City, load_city

SHIPPED = REPOSITORY / "cities" / "indicators" / "values.csv"
CITY = """
name = "見本区"
code = "131016"
bbox = [139.7, 35.6, 139.8, 35.8]
metric_crs = "EPSG:6677"
is_sample = true
[[sources.indicators]]
id = "figures"
path = "values.csv"
"""
CORRECTION = """
[[correction]]
id = "boxes"
source = "figures"
action = "override"
reason = "店に確かめた数"
locate = { indicator_id = "kobe.tabete.shops" }
set = { value = "93", value_original = "93店舗" }
"""


def city_of(folder: Path) -> City:
    (folder / "city.toml").write_text(CITY, encoding="utf-8")
    return load_city(folder)


def rows() -> list[dict[str, str]]:
    with SHIPPED.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))[:12]


def write(folder: Path, values: list[dict[str, str]]) -> None:
    with (folder / "values.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, values[0])
        writer.writeheader()
        writer.writerows(values)


def log(city: City) -> list[tuple[Any, ...]]:
    """The log without its times, which are the fetches'."""
    result = run(city)
    assert [one.error for one in result.runs] == [None]
    with database.connect(city.warehouse_path) as connection:
        assert connection.execute(
            "SELECT count(*) FROM marts.indicator_corrections AS log "
            "WHERE changed_at NOT IN (SELECT fetched_at FROM meta.source_runs)"
        ).fetchone() == (0,)
        return connection.execute(
            "SELECT change, indicator_id, as_of_original, field, old, new, reason "
            "FROM marts.indicator_corrections ORDER BY ALL"
        ).fetchall()


def test_corrections_are_logged_by_the_data_and_kept(tmp_path: Path) -> None:
    city = city_of(tmp_path)
    values = rows()
    write(tmp_path, values)
    assert log(city) == [], "the first figures there are were not corrected"

    changed = [dict(one) for one in values]
    shops = next(one for one in changed if one["indicator_id"] == "kobe.foodloss.partner_shops")
    shops |= {"value": "234", "value_original": "234店舗"}
    gone = changed.pop()
    changed.insert(0, values[0] | {"as_of_original": "令和7年度", "as_of_basis": "stated",
                                   "period_or_as_of": "FY2025", "value_original": "約3万トン",
                                   "value": "30000"})  # fmt: skip
    write(tmp_path, changed)
    (tmp_path / "corrections").mkdir()
    (tmp_path / "corrections" / "figures.toml").write_text(CORRECTION, encoding="utf-8")
    month_end = "令和4年3月末時点"
    expected = [
        ("added", "kobe.foodloss.total_t", "令和7年度", None, None, "約3万トン", None),
        ("corrected", "kobe.foodloss.partner_shops", month_end, "value", "233.0", "234.0", None),
        ("corrected", "kobe.foodloss.partner_shops", month_end, "value_original", "233店舗",
         "234店舗", None),
        ("corrected", "kobe.tabete.shops", month_end, "value", "92.0", "93.0", "店に確かめた数"),
        ("corrected", "kobe.tabete.shops", month_end, "value_original", "92店舗", "93店舗",
         "店に確かめた数"),
        ("withdrawn", gone["indicator_id"], gone["as_of_original"], None, gone["value_original"],
         None, None),
    ]  # fmt: skip
    assert log(city) == expected
    assert log(city) == expected, "the log is carried from build to build and says nothing twice"
