"""The board in Chromium: one tap, an open form while others write, and a row in its place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from machimori.city import load_city
from machimori.store.desk import Desk
from machimori.store.journal import open_journal
from machimori.store.staff_sessions import sessions
from machimori.store.warehouse import open_warehouse
from tests.served import Served, serving, write_small_city
from tests.store.small_warehouse import INCIDENT, NOW

pytestmark = pytest.mark.browser
SCHOOL = "p01:shelter"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder: Path = tmp_path_factory.mktemp("board")
    write_small_city(folder)
    with serving(folder) as server:
        yield server


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    """A signed-in board of somebody who asked for less motion."""
    cookie, _ = sessions(load_city(served.folder / "city.toml")).issue("見本 太郎", "防災課")
    context = browser.new_context(
        viewport={"width": 1440, "height": 1000}, locale="ja-JP", reduced_motion="reduce"
    )
    context.add_cookies([{"name": "machimori_staff", "value": cookie, "url": served.url}])
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.goto(f"{served.url}/board")
    opened.wait_for_selector(".m-picks")
    yield opened
    context.close()


def test_one_tap_confirms_and_an_open_form_keeps_what_was_typed(page: Page, served: Served) -> None:
    city = load_city(served.folder / "city.toml")
    journal = open_journal(city)
    row = page.locator(f'tr[data-row="{SCHOOL}"]')
    row.locator("[data-act=confirm]").dblclick()  # twice on the same words is one statement
    page.wait_for_selector(".m-said")
    assert "確認済み・変化なし" in page.locator(".m-said").inner_text()
    assert [one.payload["event_type"] for one in journal.events_after(0)] == ["confirmation"]

    page.wait_for_selector("text=14:05")
    page.wait_for_timeout(2500)  # its own statement is news to the page once more
    row.scroll_into_view_if_needed()
    page.wait_for_timeout(300)
    top = row.bounding_box()
    row.locator("button.m-row-button").click()
    page.wait_for_selector(".st-key-opened")
    page.wait_for_timeout(1500)
    moved = row.bounding_box()
    assert top is not None
    assert moved is not None
    assert abs(moved["y"] - top["y"]) < 40  # the row stays where the eye is
    page.get_by_label("中の人（人）").fill("350")
    page.get_by_label("メモ（職員だけに見えます）").fill("半分まで")

    other = Desk(city, open_warehouse(city), journal, "受付 見本", NOW - timedelta(minutes=1))
    other.state(INCIDENT, SCHOOL, {"headcount": 490}, client_key="other", based_on="event-1")
    page.wait_for_selector("text=この欄を開いた後に")
    assert page.get_by_label("中の人（人）").input_value() == "350"
    assert page.get_by_label("メモ（職員だけに見えます）").input_value() == "半分まで"

    page.get_by_role("button", name="記録する", exact=True).click()
    page.wait_for_selector("text=食い違い 1")
    assert [one.payload.get("headcount") for one in journal.events_after(0)] == [None, 490, 350]
    glow = row.evaluate("(one) => getComputedStyle(one).animationName")
    assert glow == "none"  # who asked for less motion gets none
    journal.close()
