"""The public files in foreign formats: what is in them, and what never is."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from machimori import server_feeds
from machimori.exchange import atom, cap, guarded_csv
from machimori.site import facts, open_files
from machimori.site.open_files import FILES, Ground
from machimori.store.desk import Desk
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import facilities
from machimori.store.warehouse import open_warehouse
from tests.routes import ask
from tests.served import write_small_city
from tests.store.small_warehouse import NOW, STAFF_ONLY, small_city

HIDDEN = ("例題福祉センター", "Sample place 05", "p05")


@pytest.fixture
def journal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Journal]:
    """A municipality with the small warehouse's drill, and a place opened in it since."""
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    city = small_city(tmp_path)
    opened = open_journal(city)
    warehouse = open_warehouse(city)
    drill = facilities.incident_in_force(warehouse, opened, now=NOW)
    assert drill is not None
    desk = Desk(city, warehouse, opened, "見本 当直", NOW)
    for number, place in enumerate(("p04:evacuation_site", "p05:welfare_shelter")):
        desk.state(drill.incident_id, place, {"opening": "開設"}, client_key=f"s{number}")
    yield opened
    opened.close()


def files(folder: Path, journal: Journal) -> dict[str, bytes]:
    city = small_city(folder)
    warehouse = open_warehouse(city)
    found = facts.gather(city, warehouse, journal, now=NOW)
    return open_files.every_file(Ground(found, warehouse, journal))


def test_a_place_that_is_not_public_is_in_no_file(tmp_path: Path, journal: Journal) -> None:
    made = files(tmp_path, journal)
    assert {one.name for one in FILES} < set(made)
    for name, content in made.items():
        said = content.decode("cp932" if "cp932" in name else "utf-8")
        assert [words for words in (*HIDDEN, *STAFF_ONLY) if words in said] == [], name


def test_every_file_says_that_it_is_a_drill_or_generated(tmp_path: Path, journal: Journal) -> None:
    made = files(tmp_path, journal)
    status = json.loads(made["status.geojson"])
    assert (status["mode"], status["label"], status["is_sample"]) == ("training", "訓練", True)
    assert json.loads(made["facilities.geojson"])["is_sample"] is True
    feed = etree.fromstring(made["alerts.atom"])
    terms = {one.get("term") for one in feed.iter(f"{{{atom.NAMESPACE}}}category")}
    assert terms == {"Exercise"}
    assert feed.findtext(f"{{{atom.NAMESPACE}}}subtitle") == "訓練"


def test_the_status_is_what_may_be_said_now(tmp_path: Path, journal: Journal) -> None:
    features = json.loads(files(tmp_path, journal)["status.geojson"])["features"]
    said = {
        one["id"]: (
            one["properties"]["opening"],
            one["properties"]["crowding"],
            one["properties"]["freshness"],
            one["properties"]["free"],
        )
        for one in features
    }
    assert said["p01:shelter"] == ("開設", "定員一杯", "fresh", 0)
    assert said["p03:shelter"] == ("不明", "不明", "unknown", None)
    assert said["p04:evacuation_site"][0] == "開設"


def test_every_message_is_valid_and_linked_from_the_feed(tmp_path: Path, journal: Journal) -> None:
    made = files(tmp_path, journal)
    messages = {name: content for name, content in made.items() if name.startswith("cap/")}
    assert len(messages) >= 5
    assert [cap.problems(content) for content in messages.values()] == [[]] * len(messages)
    feed = etree.fromstring(made["alerts.atom"])
    links = {
        one.get("href")
        for one in feed.iter(f"{{{atom.NAMESPACE}}}link")
        if one.get("rel") == "alternate"
    }
    assert links == {f"/feeds/{name}" for name in messages}


def test_the_standard_list_holds_the_public_sites(tmp_path: Path, journal: Journal) -> None:
    made = files(tmp_path, journal)
    rows = guarded_csv.read(made["evacuation_space.csv"])
    assert rows == guarded_csv.read(made["evacuation_space_cp932.csv"], encoding="cp932")
    assert [row[1] for row in rows[1:]] == ["p01:evacuation_site", "p04:evacuation_site"]


def test_the_routes_answer_with_etag_and_304(tmp_path: Path, journal: Journal) -> None:
    routes = server_feeds.routes()
    for one in FILES:
        answer = ask(routes, f"/feeds/{one.name}")
        assert (answer.status_code, answer.headers["content-type"]) == (200, one.media_type)
        assert answer.headers["cache-control"] == "public, max-age=5"
        assert answer.headers["access-control-allow-origin"] == "*"
        again = ask(
            routes,
            f"/feeds/{one.name}",
            headers={"If-None-Match": f'"x", W/{answer.headers["etag"]}'},
        )
        assert (again.status_code, again.content) == (304, b"")
    message = next(name for name in files(tmp_path, journal) if name.startswith("cap/"))
    found = ask(routes, f"/feeds/{message}")
    assert (found.status_code, found.headers["content-type"]) == (200, "application/cap+xml")
    for wrong in ("", "x", "cap/x.xml", "cap/..%2f..%2fcity.toml", "cap/a b.xml"):
        assert ask(routes, f"/feeds/{wrong}").status_code == 404
    (tmp_path / "warehouse.duckdb").unlink()
    assert ask(routes, "/feeds/status.geojson").status_code == 503
