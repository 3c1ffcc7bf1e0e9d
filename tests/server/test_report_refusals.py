"""Reports that can't be so: refused in a sentence, and nothing is written."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from tests.server.reporting import Telephone, statements

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
