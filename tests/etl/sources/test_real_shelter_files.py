"""Real published files: in, accepted, rejected, duplicates of each, and what comes of them."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from etl.contract import UnknownLayout, UnreadableFile
from machimori.city import City
from tests.etl.sources.reading import JAPAN, ask, at, balances, read, town


@pytest.fixture
def anywhere(tmp_path: Path) -> City:
    """A municipality whose bbox holds all of Japan."""
    return town(tmp_path, bbox=JAPAN)


@pytest.mark.parametrize(
    ("file", "layout", "rows_in", "rejected"),
    [
        ("gsi/emergency_131016.json", "gsi_sites", 28, []),
        ("gsi/emergency_131091.json", "gsi_sites", 13, []),
        ("gsi/emergency_281000.json", "gsi_sites", 431, []),
        ("gsi/evacuation_131016.json", "gsi_shelters", 15, []),
        ("gsi/evacuation_131091.json", "gsi_shelters", 91, []),
        ("gsi/evacuation_131130.json", "gsi_shelters", 51, []),
        ("gsi/evacuation_281000.json", "gsi_shelters", 681, []),
        ("matsuyama/382019_evacuation_space.csv", "standard_03", 390, []),
        ("ichikawa/122033_103_evacuation_space.csv", "standard_03", 121, []),
        ("ichikawa/122033_206_kitaku_konnan.csv", "support_stations", 232, []),
        ("yaizu/222127_evacuation_space.csv", "recommended_03", 31, []),
        ("yaizu/222127_hinannjo.csv", "yaizu_shelters", 56, []),
        ("yaizu/222127_shiteitsunamihinanbiru.csv", "yaizu_tsunami_buildings", 125, []),
        ("takamatsu/0060_evacuation_space.csv", "takamatsu_sites", 193, []),
        ("takamatsu/tsunami_evacuation_building.csv", "takamatsu_tsunami_buildings", 113, []),
        ("kobe/okunai.csv", "kobe_indoor", 335, []),
        ("kobe/okugai.csv", "kobe_outdoor", 89, ["blank_row"]),
        ("kobe/okunaihinanjyo_2015.csv", "kobe_indoor", 346, ["blank_row"] * 8),
        ("kobe/okugaihinanjyo_2015.csv", "kobe_outdoor", 91, ["blank_row"] * 8),
        ("kobe/okunaihinanjyo_2015.geojson", "kobe_indoor", 346, ["value_missing"] * 8),
        ("../shelter_status/nanao/reference_data.csv", "standard_03", 112, []),
    ],
)
def test_facility_lists(
    real_data: Path, anywhere: City, file: str, layout: str, rows_in: int, rejected: list[str]
) -> None:
    outcome = read("facilities", real_data / "shelters" / file, anywhere)
    assert (outcome.layout, outcome.rows_in, [rule for _, rule in outcome.rejected]) == (
        layout,
        rows_in,
        rejected,
    )
    assert len(outcome.accepted) == rows_in - len(rejected)


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ("kobe/emergency_water_kobe_20141128.csv", "応急給水拠点"),
        ("kobe/emergency_water_kobe_20170915.csv", "応急給水拠点"),
        ("yaizu/saigai_support_ido.csv", "井戸"),
        ("yaizu/災害ごみ受入場所.csv", "災害ごみ"),
        ("gsi/data-availability.json", "施設は載っていません"),
        ("../shelter_status/nanao/open_shelter_Nanao-shi_2024-01-11-1800.csv", "facility_status"),
    ],
)
def test_files_that_are_no_facilities(real_data: Path, anywhere: City, file: str, why: str) -> None:
    with pytest.raises(UnknownLayout, match=why):
        read("facilities", real_data / "shelters" / file, anywhere)


def test_the_municipality_whose_list_is_not_published(real_data: Path, anywhere: City) -> None:
    with pytest.raises(UnreadableFile, match="公開されていません"):
        read("facilities", real_data / "shelters" / "gsi" / "emergency_131130.json", anywhere)


def roles(city: City) -> dict[str, int]:
    return dict(ask(city, "SELECT role, count(*) FROM marts.facilities GROUP BY 1"))


def test_chiyoda_has_fourteen_places_in_both_lists(real_data: Path, tmp_path: Path) -> None:
    gsi = real_data / "shelters" / "gsi"
    city = town(
        tmp_path,
        boundaries=[
            {"id": "n03", "path": str(real_data / "boundaries" / "N03-21_13_210101.json")},
            {"id": "towns", "path": str(real_data / "boundaries" / "chiyoda_towns.geojson")},
        ],
        facilities=[
            {"id": "sites", "path": str(gsi / "emergency_131016.json")},
            {"id": "shelters", "path": str(gsi / "evacuation_131016.json")},
        ],
    )
    assert balances(city) == {
        "n03": (63, 63, 0, 0),
        "towns": (59, 59, 0, 0),
        "sites": (28, 28, 0, 0),
        "shelters": (15, 15, 0, 0),
    }
    assert roles(city) == {"evacuation_site": 28, "shelter": 15}
    assert ask(
        city,
        "SELECT roles, count(*) FROM (SELECT count(*) AS roles FROM marts.facilities "
        "GROUP BY place_id) GROUP BY 1 ORDER BY 1",
    ) == [(1, 15), (2, 14)]
    # The two lists place these 27 and 41 m apart.
    assert ask(
        city,
        "SELECT name, count(DISTINCT place_id) FROM marts.facilities "
        "WHERE name IN ('麹町小学校', '富士見みらい館') GROUP BY 1 ORDER BY 1",
    ) == [("富士見みらい館", 1), ("麹町小学校", 1)]
    assert ask(city, "SELECT count(*), count(town_block_id) FROM marts.facilities") == [(43, 43)]
    ((area,),) = ask(city, "SELECT sum(area_m2) FROM marts.town_blocks")
    assert area == pytest.approx(11_363_687, rel=1e-4)
    ((west, east),) = ask(
        city, "SELECT ST_XMin(geometry), ST_XMax(geometry) FROM marts.municipality"
    )
    assert (west, east) == (pytest.approx(139.7299, abs=1e-3), pytest.approx(139.783, abs=1e-3))


def test_kobes_four_lists(real_data: Path, tmp_path: Path) -> None:
    shelters = real_data / "shelters"
    city = town(
        tmp_path,
        name="神戸市",
        code="281000",
        bbox=(134.85, 34.55, 135.35, 34.95),
        metric_crs="EPSG:6673",
        boundaries={"id": "n03", "path": str(real_data / "boundaries" / "N03-21_28_210101.json")},
        facilities=[
            {"id": "sites", "path": str(shelters / "gsi" / "emergency_281000.json")},
            {"id": "shelters", "path": str(shelters / "gsi" / "evacuation_281000.json")},
            {"id": "indoor", "path": str(shelters / "kobe" / "okunai.csv")},
            {"id": "outdoor", "path": str(shelters / "kobe" / "okugai.csv")},
        ],
    )
    assert balances(city) == {
        "n03": (49, 49, 0, 0),
        "sites": (431, 431, 0, 0),
        "shelters": (681, 681, 0, 0),
        "indoor": (335, 335, 0, 0),
        # A blank row, and a park whose longitude is 139 where it should be 135.
        "outdoor": (89, 87, 2, 0),
    }
    assert ask(city, "SELECT count(*) FROM marts.districts") == [(9,)]
    assert roles(city) == {"evacuation_site": 457, "shelter": 342, "welfare_shelter": 358}
    # What only the city's own lists have: renamed schools, and a slip of the pen (水木小学絞).
    assert ask(
        city,
        "SELECT source, role, count(*) FROM marts.facilities "
        "WHERE source IN ('indoor', 'outdoor') GROUP BY ALL ORDER BY ALL",
    ) == [("indoor", "evacuation_site", 21), ("indoor", "shelter", 19),
          ("outdoor", "evacuation_site", 5)]  # fmt: skip
    assert ask(
        city,
        "SELECT count(*) FROM marts.facilities WHERE district_id IS NULL",
    ) == [(0,)]


@pytest.mark.parametrize(
    ("name", "code", "bbox", "entries", "balance", "found"),
    [
        (
            "品川区",
            "131091",
            (139.68, 35.57, 139.79, 35.65),
            {
                "sites": "gsi/emergency_131091.json",
                "shelters": "gsi/evacuation_131091.json",
            },
            {"sites": (13, 13, 0, 0), "shelters": (91, 91, 0, 0)},
            {"evacuation_site": 13, "shelter": 52, "welfare_shelter": 39},
        ),
        (
            "松山市",
            "382019",
            (132.5, 33.7, 133.0, 34.1),
            {"sites": "matsuyama/382019_evacuation_space.csv"},
            {"sites": (390, 390, 0, 0)},
            {"evacuation_site": 390, "shelter": 151},
        ),
        (
            "市川市",
            "122033",
            (139.87, 35.63, 140.0, 35.80),
            {
                "sites": "ichikawa/122033_103_evacuation_space.csv",
                "stations": "ichikawa/122033_206_kitaku_konnan.csv",
            },
            # 25 shops lie in the sea, in Sapporo, in Saga: their coordinates are others'.
            {"sites": (121, 121, 0, 0), "stations": (232, 207, 25, 0)},
            {"evacuation_site": 121, "shelter": 88, "support_station": 207},
        ),
        (
            "焼津市",
            "222127",
            (138.2, 34.75, 138.4, 34.95),
            {
                "sites": "yaizu/222127_evacuation_space.csv",
                "shelters": "yaizu/222127_hinannjo.csv",
                "tsunami": "yaizu/222127_shiteitsunamihinanbiru.csv",
            },
            {"sites": (31, 31, 0, 0), "shelters": (56, 56, 0, 0), "tsunami": (125, 125, 0, 0)},
            # The five sites that are shelters too are among the 56.
            {"evacuation_site": 31, "shelter": 56, "tsunami_building": 125},
        ),
        (
            "高松市",
            "372013",
            (133.85, 34.1, 134.25, 34.5),
            {
                "sites": "takamatsu/0060_evacuation_space.csv",
                "tsunami": "takamatsu/tsunami_evacuation_building.csv",
            },
            {"sites": (193, 193, 0, 0), "tsunami": (113, 113, 0, 0)},
            {"evacuation_site": 192, "shelter": 153, "tsunami_building": 113},
        ),
    ],
)
def test_other_municipalities(
    real_data: Path,
    tmp_path: Path,
    name: str,
    code: str,
    bbox: tuple[float, float, float, float],
    entries: dict[str, str],
    balance: dict[str, tuple[int, int, int, int]],
    found: dict[str, int],
) -> None:
    listed: list[dict[str, Any]] = [
        {"id": key, "path": str(real_data / "shelters" / file)} for key, file in entries.items()
    ]
    city = town(tmp_path, name=name, code=code, bbox=bbox, facilities=listed)
    assert balances(city) == balance
    assert roles(city) == found
    assert ask(
        city,
        "SELECT count(*) FROM marts.facilities WHERE role = 'support_station' "
        "AND capacity IS NOT NULL",
    ) == [(0,)]


def test_the_nanao_series(real_data: Path, tmp_path: Path) -> None:
    nanao = real_data / "shelter_status" / "nanao"
    series = tmp_path / "series"
    series.mkdir()
    for file in nanao.glob("open_shelter_*.csv"):
        shutil.copy(file, series)
    city = town(
        tmp_path,
        name="七尾市",
        code="172022",
        bbox=(136.75, 36.9, 137.1, 37.25),
        metric_crs="EPSG:6675",
        facilities={
            "id": "master",
            "path": str(nanao / "reference_data.csv"),
            "defaults": {"role": "shelter"},
        },
        facility_status={"id": "series", "path": "series"},
    )
    assert balances(city) == {"master": (112, 112, 0, 0), "series": (211, 211, 0, 0)}
    assert ask(
        city,
        "SELECT count(*), count(DISTINCT event_id), count(DISTINCT facility_id), "
        "bool_and(is_known_facility), min(observed_at), max(observed_at), sum(headcount) "
        "FROM marts.facility_status_history",
    ) == [(211, 211, 29, True, at("2024-01-11 09:00"), at("2024-05-26 21:00"), 10735)]
    # More people than the hall is for: published so, and kept.
    assert ask(
        city,
        "SELECT DISTINCT name, headcount, capacity FROM marts.facility_status_history "
        "JOIN marts.facilities USING (facility_id) WHERE headcount > capacity",
    ) == [("石崎小学校", 120, 100)]
    # 29 were open at some time, four in the last list; none of the others is said to be closed.
    assert ask(
        city,
        "SELECT opening, count(*), count(*) FILTER (observed_at = '2024-05-26 21:00') "
        "FROM marts.facility_status GROUP BY 1",
    ) == [("開設", 29, 4)]


def test_takamatsus_population(real_data: Path, tmp_path: Path) -> None:
    city = town(
        tmp_path,
        name="高松市",
        code="372013",
        bbox=(133.85, 34.1, 134.25, 34.5),
        metric_crs="EPSG:6672",
        population={"id": "people", "path": str(real_data / "population" / "takamatsu")},
    )
    assert balances(city) == {"people": (470, 470, 0, 0)}
    assert ask(
        city,
        "SELECT count(DISTINCT area_id), sum(population) FILTER (sex IS NULL), "
        "sum(population) FILTER (sex IS NOT NULL), sum(households), min(as_of)::VARCHAR, "
        "max(as_of)::VARCHAR FROM marts.population",
    ) == [(235, 421432, 421432, 202483, "2023-03-01", "2023-03-01")]
    # 松島町３丁目 has its longitude's decimals for a latitude, in both years: its people stay.
    assert ask(
        city,
        "SELECT rule, severity, value, count(*) FROM meta.rejects GROUP BY ALL",
    ) == [("coordinates_outside", "value", "34.069518,134.069518", 2)]


def test_yaizus_inland_flood_areas(real_data: Path, tmp_path: Path) -> None:
    (path,) = (real_data / "hazard" / "yaizu").glob("*.geojson")
    city = town(tmp_path, bbox=JAPAN)
    outcome = read("hazards", path, city, defaults={"hazard": "inland_flood"})
    assert [(row["depth_min_m"], row["depth_max_m"]) for row in outcome.accepted] == [
        (0.0, 0.3),
        (0.3, 0.5),
        (0.5, 1.0),
        (1.0, 3.0),
        (3.0, 5.0),
        (5.0, 10.0),
    ]
    assert [rule for _, rule, _ in outcome.doubts] == ["outline_crosses_itself"] * 4
