"""The board's parts by their route: what the page draws, made for staff alone, with the news."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machimori import server_board
from machimori.city import REPOSITORY, current_city
from machimori.store.desk import Desk
from machimori.store.journal import current_journal
from machimori.store.place_desk import PlaceDesk
from machimori.store.pulse import pulse
from machimori.store.queries import board
from machimori.store.staff_sessions import ROLES
from machimori.store.warehouse import current_warehouse
from machimori.ui import access, navigation
from tests.routes import ask
from tests.served import write_small_city
from tests.store.small_warehouse import INCIDENT, NOW

STAFF = access.StaffSession("見本 太郎", "防災課", frozenset(ROLES), "id")
VIEWER = access.StaffSession("見本 花子", "防災課", frozenset({"viewer"}), "id")
ROUTES = server_board.routes()
SCHOOL = "p01:shelter"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(navigation, "through_the_front_door", lambda: None)
    sign_in(monkeypatch, STAFF)
    return tmp_path


def sign_in(monkeypatch: pytest.MonkeyPatch, who: access.StaffSession | None) -> None:
    monkeypatch.setattr(access, "_session", lambda *_: who)


class Board:
    """The page as Streamlit sends it: slots, tables and what its live part was told."""

    def __init__(self, **query: str) -> None:
        run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=60)
        for name, value in query.items():
            run.query_params[name] = value
        run.switch_page("pages/board.py").run()
        assert not run.exception
        self.markup = "".join(str(one.proto.body) for one in run.main if one.type == "html")
        self.given: dict[str, Any] = {}
        for one in run.main:
            if one.type == "bidi_component":
                given = json.loads(one.proto.json)
                self.given[given.get("name") or given.get("address") or "other"] = given

    @property
    def live(self) -> dict[str, Any]:
        return self.given["/api/pulse"]


def parts(address: str) -> dict[str, Any]:
    answer = ask(ROUTES, address)
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    found: dict[str, Any] = answer.json()
    return found


@pytest.mark.parametrize("who", [STAFF, VIEWER], ids=["writer", "viewer"])
def test_the_parts_are_what_the_page_draws(
    folder: Path, monkeypatch: pytest.MonkeyPatch, who: access.StaffSession
) -> None:
    sign_in(monkeypatch, who)
    page = Board(role="shelter", hazard="earthquake")
    made = parts(page.live["parts"]["address"])
    beat = pulse(current_city())
    assert (made["pulse"], made["shape"]) == (beat, page.live["parts"]["shape"])
    slots = {"orders", "legend_board", "figures", "as_of"}
    assert set(made["html"]) == (slots | {"conflicts"} if who is STAFF else slots)
    for name, html in made["html"].items():
        assert f'<div data-live="{name}" data-pulse="{beat}">{html}</div>' in page.markup
    assert made["tables"] == {
        name: page.given[name]["html"] for name in ("board_table", "board_check")
    }
    assert ("data-act" in made["tables"]["board_table"]) == (who is STAFF)
    assert {one["key"] for one in made["map"]["marks"]} <= set(
        current_warehouse(current_city()).frame("FROM wh.marts.facilities")["facility_id"]
    )


def test_a_statement_is_in_the_next_parts(folder: Path) -> None:
    address = Board(role="shelter").live["parts"]["address"]
    before = parts(address)
    desk().state(INCIDENT, SCHOOL, {"headcount": 431}, client_key="a")
    after = parts(address)
    assert "431" not in before["tables"]["board_table"]
    assert "431" in after["tables"]["board_table"]
    assert after["pulse"] != before["pulse"]
    assert after["shape"] == before["shape"]  # the same places: put in where they stand


def test_another_place_or_another_incident_needs_another_run(folder: Path) -> None:
    address = Board(role="shelter").live["parts"]["address"]
    shapes = [parts(address)["shape"]]
    city = current_city()
    warehouse, journal = current_warehouse(city), current_journal(city)
    drill = next(one for one in board.incidents(warehouse, journal) if one.incident_id == INCIDENT)
    places = PlaceDesk(city, warehouse, journal, drill, "見本 太郎", NOW)
    places.add("shelter", {"name": "見本公民館"}, client_key="p")
    shapes.append(parts(address)["shape"])
    desk().close_incident(INCIDENT, client_key="c")
    shapes.append(parts(address)["shape"])
    assert len(set(shapes)) == 3


@pytest.mark.parametrize("who", [STAFF, VIEWER], ids=["writer", "viewer"])
def test_an_opened_place_is_in_the_parts_and_its_form_is_not(
    folder: Path, monkeypatch: pytest.MonkeyPatch, who: access.StaffSession
) -> None:
    sign_in(monkeypatch, who)
    listed = re.findall('data-row="([^"]+)"', Board(role="shelter").given["board_table"]["html"])
    page = Board(role="shelter", place=listed[0])
    live = page.live["parts"]
    made = parts(live["address"])
    beat = pulse(current_city())
    for name, html in made["html"].items():
        if name != "overtaken" or who is STAFF:  # a viewer has no form to be overtaken
            assert f'<div data-live="{name}" data-pulse="{beat}">{html}</div>' in page.markup
    assert {"opened_head", "opened_facts", "opened_said", "overtaken"} <= set(made["html"])
    assert made["tables"] == {
        name: given["html"] for name, given in page.given.items() if name.startswith("board_")
    }
    tables = {"board_table", "board_check"} | ({"board_rest"} if listed[1:] else set())
    assert set(made["tables"]) == tables
    assert [one["key"] for one in made["map"]["marks"] if one["selected"]] == listed[:1]
    assert (made["newest"], made["shape"]) == (live["newest"], live["shape"])
    assert bool(live["newest"]) == (who is STAFF)


def test_a_statement_about_the_opened_place_is_told_above_its_form(folder: Path) -> None:
    live = Board(role="shelter", place=SCHOOL).live["parts"]
    before = parts(live["address"])
    told = desk().state(INCIDENT, SCHOOL, {"headcount": 431}, client_key="a")
    after = parts(live["address"])
    assert before["html"]["overtaken"] == ""
    for name in ("overtaken", "opened_facts", "opened_said"):
        assert "431" in after["html"][name] and "431" not in before["html"][name]
    assert after["newest"] == told.event_id != before["newest"]  # run again when there is time
    assert after["shape"] == live["shape"]


def test_a_board_with_rows_chosen_or_in_the_past_is_run_again(folder: Path) -> None:
    assert "/api/pulse" not in Board(at="2026-11-21T13:00").given  # the past has no news


def test_strangers_and_bad_questions_get_nothing(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = Board(role="shelter").live["parts"]["address"]
    for bad, status in (
        (f"{address}&openings=x", 400),
        (f"{address}&openings=%7B%7D", 400),
        (address.replace("lang=ja", "lang=../x"), 400),
        (address.replace(INCIDENT, "nobody"), 404),
    ):
        answer = ask(ROUTES, bad)
        assert (answer.status_code, answer.content) == (status, b"")
    sign_in(monkeypatch, None)
    answer = ask(ROUTES, address)
    assert (answer.status_code, answer.content) == (403, b"")


def desk() -> Desk:
    city = current_city()
    return Desk(city, current_warehouse(city), current_journal(city), "見本 太郎", NOW)
