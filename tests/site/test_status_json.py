"""status.json: the documented schema, absolute times, and nothing that moves with the clock."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from machimori.city import REPOSITORY
from machimori.domain.ageing import present
from machimori.site.facts import Facts, gather
from machimori.site.status_json import encoded, layout, status
from machimori.store.queries import facilities
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

SCHEMA = REPOSITORY / "docs" / "public_status.schema.json"


@pytest.fixture
def warehouse(tmp_path: Path) -> Warehouse:
    write_small_warehouse(tmp_path / "warehouse.duckdb", is_sample=False)
    return open_warehouse(small_city(tmp_path, is_sample=False))


def facts_at(warehouse: Warehouse, tmp_path: Path, minutes: float = 0) -> Facts:
    city = small_city(tmp_path, is_sample=False)
    return gather(city, warehouse, None, now=NOW + timedelta(minutes=minutes))


def test_the_document_is_the_schema_that_is_documented(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    document = json.loads(encoded(status(facts_at(warehouse, tmp_path))))
    jsonschema.validate(document, json.loads(SCHEMA.read_text(encoding="utf-8")))
    assert {**document, "places": 6, "ageing": 7, "revision": "", "layout": ""} == {
        "version": 1,
        "municipality": {"code": "131016", "name": "見本区"},
        "is_sample": False,
        "revision": "",
        "layout": "",
        "checked_at": "2026-11-21T05:05:00Z",
        "clock": None,
        "incident": {
            "name": "見本区総合防災訓練",
            "mode": "training",
            "started_at": "2026-11-21T00:05:00Z",
        },
        "ageing": 7,
        "orders": [
            {
                "alert_level": 4,
                "district": "東地区",
                "district_id": "district-e",
                "issued_at": "2026-11-21T01:45:00Z",
            }
        ],
        "messages": [],
        "places": 6,
    }
    assert document["ageing"]["shelter"] == {"stale_minutes": 30, "unknown_minutes": 120}
    assert document["places"][0] == {
        "id": "p02:temporary_stay",
        "name": "見本会館",
        "role": "temporary_stay",
        "latitude": 35.6842,
        "longitude": 139.7465,
        "opening": "開設",
        "opening_at": "2026-11-21T04:58:00Z",
        "is_initial": False,
        "crowding": "空き",
        "crowding_at": "2026-11-21T04:58:00Z",
        "crowding_by_count": "やや混雑",
        "free": 120,
        "free_at": "2026-11-21T04:58:00Z",
        "confirmed_at": "2026-11-21T04:58:00Z",
        "is_temporary": False,
    }


def by_id(document: dict[str, Any]) -> dict[str, Any]:
    return {one["id"]: one for one in document["places"]}


def test_only_the_time_of_the_look_moves_with_the_clock(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    now = status(facts_at(warehouse, tmp_path))
    for minutes in (1, 45, 500):
        later = status(facts_at(warehouse, tmp_path, minutes))
        assert by_id(later) == by_id(now)
        assert later["layout"] == now["layout"]
        assert later["checked_at"] != now["checked_at"]


def test_a_reader_judges_as_the_pages_do(warehouse: Warehouse, tmp_path: Path) -> None:
    """What the script computes from the file equals what the query says, at any later minute."""
    city = small_city(tmp_path, is_sample=False)
    incident = facilities.incident_in_force(warehouse, None, now=NOW)
    assert incident is not None
    document = status(facts_at(warehouse, tmp_path))
    for minutes in (0, 20, 40, 100, 200):
        now = NOW + timedelta(minutes=minutes)
        shown = facilities.places_now(warehouse, None, city, incident, now=now)
        aged = present(shown, now, city.age_rule).set_index("facility_id")
        for place in document["places"]:
            expected = aged.loc[place["id"]]
            rule = document["ageing"][place["role"]]
            age = (now - _time(place["opening_at"])).total_seconds() / 60
            opening = place["opening"] if age < rule["unknown_minutes"] else "不明"
            assert opening == expected["opening_shown"], (place["id"], minutes)


def _time(stamp: str) -> datetime:
    return datetime.fromisoformat(stamp)


def test_the_layout_is_another_when_a_page_has_to_be_fetched_anew(
    warehouse: Warehouse, tmp_path: Path
) -> None:
    document = status(facts_at(warehouse, tmp_path))
    base = layout(document, "build")
    assert layout(document, "other build") != base
    assert layout({**document, "orders": []}, "build") != base
    assert layout({**document, "places": document["places"][1:]}, "build") != base
    moved = [dict(one, free=0, crowding="定員一杯") for one in document["places"]]
    assert layout({**document, "places": moved}, "build") == base
