"""The journal's share of the build: its statements beside the published ones, and their fold."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd

from etl.contract import EtlError, WrongMunicipality
from machimori.city import City
from machimori.domain import event_tables
from machimori.domain.events import Event
from machimori.domain.status_fold import fold
from machimori.store import journal as journals
from machimori.store.journal import Journal, of_city


def fold_into(connection: duckdb.DuckDBPyConnection, journal_path: Path, city: City) -> int:
    """Append the journal's events to the marts and fold all statements into facility_status.

    Args:
        connection: the warehouse being built; published statements are in
            ``marts.facility_status_history`` already.
        journal_path: read only; where there is none, only published statements are folded.
        city: whose journal it must be.

    Returns:
        The watermark: sequence number of the last event folded in, 0 without a journal.

    Raises:
        WrongMunicipality: the journal is another municipality's.
        EtlError: what lies there is no journal.
    """
    events = _events(journal_path, city)
    statements = event_tables.statements(events, is_sample=city.is_sample)
    _insert(connection, "marts.facility_status_history", statements)
    connection.execute(
        "UPDATE marts.facility_status_history AS said SET is_known_facility = "
        "said.facility_id IN (SELECT facility_id FROM marts.facilities) WHERE source = 'journal'"
    )
    _replace_incidents(connection, event_tables.incidents(events))
    _insert(connection, "marts.evacuation_orders", event_tables.evacuation_orders(events))
    history = connection.execute("FROM marts.facility_status_history").df()
    _insert(connection, "marts.facility_status", fold(history))
    return events[-1].seq if events else 0


def _events(path: Path, city: City) -> list[Event]:
    if not path.is_file() or not path.stat().st_size:
        return []
    try:
        journal = of_city(Journal(path, read_only=True), city)
    except journals.WrongMunicipality as error:
        raise WrongMunicipality(str(error)) from error
    except journals.StoreError as error:
        raise EtlError(str(error)) from error
    try:
        return journal.events_after(0)
    finally:
        journal.close()


def _replace_incidents(connection: duckdb.DuckDBPyConnection, rows: pd.DataFrame) -> None:
    """What the journal says of an incident stands in place of what a file said."""
    for identifier in rows["incident_id"]:
        connection.execute("DELETE FROM marts.incidents WHERE incident_id = ?", [identifier])
    _insert(connection, "marts.incidents", rows)


def _insert(connection: duckdb.DuckDBPyConnection, table: str, rows: pd.DataFrame) -> None:
    if rows.empty:
        return
    connection.register("journal_rows", rows)
    try:
        connection.execute(f"INSERT INTO {table} BY NAME FROM journal_rows")
    finally:
        connection.unregister("journal_rows")
