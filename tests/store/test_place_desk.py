"""Places nobody designated: added once, with what is known, and only where they can be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from machimori.domain.statement_rules import Refused
from machimori.store.desk import Desk
from machimori.store.journal import open_journal
from machimori.store.place_desk import PlaceDesk
from machimori.store.queries import board, places, status
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import INCIDENT, NOW, small_city, write_small_warehouse


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[PlaceDesk]:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    warehouse, journal = open_warehouse(city), open_journal(city)
    yield PlaceDesk(city, warehouse, journal, board.incidents(warehouse)[0], "防災課", NOW)
    journal.close()


def test_the_same_intention_adds_one_place(desk: PlaceDesk) -> None:
    one = desk.add("shelter", {"name": " 見本寺 👨‍👩‍👧 ", "capacity": None}, client_key="k")
    again = desk.add("shelter", {"name": "見本寺"}, client_key="k")
    assert again == one
    assert one.subject.startswith("t")
    assert one.subject.endswith("_shelter")
    assert (one.incident_id, one.mode, one.reporter) == (INCIDENT, "training", "防災課")
    found = places.temporary(desk.warehouse, desk.journal)
    assert found["name"].tolist() == ["見本寺 👨‍👩‍👧"]
    assert found["position_precision"].tolist() == ["unknown"]


@pytest.mark.parametrize(
    ("role", "fields", "rule"),
    [
        ("castle", {"name": "城"}, "unknown_word"),
        ("shelter", {"name": "  "}, "missing"),
        ("shelter", {"name": "あ" * 101}, "too_long"),
        ("shelter", {"name": "寺", "note": "い" * 301}, "too_long"),
        ("shelter", {"name": "寺", "capacity": -1}, "below_zero"),
        ("shelter", {"name": "寺", "capacity": 10**9}, "too_many"),
        ("shelter", {"name": "寺", "capacity": "多数"}, "not_a_number"),
        ("support_station", {"name": "店", "capacity": 5}, "no_capacity"),
        ("shelter", {"name": "寺", "latitude": 35.69}, "half_a_position"),
        ("shelter", {"name": "寺", "latitude": 34.7, "longitude": 135.5}, "outside"),
        ("shelter", {"name": "寺", "facility_id": "p01"}, None),
    ],
)
def test_what_cannot_be_is_refused(
    desk: PlaceDesk, role: str, fields: dict[str, Any], rule: str | None
) -> None:
    if rule is None:
        with pytest.raises(ValueError, match="no field"):
            desk.add(role, fields, client_key="k")
    else:
        with pytest.raises(Refused) as refused:
            desk.add(role, fields, client_key="k")
        assert refused.value.rule == rule
    assert desk.journal.last_seq() == 0


def test_only_a_temporary_place_is_joined_and_only_to_the_master(desk: PlaceDesk) -> None:
    added = desk.add("shelter", {"name": "見本寺"}, client_key="k").subject
    for one, other, rule in (
        ("p01:shelter", "p10:shelter", "not_temporary"),
        (added, "nobody:shelter", "unknown_facility"),
        (added, added, "unknown_facility"),
    ):
        with pytest.raises(Refused) as refused:
            desk.join(one, other, client_key="j")
        assert refused.value.rule == rule
    first = desk.join(added, "p10:shelter", client_key="j")
    assert desk.join(added, "p10:shelter", client_key="j") == first
    assert places.temporary(desk.warehouse, desk.journal).empty


def test_a_desk_with_the_old_id_on_its_screen_is_heard(desk: PlaceDesk) -> None:
    added = desk.add("shelter", {"name": "見本寺"}, client_key="k").subject
    desk.join(added, "p10:shelter", client_key="j")
    writer = Desk(desk.city, desk.warehouse, desk.journal, "受付", NOW)
    writer.state(INCIDENT, added, {"opening": "開設", "headcount": 12}, client_key="s")
    told = status.facility_status(desk.warehouse, desk.journal).set_index("facility_id")
    assert told.loc["p10:shelter", "headcount"] == 12
    assert added not in told.index
    with pytest.raises(Refused) as refused:  # what holds there holds for the old id too
        writer.state(INCIDENT, added, {"opening": "未開設"}, client_key="t")
    assert refused.value.rule == "illegal_transition"
