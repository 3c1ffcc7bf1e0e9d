"""The operators' page: small, self-contained, in five languages, and shut where a link is."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from machimori.wording import LANGUAGES
from tests.served import CITY_TOML, write_small_city
from tests.server.reporting import Telephone, telephone
from tests.store.small_warehouse import NOW

LARGEST_PAGE = 50_000


@pytest.fixture(autouse=True)
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = write_small_city(tmp_path)
    monkeypatch.setenv("MACHIMORI_CITY", str(path))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    return path


@pytest.fixture
def phone() -> Iterator[Telephone]:
    with telephone() as found:
        yield found


def test_everything_the_page_needs_is_in_it_and_is_small_in_every_language(
    phone: Telephone,
) -> None:
    worker = phone.client.get("/r/worker.js")
    assert worker.headers["content-type"] == "text/javascript; charset=utf-8"
    for lang in LANGUAGES:
        answer = phone.page(params={"lang": lang})
        assert answer.status_code == 200
        assert len(answer.content) + len(worker.content) <= LARGEST_PAGE
        assert f'<html lang="{ {"zh": "zh-Hans", "easy": "ja"}.get(lang, lang) }">' in answer.text
        assert (
            re.findall(r"\[(?:operator|band|opening|crowding|role|mode|app)\.", answer.text) == []
        )
        assert ("仮訳" in answer.text) is (lang in ("zh", "ko", "easy"))
        addresses = re.findall(r"""(?:src|href|url)\s*[=(]\s*["']?([^"')\s>]+)""", answer.text)
        assert {one for one in addresses if not one.startswith(("?lang=", "data:"))} == set()


def test_the_policy_lets_nothing_run_but_the_pages_own_script_and_style(phone: Telephone) -> None:
    answer = phone.page()
    policy = dict(
        part.split(" ", 1) for part in answer.headers["content-security-policy"].split("; ")
    )

    def digest(element: str) -> str:
        content = re.search(rf"<{element}>(.*?)</{element}>", answer.text, re.S)
        assert content
        found = hashlib.sha256(content.group(1).encode()).digest()
        return f"'sha256-{base64.b64encode(found).decode()}'"

    assert policy == {
        "default-src": "'none'",
        "script-src": digest("script"),
        "style-src": digest("style"),
        "img-src": "data:",
        "connect-src": "'self'",
        "worker-src": "'self'",
        "base-uri": "'none'",
        "form-action": "'none'",
        "frame-ancestors": "'none'",
    }
    assert (answer.headers["cache-control"], answer.headers["referrer-policy"]) == (
        "no-store",
        "no-referrer",
    )


def test_names_cannot_leave_their_place(city: Path) -> None:
    hostile = '</script><img src=x onerror=alert(1)>"'
    city.write_text(f"{CITY_TOML}\n[staff]\ncontact = '{hostile}'\n", encoding="utf-8")
    with telephone() as phone:
        content = phone.page().text
    assert "<img" not in content
    assert "&lt;/script&gt;&lt;img" in content
    said = re.search(r'id="said">(.*?)</script>', content, re.S)
    assert said
    assert json.loads(said.group(1))["facility_id"] == "p01:shelter"


def test_the_telephones_language_is_spoken_and_only_those_the_municipality_has(
    phone: Telephone, city: Path
) -> None:
    def spoken(accepted: str, **params: str) -> str:
        answer = phone.page(headers={"Accept-Language": accepted}, params=params)
        found = re.search(r'"lang": "(\w+)"', answer.text)
        assert found
        return found.group(1)

    assert spoken("ko-KR,ko;q=0.9,en;q=0.5") == "ko"
    assert spoken("fr-FR") == "ja"
    assert spoken("ko", lang="easy") == "easy"
    city.write_text(f'languages = ["ja", "en"]\n{CITY_TOML}', encoding="utf-8")
    assert spoken("zh-CN") == "en"
    assert "한국어" not in phone.page().text


def test_a_page_that_is_refused_says_so_in_the_language_and_runs_nothing(phone: Telephone) -> None:
    phone.token = "altered"
    answer = phone.page(params={"lang": "en"})
    assert answer.status_code == 403
    assert "The link is cut off or was altered." in answer.text
    assert "<script" not in answer.text
    assert answer.headers["cache-control"] == "no-store"
