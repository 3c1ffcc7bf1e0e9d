"""Links, incidents and limits: what a report has to come through."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from machimori.server_links import Limits
from machimori.store.rates import Rate
from tests.server.reporting import PLACE, Telephone, desk, issued, statements, store, telephone
from tests.store.small_warehouse import INCIDENT


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


def test_wrong_pins_are_counted_and_the_staff_who_gave_the_right_one_go_on(
    fresh_journal: None,
) -> None:
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


def test_links_and_addresses_are_held_to_a_rate(fresh_journal: None) -> None:
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
