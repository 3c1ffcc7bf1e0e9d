"""The operators' interface: each report once, in its order, and nothing that is not true."""

from __future__ import annotations

import json
import re
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from machimori import server_reports
from machimori.exchange import operator_interface as interface
from machimori.server_links import Limits
from machimori.store.desk import Desk
from machimori.store.queries import conflicts, status
from machimori.store.queries.board import Incident
from machimori.store.rates import Rate
from machimori.store.warehouse import current_warehouse
from tests.served import write_small_city
from tests.server.reporting import PLACE, Telephone, issued, statements, store, telephone
from tests.store.small_warehouse import INCIDENT, NOW, STAFF_ONLY

SEEN = NOW.astimezone(UTC)
CLOSED = "2026-11-21T05:05:00.000000+00:00"
BASE = {"subject": PLACE, "incident": INCIDENT, "mode": "training", "via": "operator",
        "reporter": "施設：見本第一小学校"}  # fmt: skip


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One warehouse for all; opening another for each test takes longer than the test."""
    return write_small_city(tmp_path_factory.mktemp("reports")).parent


@pytest.fixture(autouse=True)
def fresh_journal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for file in folder.glob("journal.sqlite*"):
        file.unlink()
    monkeypatch.setenv("MACHIMORI_CITY", str(folder / "city.toml"))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())


@pytest.fixture
def phone() -> Iterator[Telephone]:
    with telephone() as found:
        yield found


def desk() -> Desk:
    found, journal, _ = store()
    return Desk(found, current_warehouse(found), journal, "本部 花子", NOW)


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


REFUSED: list[tuple[dict[str, Any], int, str, bool]] = [
    ({"kind": "count", "headcount": -1}, 400, "bad_request", True),
    ({"kind": "count", "headcount": 10**9}, 400, "bad_request", True),
    ({"kind": "count", "headcount": "120"}, 400, "bad_request", True),
    ({"kind": "count", "headcount": 1.5}, 400, "bad_request", True),
    ({"kind": "count", "headcount": True}, 400, "bad_request", True),
    ({"kind": "count", "headcount": None}, 400, "bad_request", True),
    ({"kind": "increment", "headcount_delta": 0}, 400, "bad_request", True),
    ({"kind": "increment", "headcount_delta": 10**9}, 400, "bad_request", True),
    ({"kind": "status"}, 400, "bad_request", True),
    ({"kind": "status", "opening": "open"}, 400, "bad_request", True),
    ({"kind": "status", "note": "x" * 201}, 400, "bad_request", True),
    ({"kind": "status", "crowding": "空き", "reporter": "本部"}, 400, "bad_request", True),
    ({"kind": "opened"}, 400, "bad_request", True),
    ({"kind": "confirm", "client_key": "short"}, 400, "bad_request", True),
    ({"kind": "confirm", "client_key": "key with spaces and '"}, 400, "bad_request", True),
    ({"kind": "confirm", "observed_at": "2026-11-21T14:05:00"}, 400, "bad_request", True),
    ({"kind": "confirm", "observed_at": 1795237500}, 400, "bad_request", True),
    ({"kind": "confirm", "incident_id": "another"}, 409, "incident_over", True),
    ({"kind": "status", "opening": "未開設"}, 422, "statement", True),
    ({"kind": "status", "opening": "常設"}, 422, "statement", True),
    ({"kind": "confirm", "ago": 301}, 422, "statement", True),
    ({"kind": "confirm", "ago": -10}, 422, "wrong_clock", False),
    ({"kind": "confirm", "ago": 60 * 24 * 100}, 422, "wrong_clock", False),
    ({"kind": "confirm", "sent_at": "2001-01-01T00:00:00Z"}, 422, "wrong_clock", False),
    ({"kind": "confirm", "sent_at": "9999-12-31T23:59:59Z"}, 422, "wrong_clock", False),
    ({"kind": "count", "headcount": 3, "pin": None}, 401, "pin_missing", False),
    ({"kind": "count", "headcount": 3, "pin": "000000"}, 401, "pin_wrong", False),
    ({"kind": "increment", "headcount_delta": 3, "pin": None}, 401, "pin_missing", False),
]


def test_what_cannot_be_so_is_refused_in_a_sentence_and_writes_nothing(phone: Telephone) -> None:
    for said, code, error, is_final in REFUSED:
        given = dict(said)
        if given["kind"] in ("count", "increment"):
            given.setdefault("pin", phone.pin)
        answer = phone.report(given.pop("kind"), **given)
        told = answer.json()
        found = (answer.status_code, told["error"], told["is_final"])
        assert found == (code, error, is_final), said
        assert told["message"].endswith("。")
        assert not told["message"].startswith("[")
    assert statements() == []


def test_the_rule_is_said_in_the_language_asked(phone: Telephone) -> None:
    body = phone.report("status", opening="未開設").request.content
    heard = {
        lang: phone.send(body, params={"lang": lang}).json()["message"]
        for lang in ("ja", "en", "zh", "ko", "easy", "xx")
    }
    assert heard == {
        "ja": "「開設」から「未開設」には変えられません。",
        "en": "It can't go from “Open” to “Not opened”.",
        "zh": heard["zh"],
        "ko": heard["ko"],
        "easy": heard["easy"],
        "xx": heard["ja"],
    }
    assert len(set(heard.values())) == 5


BODIES: list[tuple[bytes, dict[str, str], int, str]] = [
    (b"", {}, 400, "bad_request"),
    (b"null", {}, 400, "bad_request"),
    (b"[" * 7_900, {}, 400, "bad_request"),
    (b"\xff\xfe", {}, 400, "bad_request"),
    (b'{"kind":"confirm","kind":"count"}', {}, 400, "bad_request"),
    (b'{"kind":"confirm"}' + b" " * 8_000, {}, 413, "too_large"),
    (b"<!DOCTYPE x [<!ENTITY e SYSTEM 'file:///etc/passwd'>]>", {}, 400, "bad_request"),
    (b"kind=confirm", {"Content-Type": "application/x-www-form-urlencoded"}, 415, "not_json"),
    (b"{}", {"Content-Type": "text/plain"}, 415, "not_json"),
]


def test_bodies_that_are_no_report(phone: Telephone) -> None:
    for body, headers, code, error in BODIES:
        answer = phone.send(body, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (code, error), body[:40]
    assert statements() == []


def test_a_huge_body_is_not_read_to_its_end(phone: Telephone) -> None:
    sent: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        for number in range(10_000):
            sent.append(number)
            yield b"x" * 1_000

    headers = {"Authorization": f"Bearer {phone.token}", "Content-Type": "application/json"}
    answer = phone.client.post("/api/v1/reports", content=endless(), headers=headers)
    assert answer.json()["error"] == "too_large"
    assert len(sent) < 20


def test_markup_in_a_note_stays_text_and_controls_go(phone: Telephone) -> None:
    note = "<script>alert(1)</script>\x1b[31m&lt; ‮exe"
    assert phone.report("status", note=note).status_code == 200
    assert [one["note"] for one in statements()] == ["<script>alert(1)</script> [31m&lt; ‮exe"]
    assert "<script>alert" not in phone.page().text


@pytest.mark.parametrize("way", ["report", "state", "page"])
def test_links_that_do_not_hold_write_nothing_and_say_why(phone: Telephone, way: str) -> None:
    found, journal, links = store()

    def ask() -> tuple[int, str]:
        if way == "page":
            answer = phone.page()
            kind = answer.headers["content-type"]
            assert kind == "text/html; charset=utf-8"
            return answer.status_code, answer.text
        answer = phone.report("confirm") if way == "report" else phone.state()
        return answer.status_code, answer.json()["message"]

    token = phone.token
    phone.token = f"{token[:-1]}{'A' if token[-1] != 'A' else 'B'}"
    code, said = ask()
    assert (code, "書きかえられています" in said) == (403, True)
    other = found.model_copy(update={"code": "281000"})
    phone.token = type(links)(other, journal).token(links.all()[PLACE])
    code, said = ask()
    assert (code, "ほかの自治体のリンクです" in said) == (403, True)
    phone.token = token
    links.revoke(links.all()[PLACE], reporter="見本 太郎")
    code, said = ask()
    assert (code, "このリンクは終わりました" in said) == (410, True)
    phone.token = links.token(issued("p98:gone"))
    code, said = ask()
    assert (code, "この施設は一覧にありません" in said) == (410, True)
    phone.token = ""
    if way != "page":
        assert ask()[0] == 403
    assert statements() == []


def test_issuing_again_ends_the_old_link_and_a_waiting_report_is_not_doubled(
    phone: Telephone,
) -> None:
    first = phone.report("confirm", client_key="waited-for-the-network")
    old, link = phone.token, issued()
    assert phone.report("confirm").json()["error"] == "revoked"
    links = store()[2]
    phone.token, phone.pin = links.token(link), links.pin(link)
    again = phone.report("confirm", client_key="waited-for-the-network")
    assert (again.json()["event_id"], again.json()["is_repeat"]) == (first.json()["event_id"], True)
    assert old != phone.token
    assert len(statements()) == 1


def test_in_peace_nothing_is_taken_and_a_real_incident_takes_no_report_of_the_drill(
    phone: Telephone,
) -> None:
    drill = phone.report("confirm").status_code
    desk().open_incident("見本区地震", "real", client_key="real-1")
    refused = phone.report("confirm").json()
    assert (drill, refused["error"], refused["is_final"]) == (200, "incident_over", True)
    told = phone.state().json()
    assert (told["incident"]["mode"], told["own"]["opening"]) == ("real", "未開設")
    incident_id = told["incident"]["incident_id"]
    assert phone.report("status", opening="開設", incident_id=incident_id).status_code == 200
    assert [(one["mode"], one["incident"]) for one in statements()] == [
        ("training", INCIDENT),
        ("real", incident_id),
    ]
    desk().close_incident(incident_id, client_key="end-1")
    refused = phone.report("confirm", incident_id=incident_id).json()
    assert (refused["error"], refused["is_final"]) == ("no_incident", True)
    told = phone.state().json()
    assert (told["is_accepting"], told["incident"], told["own"]) == (False, None, None)


def test_wrong_pins_are_counted_and_the_staff_who_gave_the_right_one_go_on() -> None:
    limits = Limits()
    with telephone(limits=limits) as phone:
        wrong = f"{(int(phone.pin) + 1) % 10**6:06}"
        assert phone.report("count", headcount=1, pin=phone.pin).status_code == 200
        for number in range(5):
            limits.pins.wrong(PLACE, f"192.0.2.{number}", time.monotonic())
        assert phone.report("count", headcount=2, pin=phone.pin).status_code == 200
        for _ in range(5):
            assert phone.report("count", headcount=3, pin=wrong).json()["error"] == "pin_wrong"
        waits = phone.report("count", headcount=4, pin=phone.pin)
        assert (waits.status_code, waits.json()["error"]) == (429, "pin_wait")
        assert 800 < int(waits.headers["retry-after"]) <= 900
        assert phone.report("confirm").status_code == 200, "without counts it goes on"
    assert [one["headcount"] for one in statements() if "headcount" in one] == [1, 2]


def test_links_and_addresses_are_held_to_a_rate() -> None:
    limits = Limits(reports_of_link=Rate(2, 0.1), of_address=Rate(6, 0.1))
    with telephone(limits=limits) as phone:
        answers = [phone.report("confirm") for _ in range(3)]
        assert [one.status_code for one in answers] == [200, 200, 429]
        assert 1 <= int(answers[2].headers["retry-after"]) <= 10
        assert answers[2].json()["retry_after_seconds"] == int(answers[2].headers["retry-after"])
        assert [phone.state().status_code for _ in range(4)] == [200, 200, 200, 429]
        assert phone.page().status_code == 429
    assert len(statements()) == 2


def test_a_warehouse_that_is_missing_is_said_to_be_so_and_the_report_may_come_again(
    phone: Telephone, folder: Path
) -> None:
    (folder / "warehouse.duckdb").rename(folder / "set-aside")
    answer = phone.report("confirm")
    told = answer.json()
    assert (answer.status_code, told["error"], told["is_final"]) == (503, "unavailable", False)
    assert answer.headers["retry-after"] == "10"
    assert phone.page().status_code == 503
    (folder / "set-aside").rename(folder / "warehouse.duckdb")
    assert phone.report("confirm").status_code == 200


def test_every_answer_is_what_the_document_says(phone: Telephone) -> None:
    document = phone.client.get("/api/openapi.json").json()
    assert document == interface.document()
    assert document["openapi"] == "3.1.0"
    answers = [
        phone.report("confirm"),
        phone.report("count", headcount=1, pin=phone.pin),
        phone.report("count", headcount=1),
        phone.report("status"),
        phone.report("status", opening="未開設"),
        phone.send(b"x" * 9_000),
        phone.send(b"{}", headers={"Content-Type": "text/plain"}),
        phone.report("confirm", incident_id="another"),
        phone.state(),
    ]
    phone.token = "x"
    answers += [phone.report("confirm"), phone.state()]
    for answer in answers:
        said = document["paths"][answer.url.path][answer.request.method.lower()]
        told = said["responses"][str(answer.status_code)]["content"]["application/json"]["schema"]
        jsonschema.validate(answer.json(), told | {"components": document["components"]})
    report = {"$ref": "#/components/schemas/Report", "components": document["components"]}
    for sent in answers[:2]:
        jsonschema.validate(json.loads(sent.request.content), report)
    for said_wrong in ({"kind": "count", "headcount": "1"}, {"kind": "opened"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(json.loads(answers[0].request.content) | said_wrong, report)


def test_the_document_and_the_routes_name_the_same_addresses() -> None:
    served = {
        (route.path, method)
        for route in server_reports.routes(Limits())
        for method in route.methods or ()
        if method != "HEAD"
    }
    paths = interface.document()["paths"]
    assert served == {(path, one.upper()) for path, methods in paths.items() for one in methods}
    named = {
        error
        for operation in (paths[interface.REPORTS]["post"], paths[interface.STATE]["get"])
        for answer in operation["responses"].values()
        for error in interface.STATUS_OF
        if error in answer["description"]
    }
    assert named == set(interface.STATUS_OF)
