"""The server as a stranger meets it: what it says of itself, and what it never sends."""

from __future__ import annotations

import http.client
import json
import time
import urllib.parse
from collections.abc import Iterator
from pathlib import Path

import pytest

from machimori.city import REPOSITORY
from machimori.ui import navigation
from machimori.ui.navigation import PageEntry
from tests.page_client import reading, visit
from tests.served import Served, health, serving, write_small_city
from tests.store.small_warehouse import STAFF_ONLY, write_small_warehouse

PRESENT = [page for page in navigation.PAGES if (REPOSITORY / page.file).is_file()]
STAFF = [page for page in PRESENT if page.reader == "staff"]
PUBLIC = [page for page in PRESENT if page.reader == "public"]
#: What a visitor must meet on a staff page: the first field of the sign-in.
FORM = "m_passphrase"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    write_small_city(folder)
    with serving(folder) as running:
        yield running


def ask(
    served: Served,
    method: str,
    path: str,
    body: dict[str, str] | None = None,
    headers: dict[str, str] | None = None,
) -> tuple[int, dict[str, str], bytes]:
    connection = http.client.HTTPConnection(urllib.parse.urlsplit(served.url).netloc, timeout=60)
    sent = urllib.parse.urlencode(body) if body is not None else None
    kind = {"Content-Type": "application/x-www-form-urlencoded"} if body is not None else {}
    connection.request(method, path, sent, kind | (headers or {}))
    answer = connection.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    content = answer.read()
    connection.close()
    return answer.status, found, content


def form_token(page: bytes) -> str:
    return page.decode().split('name="m_token" value="')[1].split('"')[0]


def sign_in(served: Served, passphrase: str = "", **changed: str) -> tuple[int, dict[str, str]]:
    _, _, page = ask(served, "GET", "/auth/sign-in")
    fields = {
        "m_token": form_token(page),
        "m_leads_to": "/board",
        "m_lang": "ja",
        "m_passphrase": passphrase or served.passphrase,
        "m_name": "見本 太郎",
        "m_section": "危機管理課",
    }
    origin = changed.pop("origin", served.url)
    headers = {"Origin": origin} if origin else {}
    status, found, _ = ask(served, "POST", "/auth/sign-in", fields | changed, headers)
    return status, found


def cookie_of(headers: dict[str, str]) -> str:
    return headers["set-cookie"].split("machimori_staff=")[1].split(";")[0]


@pytest.fixture(scope="module")
def cookie(served: Served) -> str:
    status, headers = sign_in(served)
    assert status == 303
    return cookie_of(headers)


def test_health_says_who_answers(served: Served) -> None:
    found = health(served)
    generation = found.pop("generation")
    assert found == {
        "service": "machimori",
        "status": "ok",
        "code": "131016",
        "is_sample": True,
        "build_id": "build-1",
        "built_at": "2026-11-21T05:03:00+00:00",
        "journal": {"ok": True, "last_seq": 0},
    }
    assert len(generation.split("-")) == 3


def test_a_new_build_is_served_within_two_seconds_without_a_restart(served: Served) -> None:
    before = health(served)["generation"]
    write_small_warehouse(served.folder / "warehouse.duckdb", build_id="build-2")
    began = time.monotonic()
    asked = 0.0
    while (found := health(served))["generation"] == before:
        assert asked < 2  # whoever asks two seconds after the swap is answered from the new build
        asked = time.monotonic() - began
    assert found["build_id"] == "build-2"


def test_the_terminal_is_told_the_address_and_a_pipe_not_the_passphrase(served: Served) -> None:
    said = served.output.read_text(encoding="utf-8")
    assert f"{served.url}/" in said
    assert str(served.folder / "secrets" / "passphrase") in said
    assert served.passphrase not in said
    assert "WARNING" not in said  # a part that wants Streamlit's runtime was imported before it


@pytest.mark.parametrize(
    ("query", "lang", "title"),
    [("", "ja", "見本区 まちもり"), ("?lang=en", "en", "Sample Ward Machimori")],
)
def test_the_document_speaks_the_readers_language(
    served: Served, query: str, lang: str, title: str
) -> None:
    for path in ("/", "/board", "/food"):
        status, headers, page = ask(
            served, "GET", path + query, headers={"Accept-Encoding": "gzip"}
        )
        assert status == 200
        assert f'<html lang="{lang}">' in page.decode()
        assert f"<title>{title}</title>" in page.decode()
        assert "You need to enable" not in page.decode()
        assert (headers["cache-control"], int(headers["content-length"])) == (
            "no-cache",
            len(page),
        )


def test_every_answer_says_where_it_may_load_from(served: Served) -> None:
    for path in ("/", "/healthz", "/auth/sign-in", "/_stcore/health", "/nothing/here.js"):
        _, headers, _ = ask(served, "GET", path)
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy
        assert "http" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"


def test_the_cookie_is_for_this_site_alone(served: Served) -> None:
    status, headers = sign_in(served)
    assert (status, headers["location"]) == (303, "/board?lang=ja")
    attributes = headers["set-cookie"].split("; ")[1:]
    assert {part.lower() for part in attributes} >= {"httponly", "samesite=lax", "path=/"}
    assert "max-age=43200" in headers["set-cookie"].lower()


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"passphrase": "kore-wa-chigau-yo"}, 403),
        ({"origin": "https://elsewhere.invalid"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": ""}, 403),
        ({"m_token": "made-up"}, 403),
        ({"m_name": "  "}, 400),
    ],
)
def test_what_is_not_a_sign_in_gets_no_cookie(
    served: Served, changed: dict[str, str], expected: int
) -> None:
    status, headers = sign_in(served, **changed)
    assert (status, "set-cookie" in headers) == (expected, False)


def test_the_passphrase_may_be_typed_as_it_was_heard(served: Served) -> None:
    heard = served.passphrase.upper().replace("-", "　")  # an input method's wide space
    assert sign_in(served, heard)[0] == 303


@pytest.mark.parametrize("wanted", ["https://elsewhere.invalid/", "//elsewhere.invalid", "/food"])
def test_signing_in_leads_to_staff_pages_only(served: Served, wanted: str) -> None:
    _, headers = sign_in(served, m_leads_to=wanted)
    assert headers["location"] == "/board?lang=ja"


@pytest.mark.parametrize("page", STAFF, ids=lambda page: page.key)
def test_a_visitor_is_sent_nothing_of_a_staff_page(served: Served, page: PageEntry) -> None:
    known = visit(served, "").hashes
    attempts = {
        "address": visit(served, page.url_path),
        "hash": visit(served, "", script_hash=known[page.url_path]),
        "forged": visit(served, page.url_path, cookie="WyJhIiwiYiIsImMiXQ.aaaaaa.bbbb"),
        "query": visit(served, page.url_path, query="lang=en&role=admin&staff=1"),
    }
    for way, sent in attempts.items():
        assert sent.shown == page.url_path, way
        assert [words for words in STAFF_ONLY if sent.holds(words)] == [], way
        assert sent.holds(FORM), way


@pytest.mark.parametrize("page", PUBLIC, ids=lambda page: page.key)
def test_a_public_page_tells_nothing_that_is_staffs(served: Served, page: PageEntry) -> None:
    for lang in ("ja", "en"):
        sent = visit(served, page.url_path, query=f"lang={lang}")
        assert sent.shown == page.url_path
        assert [words for words in STAFF_ONLY if sent.holds(words)] == []
        assert not sent.holds("Traceback")


@pytest.mark.parametrize("page", STAFF, ids=lambda page: page.key)
def test_staff_are_let_in(served: Served, page: PageEntry, cookie: str) -> None:
    sent = visit(served, page.url_path, cookie=cookie)
    assert (sent.holds("見本 太郎"), sent.holds(FORM)) == (True, False)


def test_the_words_looked_for_are_there_for_staff(served: Served, cookie: str) -> None:
    query = "post=r001&place=p01:shelter"  # what a row opened on either page has in its address
    pages = [visit(served, page.url_path, cookie=cookie, query=query) for page in STAFF]
    assert [words for words in STAFF_ONLY if any(sent.holds(words) for sent in pages)] != []
    closed = [visit(served, page.url_path, query=query) for page in STAFF]
    assert [words for words in STAFF_ONLY if any(sent.holds(words) for sent in closed)] == []


def test_a_press_holds_against_a_message_from_before_it(served: Served, cookie: str) -> None:
    with reading(served, cookie) as window:
        window.send("health", "")
        window.read()
        window.picked["health_table"] = "shelters"
        window.send("health", "")
        assert window.read() == ["source=shelters"]
        window.send("health", "old=1")  # sent at the address from before the press
        assert window.read() == ["old=1&source=shelters"]
        window.send("health", "old=1", is_back=True)
        assert window.read() == []
        window.send("health", "old=1")
        assert window.read() == []


def test_signing_out_ends_the_session_wherever_its_cookie_is(served: Served) -> None:
    _, headers = sign_in(served)
    cookie = cookie_of(headers)
    page = visit(served, "board", cookie=cookie)
    token = page.raw.decode("utf-8", "replace").split('name="m_token" value="')[1].split('"')[0]
    kept = {"Cookie": f"machimori_staff={cookie}", "Origin": served.url}
    ask(served, "POST", "/auth/sign-out", {"m_token": "made-up"}, kept)
    assert not visit(served, "board", cookie=cookie).holds(FORM)
    status, headers, _ = ask(served, "POST", "/auth/sign-out", {"m_token": token}, kept)
    assert (status, headers["location"]) == (303, "/")
    assert visit(served, "board", cookie=cookie).holds(FORM)


def test_only_staff_may_put_a_file_on_the_server(served: Served, cookie: str) -> None:
    path = "/_stcore/upload_file/some-session/some-file"
    held = {"Cookie": f"machimori_staff={cookie}"}
    assert ask(served, "PUT", path, {})[0] == 403
    assert ask(served, "DELETE", path, {})[0] == 403
    status, _, said = ask(served, "PUT", path, {}, held)
    assert (status, b"XSRF" in said) == (403, True)  # past our door, at Streamlit's own


@pytest.mark.parametrize(
    "path",
    [
        "/secrets/passphrase",
        "/journal.sqlite",
        "/warehouse.duckdb",
        "/app/static/../secrets/passphrase",
        "/app/static/%2e%2e/secrets/passphrase",
        "/pages/board.py",
        "/.streamlit/config.toml",
        "/media/board.csv",
        "/_stcore/metrics",
        "/_stcore/agent/interact",
    ],
)
def test_no_address_gives_a_file_or_an_interface_away(served: Served, path: str) -> None:
    _, _, content = ask(served, "GET", path)
    assert served.passphrase.encode() not in content
    assert b"SQLite format" not in content
    assert b"begin_staff" not in content
    assert [words for words in STAFF_ONLY if words.encode() in content] == []


def test_the_agent_interface_is_off(served: Served) -> None:
    status, _, content = ask(served, "POST", "/_stcore/agent/interact", {})
    assert status >= 400
    assert [words for words in STAFF_ONLY if words.encode() in content] == []


def test_plain_streamlit_keeps_staff_pages_shut(tmp_path: Path) -> None:
    write_small_city(tmp_path)
    script = str(REPOSITORY / "dashboard.py")
    options = ("--server.port", "{port}", "--server.address", "127.0.0.1")
    with serving(tmp_path, "streamlit", "run", script, *options) as plain:
        sent = visit(plain, "board", cookie="WyJhIiwiYiIsImMiXQ.aaaaaa.bbbb")
        assert sent.holds("make run")
        assert not sent.holds(FORM)
        assert [words for words in STAFF_ONLY if sent.holds(words)] == []
        status, _, body = ask(plain, "GET", "/healthz")
        assert status == 200  # which is why a check looks at the body
        with pytest.raises(json.JSONDecodeError):
            json.loads(body)
