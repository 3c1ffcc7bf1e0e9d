"""The page of a sign: what its address asks for, what is in it, and how little a poll costs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from machimori import server_signage
from machimori.site.signage import Screen, screen
from tests.routes import ask
from tests.served import write_small_city
from tests.store.small_warehouse import NOW, STAFF_ONLY

HIDDEN = ("例題福祉センター", "Sample place 05", "p05")


@pytest.mark.parametrize(
    ("asked", "wanted"),
    [
        ({}, Screen("", 15, ("ja",))),
        ({"screen": " 東京駅 ", "rotate": "20", "lang": "en"}, Screen("東京駅", 20, ("en",))),
        ({"rotate": "1", "lang": "en,ja,en,xx"}, Screen("", 5, ("en", "ja"))),
        ({"rotate": "9999"}, Screen("", 120, ("ja",))),
        ({"rotate": "たくさん", "lang": "xx", "screen": "あ" * 99}, Screen("あ" * 40, 15, ("ja",))),
    ],
)
def test_a_sign_by_its_address(asked: dict[str, str], wanted: Screen) -> None:
    assert screen(asked, ("ja", "en")) == wanted


def test_the_page_says_what_it_needs_and_nothing_that_is_hidden(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    routes = server_signage.routes()
    hostile = "</script><script>alert(1)</script>"
    answer = ask(routes, f"/signage?screen={hostile}&lang=en,ja")
    page = answer.text
    assert answer.status_code == 200
    assert [words for words in (*HIDDEN, *STAFF_ONLY) if words in page] == []
    assert "<script>alert" not in page
    assert len(re.findall(r"<script", page)) == 2
    settings = json.loads(page.split('id="settings">')[1].split("</script>")[0])
    assert settings["state"]["incident"]["mode"] == "training"
    assert list(settings["words"]) == ["en", "ja"]
    assert settings["here"] is None
    assert "http://testserver/shelters?lang=en" in page
    assert re.search(r'(src|href)="(?!data:|http://testserver)', page) is None
    assert len(answer.content) < 100_000


def test_a_sign_that_knows_the_state_gets_nothing_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    routes = server_signage.routes()
    first = ask(routes, "/signage/status.json")
    assert (first.status_code, first.headers["cache-control"]) == (200, "no-cache")
    assert [words for words in (*HIDDEN, *STAFF_ONLY) if words in first.text] == []
    again = ask(routes, "/signage/status.json", {"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["x-signage"] == first.headers["x-signage"]
    (tmp_path / "warehouse.duckdb").unlink()
    assert ask(routes, "/signage/status.json").status_code == 503
    assert 'http-equiv="refresh"' in ask(routes, "/signage").text
