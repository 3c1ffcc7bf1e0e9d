"""The desk: incidents, statements and increments as the journal gets them, and what is refused."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from machimori.domain.events import moment
from machimori.store.desk import Desk, Refused
from machimori.store.journal import open_journal
from machimori.store.queries import board, status
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import INCIDENT, NOW, small_city, write_small_warehouse

PLACE = "p01:shelter"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """A desk of the small municipality, whose published drill is running."""
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    journal = open_journal(city)
    yield Desk(city, open_warehouse(city), journal, "見本 当直", NOW)
    journal.close()


def running(desk: Desk) -> list[tuple[str, str]]:
    known = status.incidents(desk.warehouse, desk.journal)
    return [tuple(one) for one in known[known["ended_at"].isna()][["name", "mode"]].to_numpy()]


def folded(desk: Desk, incident_id: str, place: str = PLACE) -> dict[str, Any]:
    told = status.facility_status(desk.warehouse, desk.journal)
    mine = told[(told["facility_id"] == place) & (told["incident_id"] == incident_id)]
    return dict(mine.iloc[0])


def shown(desk: Desk, incident_id: str) -> dict[str, str]:
    known = {one.incident_id: one for one in board.incidents(desk.warehouse, desk.journal)}
    rows = board.places(
        desk.warehouse, desk.city, known[incident_id], now=desk.now, journal=desk.journal
    )
    return dict(zip(rows["facility_id"], rows["opening_shown"], strict=True))


def test_a_real_incident_ends_the_drill_and_everything_begins_shut(desk: Desk) -> None:
    assert running(desk) == [("見本区総合防災訓練", "training")]
    opened = desk.open_incident("地震", "real", client_key="k1")
    assert running(desk) == [("地震", "real")]
    begun = shown(desk, opened.subject)
    assert {begun[place] for place in begun if not place.startswith("unlisted")} <= {
        "未開設",
        "常設",
        "不明",
    }
    assert begun[PLACE] == "未開設"


def test_the_same_tap_twice_opens_one_incident(desk: Desk) -> None:
    first = desk.open_incident("地震", "real", client_key="k1")
    again = desk.open_incident("地震", "real", client_key="k1")
    assert (again.seq, again.subject) == (first.seq, first.subject)


def test_one_real_incident_at_a_time_and_no_drill_beside_it(desk: Desk) -> None:
    for mode, rule in (("training", "drill_is_on"),):
        with pytest.raises(Refused, match=rule):
            desk.open_incident("別の訓練", mode, client_key="k0")
    opened = desk.open_incident("地震", "real", client_key="k1")
    for mode in ("real", "training"):
        with pytest.raises(Refused, match="incident_is_on"):
            desk.open_incident("また", mode, client_key=f"k{mode}")
    desk.close_incident(opened.subject, client_key="k2")
    assert running(desk) == []
    desk.open_incident("次", "training", client_key="k3")


@pytest.mark.parametrize(
    ("name", "started", "rule"),
    [(" ", 0, "missing"), ("あ" * 101, 0, "too_long"), ("地震", 10, "in_the_future")],
)
def test_an_incident_needs_a_name_and_a_beginning(
    desk: Desk, name: str, started: int, rule: str
) -> None:
    with pytest.raises(Refused, match=rule):
        desk.open_incident(
            name, "real", client_key="k1", started_at=NOW + timedelta(minutes=started)
        )
    assert desk.journal.last_seq() == 0


def test_an_end_lies_after_the_beginning(desk: Desk) -> None:
    opened = desk.open_incident("地震", "real", client_key="k1")
    for minutes, rule in ((-1, "before_the_incident"), (6, "in_the_future")):
        with pytest.raises(Refused, match=rule):
            desk.close_incident(
                opened.subject, client_key="k2", ended_at=NOW + timedelta(minutes=minutes)
            )
    with pytest.raises(Refused, match="no_incident"):
        desk.close_incident("nothing", client_key="k2")


def test_opening_closing_and_counting_a_place(desk: Desk) -> None:
    incident = desk.open_incident(
        "地震", "real", client_key="k1", started_at=NOW - timedelta(hours=1)
    ).subject
    before = NOW - timedelta(minutes=30)
    said = desk.state(
        incident, PLACE, {"opening": "開設", "headcount": 12}, client_key="k2", observed_at=before
    )
    assert dict(said.payload) == {
        "event_type": "status",
        "opening": "開設",
        "opened_at": moment(before),
        "headcount": 12,
        "via": "board",
    }
    desk.arrive(incident, PLACE, {"headcount_delta": 5, "households_delta": 2}, client_key="k3")
    desk.arrive(incident, PLACE, {"headcount_delta": 5, "households_delta": 2}, client_key="k3")
    desk.confirm(incident, PLACE, client_key="k4", based_on=said.event_id)
    now = folded(desk, incident)
    assert (now["opening"], now["headcount"], now["households"]) == ("開設", 17, 2)
    with pytest.raises(Refused, match="illegal_transition"):
        desk.state(incident, PLACE, {"opening": "未開設"}, client_key="k5")
    desk.state(incident, PLACE, {"opening": "閉鎖"}, client_key="k6")
    assert folded(desk, incident)["headcount"] == 17  # shut, with people inside


def test_a_statement_of_the_past_follows_from_the_past(desk: Desk) -> None:
    incident = desk.open_incident(
        "地震", "real", client_key="k1", started_at=NOW - timedelta(days=2)
    ).subject
    desk.state(incident, PLACE, {"opening": "開設"}, client_key="k2")
    late = NOW - timedelta(days=1)
    desk.state(incident, PLACE, {"opening": "開設準備中"}, client_key="k3", observed_at=late)
    assert folded(desk, incident)["opening"] == "開設"


def test_a_correction_takes_the_mistake_out(desk: Desk) -> None:
    incident = desk.open_incident("地震", "real", client_key="k1").subject
    wrong = desk.state(incident, PLACE, {"opening": "開設", "headcount": 120}, client_key="k2")
    desk.correct(
        incident, PLACE, wrong.event_id, {"opening": "未開設", "headcount": 0}, client_key="k3"
    )
    now = folded(desk, incident)
    assert (now["opening"], now["headcount"]) == ("未開設", 0)


def test_a_late_word_on_an_ended_incident_and_none_after_its_end(desk: Desk) -> None:
    with pytest.raises(Refused, match="unknown_facility"):
        desk.state(INCIDENT, "nowhere", {"headcount": 1}, client_key="k1")
    desk.close_incident(INCIDENT, client_key="k2", ended_at=NOW - timedelta(minutes=10))
    with pytest.raises(Refused, match="after_the_incident"):
        desk.confirm(INCIDENT, PLACE, client_key="k3")
    desk.confirm(INCIDENT, PLACE, client_key="k4", observed_at=NOW - timedelta(minutes=11))
