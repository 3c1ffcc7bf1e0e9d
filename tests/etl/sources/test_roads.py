"""Road segments: lines with attributes, lengths in metres."""

from __future__ import annotations

from pathlib import Path

import pytest
from pyproj import Geod

from etl.pipeline import run
from machimori.city import City
from tests.etl.conftest import table
from tests.etl.sources.one_file import read

FILE = Path(__file__).parents[2] / "fixtures" / "roads" / "segments.geojson"


def test_lines_are_roads_and_nothing_else_is() -> None:
    got = read("roads", FILE)
    shown = ("road_id", "owner", "width_m", "is_school_route", "is_emergency_route")
    assert [tuple(row[name] for name in shown) for row in got.accepted] == [
        ("r1", "municipal", 8.5, True, False),
        ("r2", "national", None, None, True),
        (None, None, 4.0, None, None),
    ]
    assert [one[:2] for one in got.judged("row")] == [
        (4, "not_a_line"),
        (5, "not_a_line"),
        (6, "road_outside"),
    ]
    assert got.judged("value") == [(3, "word_unknown", "owner")]


def test_lengths_are_metres_on_the_ground(tmp_path: Path) -> None:
    city = City.model_validate(
        {
            "name": "見本区",
            "code": "131016",
            "bbox": (139.70, 35.65, 139.80, 35.72),
            "metric_crs": "EPSG:6677",
            "folder": tmp_path,
            "sources": {"roads": {"id": "net", "path": str(FILE), "max_reject_ratio": 0.6}},
        }
    )
    roads = table(
        run(city).warehouse, "SELECT road_id, owner, length_m FROM wh.marts.roads ORDER BY name"
    )
    lengths = dict(zip(roads["road_id"], roads["length_m"], strict=True))
    owners = dict(zip(roads["road_id"], roads["owner"], strict=True))
    geod = Geod(ellps="GRS80")
    assert lengths["r1"] == pytest.approx(
        geod.line_length([139.75, 139.761], [35.69, 35.69]), rel=2e-4
    )
    assert owners == {
        "r1": "municipal",
        "r2": "national",
        next(one for one in owners if len(one) == 16): "unknown",
    }


def test_lines_without_attributes_are_read_with_what_the_configuration_says(
    real_data: Path,
) -> None:
    got = read(
        "roads",
        real_data / "road_reports/echizen/schoolzone.geojson",
        (136.0, 35.8, 136.4, 36.1),
        layout="configured",
        defaults={"is_school_route": True},
    )
    assert len(got.accepted) == 82
    assert set(got.column("is_school_route")) == {True}
