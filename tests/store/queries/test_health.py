"""Data health against the small warehouse: six good runs, one source held back."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest

from machimori import database
from machimori.store.queries import health
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_meta import RUN
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    city = small_city(tmp_path_factory.mktemp("health"))
    write_small_warehouse(city.warehouse_path)
    yield open_warehouse(city)


def test_every_source_has_one_row_whose_balance_holds(warehouse: Warehouse) -> None:
    sources = health.sources(warehouse, now=NOW).set_index("source")
    assert list(sources.index) == [
        "facilities",
        "facility_status",
        "food_drive_points",
        "indicators",
        "open_datasets",
        "population",
        "road_reports",
    ]
    balance = sources.accepted + sources.rejected + sources.duplicates
    assert (balance == sources.rows_in).all()
    assert sources.loc["facilities", "doubted_values"] == 1
    assert dict(sources.is_overdue[sources.is_overdue]) == {"population": True}
    assert sources.loc["population", "age_days"] == pytest.approx(50)


def test_a_source_held_back_has_no_good_run_of_its_own(warehouse: Warehouse) -> None:
    held = health.sources(warehouse, now=NOW).set_index("source").loc["population"]
    assert held.is_held_back
    assert not held.success
    assert pd.isna(held.last_good_at)
    assert held.as_of == pd.Timestamp("2026-10-02 05:05:00")
    assert held.error == "population.csv: 96 of 100 rows were rejected; the last good rows stay."


def test_runs_are_listed_newest_first(warehouse: Warehouse) -> None:
    runs = health.runs(warehouse, "facilities")
    assert list(runs.run_id) == [RUN]


def test_rejects_are_grouped_by_rule_with_one_example(warehouse: Warehouse) -> None:
    grouped = health.rejects_by_rule(warehouse, "facilities", RUN, lang="ja")
    assert grouped.to_dict("records") == [
        {
            "rule": "outside_bbox",
            "severity": "row",
            "verdicts": 1,
            "what": "outside_bboxの行です",
            "todo": "元の表を直してください",
            "source_file": "facilities.csv",
            "source_row": 9,
            "column": "緯度",
            "value": "3.568",
            "suggestion": "小数点の位置を確かめる",
        },
        {
            "rule": "unreadable_number",
            "severity": "value",
            "verdicts": 1,
            "what": "unreadable_numberの行です",
            "todo": "元の表を直してください",
            "source_file": "facilities.csv",
            "source_row": 5,
            "column": "想定収容人数",
            "value": "多数",
            "suggestion": "人数で書く",
        },
    ]


def test_rules_speak_the_language_of_the_page(warehouse: Warehouse) -> None:
    english = health.rejects_by_rule(warehouse, "road_reports", RUN, lang="en")
    assert list(english.what) == [
        "A row of the rule missing_value",
        "A row of the rule unreadable_date",
    ]
    assert set(english.todo) == {"Correct the published table"}


def test_rejects_for_a_file_keep_row_value_and_published_row(warehouse: Warehouse) -> None:
    rejects = health.rejects(warehouse, "road_reports", RUN, lang="ja")
    assert list(rejects[["source_row", "column", "value"]].itertuples(index=False, name=None)) == [
        (12, "受付番号", None),
        (31, "受付日時", "令和八年某日"),
    ]


def test_files_and_corrections(warehouse: Warehouse) -> None:
    files = health.files(warehouse, "facilities", RUN)
    assert list(files.encoding) == ["cp932"]
    assert len(files.sha256.iloc[0]) == 64
    assert list(health.corrections(warehouse, "facilities").status) == ["applied"]
    assert health.corrections(warehouse, "road_reports").empty
    assert list(health.corrections(warehouse).correction_id) == ["c1"]


def test_the_change_is_against_the_good_run_before(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    with database.connect(city.warehouse_path) as connection:
        connection.execute(
            "INSERT INTO meta.source_runs BY NAME SELECT * REPLACE ("
            " 'run-1' AS run_id, fetched_at - INTERVAL 1 DAY AS fetched_at, 10 AS accepted,"
            " true AS success, false AS is_held_back, NULL AS error)"
            " FROM meta.source_runs WHERE source IN ('facilities', 'population')"
        )
    sources = health.sources(open_warehouse(city), now=NOW).set_index("source")
    assert sources.loc["facilities", "accepted_change"] == 2
    held = sources.loc["population"]
    assert (held.accepted_change, held.last_good_at) == (-6, pd.Timestamp("2026-11-20 04:05:00"))
    assert health.runs(open_warehouse(city), "facilities").run_id.tolist() == [RUN, "run-1"]
