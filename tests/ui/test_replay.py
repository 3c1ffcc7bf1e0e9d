"""Looking back on the board, as Streamlit runs it: the address, the bands, the steps."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from machimori.ui import access
from tests.pages.test_staff_pages import STAFF, _unescaped, opened, words
from tests.served import write_small_city
from tests.store.small_warehouse import NOW


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)
    return tmp_path


def is_past(run: AppTest) -> bool:
    """Whether the page says so at its foot."""
    assert not run.exception
    return "m-ribbon" in words(run)


def test_now_is_not_banded_as_the_past() -> None:
    run = opened("board")
    assert not run.exception
    assert not is_past(run)
    assert run.slider(key="replay_slider").value.strftime("%H:%M") == "14:05"
    assert "486 / 480人" in _unescaped(words(run))


def test_a_link_leads_to_a_moment_and_says_so_twice() -> None:
    run = opened("board", at="2026-11-21T13:00", view="known")
    sent = _unescaped(words(run))
    assert "対策本部が知っていたこと" in sent
    assert "いまの状況ではありません" in sent
    assert is_past(run)
    assert "486 / 480人" not in sent  # counted at 14:02
    assert run.slider(key="replay_slider").value.strftime("%H:%M") == "13:00"
    assert "at=2026-11-21T13%3A00&amp;view=known" in sent


@pytest.mark.parametrize("at", ["", "きのう", "2026-13-45", "2027-01-01T00:00"])
def test_what_is_no_moment_of_the_past_is_now(at: str) -> None:
    run = opened("board", at=at, view="true")
    assert not run.exception
    assert not is_past(run)


def test_steps_play_and_the_way_back() -> None:
    run = opened("board")
    run.button(key="replay_back").click().run()
    assert not run.exception
    back = run.slider(key="replay_slider").value
    assert is_past(run)
    run.button(key="replay_back").click().run()
    earlier = run.slider(key="replay_slider").value
    assert earlier < back
    run.button(key="replay_forward").click().run()
    assert run.slider(key="replay_slider").value == back
    run.slider(key="replay_slider").set_value(earlier).run()
    assert run.query_params["at"] == f"{earlier:%Y-%m-%dT%H:%M}"
    run.button(key="replay_play").click().run()
    assert run.session_state["replay_playing"]
    run.button(key="replay_play").click().run()
    assert not run.session_state["replay_playing"]
    run.button(key="replay_now").click().run()
    assert not run.exception
    assert "at" not in run.query_params
    assert not is_past(run)


def test_play_from_now_begins_at_the_beginning() -> None:
    run = opened("board")
    run.button(key="replay_play").click().run()
    slider = run.slider(key="replay_slider")
    assert slider.value.replace(tzinfo=UTC).timestamp() * 1e6 == slider.min
    assert is_past(run)
