"""Posts from their files to their marts: histories, duplicates, and nothing personal anywhere."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from etl.pipeline import run
from machimori.city import City
from machimori.database import connect, literal
from tests.etl.conftest import marts_of, table

FIXTURES = Path(__file__).parents[2] / "fixtures" / "road_reports"
PERSONAL = ("花子", "太郎", "次郎", "四郎", "090-", "40代", "Hanako", "Taro", "電話した")
at = datetime.fromisoformat


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    """Posts of three systems, side by side."""
    return City.model_validate(
        {
            "name": "見本区",
            "code": "131016",
            "bbox": (139.70, 35.65, 139.80, 35.72),
            "metric_crs": "EPSG:6677",
            "folder": tmp_path_factory.mktemp("posts"),
            "sources": {
                "road_reports": [
                    {"id": "mcr", "path": str(FIXTURES / "redmine_issues.json")},
                    {"id": "scf", "path": str(FIXTURES / "seeclickfix_issues.json")},
                    {"id": "o311", "path": str(FIXTURES / "open311_quirks.json")},
                ]
            },
        }
    )


@pytest.fixture(scope="module")
def warehouse(city: City) -> Path:
    result = run(city)
    assert result.success, [one.error for one in result.runs]
    assert [(one.rows_in, one.accepted, one.rejected, one.duplicates) for one in result.runs] == [
        (8, 6, 1, 1),
        (3, 3, 0, 0),
        (5, 5, 0, 0),
    ]
    return result.warehouse


def test_of_two_states_of_a_post_the_later_one_stands(warehouse: Path) -> None:
    posts = table(
        warehouse,
        "SELECT report_id, status, closed_at FROM wh.marts.road_reports "
        "WHERE source = 'mcr' AND source_report_id = '101'",
    )
    assert posts.to_dict("records") == [
        {"report_id": "mcr:101", "status": "対応済", "closed_at": at("2026-03-08")}
    ]


def test_an_open_post_has_no_end_and_no_owner_is_guessed(warehouse: Path) -> None:
    counts = table(
        warehouse,
        "SELECT count(*) FILTER (closed_at IS NOT NULL AND status IN "
        "('受付済', '対応中', '経過観察', '再開')) AS open_and_closed, "
        "count(owner) AS owners, count(severity) AS severities, count(*) AS posts, "
        "count(mesh125) AS meshed, count(*) FILTER (position_precision = 'unknown') AS nowhere "
        "FROM wh.marts.road_reports",
    )
    assert counts.to_dict("records") == [
        {
            "open_and_closed": 0,
            "owners": 0,
            "severities": 0,
            "posts": 14,
            "meshed": 10,
            "nowhere": 4,
        }
    ]


def test_a_history_is_what_the_source_tells(warehouse: Path) -> None:
    history = table(
        warehouse,
        "SELECT report_id, changed_at, status, note FROM wh.marts.road_report_history "
        "WHERE report_id IN ('mcr:102', 'mcr:103', 'mcr:104', 'scf:9002', 'scf:9003') "
        "ORDER BY report_id, changed_at",
    )
    assert [
        (row.report_id, row.changed_at, row.status) for row in history.itertuples(index=False)
    ] == [
        ("mcr:102", at("2026-03-01 00:30"), "受付済"),
        ("mcr:102", at("2026-03-01 05:00"), "対応中"),
        ("mcr:103", at("2026-03-01 00:30"), "受付済"),
        ("mcr:103", at("2026-03-05 01:00"), "対応済"),
        ("mcr:104", at("2026-03-01 00:30"), "受付済"),
        ("mcr:104", at("2026-03-03 01:00"), "対応済"),
        ("scf:9002", at("2026-05-01"), "受付済"),
        ("scf:9002", at("2026-05-02"), "対応中"),
        ("scf:9002", at("2026-05-03"), "対応済"),
        ("scf:9003", at("2026-05-01"), "受付済"),
        ("scf:9003", at("2026-05-03"), "対応済"),
        ("scf:9003", at("2026-05-04"), "再開"),
    ]
    assert [note for note in history["note"] if isinstance(note, str)] == ["現地を確認しました"]


def test_the_same_files_give_the_same_marts(city: City, warehouse: Path) -> None:
    before = marts_of(warehouse)
    assert marts_of(run(city).warehouse) == before


def test_no_table_of_the_warehouse_knows_a_reporter(warehouse: Path) -> None:
    connection = connect()
    connection.execute(f"ATTACH {literal(str(warehouse))} AS wh (READ_ONLY)")
    tables = connection.execute(
        "SELECT schema_name || '.' || table_name FROM duckdb_tables() WHERE database_name = 'wh'"
    ).fetchall()
    assert ("landing.stg_road_reports__report",) in tables
    for (name,) in tables:
        rows = repr(connection.execute(f"SELECT * FROM wh.{name}").fetchall())  # noqa: S608
        for personal in PERSONAL:
            assert personal not in rows, (name, personal)
    connection.close()
