"""Why a post stands where it stands, and handing posts over: the pages as Streamlit runs them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from machimori.city import load_city
from machimori.store import warehouse as store
from machimori.store.journal import open_journal
from machimori.ui import access
from tests.pages.test_staff_pages import STAFF, opened, words
from tests.served import write_small_city
from tests.store.small_warehouse import NOW, STAFF_ONLY


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    return tmp_path


@pytest.fixture
def signed_in(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)


def test_referrals_read_nothing_before_the_sign_in(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(store.Warehouse, "frame", lambda *_: asked.append("frame"))
    monkeypatch.setattr(store.Warehouse, "rows", lambda *_: asked.append("rows"))
    sent = words(opened("referrals"))
    assert "m_passphrase" in sent and asked == []
    assert not [secret for secret in STAFF_ONLY if secret in sent]


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_no_word_is_missing(folder: Path, lang: str, signed_in: None) -> None:
    for page, query in (("referrals", {}), ("triage", {"post": "r000"})):
        sent = words(opened(page, lang=lang, **query))
        assert not re.findall(r"\[(?:priority|clock|owners|referrals|road_class)\.[\w.]+\]", sent)


def test_posts_are_handed_over(folder: Path, signed_in: None) -> None:
    run = opened("referrals")
    chosen = next(box for box in run.multiselect if box.label == "引き継ぐ通報")
    chosen.select(chosen.options[0])
    run.run()
    to = next(field for field in run.text_input if field.label == "宛先")
    to.input("見本都事務所")
    run.button(key="hand_over_now").click().run()
    assert not run.exception
    journal = open_journal(load_city(folder))
    told = [one for one in journal.events_after(0) if one.kind == "road_report"]
    journal.close()
    assert [
        (one.payload["status"], one.payload["referred_to"], one.payload["owner"]) for one in told
    ] == [("他管理者へ", "見本都事務所", "prefectural")]
    assert "1件を見本都事務所へ引き継いだと記録しました" in words(run)
