"""A run: balances, last good rows, what is held back, what is refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from etl import build
from etl.contract import CheckFailed, EtlError, WrongMunicipality
from etl.pipeline import run
from tests.etl.conftest import city_of, marts_of, shelter_row, table

RUNS = (
    "SELECT source, rows_in, accepted, rejected, duplicates, success, is_held_back "
    "FROM wh.meta.source_runs ORDER BY run_id = $1"
)


def last_run(warehouse: Path, run_id: str) -> dict[str, object]:
    found = table(
        warehouse,
        "SELECT source, rows_in, accepted, rejected, duplicates, success, is_held_back "
        f"FROM wh.meta.source_runs WHERE run_id = '{run_id}'",
    )
    return found.to_dict("records")[0]


def names(warehouse: Path) -> list[str]:
    return sorted(table(warehouse, "SELECT DISTINCT name FROM wh.marts.facilities")["name"])


def test_every_row_is_accepted_rejected_or_a_duplicate(
    config: Path, write_shelters: Callable[..., Path]
) -> None:
    rows = [shelter_row(number) for number in range(1, 9)]
    write_shelters(
        *rows, rows[0], shelter_row(9, latitude=45.0), "x,y", ",,,,,,,,,,,,,,,,,,,,,,,,,"
    )
    result = run(city_of(config))
    assert last_run(result.warehouse, result.run_id) == {
        "source": "shelters",
        "rows_in": 12,
        "accepted": 8,
        "rejected": 3,
        "duplicates": 1,
        "success": True,
        "is_held_back": False,
    }
    rejects = table(
        result.warehouse,
        "SELECT source_row, severity, rule FROM wh.meta.rejects ORDER BY source_row, rule",
    )
    assert [tuple(row) for row in rejects.itertuples(index=False)] == [
        (2, "duplicate", "duplicate_row"),
        (11, "row", "coordinates_outside"),
        (12, "row", "ragged_row"),
        (13, "row", "blank_row"),
    ]


def test_building_twice_gives_the_same_marts(config: Path) -> None:
    city = city_of(config)
    first = marts_of(run(city).warehouse)
    second = marts_of(run(city).warehouse)
    assert first == second
    assert len(first["facilities"]) == 10


def test_failing_source_keeps_its_last_good_rows(config: Path) -> None:
    city = city_of(config)
    run(city)
    (city.folder / "shelters.csv").unlink()
    result = run(city)
    assert not result.success
    assert last_run(result.warehouse, result.run_id)["is_held_back"]
    assert len(names(result.warehouse)) == 10
    assert "shelters" in str(result.runs[0].error)


def test_first_run_that_fails_leaves_its_source_empty(config: Path) -> None:
    city = city_of(config)
    (city.folder / "shelters.csv").unlink()
    result = run(city)
    assert (result.success, names(result.warehouse)) == (False, [])


def test_too_many_rejects_hold_the_source_back(
    config: Path, write_shelters: Callable[..., Path]
) -> None:
    city = city_of(config)
    run(city)
    write_shelters(
        *(shelter_row(n, name=f"新見本{n}") for n in range(1, 8)),
        *(shelter_row(n, latitude=45.0) for n in range(8, 11)),
    )
    result = run(city)
    assert not result.success
    assert "3 of 10 rows were rejected" in str(result.runs[0].error)
    assert names(result.warehouse)[0] == "見本第10小学校"
    kept = table(
        result.warehouse,
        "SELECT rule, count(*) AS n FROM wh.meta.rejects "
        f"WHERE run_id = '{result.run_id}' GROUP BY 1",
    )
    assert kept.to_dict("records") == [{"rule": "coordinates_outside", "n": 3}]


def test_far_fewer_rows_than_last_time_hold_the_source_back(
    config: Path, write_shelters: Callable[..., Path]
) -> None:
    city = city_of(config)
    run(city)
    write_shelters(shelter_row(1), shelter_row(2))
    result = run(city)
    assert "2 rows where the last run had 10" in str(result.runs[0].error)
    assert len(names(result.warehouse)) == 10


def test_source_option_reads_one_source_and_keeps_the_others(
    config: Path, write_shelters: Callable[..., Path]
) -> None:
    text = config.read_text(encoding="utf-8")
    second = text[text.index("[[sources") :].replace('"shelters', '"annex')
    config.write_text(text + second, encoding="utf-8")
    write_shelters(*(shelter_row(n, name=f"別館{n}") for n in range(1, 4)), name="annex.csv")
    city = city_of(config)
    run(city)
    newer = write_shelters(*(shelter_row(n, name=f"新館{n}") for n in range(1, 4)), name="new.csv")
    result = run(city, sources={"annex": str(newer)})
    assert [one.source for one in result.runs] == ["annex"]
    assert names(result.warehouse) == sorted(
        [f"見本第{n}小学校" for n in range(1, 11)] + [f"新館{n}" for n in range(1, 4)]
    )


def test_unknown_source_is_an_error_that_names_the_known(config: Path) -> None:
    with pytest.raises(EtlError, match="no source is called 'shelterz'"):
        run(city_of(config), sources={"shelterz": "x.csv"})


def test_warehouse_of_another_municipality_is_refused(config: Path) -> None:
    city = city_of(config)
    run(city)
    other = city.model_copy(update={"code": "131024", "name": "別の区"})
    with pytest.raises(WrongMunicipality, match="見本区"):
        run(other)
    assert len(names(city.warehouse_path)) == 10


def test_failing_check_keeps_the_old_warehouse(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    city = city_of(config)
    before = run(city).warehouse.stat().st_ino
    checks = tmp_path / "checks"
    checks.mkdir()
    (checks / "nobody_lives_here.sql").write_text("SELECT 1 AS one")
    monkeypatch.setattr(build, "CHECKS", checks)
    with pytest.raises(CheckFailed, match="nobody_lives_here"):
        run(city)
    assert city.warehouse_path.stat().st_ino == before
    assert [file.name for file in city.data_path.glob("*.tmp-*")] == []


def test_correction_mends_a_row_before_the_rules(
    config: Path, write_shelters: Callable[..., Path]
) -> None:
    city = city_of(config)
    write_shelters(*(shelter_row(n) for n in range(1, 10)), shelter_row(10, latitude="35/69"))
    folder = city.folder / "corrections"
    folder.mkdir()
    (folder / "shelters.toml").write_text(
        '[[correction]]\nsource = "shelters"\naction = "override"\nreason = "slash"\n'
        'locate = { name = "見本第10小学校" }\nset = { latitude = "35.69" }\n'
        'expect = { latitude = "35/69" }\n',
        encoding="utf-8",
    )
    result = run(city)
    assert (result.success, result.runs[0].accepted) == (True, 10)
    write_shelters(shelter_row(1), name="other.csv")
    elsewhere = run(city, sources={"facility_status": str(city.folder / "other.csv")})
    assert elsewhere.corrections == []
    kept = table(result.warehouse, "SELECT status FROM wh.meta.corrections")
    assert kept.to_dict("records") == [{"status": "applied"}]
    write_shelters(*(shelter_row(n) for n in range(1, 11)))
    mended = run(city)
    assert [one.status for one in mended.corrections] == ["expectation_failed"]
    assert not mended.success


def test_file_of_a_folder_that_is_something_else_is_passed_over_and_said(
    config: Path, write_shelters: Callable[..., Path]
) -> None:
    folder = config.parent / "lists"
    folder.mkdir()
    write_shelters(*(shelter_row(n) for n in range(1, 6)), name="lists/a.csv")
    (folder / "readme.csv").write_text("品目,分別\r\n紙,資源\r\n", encoding="utf-8")
    result = run(city_of(config), sources={"shelters": str(folder)})
    assert (result.success, result.runs[0].accepted) == (True, 5)
    files = table(
        result.warehouse,
        "SELECT source_file, layout, rows_in FROM wh.meta.source_files ORDER BY source_file",
    )
    assert [tuple(row) for row in files.itertuples(index=False)] == [
        ("a.csv", "recommended_03", 5),
        ("readme.csv", "passed_over", 0),
    ]
