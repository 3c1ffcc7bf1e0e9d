"""Places that are not public, and data of another municipality, on the way to a stranger."""

from __future__ import annotations

import http.client
import urllib.parse
from collections.abc import Iterator

import pytest

from machimori.city import REPOSITORY
from machimori.store.journal import open_journal
from machimori.store.queries import datasets
from machimori.store.warehouse import open_warehouse
from machimori.ui import navigation
from machimori.ui.navigation import PageEntry
from tests.page_client import visit
from tests.served import Served, serving, write_small_city
from tests.store.small_warehouse import STAFF_ONLY, small_city, write_small_warehouse

PUBLIC = [page for page in navigation.PAGES if page.reader == "public"]
#: The one place of the small warehouse that is not public.
HIDDEN = ("例題福祉センター", "Sample place 05", "p05:welfare", "welfare_shelter:p05")
#: Ways to ask for it by the address.
QUERIES = (
    "",
    "lang=en",
    "place=p05&facility=p05:welfare_shelter&role=welfare_shelter&open=all&q=例題福祉",
    "roles=福祉避難所&show=all&is_public=false&staff=1&scope=すべて&post=r001",
)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hidden")
    write_small_city(folder)
    with serving(folder) as running:
        yield running


def ask(served: Served, path: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(served.url).netloc, timeout=60)
    connection.request("GET", path, headers={"Cookie": "machimori_staff=WyJhIl0.aaaa.bbbb"})
    answer = connection.getresponse()
    content = answer.read()
    connection.close()
    return answer.status, content


@pytest.mark.parametrize("page", PUBLIC, ids=lambda page: page.key)
def test_a_place_that_is_not_public_is_on_no_public_page(served: Served, page: PageEntry) -> None:
    for query in QUERIES:
        for cookie in ("", "WyJhIiwiYiIsImMiXQ.aaaaaa.bbbb"):
            sent = visit(served, page.url_path, query=query, cookie=cookie)
            assert sent.shown == page.url_path
            found = [words for words in (*HIDDEN, *STAFF_ONLY) if sent.holds(words)]
            # What was typed comes back in the field it was typed in.
            assert [words for words in found if words not in urllib.parse.unquote(query)] == []
            assert not sent.holds("Traceback")


def test_a_place_that_is_not_public_is_in_no_public_file(served: Served) -> None:
    city = small_city(served.folder)
    warehouse = open_warehouse(city)
    for table in datasets.PUBLIC_TABLES:
        written = datasets.public_table(warehouse, city, table).frame.to_csv()
        assert [words for words in (*HIDDEN, *STAFF_ONLY) if words in written] == []
    everything = warehouse.frame("SELECT name, facility_id FROM wh.marts.facilities").to_csv()
    assert [words for words in HIDDEN if words in everything] == ["例題福祉センター", "p05:welfare"]


@pytest.mark.parametrize(
    "path",
    [
        "/healthz",
        "/healthz?verbose=1",
        "/tiles/files",
        "/app/static/",
        "/app/static/..%2fwarehouse.duckdb",
        "/app/static/%2e%2e/%2e%2e/journal.sqlite",
        "/static/../../city.toml",
        "/board.json",
        "/board/?embed=true",
        "/triage?post=r001",
        "/load",
        "/media/",
        "/_stcore/host-config",
        "/_stcore/script-health-check",
        "/_stcore/upload_file/x/y",
        "/component/machimori_pick_list/index.html",
    ],
)
def test_no_route_tells_a_stranger_what_staff_know(served: Served, path: str) -> None:
    _, content = ask(served, path)
    said = content.decode("utf-8", "replace")
    assert [words for words in (*HIDDEN, *STAFF_ONLY) if words in said] == []
    assert "Traceback" not in said
    assert str(served.folder) not in said
    assert str(REPOSITORY) not in said
    assert "metric_crs" not in said


def test_data_of_another_municipality_is_refused_on_every_page(served: Served) -> None:
    path = served.folder / "warehouse.duckdb"
    write_small_warehouse(path, code="281000", name="神戸市", build_id="other")
    try:
        for page in PUBLIC:
            sent = visit(served, page.url_path)
            assert sent.holds("別の自治体のデータ"), page.key
            assert not sent.holds("Traceback")
            assert not sent.holds("見本第一小学校")
            assert not sent.holds(str(served.folder))
        status, content = ask(served, "/healthz")
        assert (status, b"WrongMunicipality" in content) == (503, True)
    finally:
        write_small_warehouse(path, build_id="own again")


def test_a_journal_of_another_municipality_is_refused_on_every_page(served: Served) -> None:
    own = small_city(served.folder)
    for file in served.folder.glob("journal.sqlite*"):
        file.unlink()
    open_journal(own.model_copy(update={"code": "281000", "name": "神戸市"})).close()
    for page in PUBLIC:
        sent = visit(served, page.url_path)
        assert sent.holds("別の自治体のデータ"), page.key
        assert not sent.holds("Traceback")
        assert not sent.holds(str(served.folder))
    said = served.output.read_text(encoding="utf-8")
    assert "WrongMunicipality" not in said
