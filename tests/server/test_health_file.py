"""The verdicts of a run as a file: who may have it, and every row in it."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import httpx
import pytest

from machimori import server_health
from machimori.store.staff_sessions import ROLES
from machimori.ui import access
from tests.routes import ask
from tests.store.small_meta import RUN

STAFF = access.StaffSession("見本 太郎", "道路課", frozenset(ROLES), "id")


def get(source: str, run: str = RUN) -> httpx.Response:
    path = "/documents/health/rejects.csv"
    return ask(server_health.routes(), f"{path}?source={source}&run={run}&lang=ja")


def test_strangers_are_sent_to_the_sign_in(
    folder: Path, fresh_journal: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_served", True)
    answer = get("facilities")
    assert (answer.status_code, answer.headers["location"]) == (303, "/health")
    assert answer.content == b""


def test_staff_get_each_verdict_with_what_to_do(
    folder: Path, fresh_journal: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)
    answer = get("facilities")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert [(one["source_row"], one["column"], one["value"], one["todo"]) for one in rows] == [
        ("5", "想定収容人数", "多数", "元の表を直してください"),
        ("9", "緯度", "3.568", "元の表を直してください"),
    ]
    assert "rejects_facilities.csv" in answer.headers["content-disposition"]
    assert answer.headers["cache-control"] == "no-store"
    for gone in (get("facilities", run="none"), get("stations")):
        assert (gone.status_code, gone.headers["cache-control"]) == (404, "no-store")
        assert '<html lang="ja"' in gone.text
