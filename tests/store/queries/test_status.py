"""The overlay of new events says what a full rebuild would say, for any events and watermark."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.status_marts import fold_into
from machimori import database
from machimori.city import City
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import status
from machimori.store.warehouse import BuildInfo, Signature, Warehouse, open_warehouse
from tests.store.small_warehouse import INCIDENT, NOW, SCHEMA, small_city, write_small_warehouse

PLACES = ("p01:shelter", "p02:temporary_stay", "p99:shelter", "new:shelter")
FILE_EVENTS = ("event-1", "event-2", "event-8")


@pytest.fixture(scope="module")
def built() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in memory whose status marts can be made again and again."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_small_warehouse(Path(folder) / "warehouse.duckdb")
        connection = database.connect()
        connection.execute(f"ATTACH {database.literal(str(path))} AS small (READ_ONLY)")
        connection.execute("ATTACH ':memory:' AS wh; USE wh; CREATE SCHEMA marts")
        connection.execute((SCHEMA / "facility_status.sql").read_text(encoding="utf-8"))
        connection.execute("CREATE TABLE marts.facilities AS FROM small.marts.facilities")
        connection.execute(
            "CREATE TABLE published AS FROM small.marts.facility_status_history;"
            "CREATE TABLE published_incidents AS FROM small.marts.incidents; DETACH small"
        )
        yield connection
        connection.close()


def rebuild(connection: duckdb.DuckDBPyConnection, city: City, number: int) -> Warehouse:
    connection.execute(
        "DELETE FROM marts.facility_status; DELETE FROM marts.facility_status_history;"
        "DELETE FROM marts.incidents; DELETE FROM marts.evacuation_orders;"
        "INSERT INTO marts.facility_status_history FROM published;"
        "INSERT INTO marts.incidents FROM published_incidents"
    )
    watermark = fold_into(connection, city.journal_path, city)
    build = BuildInfo("b", NOW, city.code, city.name, city.is_sample, watermark)
    return Warehouse(connection, Signature(0, number, 0), build)


def statement() -> st.SearchStrategy[dict[str, Any]]:
    none = st.none()
    return st.fixed_dictionaries(
        {
            "subject": st.sampled_from(PLACES),
            "minutes": st.integers(-300, 5),
            "mode": st.sampled_from(["training", "training", "real"]),
            "incident_id": st.sampled_from([INCIDENT, None]),
            "event_type": st.sampled_from(["status", "confirmation", "correction", "increment"]),
            "opening": st.sampled_from([None, "開設", "閉鎖"]),
            "headcount": none | st.integers(0, 90),
            "headcount_delta": none | st.integers(-9, 9),
            "outside_headcount": none | st.integers(0, 9),
            "outside_headcount_delta": none | st.integers(-9, 9),
            "counters_delta": st.sampled_from([None, None, {"infant": 1}]),
            "corrects": none | st.integers(0, 9) | st.sampled_from(FILE_EVENTS),
        }
    )


def put(journal: Journal, number: int, said: dict[str, Any]) -> None:
    fields = dict(said)
    corrects = fields.pop("corrects")
    if isinstance(corrects, int):
        told = journal.events_after(0)
        corrects = told[corrects].event_id if corrects < len(told) else None
    journal.append(
        "facility_status",
        fields.pop("subject"),
        {name: fields.pop(name) for name in list(fields) if name not in HEAD}
        | {"supersedes": corrects},
        client_key=f"k{number}",
        observed_at=NOW + timedelta(minutes=fields.pop("minutes")),
        **fields,
    )


HEAD = ("subject", "minutes", "mode", "incident_id")


@contextmanager
def fresh_city() -> Iterator[City]:
    with tempfile.TemporaryDirectory() as folder:
        yield small_city(Path(folder))


@settings(max_examples=8, deadline=None)
@given(st.lists(statement(), max_size=12), st.integers(0, 12), st.integers(0, 12))
def test_the_overlay_equals_a_full_rebuild(
    built: duckdb.DuckDBPyConnection, said: list[dict[str, Any]], cut: int, later: int
) -> None:
    with fresh_city() as city:
        journal = open_journal(city)
        for number, one in enumerate(said[:cut]):
            put(journal, number, one)
        warehouse = rebuild(built, city, 1)
        assert warehouse.build.journal_watermark == journal.last_seq()
        for number, one in enumerate(said[cut:]):
            put(journal, cut + number, one)
            if number % 2:
                status.facility_status(warehouse, journal)  # asked in between, as pages do
        until = min(len(said), max(cut, later))
        overlaid = status.facility_status(warehouse, journal)
        early = status.facility_status(warehouse, journal, until=until)
        whole = status.facility_status(warehouse, journal, until=len(said))

        again = rebuild(built, city, 2)
        assert again.build.journal_watermark == len(said)
        pd.testing.assert_frame_equal(overlaid, status.facility_status(again, journal))
        pd.testing.assert_frame_equal(overlaid, status.facility_status(again, None))
        pd.testing.assert_frame_equal(overlaid, whole)
        if until == len(said):
            pd.testing.assert_frame_equal(overlaid, early)
        journal.close()


def test_a_statement_is_seen_before_the_next_build(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    warehouse, journal = open_warehouse(city), open_journal(city)
    before = status.facility_status(warehouse, journal).set_index("facility_id")
    journal.append(
        "facility_status",
        "p02:temporary_stay",
        {"crowding": "定員一杯", "headcount": 300},
        client_key="k1",
        mode="training",
        incident_id=INCIDENT,
        observed_at=NOW,
    )
    after = status.facility_status(warehouse, journal).set_index("facility_id")
    changed = [place for place in after.index if not after.loc[place].equals(before.loc[place])]
    assert changed == ["p02:temporary_stay"]
    row = after.loc["p02:temporary_stay"]
    assert (row["opening"], row["crowding"], row["headcount"]) == ("開設", "定員一杯", 300)
    assert row["opening_observed_at"] < row["crowding_observed_at"]
    journal.close()


def test_the_small_warehouse_holds_the_fold_of_its_history(
    built: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    written = status.facility_status(open_warehouse(city), None)
    pd.testing.assert_frame_equal(status.facility_status(rebuild(built, city, 3), None), written)


def test_incidents_and_orders_join_the_built_ones(
    built: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    city = small_city(tmp_path)
    journal = open_journal(city)
    warehouse = rebuild(built, city, 4)
    began = datetime(2026, 11, 20, 22, 0, tzinfo=UTC)

    def tell(kind: str, subject: str, payload: dict[str, Any], minutes: int) -> str:
        return journal.append(
            kind,
            subject,
            payload,
            client_key=f"{kind}{minutes}",
            mode="real",
            incident_id="quake",
            observed_at=began + timedelta(minutes=minutes),
        ).event_id

    tell("incident", "quake", {"name": "見本地震"}, 0)
    tell("incident", "quake", {"ended_at": began + timedelta(hours=3)}, 180)
    wrong = tell("evacuation_order", "district-w", {"alert_level": 5}, 10)
    right = tell("evacuation_order", "district-e", {"alert_level": 4, "supersedes": wrong}, 11)

    def told(reader: Warehouse) -> tuple[list[Any], list[Any]]:
        orders = status.evacuation_orders(reader, journal)
        return (
            status.incidents(reader, journal)[["incident_id", "name", "mode"]].to_numpy().tolist(),
            orders[["event_id", "district_id", "alert_level", "mode"]].to_numpy().tolist(),
        )

    expected = (
        [["quake", "見本地震", "real"], [INCIDENT, "見本区総合防災訓練", "training"]],
        [[right, "district-e", 4, "real"]],
    )
    assert told(warehouse) == expected
    again = rebuild(built, city, 5)
    assert told(again) == expected
    ended = status.incidents(again, None).set_index("incident_id").loc["quake"]
    assert ended["ended_at"] == pd.Timestamp("2026-11-21 01:00")
    journal.close()
