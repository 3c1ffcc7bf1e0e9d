"""The build folds the journal in, or says why it can't."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from etl.contract import EtlError, WrongMunicipality
from etl.status_marts import fold_into
from machimori import database
from machimori.store.journal import open_journal
from tests.store.small_warehouse import NOW, SCHEMA, small_city


@pytest.fixture
def marts() -> duckdb.DuckDBPyConnection:
    connection = database.connect()
    connection.execute("CREATE SCHEMA marts")
    for name in ("facilities", "facility_status"):
        connection.execute((SCHEMA / f"{name}.sql").read_text(encoding="utf-8"))
    return connection


def test_without_a_journal_the_watermark_is_zero(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    assert fold_into(marts, tmp_path / "journal.sqlite", small_city(tmp_path)) == 0
    (tmp_path / "journal.sqlite").touch()
    assert fold_into(marts, tmp_path / "journal.sqlite", small_city(tmp_path)) == 0
    assert marts.execute("SELECT count(*) FROM marts.facility_status").fetchall() == [(0,)]


def test_statements_of_the_journal_are_folded_and_flagged(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    city = small_city(tmp_path)
    journal = open_journal(city)
    for number, delta in enumerate((4, 3, -1)):
        journal.append(
            "facility_status",
            "gone:shelter",
            {"event_type": "increment", "headcount_delta": delta},
            client_key=f"k{number}",
            mode="real",
            observed_at=NOW,
            reporter="見本職員",
        )
    journal.close()
    assert fold_into(marts, city.journal_path, city) == 3
    assert marts.execute(
        "SELECT facility_id, is_known_facility, headcount, mode, source, is_sample "
        "FROM marts.facility_status"
    ).fetchall() == [("gone:shelter", False, 6, "real", "journal", True)]
    assert marts.execute(
        "SELECT source_row, headcount_delta, reporter FROM marts.facility_status_history "
        "ORDER BY source_row"
    ).fetchall() == [(1, 4, "見本職員"), (2, 3, "見本職員"), (3, -1, "見本職員")]


def test_a_foreign_or_broken_journal_stops_the_build(
    marts: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    city = small_city(tmp_path)
    open_journal(city).close()
    other = city.model_copy(update={"code": "281000", "name": "神戸市"})
    with pytest.raises(WrongMunicipality, match="holds 131016"):
        fold_into(marts, city.journal_path, other)
    city.journal_path.write_bytes(b"no journal at all, but long enough" * 100)
    with pytest.raises(EtlError, match="is no journal"):
        fold_into(marts, city.journal_path, city)
