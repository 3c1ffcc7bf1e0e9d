"""Places staff added are there at once, and as the next build has them; joined ones keep all."""

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
from machimori.domain.events import FACILITY, FACILITY_JOIN, FACILITY_STATUS
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import places, status
from machimori.store.warehouse import BuildInfo, Signature, Warehouse, open_warehouse
from tests.store.small_warehouse import INCIDENT, NOW, SCHEMA, small_city, write_small_warehouse

HALL, TENT = "t00000000000a_shelter", "t00000000000b_temporary_stay"
SUBJECTS = (HALL, TENT, "p01:shelter")
TARGETS = ("p01:shelter", "p02:temporary_stay", HALL, TENT, "nobody:shelter")
#: In a block, in a district beyond the blocks' edge, outside everything, nowhere.
SPOTS = ((139.7432, 35.6831), (139.7604, 35.6850), (139.9, 35.9), (None, None))


@pytest.fixture(scope="module")
def built() -> Iterator[duckdb.DuckDBPyConnection]:
    """A warehouse in memory whose places and status can be made again and again."""
    with tempfile.TemporaryDirectory() as folder:
        path = write_small_warehouse(Path(folder) / "warehouse.duckdb")
        connection = database.connect()
        connection.execute(f"ATTACH {database.literal(str(path))} AS small (READ_ONLY)")
        connection.execute("ATTACH ':memory:' AS wh; USE wh; CREATE SCHEMA marts")
        connection.execute((SCHEMA / "facility_status.sql").read_text(encoding="utf-8"))
        for table in ("facilities", "town_blocks", "districts"):
            connection.execute(f"CREATE TABLE marts.{table} AS FROM small.marts.{table}")
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
        "DELETE FROM marts.facilities WHERE is_temporary;"
        "INSERT INTO marts.facility_status_history FROM published;"
        "INSERT INTO marts.incidents FROM published_incidents"
    )
    watermark = fold_into(connection, city.journal_path, city)
    build = BuildInfo("b", NOW, city.code, city.name, city.is_sample, watermark)
    return Warehouse(connection, Signature(0, number, 0), build)


MODES = st.sampled_from(["training", "training", "real"])
MINUTES = st.integers(-300, 5)
TELLINGS = st.one_of(
    st.fixed_dictionaries(
        {
            "kind": st.just(FACILITY_STATUS),
            "subject": st.sampled_from(SUBJECTS),
            "mode": MODES,
            "minutes": MINUTES,
            "headcount": st.none() | st.integers(0, 90),
            "headcount_delta": st.none() | st.integers(-9, 9),
            "opening": st.sampled_from([None, "開設", "閉鎖"]),
            "corrects": st.none() | st.integers(0, 9),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just(FACILITY),
            "subject": st.sampled_from((HALL, TENT)),
            "mode": MODES,
            "minutes": MINUTES,
            "name": st.sampled_from([None, "見本寺", "見本寺 本堂"]),
            "capacity": st.none() | st.integers(0, 90),
            "spot": st.sampled_from(SPOTS),
            "is_public": st.sampled_from([None, True, False]),
        }
    ),
    st.fixed_dictionaries(
        {
            "kind": st.just(FACILITY_JOIN),
            "subject": st.sampled_from((HALL, TENT)),
            "mode": MODES,
            "minutes": MINUTES,
            "facility_id": st.sampled_from(TARGETS),
            "corrects": st.none() | st.integers(0, 9),
        }
    ),
)


def put(journal: Journal, number: int, telling: dict[str, Any]) -> None:
    fields = dict(telling)
    if "spot" in fields:
        fields["longitude"], fields["latitude"] = fields.pop("spot")
    corrects = fields.pop("corrects", None)
    if corrects is not None:
        told = journal.events_after(0)
        fields["supersedes"] = told[corrects].event_id if corrects < len(told) else None
    journal.append(
        fields.pop("kind"),
        fields.pop("subject"),
        client_key=f"k{number}",
        mode=fields.pop("mode"),
        incident_id=INCIDENT,
        observed_at=NOW + timedelta(minutes=fields.pop("minutes")),
        payload=fields,
    )


def seen(warehouse: Warehouse, journal: Journal | None) -> list[pd.DataFrame]:
    """Everything that may differ: all places, those of each incident, and the state."""
    return [
        places.temporary(warehouse, journal),
        places.places(warehouse, journal, incident_id=INCIDENT, mode="training"),
        places.places(warehouse, journal, incident_id=INCIDENT, mode="real"),
        places.places(warehouse, journal),
        status.facility_status(warehouse, journal),
    ]


@settings(max_examples=8, deadline=None)
@given(st.lists(TELLINGS, max_size=14), st.integers(0, 14))
def test_the_overlay_of_places_and_joins_equals_a_full_rebuild(
    built: duckdb.DuckDBPyConnection, told: list[dict[str, Any]], cut: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        city = small_city(Path(folder))
        journal = open_journal(city)
        for number, one in enumerate(told[:cut]):
            put(journal, number, one)
        warehouse = rebuild(built, city, 1)
        for number, one in enumerate(told[cut:]):
            put(journal, cut + number, one)
            if number % 2:
                seen(warehouse, journal)  # asked in between, as pages do
        overlaid = seen(warehouse, journal)
        again = rebuild(built, city, 2)
        for before, after, alone in zip(
            overlaid, seen(again, journal), seen(again, None), strict=True
        ):
            pd.testing.assert_frame_equal(before, after)
            pd.testing.assert_frame_equal(before, alone)
        journal.close()


def test_a_place_is_there_at_once_in_its_incident_only_and_knows_its_district(
    tmp_path: Path,
) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    warehouse, journal = open_warehouse(city), open_journal(city)
    added = {"name": "見本寺", "role": "shelter", "longitude": 139.7432, "latitude": 35.6831}
    journal.append(
        FACILITY, HALL, added, client_key="k1", mode="training", incident_id=INCIDENT,
        observed_at=NOW, reporter="見本 太郎",
    )  # fmt: skip
    drill = places.places(warehouse, journal, incident_id=INCIDENT, mode="training")
    row = drill.set_index("facility_id").loc[HALL]
    assert (row["name"], row["is_temporary"], row["is_public"]) == ("見本寺", True, True)
    assert (row["district_id"], row["town_block_id"]) == ("district-w", "block-ws")
    assert pd.isna(row["capacity"])
    assert len(drill) == 13
    for real in (
        places.places(warehouse, journal, incident_id=INCIDENT, mode="real"),
        places.places(warehouse, journal, incident_id="another", mode="training"),
        places.places(warehouse, journal),
    ):
        assert HALL not in set(real["facility_id"])
    assert list(places.temporary(warehouse, journal)["facility_id"]) == [HALL]
    journal.close()


def test_a_joined_place_keeps_what_was_said_of_it(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    warehouse, journal = open_warehouse(city), open_journal(city)

    def tell(kind: str, subject: str, minutes: int, **fields: Any) -> str:
        return journal.append(
            kind, subject, fields, client_key=f"{kind}{minutes}", mode="training",
            incident_id=INCIDENT, observed_at=NOW + timedelta(minutes=minutes),
        ).event_id  # fmt: skip

    def people() -> dict[str, int]:
        told = status.facility_status(warehouse, journal).dropna(subset=["headcount"])
        return dict(zip(told["facility_id"], told["headcount"], strict=True))

    tell(FACILITY, HALL, -20, name="見本町の集会所", role="shelter")
    tell(FACILITY_STATUS, HALL, -10, opening="開設", headcount=35)
    assert people()[HALL] == 35
    assert "p10:shelter" not in people()
    wrong = tell(FACILITY_JOIN, HALL, -4, facility_id="p04:shelter")
    assert people()["p04:shelter"] == 35
    tell(FACILITY_JOIN, HALL, -3, facility_id="p10:shelter", supersedes=wrong)
    assert people()["p10:shelter"] == 35
    assert "p04:shelter" not in people()
    assert HALL not in people()
    # A desk that still has the old id on its screen is heard too.
    tell(FACILITY_STATUS, HALL, -2, headcount_delta=4)
    assert people()["p10:shelter"] == 39
    assert places.temporary(warehouse, journal).empty
    journal.close()
