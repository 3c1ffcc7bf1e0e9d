"""Places nobody designated, and what a join to the master makes of statements about them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from machimori.domain import temporary_places
from machimori.domain.events import FACILITY, FACILITY_JOIN, Event

BEGAN = datetime(2026, 11, 21, 5, 0, tzinfo=UTC)
HALL = "t0123456789ab_shelter"


def event(seq: int, kind: str, subject: str, minutes: int = 0, **fields: Any) -> Event:
    mode = fields.pop("mode", "real")
    seen = BEGAN + timedelta(minutes=minutes)
    return Event(seq, f"e{seq}", f"k{seq}", kind, subject, "quake", mode, seen, seen, "", fields)


def test_a_place_has_what_was_said_last_of_each_field() -> None:
    told = [
        event(2, FACILITY, HALL, 20, capacity=80, note="屋上も使える"),
        event(1, FACILITY, HALL, 10, name="見本寺", role="shelter", capacity=50, latitude=35.69),
        event(3, FACILITY, HALL, 30, name="よそ", mode="training"),
        event(4, FACILITY, "tffffffffffff_shelter", 5, note="名前がない"),
    ]
    (row,) = temporary_places.places(told)
    assert row == dict.fromkeys(temporary_places.FIELDS) | {
        "facility_id": HALL,
        "place_id": "t0123456789ab",
        "name": "見本寺",
        "role": "shelter",
        "capacity": 80,
        "note": "屋上も使える",
        "accepts": "residents",
        "is_public": True,
        "position_precision": "unknown",  # half a position is none
        "source_row": 1,
        "as_of": datetime(2026, 11, 21, 5, 20),  # noqa: DTZ001 - tables hold naive UTC
        "incident_id": "quake",
        "mode": "real",
    }


def test_a_support_station_has_no_capacity_and_a_pin_is_a_position() -> None:
    station = "t0000000000aa_support_station"
    (row,) = temporary_places.places(
        [event(1, FACILITY, station, name="給水所", role="support_station", capacity=9,
               latitude=35.69, longitude=139.75)]
    )  # fmt: skip
    assert (row["capacity"], row["accepts"]) == (None, "commuters")
    assert (row["position_precision"], row["longitude"]) == ("surveyed", 139.75)


def test_a_join_counts_within_its_mode_until_another_replaces_it() -> None:
    wrong = event(1, FACILITY_JOIN, HALL, facility_id="p01_shelter")
    right = event(2, FACILITY_JOIN, HALL, 5, facility_id="p02_shelter", supersedes="e1")
    drill = event(3, FACILITY_JOIN, HALL, 9, facility_id="p03_shelter", mode="training")
    assert temporary_places.joins([drill, right, wrong]) == {
        (HALL, "real"): "p02_shelter",
        (HALL, "training"): "p03_shelter",
    }
    assert temporary_places.joins([wrong])[HALL, "real"] == "p01_shelter"


@pytest.mark.parametrize(
    ("joined", "expected"),
    [
        ({}, "a"),
        ({"a": "b"}, "b"),
        ({"a": "b", "b": "c"}, "c"),
        ({"a": "nobody"}, "a"),
        ({"a": "a"}, "a"),
        ({"a": "b", "b": "a"}, "a"),
        ({"a": "b", "b": "c", "c": "b"}, "a"),
    ],
)
def test_an_id_means_the_last_known_one_of_its_joins(joined: dict[str, str], expected: str) -> None:
    pairs = {(one, "real"): other for one, other in joined.items()}
    assert temporary_places.meant("a", "real", pairs, {"a", "b", "c"}) == expected
    assert temporary_places.meant("a", "training", pairs, {"a", "b", "c"}) == "a"
