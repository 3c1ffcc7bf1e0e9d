"""The text of a post: masked first, opened by those who may, and who opened it is kept."""

from __future__ import annotations

import json
import stat
from datetime import UTC, datetime
from pathlib import Path

import pandas as pd
from streamlit.testing.v1 import AppTest

from machimori.store import text_access
from tests.store.small_warehouse import small_city

WRITTEN = "見本町3丁目12番5号の田中さん、090-1234-5678 <b>至急</b>"


def _screen(folder: str, role: str, description: str | None, photo_url: str | None) -> None:
    """A page of a person with that role."""
    from dataclasses import dataclass
    from pathlib import Path
    from typing import Any

    from machimori.city import City
    from machimori.store.staff_sessions import StaffSession
    from machimori.ui.triage_text import photo, text
    from machimori.wording import text as message
    from tests.store.small_warehouse import small_city

    @dataclass
    class Page:
        staff: StaffSession
        city: City
        lang: str = "ja"

        def t(self, key: str, **named: Any) -> str:
            return message(key, self.lang, **named)

    staff = StaffSession("見本 太郎", "道路課", frozenset({"viewer", role}), "id")
    page = Page(staff, small_city(Path(folder)))
    post = {"report_id": "r001", "description": description, "photo_url": photo_url}
    text(page, post)  # type: ignore[arg-type]
    photo(page, post)  # type: ignore[arg-type]


def shown(screen: AppTest) -> str:
    return " ".join(one.proto.body for one in screen.get("html"))


def open_screen(
    folder: Path, role: str, description: str | None = WRITTEN, photo_url: str | None = None
) -> AppTest:
    given = (str(folder), role, description, photo_url)
    return AppTest.from_function(_screen, args=given, default_timeout=30).run()


def test_the_text_is_masked_until_it_is_asked_for_and_that_is_kept(tmp_path: Path) -> None:
    screen = open_screen(tmp_path, "road")
    assert "見本町3丁目［番地など］の［名前］さん、［電話］ &lt;b&gt;至急&lt;/b&gt;" in shown(
        screen
    )
    assert "090" not in shown(screen)
    assert not text_access.path_of(small_city(tmp_path)).exists()
    screen.button(key="unmask_text").click().run()
    assert "090-1234-5678" in shown(screen)
    log = text_access.path_of(small_city(tmp_path))
    (line,) = log.read_text(encoding="utf-8").splitlines()
    said = json.loads(line)
    assert (said["report_id"], said["who"]) == ("r001", "道路課 見本 太郎")
    assert set(said) == {"at", "report_id", "who"}
    assert stat.S_IMODE(log.stat().st_mode) == 0o600
    screen.button(key="mask_text").click().run()
    assert "090" not in shown(screen)


def test_others_read_the_masked_text_alone(tmp_path: Path) -> None:
    screen = open_screen(tmp_path, "shelter")
    assert "［電話］" in shown(screen)
    assert [one.key for one in screen.button] == []


def test_a_post_without_text_says_so_and_a_long_one_is_cut(tmp_path: Path) -> None:
    assert "m-stranger" not in shown(open_screen(tmp_path, "road", None))
    long = shown(open_screen(tmp_path, "road", "穴" * 100_000))
    assert long.count("穴") == 2_000
    assert "先頭の2,000字" in long


def test_no_picture_of_another_host_is_loaded(tmp_path: Path) -> None:
    said = shown(open_screen(tmp_path, "road", photo_url="https://elsewhere.invalid/a.jpg"))
    assert "<img" not in said
    assert 'href="https://elsewhere.invalid/a.jpg"' in said
    said = shown(open_screen(tmp_path, "road", photo_url="javascript:alert(1)"))
    assert "javascript" not in said


def test_each_line_of_the_log_says_who_when_and_which(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    at = datetime(2026, 11, 21, 5, tzinfo=UTC)
    for number in (1, 2):
        text_access.note(city, report_id=f"r{number}", who="見\n本", at=at)
    lines = [json.loads(line) for line in text_access.path_of(city).read_text().splitlines()]
    assert pd.DataFrame(lines).to_dict("list") == {
        "at": ["2026-11-21T05:00:00+00:00"] * 2,
        "report_id": ["r1", "r2"],
        "who": ["見\n本"] * 2,
    }
