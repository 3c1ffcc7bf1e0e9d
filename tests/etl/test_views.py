"""Marts that are views have the columns and types the schema declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from etl.build import open_build
from etl.pipeline import run
from machimori.database import connect, literal
from tests.etl.conftest import city_of


@pytest.mark.parametrize("mart", ["road_reports"])
def test_view_is_what_the_schema_declares(config: Path, mart: str) -> None:
    declared = open_build(":memory:").execute(f"DESCRIBE marts.{mart}").fetchall()
    connection = connect()
    warehouse = run(city_of(config)).warehouse
    connection.execute(f"ATTACH {literal(str(warehouse))} AS wh (READ_ONLY)")
    built = connection.execute(f"DESCRIBE wh.marts.{mart}").fetchall()
    assert sorted(row[:2] for row in built) == sorted(row[:2] for row in declared)
