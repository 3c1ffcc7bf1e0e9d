"""Every connection, and every cursor of it, speaks longitude first and UTC."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from machimori import database

METRES = (
    "SELECT ST_AsText(ST_ReducePrecision("
    "ST_Transform(ST_Point(139.75, 35.69), 'EPSG:4326', 'EPSG:6677'), 1.0))"
)


def test_a_transform_gives_metres_on_the_connection_and_on_its_cursors() -> None:
    connection = database.connect()
    for asked in (connection, connection.cursor()):
        assert asked.execute(METRES).fetchall() == [("POINT (-7542 -34390)",)]
        assert asked.execute("SELECT current_setting('TimeZone')").fetchall() == [("UTC",)]


def test_hardening_holds_on_cursors_and_can_not_be_undone(tmp_path: Path) -> None:
    connection = database.connect()
    database.harden(connection)
    cursor = connection.cursor()
    for statement in (
        f"COPY (SELECT 1) TO {database.literal(str(tmp_path / 'leak.csv'))}",
        "SELECT * FROM read_text('/etc/hostname')",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        f"LOAD {database.literal(str(tmp_path / 'foreign.duckdb_extension'))}",
    ):
        with pytest.raises((duckdb.PermissionException, duckdb.InvalidInputException)):
            cursor.execute(statement)
    assert list(tmp_path.iterdir()) == []


def test_a_literal_stays_one_string() -> None:
    text = "it's '); DROP TABLE x; --"
    found = database.connect().execute(f"SELECT {database.literal(text)}").fetchall()  # noqa: S608
    assert found == [(text,)]
