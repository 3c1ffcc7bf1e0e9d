"""Staff files: who may have them, what they are, and issuing a revision exactly as it was seen."""

from __future__ import annotations

import re
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest

from machimori import server_exchange
from machimori.store import issued
from machimori.store.staff_sessions import ROLES
from machimori.ui import access
from tests.routes import ask
from tests.served import write_small_city
from tests.store.small_warehouse import INCIDENT, NOW, small_city

STAFF = access.StaffSession("見本 太郎", "防災課", frozenset(ROLES), "id")
VIEWER = access.StaffSession("見本 次郎", "防災課", frozenset({"viewer"}), "id")
ROUTES = server_exchange.routes()
ORIGIN = {"origin": "http://testserver", "content-type": "application/x-www-form-urlencoded"}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    return tmp_path


def sign_in(monkeypatch: pytest.MonkeyPatch, staff: access.StaffSession) -> None:
    monkeypatch.setattr(access, "_session", lambda *_: staff)


def get(path: str) -> httpx.Response:
    return ask(ROUTES, f"/documents/{path}?incident={INCIDENT}")


def press(page: str, **changed: str) -> httpx.Response:
    fields = dict(re.findall(r'name="(m_\w+)" value="([^"]*)"', page))
    content = urlencode(fields | changed).encode()
    where = f"/documents/lalert?incident={INCIDENT}"
    return ask(ROUTES, where, ORIGIN, method="POST", content=content)


def test_strangers_are_sent_to_the_sign_in(folder: Path) -> None:
    for path in ("report.pdf", "places.pdf", "lalert.xml", "lalert"):
        answer = get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/exchange")
        assert answer.content == b""
    assert press("").status_code == 303


def test_staff_get_their_files_and_no_cache_keeps_them(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, VIEWER)
    for path, kind, start in (
        ("report.pdf", "application/pdf", b"%PDF"),
        ("places.pdf", "application/pdf", b"%PDF"),
        ("lalert.xml", "application/xml", b"<?xml"),
        ("lalert", "text/html; charset=utf-8", b"<!DOCTYPE html>"),
    ):
        answer = get(path)
        assert (answer.status_code, answer.headers["content-type"]) == (200, kind)
        assert answer.headers["cache-control"] == "no-store"
        assert answer.content.startswith(start)
    assert ask(ROUTES, "/documents/report.pdf?incident=x").status_code == 404
    assert "<form" not in get("lalert").text  # may look, may not issue
    assert press(get("lalert").text).status_code == 303


def test_a_revision_is_issued_as_it_was_seen_and_once(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(monkeypatch, STAFF)
    page = get("lalert").text
    assert "訓練として送ります（Exercise）" in page
    assert "[" not in re.sub(r"<style>.*?</style>", "", page, flags=re.S)
    document = re.search(
        r"lalert_([0-9a-f-]+)_0001", get("lalert.xml").headers["content-disposition"]
    )
    assert document is not None
    for wrong in ({"m_token": "x"}, {"m_digest": "x"}):
        assert press(page, **wrong).status_code in (403, 409)
    assert issued.revisions(small_city(folder), document[1]) == []
    assert "第1版を記録しました" in press(page).text
    assert press(page).status_code == 409  # the same press again
    assert issued.revisions(small_city(folder), document[1]) == [1]
    foreign = ask(
        ROUTES, f"/documents/lalert?incident={INCIDENT}", {**ORIGIN, "origin": "http://evil.example"},
        method="POST", content=b"",
    )  # fmt: skip
    assert foreign.status_code == 403
