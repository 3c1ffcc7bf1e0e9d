"""Sheets with QR and PIN: for staff alone, one facility a sheet, the QR leading to its page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import segno

from machimori.city import current_city
from machimori.store.staff_sessions import sessions
from machimori.ui import access
from tests.served import CITY_TOML, write_small_city
from tests.server.reporting import PLACE, issued, store, telephone
from tests.store.small_warehouse import NOW


@pytest.fixture(autouse=True)
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = write_small_city(tmp_path)
    monkeypatch.setenv("MACHIMORI_CITY", str(path))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    return path


def sheets(path: str = "/print/links", *, is_staff: bool = True) -> tuple[int, str, dict[str, str]]:
    value, _ = sessions(current_city()).issue("見本 太郎", "防災課")
    cookie = {"Cookie": f"machimori_staff={value}"} if is_staff else {}
    with telephone() as phone:
        answer = phone.client.get(path, headers=cookie)
    return answer.status_code, answer.text, dict(answer.headers)


def qr_of(url: str) -> str:
    return segno.make(url, error="m", micro=False).svg_inline(border=2, omitsize=True)


def test_a_stranger_is_sent_to_sign_in_and_sees_no_pin(city: Path) -> None:
    link = issued()
    code, content, headers = sheets(is_staff=False)
    assert (code, headers["location"]) == (303, "/links")
    assert store()[2].pin(link) not in content


def test_a_sheet_has_qr_name_address_five_languages_and_the_pin_on_its_strip(city: Path) -> None:
    city.write_text(f'base_url = "https://town.example"\n{CITY_TOML}', encoding="utf-8")
    link, other = issued(), issued("p03:shelter")
    links = store()[2]
    code, content, headers = sheets(f"/print/links?facility={PLACE}")
    assert code == 200
    assert headers["cache-control"] == "no-store"
    url = f"https://town.example/r/{links.token(link)}"
    assert f'<a href="{url}" aria-label="見本第一小学校">{qr_of(url)}</a>' in content
    pin = links.pin(link)
    assert f"PIN {pin[:3]} {pin[3:]}" in content
    assert (
        content.index("<h1>見本第一小学校</h1>")
        < content.index("切りはなして")
        < content.index(pin[3:])
    )
    for words in (
        "見本町2番",
        "scan this QR",
        "扫描此二维码",
        "이 QR을",
        "この QRを 読んで",
        "第1版",
    ):
        assert words in content
    assert links.pin(other)[:3] + " " + links.pin(other)[3:] not in content
    assert "見本データ" in content
    assert 'class="hint"' in content
    assert "<strong>" not in content, "nothing to warn of"


def test_all_links_that_hold_are_printed_and_no_other(city: Path) -> None:
    link, _ = issued(), issued("p03:shelter")
    links = store()[2]
    links.revoke(links.all()["p03:shelter"], reporter="見本 太郎")
    _, content, _ = sheets()
    assert re.findall(r"<h1>(.*?)</h1>", content) == ["見本第一小学校"]
    assert qr_of(f"http://town.test/r/{links.token(link)}") in content


@pytest.mark.parametrize(
    ("base_url", "said"),
    [
        ("", "base_url が未設定"),
        ("http://127.0.0.1:8501", "この機械の中でしか開けません"),
        ("http://town.example", "https ではありません"),
    ],
)
def test_an_address_that_will_not_serve_is_warned_of_before_printing(
    city: Path, base_url: str, said: str
) -> None:
    city.write_text(f'base_url = "{base_url}"\n{CITY_TOML}', encoding="utf-8")
    issued()
    assert said in sheets()[1]
