"""Orders seen before the next build are those the next build will hold."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import timedelta
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
from machimori.store.queries import orders, status
from machimori.store.warehouse import BuildInfo, Signature, Warehouse
from tests.store.small_warehouse import INCIDENT, NOW, SCHEMA, small_city


@pytest.fixture(scope="module")
def marts() -> Iterator[duckdb.DuckDBPyConnection]:
    """Empty marts of a build, to be filled from a journal again and again."""
    connection = database.connect()
    connection.execute("ATTACH ':memory:' AS wh; USE wh; CREATE SCHEMA marts; CREATE SCHEMA meta")
    for path in sorted(SCHEMA.glob("*.sql")):
        connection.execute(path.read_text(encoding="utf-8"))
    yield connection
    connection.close()


def rebuild(connection: duckdb.DuckDBPyConnection, city: City, number: int) -> Warehouse:
    for table in ("facility_status", "facility_status_history", "incidents", "evacuation_orders"):
        connection.execute(f"DELETE FROM marts.{table}")  # noqa: S608 - names are ours
    watermark = fold_into(connection, city.journal_path, city)
    build = BuildInfo("b", NOW, city.code, city.name, city.is_sample, watermark)
    return Warehouse(connection, Signature(0, number, 0), build)


def story() -> st.SearchStrategy[list[dict[str, Any]]]:
    return st.lists(
        st.fixed_dictionaries(
            {
                "district": st.sampled_from(["district-w", "district-e", "whole"]),
                "mode": st.sampled_from(["training", "training", "real"]),
                "minutes": st.integers(-60, 0),
                "level": st.sampled_from([3, 4, 5]),
                "does": st.sampled_from(["issue", "issue", "lift", "correct", "void"]),
                "to": st.integers(0, 6),
            }
        ),
        max_size=8,
    )


def put(journal: Journal, number: int, one: dict[str, Any]) -> None:
    told = journal.events_after(0)
    other = told[one["to"]].event_id if one["to"] < len(told) else None
    payload: dict[str, Any] = {}
    if one["does"] in ("issue", "correct"):
        payload |= {"alert_level": one["level"], "district_id": one["district"]}
    if one["does"] == "lift":
        payload["lifts"] = other or "gone"
    if one["does"] in ("correct", "void"):
        payload["supersedes"] = other
    journal.append(
        "evacuation_order",
        one["district"],
        payload,
        client_key=f"k{number}",
        mode=one["mode"],
        incident_id=INCIDENT,
        observed_at=NOW + timedelta(minutes=one["minutes"]),
    )


@settings(max_examples=12, deadline=None)
@given(story(), st.integers(0, 8))
def test_the_overlay_equals_a_full_rebuild(
    marts: duckdb.DuckDBPyConnection, told: list[dict[str, Any]], cut: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        city = small_city(Path(folder))
        journal = open_journal(city)
        for number, one in enumerate(told[:cut]):
            put(journal, number, one)
        early = rebuild(marts, city, 1)
        for number, one in enumerate(told[cut:]):
            put(journal, cut + number, one)
        overlaid = status.evacuation_orders(early, journal)
        again = rebuild(marts, city, 2)
        pd.testing.assert_frame_equal(overlaid, status.evacuation_orders(again, None))
        pd.testing.assert_frame_equal(overlaid, status.evacuation_orders(again, journal))
        assert set(overlaid["mode"]) <= {"training", "real"}
        journal.close()


def test_in_peace_there_is_nothing(marts: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    empty = rebuild(marts, small_city(tmp_path), 3)
    assert orders.orders_in_force(empty, None, None, now=NOW) == []
    assert orders.all_orders(empty, None, None) == []
    assert orders.messages_out(None, None, now=NOW) == []
    assert orders.by_level([]) == {}
