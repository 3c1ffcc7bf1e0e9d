"""Closures overlay as a rebuild folds them, end by themselves, and can be lifted early."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from etl.closure_marts import add_closures
from machimori import database
from machimori.domain.events import ROAD_CLOSURE
from machimori.domain.statement_rules import Refused
from machimori.store.closure_desk import ClosureDesk
from machimori.store.journal import open_journal
from machimori.store.queries import board, closures
from machimori.store.queries.board import Incident
from machimori.store.warehouse import BuildInfo, Signature, Warehouse, open_warehouse
from tests.store.small_warehouse import INCIDENT, NOW, SCHEMA, small_city, write_small_warehouse

ROADS = ("road-1", "road-2", "vanished")
REAL = Incident("quake", "地震", "real", datetime(2026, 11, 21), None)  # noqa: DTZ001 - naive UTC


@pytest.fixture(scope="module")
def built() -> Iterator[duckdb.DuckDBPyConnection]:
    with tempfile.TemporaryDirectory() as folder:
        path = write_small_warehouse(Path(folder) / "warehouse.duckdb")
        connection = database.connect()
        connection.execute(f"ATTACH {database.literal(str(path))} AS small (READ_ONLY)")
        connection.execute("ATTACH ':memory:' AS wh; USE wh; CREATE SCHEMA marts")
        connection.execute((SCHEMA / "road_closures.sql").read_text(encoding="utf-8"))
        for name in ("roads", "town_blocks"):
            connection.execute(f"CREATE TABLE marts.{name} AS FROM small.marts.{name}")
        connection.execute("DETACH small")
        yield connection
        connection.close()


def told() -> st.SearchStrategy[dict[str, Any]]:
    """One closure: of which road, from and until when, of which mode, over which earlier one."""
    minutes = st.integers(-120, 120)
    return st.fixed_dictionaries(
        {
            "road": st.sampled_from(ROADS),
            "starts": st.none() | minutes,
            "ends": st.none() | minutes,
            "mode": st.sampled_from(["real", "training"]),
            "over": st.none() | st.integers(0, 6),
        }
    )


@settings(
    max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    events=st.lists(told(), max_size=7), watermark=st.integers(0, 7), ahead=st.integers(-150, 150)
)
def test_the_overlay_is_the_rebuild(
    built: duckdb.DuckDBPyConnection, events: list[dict[str, Any]], watermark: int, ahead: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = open_journal(small_city(Path(folder)))
        ids: list[str] = []
        for number, one in enumerate(events):
            at = {
                name: NOW + timedelta(minutes=one[key])
                for name, key in (("starts_at", "starts"), ("ends_at", "ends"))
                if one[key] is not None
            }
            over = ids[one["over"]] if one["over"] is not None and one["over"] < number else None
            event = journal.append(
                ROAD_CLOSURE,
                one["road"],
                {**at, "reason": "倒壊", "supersedes": over},
                client_key=f"k{number}",
                mode=one["mode"],
                observed_at=NOW,
                incident_id="i1",
            )
            ids.append(event.event_id)
        seen = journal.events_after(0, min(watermark, len(events)))
        half = at_watermark(built, seen, 1)
        whole = at_watermark(built, journal.events_after(0), 2)
        overlaid, rebuilt = closures.closures(half, journal), closures.closures(whole, None)
        pd.testing.assert_frame_equal(overlaid, rebuilt)
        moment = NOW + timedelta(minutes=ahead)
        incident = Incident("i1", None, "training", NOW, None)
        held = closures.closed_now(half, journal, incident, moment)
        naive = moment.astimezone(UTC).replace(tzinfo=None)
        assert set(held["closure_id"]) == {
            row["closure_id"]
            for row in rebuilt.to_dict("records")
            if row["mode"] == "training"
            and row["started_at"] <= naive
            and (pd.isna(row["ended_at"]) or naive < row["ended_at"])
        }
        journal.close()


def at_watermark(connection: duckdb.DuckDBPyConnection, events: Any, number: int) -> Warehouse:
    """The warehouse of a build that had seen these events, in a state of its own."""
    connection.execute("DELETE FROM marts.road_closures")
    add_closures(connection, events)
    last = events[-1].seq if events else 0
    build = BuildInfo("b", NOW, "131016", "見本区", True, last)
    warehouse = Warehouse(connection, Signature(0, number, 0), build)
    closures.closures(warehouse, None)  # asked now: its answers are kept, as a generation's are
    return warehouse


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[ClosureDesk]:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    journal = open_journal(city)
    yield ClosureDesk(open_warehouse(city), journal, REAL, "防災課 見本 太郎", NOW)
    journal.close()


def held(desk: ClosureDesk, now: datetime = NOW, incident: Incident | None = REAL) -> list[str]:
    found = closures.closed_now(desk.warehouse, desk.journal, incident, now)
    return found["road_id"].tolist()


def test_a_closure_holds_until_its_end_and_not_longer(desk: ClosureDesk) -> None:
    end = NOW + timedelta(hours=3)
    told = desk.close(["road-1", "road-2"], end, " 建物の倒壊 ", client_key="a")
    assert [event.payload["reason"] for event in told] == ["建物の倒壊", "建物の倒壊"]
    assert held(desk) == ["road-1", "road-2"]
    assert held(desk, end - timedelta(seconds=1)) == ["road-1", "road-2"]
    assert held(desk, end) == []
    assert [
        one.event_id for one in desk.close(["road-1", "road-2"], end, "建物の倒壊", client_key="a")
    ] == [one.event_id for one in told], "the same intention again is the same closure"


def test_it_is_lifted_by_another_and_stays_in_the_book(desk: ClosureDesk) -> None:
    [told] = desk.close(["road-1"], NOW + timedelta(hours=3), "火災", client_key="a")
    lifted = desk.lift(told.event_id, client_key="b")
    assert desk.lift(told.event_id, client_key="b").event_id == lifted.event_id
    assert held(desk) == []
    [row] = closures.closures(desk.warehouse, desk.journal).to_dict("records")
    assert (row["closure_id"], row["supersedes"]) == (lifted.event_id, told.event_id)
    assert (row["road_name"], row["block"]) == ("見本通り", "見本町一丁目")
    assert len(desk.journal.events_after(0)) == 2


def test_a_drill_closes_no_real_road_and_no_other_drills(desk: ClosureDesk) -> None:
    drill = Incident("drill", "訓練", "training", NOW, None)
    in_drill = ClosureDesk(desk.warehouse, desk.journal, drill, "見本", NOW)
    in_drill.close(["road-1"], NOW + timedelta(hours=1), "訓練", client_key="a")
    desk.close(["road-2"], NOW + timedelta(hours=1), "火災", client_key="b")
    assert held(desk, incident=drill) == ["road-1"]
    assert held(desk, incident=Incident("next", None, "training", NOW, None)) == []
    assert held(desk) == held(desk, incident=None) == ["road-2"]
    assert held(desk, incident=Incident("later", None, "real", NOW, None)) == ["road-2"]


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"road_ids": []}, "refused.missing"),
        ({"road_ids": ["nowhere"]}, "refused.unknown_segment"),
        ({"reason": "  "}, "refused.missing"),
        ({"reason": "あ" * 201}, "refused.too_long"),
        ({"ends_at": NOW}, "refused.end_is_past"),
        ({"ends_at": NOW + timedelta(days=32)}, "refused.closed_too_long"),
        ({"starts_at": NOW + timedelta(minutes=6)}, "refused.in_the_future"),
    ],
)
def test_what_cannot_be_is_refused(desk: ClosureDesk, change: dict[str, Any], key: str) -> None:
    given_: dict[str, Any] = {
        "road_ids": ["road-1"],
        "ends_at": NOW + timedelta(hours=1),
        "reason": "火災",
    }
    with pytest.raises(Refused) as refusal:
        desk.close(**(given_ | change), client_key="a")
    assert refusal.value.key == key
    assert desk.journal.last_seq() == 0
    with pytest.raises(Refused, match="unknown_closure"):
        desk.lift("no such", client_key="b")


def test_segments_are_found_by_the_block_they_touch(desk: ClosureDesk) -> None:
    assert closures.blocks(desk.warehouse)["town_block_id"].tolist() == [
        "block-en",
        "block-es",
        "block-wn",
        "block-ws",
    ]
    found = closures.segments(desk.warehouse, "block-ws")
    assert found["road_name"].tolist() == ["見本通り", "試験国道"]
    assert found["latitude"].between(35.6, 35.7).all()
    assert board.incidents(desk.warehouse)[0].incident_id == INCIDENT
