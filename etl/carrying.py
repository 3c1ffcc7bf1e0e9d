"""The last good rows of sources that are not read, or failed: taken from the warehouse in force."""

from __future__ import annotations

import duckdb

from etl.landing import LOCATED, landing_tables, locate
from etl.locate import Areas
from etl.sources import SOURCES


def carry_over(
    connection: duckdb.DuckDBPyConnection, source_name: str, source_id: str, areas: Areas | None
) -> None:
    """Take a source's last good rows, files and verdicts from the warehouse in force.

    Rows that were located in other areas than today's are located anew.
    """
    landed = landing_tables(source_name, SOURCES[source_name])
    for name in (*landed, "files"):
        _copy(connection, "landing", name, "source = $source", source_id)
    if areas is not None:
        _relocate(connection, SOURCES[source_name].table, source_id, areas)
    good = (
        "source = $source AND run_id IN "
        "(SELECT run_id FROM old.meta.source_runs WHERE source = $source AND success)"
    )
    for name in ("source_files", "rejects"):
        _copy(connection, "meta", name, good, source_id)


def _relocate(
    connection: duckdb.DuckDBPyConnection, table: str, source_id: str, areas: Areas
) -> None:
    (before,) = connection.execute(
        "SELECT max(areas_fingerprint) FROM old.meta.build"
    ).fetchone() or (None,)
    columns = {row[0] for row in connection.execute(f"DESCRIBE landing.{table}").fetchall()}
    if before == areas.fingerprint or not set(LOCATED.names) <= columns:
        return
    rows = connection.execute(
        f"SELECT rowid AS row_id, longitude, latitude FROM landing.{table} WHERE source = ?",
        [source_id],
    ).to_arrow_table()
    connection.register("located", locate(rows, areas))
    connection.execute(
        f"UPDATE landing.{table} AS t SET town_block_id = located.town_block_id, "
        f"district_id = located.district_id FROM located WHERE t.rowid = located.row_id"
    )
    connection.unregister("located")


def carry_over_runs(connection: duckdb.DuckDBPyConnection) -> None:
    """Take the history of runs along."""
    _copy(connection, "meta", "source_runs", "$source IS NOT NULL", "")


def _copy(
    connection: duckdb.DuckDBPyConnection, schema: str, name: str, which: str, source_id: str
) -> None:
    """Copy rows of a table of the old warehouse, in the columns both versions have."""
    shared = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = current_database() "
        "AND schema_name = $schema AND table_name = $name INTERSECT "
        "SELECT column_name FROM duckdb_columns() WHERE database_name = 'old' "
        "AND schema_name = $schema AND table_name = $name",
        {"schema": schema, "name": name},
    ).fetchall()
    if not shared:
        return
    names = ", ".join(f'"{column}"' for (column,) in shared)
    connection.execute(
        f"INSERT INTO {schema}.{name} BY NAME SELECT {names} "
        f"FROM old.{schema}.{name} WHERE {which} ORDER BY rowid",
        {"source": source_id},
    )
