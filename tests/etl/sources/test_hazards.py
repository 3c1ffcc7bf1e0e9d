"""Hazard areas and the depth classes they are printed with."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.sources.hazards import depth_range
from machimori.city import City
from tests.etl.sources.reading import FIXTURES, ask, balances, read, town

FILE = FIXTURES / "hazards" / "depth.geojson"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("0.3m未満の区域", (0.0, 0.3)),
        ("0.3~0.5m未満の区域", (0.3, 0.5)),
        ("0.5m以上1.0m未満", (0.5, 1.0)),
        ("０．５ｍ以上～３．０ｍ未満", (0.5, 3.0)),
        ("10m以上 20m未満", (10.0, 20.0)),
        ("20.0m以上", (20.0, None)),
        ("50cm未満", (0.0, 0.5)),
        ("30cm～50cm", (0.3, 0.5)),
        ("深いところ", (None, None)),
        ("", (None, None)),
        (None, (None, None)),
    ],
)
def test_depth_classes_as_printed(
    text: str | None, expected: tuple[float | None, float | None]
) -> None:
    assert depth_range(text) == expected


@settings(max_examples=60)
@given(st.integers(0, 199), st.integers(1, 100))
def test_what_is_written_is_read_back(low: int, step: int) -> None:
    least, most = low / 10, (low + step) / 10
    assert depth_range(f"{least}m以上{most}m未満") == (least, most)
    assert depth_range(f"{most}m未満の区域") == (0.0, most)
    assert depth_range(f"{least}m以上") == (least, None)


def test_the_hazard_is_said_by_the_configuration(chiyoda: City) -> None:
    outcome = read("hazards", FILE, chiyoda, defaults={"hazard": "inland_flood"})
    assert [
        (row["hazard"], row["depth_class"], row["depth_min_m"], row["depth_max_m"])
        for row in outcome.accepted
    ] == [
        ("inland_flood", "0.3m未満の区域", 0.0, 0.3),
        ("inland_flood", "0.5m以上3.0m未満", 0.5, 3.0),
        ("inland_flood", "深いところ", None, None),
    ]
    assert outcome.doubts == [(3, "depth_unreadable", "最大浸水深")]
    silent = read("hazards", FILE, chiyoda)
    assert {rule for _, rule in silent.rejected} == {"hazard_kind_missing"}


def test_areas_in_the_warehouse_have_ids_of_their_own(tmp_path: Path) -> None:
    entry = {"id": "flood", "path": str(FILE), "defaults": {"hazard": "flood"}}
    city = town(tmp_path, hazards=entry)
    assert balances(city) == {"flood": (3, 3, 0, 0)}
    rows = ask(
        city,
        "SELECT hazard_area_id, hazard, depth_class, depth_min_m, ST_XMin(geometry) "
        "FROM marts.hazards ORDER BY 5",
    )
    assert [row[1:] for row in rows] == [
        ("flood", "0.3m未満の区域", 0.0, 139.75),
        ("flood", "0.5m以上3.0m未満", 0.5, 139.755),
        ("flood", "深いところ", None, 139.76),
    ]
    assert len({row[0] for row in rows}) == 3
