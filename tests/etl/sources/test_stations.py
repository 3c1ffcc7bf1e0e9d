"""Stations and stranded people per scenario and hour."""

from __future__ import annotations

from pathlib import Path

from machimori.city import City
from tests.etl.sources.reading import FIXTURES, ask, balances, read, town

FILE = FIXTURES / "stations" / "stations.csv"


def test_a_figure_needs_its_hour_and_is_not_negative(chiyoda: City) -> None:
    outcome = read("stations", FILE, chiyoda)
    assert (outcome.layout, outcome.rows_in) == ("stations_form", 6)
    assert outcome.rejected == [(6, "figure_without_hour")]
    assert outcome.doubts == [(7, "count_negative", "persons")]


def test_one_station_many_hours(tmp_path: Path) -> None:
    city = town(tmp_path, stations={"id": "stations", "path": str(FILE)})
    assert balances(city) == {"stations": (6, 5, 1, 0)}
    assert ask(
        city, "SELECT station_id, name, name_en, longitude FROM marts.stations ORDER BY 1"
    ) == [("ST01", "ひなた駅", "Hinata", 139.7501), ("ST02", "みどり駅", None, 139.7551)]
    assert ask(
        city,
        "SELECT station_id, scenario, hour, persons FROM marts.stranded_commuters ORDER BY ALL",
    ) == [
        ("ST01", "holiday_14h", 0, None),
        ("ST01", "weekday_18h", 0, 4200),
        ("ST01", "weekday_18h", 1, 5100),
        ("ST01", "weekday_18h", 2, None),
    ]


def test_the_japanese_form(chiyoda: City, tmp_path: Path) -> None:
    path = tmp_path / "駅.csv"
    path.write_bytes(
        '駅ID,駅名,緯度,経度,想定,経過時間,滞留者数\r\nS1,見本駅,35.69,139.75,平日18時,3,"1,200"\r\n'.encode(
            "cp932"
        )
    )
    (row,) = read("stations", path, chiyoda).accepted
    assert (row["station_id"], row["scenario"], row["hour"], row["persons"]) == (
        "S1",
        "平日18時",
        3,
        1200,
    )
