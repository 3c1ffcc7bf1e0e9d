"""Signing in as a person does: in a browser, with the keyboard, on a phone."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.served import Served

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser: Browser, served: Served) -> Iterator[Page]:
    context = browser.new_context(viewport={"width": 390, "height": 844}, locale="ja-JP")
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    yield opened
    context.close()


def fill(page: Page, passphrase: str) -> None:
    page.fill("#m_passphrase", passphrase)
    page.keyboard.press("Tab")
    page.keyboard.type("見本 太郎")
    page.keyboard.press("Tab")
    page.keyboard.type("危機管理課")
    page.keyboard.press("Enter")


def test_signing_in_reloading_and_signing_out(page: Page, served: Served) -> None:
    elsewhere: list[str] = []
    refused: list[str] = []
    page.on("request", lambda one: elsewhere.append(one.url))
    page.on("console", lambda one: refused.append(one.text) if "Content Sec" in one.text else None)

    page.goto(f"{served.url}/board")
    page.wait_for_selector("#m_passphrase")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    fill(page, "kore-wa-chigau-yo")
    page.wait_for_selector("[role=alert]")
    assert "合言葉が違います" in page.inner_text("[role=alert]")
    assert page.evaluate("document.documentElement.lang") == "ja"

    fill(page, served.passphrase)
    page.wait_for_selector(".m-signed-in")
    assert page.url == f"{served.url}/board"
    assert "見本 太郎（危機管理課）" in page.inner_text(".m-signed-in")
    assert "machimori_staff" not in page.evaluate("document.cookie")

    page.reload()
    page.wait_for_selector(".m-signed-in")
    page.click(".m-signed-in button")
    page.wait_for_url(f"{served.url}/")
    page.goto(f"{served.url}/board")
    page.wait_for_selector("#m_passphrase")
    assert [url for url in elsewhere if not url.startswith((served.url, "data:", "blob:"))] == []
    assert refused == []
    assert served.passphrase not in " ".join(elsewhere)


def test_another_tab_is_shut_at_its_next_rerun(page: Page, served: Served) -> None:
    page.goto(f"{served.url}/board")
    page.wait_for_selector("#m_passphrase")
    fill(page, served.passphrase)
    page.wait_for_selector(".m-signed-in")
    other = page.context.new_page()
    other.goto(f"{served.url}/board")
    other.wait_for_selector(".m-signed-in")
    other.click(".m-signed-in button")
    other.wait_for_url(f"{served.url}/")

    page.get_by_text("English", exact=True).first.click()  # any rerun over the old connection
    page.wait_for_selector("#m_passphrase")
    assert page.query_selector(".m-signed-in") is None
