"""The crew's round as Streamlit runs it, on the small warehouse."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machimori.city import REPOSITORY
from machimori.store.staff_sessions import ROLES
from machimori.ui import access, navigation
from tests.served import write_small_city
from tests.store.small_warehouse import NOW, write_small_warehouse

STAFF = access.StaffSession("見本 太郎", "道路課", frozenset(ROLES), "id")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(navigation, "through_the_front_door", lambda: None)
    return tmp_path


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)


def opened(**query: str | list[str]) -> str:
    run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=60)
    for name, value in query.items():
        run.query_params[name] = value
    run.switch_page("pages/round.py").run()
    assert not run.exception
    return unescaped(" ".join(_sent(element) for element in run.main))


def unescaped(sent: str) -> str:
    """Bytes written out as octal (protobuf does) and as JSON, back in words."""
    octal = re.sub(r"\\+([0-7]{3})", lambda m: chr(int(m[1], 8)), sent.encode().decode("latin-1"))
    plain = octal.encode("latin-1", "replace").decode("utf-8", "replace")
    return re.sub(r"\\+u([0-9a-f]{4})", lambda m: chr(int(m[1], 16)), plain)


def _sent(element: Any) -> str:
    return str(element.proto) if element.type in ("html", "bidi_component") else str(element)


def test_nobody_sees_a_round_without_signing_in(folder: Path) -> None:
    sent = opened()
    assert "m_passphrase" in sent
    assert "m-kpi" not in sent


def test_the_round_says_order_quality_and_what_is_left_out(folder: Path, signed_in: None) -> None:
    sent = opened(out="r018")
    for told in ("回る現場", "行ける現場はすべて回ります", "手で外した", "他の管理者の道路",
                 "位置が分からない", "round.pdf", "班の起点が設定されていない"):  # fmt: skip
        assert told in sent, told
    assert "写真" not in sent
    assert "<script>alert" not in sent


def test_without_posts_the_next_step_is_said_in_whole_english(
    folder: Path, signed_in: None
) -> None:
    write_small_warehouse(folder / "warehouse.duckdb", without=("marts.road_reports",))
    sent = opened(lang="en", of="40")
    assert "Nothing to visit" in sent
    assert not re.findall(r"\[(?:round|export)\.[\w.]+\]", sent)
