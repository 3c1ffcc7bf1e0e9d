"""Residents by area: withheld is not zero, bands become rows, areas meet their town blocks."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from etl.sources.population import AGE_BANDS, BAND_COLUMNS
from machimori.city import City
from tests.etl.sources.reading import FIXTURES, ask, balances, read, town

FILES = FIXTURES / "population"


def test_the_bands_are_the_standards_eighteen() -> None:
    assert (AGE_BANDS[0], AGE_BANDS[-2], AGE_BANDS[-1], len(AGE_BANDS)) == (
        "0-4",
        "80-84",
        "85+",
        18,
    )
    assert (BAND_COLUMNS[0], BAND_COLUMNS[-1]) == ("male_0_4", "female_85")


def test_withheld_counts_are_unknown_and_named(chiyoda: City) -> None:
    outcome = read("population", FILES / "standard_04.csv", chiyoda)
    assert outcome.layout == "standard_04"
    assert outcome.rejected == []
    assert [
        (row["area_name"], row["as_of_date"], row["total"], row["male"], row["male_0_4"],
         row["households"], len((row["withheld"] or "").split(",")))
        for row in outcome.accepted
    ] == [
        ("見本町一丁目", date(2026, 4, 1), 105, 54, 0, 60, 1),
        ("試作町", date(2026, 4, 1), 9, None, None, None, 38),
        ("埋立地", date(2026, 4, 1), 0, 0, 0, None, 1),
        ("見本町二丁目", date(2026, 4, 1), 40, 18, 1, 20, 1),
    ]  # fmt: skip
    assert (5, "population_sum", "総人口") in outcome.doubts
    assert not [row for row, rule, _ in outcome.doubts if rule == "population_sum" and row != 5]


def test_dates_with_the_month_first(chiyoda: City) -> None:
    outcome = read("population", FILES / "linkdata_month_first.csv", chiyoda)
    assert (outcome.layout, outcome.verdicts) == ("takamatsu_linkdata", [])
    assert [
        (row["area_name"], row["as_of_date"], row["total"], row["households"], row["latitude"])
        for row in outcome.accepted
    ] == [
        ("見本町一丁目", date(2018, 11, 1), 36, 15, 35.69),
        ("埋立地", date(2018, 11, 1), 0, None, 35.6905),
    ]


def test_one_row_per_area_sex_and_band(tmp_path: Path) -> None:
    city = town(tmp_path, population={"id": "people", "path": str(FILES / "standard_04.csv")})
    assert balances(city) == {"people": (4, 4, 0, 0)}
    assert ask(
        city,
        "SELECT area_name, count(*), sum(population) FILTER (sex IS NULL), "
        "sum(population) FILTER (sex IS NOT NULL), count(*) FILTER (is_withheld), "
        "max(households), bool_and((sex IS NULL) = (age_band IS NULL)), min(as_of) "
        "FROM marts.population GROUP BY 1 ORDER BY 1",
    ) == [
        ("埋立地", 37, 0, 0, 0, None, True, date(2026, 4, 1)),
        ("見本町一丁目", 37, 105, 105, 0, 60, True, date(2026, 4, 1)),
        ("見本町二丁目", 37, 40, 36, 0, 20, True, date(2026, 4, 1)),
        ("試作町", 37, 9, None, 36, None, True, date(2026, 4, 1)),
    ]


def test_totals_by_sex_stand_only_where_there_are_no_bands(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "地域名,調査年月日,総人口,男性,女性\n見本町,2026-04-01,9,4,5\n"
    )
    city = town(tmp_path, population={"id": "people", "path": "people.csv"})
    balances(city)
    assert ask(
        city, "SELECT sex, age_band, population FROM marts.population ORDER BY sex NULLS FIRST"
    ) == [(None, None, 9), ("female", None, 5), ("male", None, 4)]


def test_the_newest_survey_of_an_area_stands(tmp_path: Path) -> None:
    for year, people in ((2025, 8), (2026, 9)):
        (tmp_path / f"{year}.csv").write_text(
            f"地域名,調査年月日,総人口\n見本町,{year}-04-01,{people}\n"
        )
    city = town(
        tmp_path,
        population=[{"id": f"p{year}", "path": f"{year}.csv"} for year in (2026, 2025)],
    )
    assert balances(city) == {"p2026": (1, 1, 0, 0), "p2025": (1, 1, 0, 0)}
    assert ask(city, "SELECT population, as_of FROM marts.population") == [(9, date(2026, 4, 1))]


def test_areas_meet_town_blocks_by_name_by_town_and_by_position(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "地域名,調査年月日,総人口,緯度,経度\n東町,2026-04-01,1,,\n西町二丁目,2026-04-01,2,,\n"
        "駅前地区,2026-04-01,3,35.685,139.755\nどこか,2026-04-01,4,,\n"
    )
    city = town(
        tmp_path,
        name="見本市",
        code="281000",
        boundaries=[
            {"id": "towns", "path": str(FIXTURES / "boundaries" / "towns.geojson"),
             "max_reject_ratio": 0.5},
        ],
        population={"id": "people", "path": "people.csv"},
    )  # fmt: skip
    balances(city)
    assert ask(
        city,
        "SELECT area_name, b.name FROM marts.population AS p "
        "LEFT JOIN marts.town_blocks AS b USING (town_block_id) ORDER BY population",
    ) == [("東町", "東町"), ("西町二丁目", "西町"), ("駅前地区", "東町"), ("どこか", None)]


def test_a_wrong_point_does_not_make_people_disappear(chiyoda: City, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("地域名,調査年月日,総人口,緯度,経度\n見本町,2026-04-01,9,43.06,141.35\n")
    outcome = read("population", path, chiyoda)
    assert [(row["total"], row["longitude"], row["latitude"]) for row in outcome.accepted] == [
        (9, None, None)
    ]
    assert outcome.rejected == []
    assert [rule for _, rule, _ in outcome.doubts] == ["coordinates_outside"]


def test_every_mark_for_an_unpublished_figure_is_withheld(chiyoda: City, tmp_path: Path) -> None:
    marks = ["X", "*", "＊＊", "－", "-", "秘匿", "", "0", "1,234"]
    path = tmp_path / "people.csv"
    rows = "".join(f'町{number},2026-04-01,"{mark}"\n' for number, mark in enumerate(marks))
    path.write_text("地域名,調査年月日,総人口\n" + rows)
    outcome = read("population", path, chiyoda)
    assert [(row["total"], row["withheld"]) for row in outcome.accepted] == [
        *[(None, "total")] * 6,
        (None, None),
        (0, None),
        (1234, None),
    ]


def test_a_code_several_areas_share_is_none_of_theirs(tmp_path: Path) -> None:
    (tmp_path / "people.csv").write_text(
        "地域コード,地域名,調査年月日,総人口\n131016,東町,2026-04-01,1\n131016,西町,2026-04-01,2\n"
        "0003,南町,2026-04-01,3\n"
    )
    city = town(tmp_path, population={"id": "people", "path": "people.csv"})
    balances(city)
    rows = ask(city, "SELECT area_id, population FROM marts.population ORDER BY population")
    assert [people for _, people in rows] == [1, 2, 3]
    assert len({area for area, _ in rows}) == 3
    assert rows[2][0] == "0003"
