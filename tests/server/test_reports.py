"""Reports that are taken: each once, in its order, for its facility and incident."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta

import pytest

from machimori.store.queries import conflicts, status
from machimori.store.queries.board import Incident
from machimori.store.warehouse import current_warehouse
from tests.server.reporting import PLACE, Telephone, desk, statements, store, telephone
from tests.store.small_warehouse import INCIDENT, NOW, STAFF_ONLY

SEEN = NOW.astimezone(UTC)
CLOSED = "2026-11-21T05:05:00.000000+00:00"
BASE = {"subject": PLACE, "incident": INCIDENT, "mode": "training", "via": "operator",
        "reporter": "施設：見本第一小学校"}  # fmt: skip


def test_taps_become_statements_of_the_facility(phone: Telephone) -> None:
    answers = [
        phone.report("confirm"),
        phone.report("status", crowding="混雑", note="体育館のみ 🏫 مرحبا"),
        phone.report("status", opening="閉鎖"),
        phone.report("count", headcount=120, outside_headcount=8, pin=phone.pin),
        phone.report("increment", headcount_delta=-3, pin=phone.pin),
    ]
    assert [one.status_code for one in answers] == [200] * 5
    assert statements() == [
        BASE | {"observed_at": SEEN} | said
        for said in (
            {"event_type": "confirmation"},
            {"event_type": "status", "crowding": "混雑", "note": "体育館のみ 🏫 مرحبا"},
            {"event_type": "status", "opening": "閉鎖", "closed_at": CLOSED},
            {"event_type": "status", "headcount": 120, "outside_headcount": 8},
            {"event_type": "increment", "headcount_delta": -3},
        )
    ]  # fmt: skip
    last = answers[-1].json()
    event = store()[1].events_after(0)[-1]
    assert (last["event_id"], last["is_repeat"]) == (event.event_id, False)
    assert datetime.fromisoformat(last["received_at"]) == event.received_at
    own = last["state"]["own"]
    assert (own["opening"], own["crowding"], own["headcount"]) == ("閉鎖", "混雑", 117)


def test_the_state_tells_this_facility_alone_and_no_names_notes_or_counts(phone: Telephone) -> None:
    answer = phone.state()
    told = answer.json()
    assert told == {
        "facility": "見本第一小学校",
        "is_accepting": True,
        "incident": {
            "incident_id": INCIDENT,
            "name": "見本区総合防災訓練",
            "mode": "training",
        },
        "own": {
            "opening": "開設",
            "crowding": "定員一杯",
            "headcount": None,
            "confirmed_at": "2026-11-21T05:02:00Z",
            "last_event_id": "event-1",
            "openings": ["開設", "閉鎖", "不明"],
        },
        "now": told["now"],
    }
    for content in (answer.text, phone.page().text):
        assert [words for words in (*STAFF_ONLY, "例題") if words in content] == []
        assert re.search(r'"headcount": ?486', content) is None
    with_pin = phone.state(**{"X-Facility-Pin": phone.pin}).json()
    assert with_pin["own"]["headcount"] == 486
    assert answer.headers["cache-control"] == "no-store"


def test_the_same_report_twice_is_one_even_when_it_would_be_refused_by_now(
    phone: Telephone,
) -> None:
    same = {"client_key": "the-same-intention", "opening": "閉鎖"}
    first = phone.report("status", **same)
    desk().state(INCIDENT, PLACE, {"opening": "不明"}, client_key="k1")
    desk().close_incident(INCIDENT, client_key="k2")
    again = phone.report("status", **same)
    assert (first.json()["is_repeat"], again.json()["is_repeat"]) == (False, True)
    for name in ("event_id", "received_at", "observed_at"):
        assert first.json()[name] == again.json()[name]
    assert len([one for one in statements() if one["via"] == "operator"]) == 1


def test_the_same_report_many_times_at_once_is_one(phone: Telephone) -> None:
    sent = phone.report("increment", headcount_delta=5, pin=phone.pin).request
    headers = {"Authorization": f"Bearer {phone.token}", "Content-Type": "application/json"}
    body = json.dumps(json.loads(sent.content) | {"client_key": "sent-by-two-windows"})
    answers = phone.client.ask_at_once(12, "POST", "/api/v1/reports", content=body, headers=headers)
    assert {one.status_code for one in answers} == {200}
    assert len({one.json()["event_id"] for one in answers}) == 1
    assert [one["headcount_delta"] for one in statements()] == [5, 5]


def test_keys_of_two_facilities_are_apart(phone: Telephone) -> None:
    with telephone("p03:shelter") as other:
        answers = [one.report("confirm", client_key="0123456789abcdef") for one in (phone, other)]
    assert [one.json()["is_repeat"] for one in answers] == [False, False]
    assert [one["subject"] for one in statements()] == [PLACE, "p03:shelter"]


def test_a_queue_that_comes_out_of_order_and_a_day_late_stands_in_the_order_seen(
    phone: Telephone,
) -> None:
    for minutes, crowding in ((10, "混雑"), (200, "空き"), (1, "定員一杯"), (60, "やや混雑")):
        assert phone.report("status", ago=minutes, crowding=crowding).status_code == 200
    told = sorted(statements(), key=lambda one: one["observed_at"])
    assert [(one["crowding"], SEEN - one["observed_at"]) for one in told] == [
        (crowding, timedelta(minutes=minutes))
        for crowding, minutes in (("空き", 200), ("やや混雑", 60), ("混雑", 10), ("定員一杯", 1))
    ]
    found, journal, _ = store()
    fold = status.facility_status(current_warehouse(found), journal)
    assert list(fold.loc[fold["facility_id"] == PLACE, "crowding"]) == ["定員一杯"]


def test_a_report_written_before_the_desk_said_otherwise_is_a_conflict_and_both_are_kept(
    phone: Telephone,
) -> None:
    seen = phone.state().json()["own"]["last_event_id"]
    desk().state(INCIDENT, PLACE, {"crowding": "空き"}, client_key="by-phone-call")
    assert phone.report("status", crowding="混雑", based_on=seen).status_code == 200
    found, journal, _ = store()
    running = Incident(INCIDENT, None, "training", SEEN.replace(tzinfo=None), None)
    told = conflicts.of_incident(current_warehouse(found), journal, running)
    shown = ["facility_id", "field", "value", "other_value", "reporter", "other_reporter"]
    assert told[shown].to_dict("records") == [
        {
            "facility_id": PLACE,
            "field": "crowding",
            "value": "混雑",
            "other_value": "空き",
            "reporter": "施設：見本第一小学校",
            "other_reporter": "本部 花子",
        }
    ]
    assert len(statements()) == 2


def test_a_day_late_report_of_an_incident_that_goes_on_is_taken(
    monkeypatch: pytest.MonkeyPatch, phone: Telephone
) -> None:
    later = NOW + timedelta(days=1)
    monkeypatch.setenv("MACHIMORI_NOW", later.isoformat())
    assert phone.report("confirm", ago=24 * 60).status_code == 200
    assert [one["observed_at"] for one in statements()] == [SEEN]


def test_a_clock_that_is_off_is_corrected(phone: Telephone) -> None:
    for hours in (-23, -3, 3, 23):
        sent = datetime.now(UTC) + timedelta(hours=hours)
        seen = sent - timedelta(minutes=30)
        answer = phone.report("confirm", sent_at=sent.isoformat(), observed_at=seen.isoformat())
        assert answer.status_code == 200
    assert {one["observed_at"] for one in statements()} == {SEEN - timedelta(minutes=30)}
