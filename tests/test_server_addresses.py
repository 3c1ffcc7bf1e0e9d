"""Addresses that are no page: our own answer, in the visitor's language, and nothing else lost."""

from __future__ import annotations

import http.client
import urllib.parse
from collections.abc import Iterator
from contextlib import closing

import pytest

from machimori.server_addresses import is_known
from machimori.ui.navigation import PAGES
from tests.page_client import visit
from tests.served import Served, serving, write_small_city


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("addresses")
    write_small_city(folder)
    with serving(folder) as running:
        yield running


def ask(served: Served, path: str, method: str = "GET", **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(served.url).netloc, timeout=60)
    with closing(connection):
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode(errors="replace")


def test_the_first_address_opened_after_a_start_has_the_whole_page(served: Served) -> None:
    """Runs first: Streamlit's older way of many pages would show the page alone."""
    sent = visit(served, "shelters")
    assert sent.shown == "shelters"
    assert set(sent.hashes) >= {page.url_path for page in PAGES}
    assert sent.holds("m-masthead")
    assert sent.holds("--brand")  # the look, which dashboard.py puts on


@pytest.mark.parametrize(
    "path",
    [
        *("/nowhere", "/overview", "/pages/board.py", "/shelters/old"),
        *("/r", "/r/a/b", "/api", "/api/v1/reports", "/print/x"),
    ],
)
def test_an_unknown_address_says_so_in_japanese(served: Served, path: str) -> None:
    status, body = ask(served, path)
    assert status == 404
    assert '<html lang="ja">' in body
    assert "そのページはありません" in body
    assert 'href="/shelters?lang=ja"' in body
    assert "<script" not in body


def test_an_unknown_address_speaks_the_visitors_language(served: Served) -> None:
    header = {"Accept-Language": "fr-FR,fr;q=0.9,en-GB;q=0.8,ja;q=0.7"}
    assert "There is no such page" in ask(served, "/nowhere", **header)[1]
    assert "There is no such page" in ask(served, "/nowhere?lang=en")[1]
    assert "そのページはありません" in ask(served, "/nowhere?lang=ja", **header)[1]


def test_what_was_asked_for_is_text(served: Served) -> None:
    hostile = urllib.parse.quote("/<script>alert(1)</script>")
    status, body = ask(served, hostile)
    assert status == 404
    assert "<script>" not in body
    assert "x" * 80 not in ask(served, "/" + "x" * 5000)[1]
    assert ask(served, "/nowhere", "HEAD") == (404, "")


@pytest.mark.parametrize(
    "path",
    ["/", "/shelters", "/shelters/", "/board", "/favicon.png", "/healthz", "/_stcore/health"],
)
def test_what_there_is_still_answers(served: Served, path: str) -> None:
    assert ask(served, path)[0] in (200, 301)


def test_every_page_is_known_and_pages_scripts_are_not() -> None:
    assert all(is_known(f"/{page.url_path}") for page in PAGES)
    assert is_known("/board/_stcore/host-config")
    assert is_known("//elsewhere.example")  # Streamlit refuses it
    assert not is_known("/board/notes")
