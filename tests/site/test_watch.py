"""From an event to the new files, and what a server keeps between events."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from typer.testing import CliRunner

from machimori import server_public
from machimori.__main__ import app
from machimori.city import City
from machimori.site.files import section_of
from machimori.site.live import LiveSite
from machimori.site.watch import watch
from machimori.store.desk import Desk
from machimori.store.journal import Journal, open_journal
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.routes import ask
from tests.served import write_small_city
from tests.store.small_warehouse import INCIDENT, NOW, small_city, write_small_warehouse


@dataclass
class Scene:
    city: City
    warehouse: Warehouse
    journal: Journal

    def say(self, opening: str, key: str) -> None:
        desk = Desk(self.city, self.warehouse, self.journal, "見本 当直", NOW)
        desk.state(INCIDENT, "p09:temporary_stay", {"opening": opening}, client_key=key)


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path / "city")))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    city = small_city(tmp_path / "city")
    journal = open_journal(city)
    yield Scene(city, open_warehouse(city), journal)
    journal.close()


def opening(content: bytes) -> str:
    places = {one["id"]: one for one in json.loads(content)["places"]}
    return str(places["p09:temporary_stay"]["opening"])


def test_an_event_is_in_the_files_by_itself(scene: Scene, tmp_path: Path) -> None:
    target, told, ended = tmp_path / "www", [], threading.Event()
    running = threading.Thread(
        target=watch,
        args=(scene.city, target),
        kwargs={"every": 0.05, "told": told.append, "until": ended.is_set},
    )
    running.start()
    try:
        _until(lambda: target.exists())
        assert opening((target / "status.json").read_bytes()) == "閉鎖"
        scene.say("開設", "again")
        _until(lambda: opening((target / "status.json").read_bytes()) == "開設")
        # A build that is not there ends nothing, and leaves what was published.
        scene.city.warehouse_path.unlink()
        _until(lambda: any("no warehouse" in line for line in told))
        write_small_warehouse(scene.city.warehouse_path, build_id="next")
        seen = len(told)
        _until(lambda: any("no warehouse" not in line for line in told[seen:]))
        assert opening((target / "status.json").read_bytes()) == "開設"
    finally:
        ended.set()
        running.join()


def _until(holds: object) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if callable(holds) and holds():
            return
        time.sleep(0.02)
    raise AssertionError("it did not come")


def test_a_release_is_made_once_per_event_and_minute(scene: Scene) -> None:
    site = LiveSite()
    first = site.release(scene.city, scene.warehouse, scene.journal)
    assert site.release(scene.city, scene.warehouse, scene.journal) is first
    assert first.file("ja/shelters.html") is first.file("ja/shelters.html")
    scene.say("開設準備中", "soon")
    second = site.release(scene.city, scene.warehouse, scene.journal)
    assert second is not first
    assert first.file("../city.toml") is None
    assert first.file("fr/shelters.html") is None


def test_the_server_offers_the_same_files_with_their_keeping_times(scene: Scene) -> None:
    routes = server_public.routes()
    files = LiveSite().release(scene.city, scene.warehouse, scene.journal).files()
    one_of_each = {
        (section_of(path), path.rpartition(".")[2], path.endswith("/card.html")): path
        for path in files
    }
    assert len(one_of_each) >= 12
    for path in one_of_each.values():
        content = files[path]
        answer = ask(routes, f"/public/{path}", {"Accept-Encoding": "gzip"})
        assert (answer.status_code, answer.content) == (200, content), path
        assert answer.headers["content-encoding"] == "gzip"
        hashed = path.startswith("assets/")
        kept = "public, max-age=31536000, immutable" if hashed else "public, max-age=5"
        assert answer.headers["cache-control"] == kept
        assert answer.headers["content-security-policy"] == server_public.policy(path)
        again = ask(routes, f"/public/{path}", {"If-None-Match": answer.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")


def test_an_event_is_in_the_public_json_at_the_next_question(scene: Scene) -> None:
    routes = server_public.routes()
    before = ask(routes, "/api/status.json")
    assert before.headers["cache-control"] == "public, max-age=5"
    assert before.headers["access-control-allow-origin"] == "*"
    assert opening(before.content) == "閉鎖"
    scene.say("開設", "open again")
    after = ask(routes, "/api/status.json", {"If-None-Match": before.headers["etag"]})
    assert (after.status_code, opening(after.content)) == (200, "開設")


@pytest.mark.parametrize(
    ("path", "headers", "leads_to"),
    [
        ("/public", {}, "ja"),
        ("/public/", {"Accept-Language": "ko-KR,en;q=0.5"}, "ko"),
        ("/public/?lang=easy", {"Accept-Language": "ko-KR"}, "easy"),
        ("/public/?lang=fr", {"Accept-Language": "zh-CN"}, "ja"),
    ],
)
def test_the_door_leads_to_the_readers_language(
    scene: Scene, path: str, headers: dict[str, str], leads_to: str
) -> None:
    answer = ask(server_public.routes(), path, headers)
    assert (answer.status_code, answer.headers["location"]) == (
        302,
        f"/public/{leads_to}/",
    )


def test_what_is_not_there_is_said_and_a_missing_build_too(scene: Scene) -> None:
    routes = server_public.routes()
    for path in ("/public/ja/nothing.html", "/public/ja/%2e%2e/status.json", "/public/.env"):
        answer = ask(routes, path)
        assert (answer.status_code, "そのページはありません" in answer.text) == (404, True), path
    scene.city.warehouse_path.unlink()
    answer = ask(routes, "/api/status.json")
    assert (answer.status_code, answer.headers["cache-control"]) == (503, "no-store")
    assert str(scene.city.folder) not in answer.text


def test_the_command_writes_refuses_and_says_so(scene: Scene, tmp_path: Path) -> None:
    run, target = CliRunner(), tmp_path / "site"
    config = str(scene.city.folder / "city.toml")
    command = ["publish", "--city", config, "--out", str(target)]
    done = run.invoke(app, command)
    assert (done.exit_code, (target / "ja" / "shelters.html").exists()) == (0, True)
    refused = run.invoke(app, [*command, "--base-url", "https://city.lg.jp"])
    assert (refused.exit_code, "--allow-sample" in refused.output) == (1, True)
    allowed = [*command, "--base-url", "https://city.lg.jp", "--allow-sample"]
    assert run.invoke(app, allowed).exit_code == 0
    assert run.invoke(app, ["publish"]).exit_code == 2
