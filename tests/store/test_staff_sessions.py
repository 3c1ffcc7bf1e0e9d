"""Session cookies: signed, ending, revoked at once, worthless elsewhere."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.store import passphrase
from machimori.store.staff_sessions import ROLES, Sessions, StaffSession
from tests.store.small_warehouse import small_city


def test_a_session_says_who_and_survives_a_restart(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    value, session = Sessions(city).issue("  見本 太郎 ", "危機管理課")
    assert Sessions(city).read(value) == session
    assert (session.name, session.section, session.roles) == (
        "見本 太郎",
        "危機管理課",
        frozenset(ROLES),
    )


def test_a_changed_foreign_or_missing_cookie_is_none(tmp_path: Path) -> None:
    sessions = Sessions(small_city(tmp_path / "a"))
    value, _ = sessions.issue("見本", "係")
    elsewhere, _ = Sessions(small_city(tmp_path / "b")).issue("見本", "係")
    token = sessions.form_token("session")
    for wrong in (None, "", "x", value[:-1], "A" + value[1:], elsewhere, token):
        assert sessions.read(wrong) is None


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=80))
def test_no_made_up_cookie_is_a_session(made_up: str) -> None:
    assert SHARED.read(made_up) is None


@pytest.fixture(scope="module", autouse=True)
def shared(tmp_path_factory: pytest.TempPathFactory) -> None:
    global SHARED
    SHARED = Sessions(small_city(tmp_path_factory.mktemp("shared")))


def test_it_ends_after_its_hours(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions(small_city(tmp_path))
    value, session = sessions.issue("見本", "係")
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 12 * 3600 - 5)
    assert sessions.read(value) == session
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 12 * 3600 + 5)
    assert sessions.read(value) is None


def test_signing_out_ends_that_session_alone_in_every_process(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    here, there = Sessions(city), Sessions(city)
    mine, session = here.issue("見本", "係")
    other, _ = here.issue("例題", "係")
    assert there.read(mine) is not None
    here.end(session)
    assert (here.read(mine), there.read(mine)) == (None, None)
    assert there.read(other) is not None


def test_another_passphrase_ends_every_session(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    sessions = Sessions(city)
    passphrase.current(city)
    value, _ = sessions.issue("見本", "係")
    (tmp_path / "secrets" / "passphrase").write_text("atarashii-aikotoba\n", encoding="utf-8")
    assert sessions.read(value) is None


def test_a_form_token_is_for_its_form(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sessions = Sessions(small_city(tmp_path))
    token = sessions.form_token("sign-in")
    assert sessions.is_form_token("sign-in", token)
    assert not sessions.is_form_token("sign-out", token)
    now = time.time()
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: now + 25 * 3600)
    assert not sessions.is_form_token("sign-in", token)


@pytest.mark.parametrize(
    ("held", "covered"),
    [
        ((), set()),
        (("viewer",), {"viewer"}),
        (("shelter",), {"viewer", "shelter"}),
        (("road",), {"viewer", "road"}),
        (("shelter", "road"), {"viewer", "shelter", "road"}),
        (("admin",), set(ROLES)),
    ],
)
def test_what_a_role_covers(held: tuple[str, ...], covered: set[str]) -> None:
    session = StaffSession("見本", "係", frozenset(held))
    assert {role for role in ROLES if session.may(role)} == covered
    with pytest.raises(ValueError, match="no role is called 'mayor'"):
        session.may("mayor")
