"""Staff's page of the operators' links, run as Streamlit runs it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machimori.city import REPOSITORY
from machimori.ui import access
from tests.served import write_small_city
from tests.server.reporting import PLACE, store
from tests.store.small_warehouse import NOW


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    return tmp_path


def signed_in(monkeypatch: pytest.MonkeyPatch, *roles: str) -> None:
    staff = access.StaffSession("見本 太郎", "防災課", frozenset(roles), "id")
    monkeypatch.setattr(access, "_session", lambda *_: staff)


def opened(**query: str) -> AppTest:
    run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=30)
    for name, value in query.items():
        run.query_params[name] = value
    run.switch_page("pages/links.py").run()
    assert not run.exception
    return run


def words(run: AppTest) -> str:
    return " ".join(sent(one) for one in run.main)


def sent(element: Any) -> str:
    if element.type == "bidi_component":
        return str(json.loads(element.proto.json or "null"))
    return str(element.proto.body if element.type == "html" else element)


def events() -> list[tuple[str, str, dict[str, object]]]:
    found = store()[1].events_after(0, kind="operator_link")
    return [(one.subject, one.reporter, dict(one.payload)) for one in found]


@pytest.mark.parametrize("roles", [(), ("viewer",), ("road",)])
def test_only_the_shelter_role_reaches_the_links(
    monkeypatch: pytest.MonkeyPatch, roles: tuple[str, ...]
) -> None:
    if roles:
        signed_in(monkeypatch, *roles)
    run = opened()
    assert [button.key for button in run.button if str(button.key).startswith("links_")] == []
    assert "見本第一小学校" not in words(run)


def test_a_link_is_issued_issued_again_and_revoked(monkeypatch: pytest.MonkeyPatch) -> None:
    signed_in(monkeypatch, "shelter")
    run = opened(facility=PLACE)
    run.button(key="links_issue").click().run()
    assert not run.exception
    assert "第1版" in words(run)
    sheets = [one.proto.url for one in run.get("link_button")]
    assert sheets == ["/print/links?lang=ja&facility=p01%3Ashelter", "/print/links?lang=ja"]
    run.button(key="links_reissue").click().run()
    run.button(key="links_revoke").click().run()
    assert not run.exception
    who = "防災課 見本 太郎"
    assert events() == [
        (PLACE, who, {"generation": 1, "action": "issued"}),
        (PLACE, who, {"generation": 2, "action": "issued"}),
        (PLACE, who, {"generation": 2, "action": "revoked"}),
    ]
    assert "取り消し" in words(run)


def test_all_missing_ones_are_issued_and_all_are_revoked_only_when_sure(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    signed_in(monkeypatch, "admin")
    run = opened()
    run.button(key="links_issue_all").click().run()
    assert len(events()) == 12
    assert run.button(key="links_revoke_all").disabled
    run.checkbox(key="revoke_all_sure").check().run()
    run.button(key="links_revoke_all").click().run()
    assert not run.exception
    assert [payload["action"] for _, _, payload in events()[12:]] == ["revoked"] * 12


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_every_word_is_in_the_catalogue(monkeypatch: pytest.MonkeyPatch, lang: str) -> None:
    signed_in(monkeypatch, "shelter")
    said = words(opened(lang=lang, facility=PLACE))
    assert re.findall(r"\[[a-z0-9_]+\.[a-z0-9_]+\]", said) == []
    assert ("公開アドレスが設定されていません" in said) is (lang == "ja")
