"""Tiles of the map of posts: staff alone, made once, another answer as soon as there is news."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from machimori import server_tiles
from machimori.city import current_city
from machimori.store.journal import current_journal
from machimori.store.queries import road_tiles
from machimori.store.staff_sessions import ROLES
from machimori.ui import access
from tests.routes import ask
from tests.served import write_small_city
from tests.store.small_warehouse import NOW

STAFF = access.StaffSession("見本 太郎", "道路課", frozenset(ROLES), "id")
TILE = f"/tiles/posts/0/0/0.mvt?at={NOW.isoformat().replace('+', '%2B')}"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    return tmp_path


@pytest.fixture
def signed_in(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)


def test_strangers_get_nothing(folder: Path) -> None:
    for path in (TILE, "/tiles/ground.json"):
        answer = ask(server_tiles.routes(), path)
        assert (answer.status_code, answer.content) == (403, b"")


@pytest.mark.usefixtures("signed_in")
def test_a_tile_is_made_once_and_told_apart_by_news(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    make = road_tiles.tile
    monkeypatch.setattr(
        road_tiles, "tile", lambda *given, **named: asked.append(given) or make(*given, **named)
    )
    routes = server_tiles.routes()
    first = ask(routes, f"{TILE}&statuses=受付済")
    assert (first.status_code, first.headers["content-type"]) == (
        200,
        "application/vnd.mapbox-vector-tile",
    )
    assert "受付済".encode() in first.content or b"posts" in first.content
    assert first.headers["cache-control"] == "private, no-cache"
    same = ask(routes, f"{TILE}&statuses=受付済", {"if-none-match": first.headers["etag"]})
    assert (same.status_code, same.content) == (304, b"")
    assert ask(routes, f"{TILE}&statuses=受付済").content == first.content
    assert len(asked) == 1
    assert ask(routes, f"{TILE}&statuses=対応済").headers["etag"] != first.headers["etag"]
    current_journal(current_city()).append(
        "desk_log",
        "log-1",
        {"category": "received", "text": "見本"},
        client_key="key-1",
        mode="training",
        observed_at=NOW - timedelta(minutes=1),
        reporter="見本",
    )
    news = ask(routes, f"{TILE}&statuses=受付済", {"if-none-match": first.headers["etag"]})
    assert (news.status_code, len(asked)) == (200, 3)


@pytest.mark.usefixtures("signed_in")
@pytest.mark.parametrize(
    "path",
    [
        "/tiles/posts/19/0/0.mvt?at=2026-11-21T05:00Z",
        "/tiles/posts/2/4/0.mvt?at=2026-11-21T05:00Z",
        "/tiles/posts/0/0/0.mvt",
        "/tiles/posts/0/0/0.mvt?at=yesterday",
        f"/tiles/posts/0/0/0.mvt?at=2026-11-21T05:00Z&ages={'x' * 9_000}",
        "/tiles/posts/0/0/x.mvt?at=2026-11-21T05:00Z",
    ],
)
def test_what_is_no_tile_is_not_found(path: str) -> None:
    assert ask(server_tiles.routes(), path).status_code == 404


@pytest.mark.usefixtures("signed_in")
def test_a_shelf_forgets_the_oldest() -> None:
    shelf = server_tiles.Shelf(most_bytes=10)
    for name, content in (("a", b"12345"), ("b", b"12345"), ("a", b"1234"), ("c", b"12")):
        shelf._keep(name, content)
    assert [shelf._found(name) for name in "abc"] == [None, b"12345", b"12"]


@pytest.mark.usefixtures("signed_in")
def test_the_ground_is_of_this_server(folder: Path) -> None:
    style = ask(server_tiles.routes(), "/tiles/ground.json?lang=en").json()
    assert style["version"] == 8
    assert list(style["sources"]) == ["ground"]  # in the answer itself: nothing more to fetch
    features = style["sources"]["ground"]["data"]["features"]
    parts = {one["properties"]["part"] for one in features}
    drawn = [layer["filter"] for layer in style["layers"] if "source" in layer]
    named = {one[2] if one[0] == "==" else one[1][2] for one in drawn}
    assert parts == named >= {"outline", "water", "roads", "stations"}
    assert style["layers"][-1]["layout"]["text-field"] == ["get", "name_en"]


@pytest.mark.usefixtures("signed_in")
def test_a_municipality_without_ground_files_gets_its_outline(folder: Path) -> None:
    configuration = folder / "city.toml"
    said = configuration.read_text(encoding="utf-8")
    configuration.write_text(said.replace("139.70, 35.65, 139.80", "130.0, 33.0, 130.1"), "utf-8")
    style = ask(server_tiles.routes(), "/tiles/ground.json").json()
    assert [layer["type"] for layer in style["layers"]][:2] == ["background", "fill"]
    kinds = {
        feature["properties"].get("kind")
        for source in style["sources"].values()
        for feature in source["data"]["features"]
    }
    assert {"outline", "town_block"} <= kinds
