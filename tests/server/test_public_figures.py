"""Pages of figures from this server: by folder, as data, and in another site's frame."""

from __future__ import annotations

import hashlib
from base64 import b64encode
from html import escape
from pathlib import Path

import httpx
import pytest

from machimori.server_public import routes
from tests.routes import ask
from tests.served import write_small_city
from tests.store.small_warehouse import NOW


def test_folders_files_and_frames(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    shelf = routes()

    def asked(path: str) -> httpx.Response:
        return ask(shelf, f"/public/{path}")

    page = asked("ja/indicators/i11/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert "公開データの数" in page.text
    policy = page.headers["content-security-policy"]
    assert "frame-ancestors 'self'" in policy
    sheet = page.text.partition("<style>")[2].partition("</style>")[0]
    digest = b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    own = f"style-src 'self' 'sha256-{digest}'"
    assert own in policy, "its own sheet and no other"
    assert f'content="{escape(own)}"' in page.text, "where another server says it of all pages"
    assert asked("ja/indicators/i11/index.html").text == page.text
    turned = asked("ja/indicators/i11")
    assert (turned.status_code, turned.headers["location"]) == (308, "/public/ja/indicators/i11/")
    card = asked("en/indicators/i11/card.html")
    assert card.status_code == 200
    assert "frame-ancestors *" in card.headers["content-security-policy"]
    data = asked("data/indicators/i11.csv")
    assert (data.status_code, data.headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert asked("data/indicators/i11.json").json()["indicator_id"] == "i11"
    for path in ("ja/indicators/none/", "ko/indicators/i11/", "data/indicators/none.csv"):
        assert asked(path).status_code == 404
