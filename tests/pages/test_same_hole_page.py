"""The page 同じ穴: groups, evidence, and what is done there stands after a rebuild of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machimori.city import REPOSITORY
from machimori.store.staff_sessions import ROLES
from machimori.ui import access
from tests.served import write_small_city
from tests.store.small_warehouse import NOW, write_small_warehouse


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    staff = access.StaffSession("見本 太郎", "道路課", frozenset(ROLES), "id")
    monkeypatch.setattr(access, "_session", lambda *_: staff)
    write_small_warehouse(tmp_path / "warehouse.duckdb")
    return tmp_path


def _opened(page: str, **query: str) -> AppTest:
    run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=60)
    for name, value in query.items():
        run.query_params[name] = value
    run.switch_page(f"pages/{page}.py").run()
    assert not run.exception
    return run


def _words(run: AppTest) -> str:
    return " ".join(_sent(element) for element in run.main)


def _sent(element: Any) -> str:
    return str(element.proto) if element.type in ("html", "bidi_component") else str(element)


def test_a_group_is_shown_with_its_evidence_and_split(folder: Path) -> None:
    run = _opened("same_hole", scope="all", group="r001")
    shown = _words(run)
    assert "6 m" in shown
    assert "photo-staff-only" in shown
    assert "<script>" not in shown
    run.multiselect[0].select("r000")
    next(one for one in run.button if one.key.startswith("split")).click().run()
    assert not run.exception
    again = _words(_opened("same_hole", scope="all", group="r001"))
    assert "6 m" not in again


def test_a_post_says_which_others_may_tell_of_its_place(folder: Path) -> None:
    assert "./same_hole?group=r001" in _words(_opened("triage", post="r000"))
    assert "27 m" in _words(_opened("triage", post="r011"))
