"""The journal's share of the build: its statements beside the published ones, and their fold."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from etl.closure_marts import add_closures
from etl.contract import EtlError, WrongMunicipality
from machimori.city import City
from machimori.domain import event_tables, temporary_places
from machimori.domain.events import Event
from machimori.domain.status_fold import fold
from machimori.store import journal as journals
from machimori.store.journal import Journal, of_city

PLACES_MODEL = Path(__file__).parent / "models" / "temporary_places.sql"


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
    events = open_events(journal_path, city)
    _add_statements(connection, events, city)
    _replace_incidents(connection, event_tables.incidents(events))
    _insert(connection, "marts.evacuation_orders", event_tables.evacuation_orders(events))
    add_closures(connection, events)
    history = connection.execute("FROM marts.facility_status_history").df()
    _insert(connection, "marts.facility_status", fold(history))
    return events[-1].seq if events else 0


def _add_statements(connection: duckdb.DuckDBPyConnection, events: list[Event], city: City) -> None:
    """The journal's statements, and the places of which some of them, or a file's, speak."""
    added = temporary_places.places(events)
    joined = temporary_places.joins(events)
    master = connection.execute("SELECT facility_id FROM marts.facilities").fetchall()
    known = {str(row[0]) for row in master} | {one["facility_id"] for one in added}

    def meant(facility_id: str, mode: str) -> str:
        return temporary_places.meant(facility_id, mode, joined, known)

    themselves = [
        one for one in added if meant(one["facility_id"], one["mode"]) == one["facility_id"]
    ]
    _add_places(connection, themselves, city)
    for (stated, mode), _ in joined.items():  # what a file says under such an id
        connection.execute(
            "UPDATE marts.facility_status_history SET facility_id = $meant, stated_as = $stated "
            "WHERE facility_id = $stated AND mode = $mode AND $meant <> $stated",
            {"meant": meant(stated, mode), "stated": stated, "mode": mode},
        )
    statements = event_tables.statements(events, is_sample=city.is_sample, meant=meant)
    _insert(connection, "marts.facility_status_history", statements)
    connection.execute(
        "UPDATE marts.facility_status_history SET is_known_facility = list_contains($known, "
        "facility_id) WHERE source = 'journal' OR list_contains($added, facility_id)",
        {"known": sorted(known), "added": [one["facility_id"] for one in added]},
    )


def _add_places(
    connection: duckdb.DuckDBPyConnection, rows: list[dict[str, Any]], city: City
) -> None:
    """Places nobody designated, beside those of the lists."""
    if not rows:
        return
    columns = list(temporary_places.FIELDS)
    connection.register("added_places", pd.DataFrame(rows, columns=columns).astype(object))
    try:
        connection.execute(
            PLACES_MODEL.read_text(encoding="utf-8"),
            {"code": city.code, "is_sample": city.is_sample},
        )
    finally:
        connection.unregister("added_places")


def open_events(
    path: Path, city: City, kind: str | None = None, until: int | None = None
) -> list[Event]:
    """Events of a city's journal, of one kind or all, up to and with a sequence number.

    Raises:
        WrongMunicipality: the journal is another municipality's.
        EtlError: what lies there is no journal.
    """
    if not path.is_file() or not path.stat().st_size:
        return []
    try:
        journal = of_city(Journal(path, read_only=True), city)
    except journals.WrongMunicipality as error:
        raise WrongMunicipality(str(error)) from error
    except journals.StoreError as error:
        raise EtlError(str(error)) from error
    try:
        return journal.events_after(0, until, kind=kind)
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
