"""One question for pages and routes: whose session, and does it cover the role."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machimori.city import City, Staff, current_city
from machimori.store.staff_sessions import sessions
from machimori.ui import access
from machimori.ui.access import authorise, oidc_session
from tests.served import write_small_city

STAFF = Staff(
    sign_in="oidc",
    oidc_claim="realm_access.roles",
    oidc_roles={"viewer": ["職員"], "shelter": ["bousai"], "admin": ["kanri", "joho"]},
)


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[City]:
    """The city in force, as in a process that serves our routes."""
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setattr(access, "_served", True)
    yield current_city()


def cookies(city: City) -> dict[str, str]:
    return {access.COOKIE: sessions(city).issue("見本 太郎", "危機管理課")[0]}


def test_a_cookie_is_authorised_for_its_roles(city: City) -> None:
    held = cookies(city)
    for role in ("viewer", "shelter", "road", "admin"):
        session = authorise(role, held)
        assert session is not None
        assert (session.name, session.section) == ("見本 太郎", "危機管理課")


def test_nobody_without_a_cookie(city: City) -> None:
    assert authorise("viewer", {}) is None
    assert authorise("viewer", {access.COOKIE: "made-up"}) is None
    assert authorise("viewer") is None


def test_an_unknown_role_is_a_mistake_of_ours(city: City) -> None:
    with pytest.raises(ValueError, match="no role is called 'mayor'"):
        authorise("mayor", cookies(city))


def test_without_our_routes_no_cookie_counts(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    held = cookies(city)
    monkeypatch.setattr(access, "_served", False)
    assert authorise("viewer", held) is None


@pytest.mark.parametrize(
    ("claims", "roles"),
    [
        ({"realm_access": {"roles": ["職員", "bousai", "other"]}}, {"viewer", "shelter"}),
        ({"realm_access": {"roles": "joho"}}, {"admin"}),
        ({"realm_access": {"roles": []}}, set()),
        ({"realm_access": "bousai"}, set()),
        ({"roles": ["bousai"]}, set()),
        ({}, set()),
    ],
)
def test_roles_come_from_the_claim_that_is_configured(
    city: City, claims: dict[str, Any], roles: set[str]
) -> None:
    session = oidc_session(
        city.model_copy(update={"staff": STAFF}),
        claims | {"is_logged_in": True, "name": "見本 花子", "department": "道路課"},
    )
    assert session is not None
    assert (session.name, session.section, session.roles) == ("見本 花子", "道路課", roles)


def test_whoever_the_provider_does_not_know_has_no_session(city: City) -> None:
    with_oidc = city.model_copy(update={"staff": STAFF})
    known = {"realm_access": {"roles": ["kanri"]}}
    assert oidc_session(with_oidc, known) is None
    assert oidc_session(with_oidc, known | {"is_logged_in": False}) is None


def page_with_a_secret() -> None:
    import streamlit as st

    from machimori.ui.access import require

    session = require("shelter")
    st.write(f"secret for {session.name}")


def shown(run: AppTest) -> str:
    return " ".join(str(element.value) for element in run.main if hasattr(element, "value")) + (
        " ".join(str(element.proto) for element in run.main if element.type == "html")
    )


def test_a_page_stops_at_the_sign_in(city: City) -> None:
    run = AppTest.from_function(page_with_a_secret).run()
    assert not run.exception
    assert "m_passphrase" in shown(run)
    assert "secret" not in shown(run)


def test_a_page_without_routes_says_how_to_start(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access, "_served", False)
    run = AppTest.from_function(page_with_a_secret).run()
    assert "make run" in shown(run)
    assert "m_passphrase" not in shown(run)


def test_too_small_a_role_is_told_which_one_is_needed(
    city: City, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = access.StaffSession("見本 太郎", "道路課", frozenset({"road"}), "id")
    monkeypatch.setattr(access, "_session", lambda *_: session)
    run = AppTest.from_function(page_with_a_secret).run()
    assert "必要な権限：避難所" in shown(run)
    assert "secret" not in shown(run)


def test_it_is_asked_again_at_every_rerun(city: City, monkeypatch: pytest.MonkeyPatch) -> None:
    session = access.StaffSession("見本 太郎", "防災課", frozenset({"shelter"}), "id")
    monkeypatch.setattr(access, "_session", lambda *_: session)
    run = AppTest.from_function(page_with_a_secret).run()
    assert "secret for 見本 太郎" in shown(run)
    monkeypatch.setattr(access, "_session", lambda *_: None)
    assert "secret" not in shown(run.run())
