"""The page of a sign: large enough, nothing from outside, and it ages and stops by itself."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Page, Route

from tests.browser.conftest import Visit
from tests.store.small_warehouse import STAFF_ONLY

pytestmark = pytest.mark.browser
#: Height in pixels of the smallest letters on the page.
SMALLEST = """
Math.min(...[...document.querySelectorAll('body *')].filter(one => one.offsetParent !== null
    && [...one.childNodes].some(node => node.nodeType === 3 && node.textContent.trim()))
    .map(one => parseFloat(getComputedStyle(one).fontSize)))
"""
#: Whatever stands outside the screen or is cut off.
OVERFLOWING = """
[...document.querySelectorAll('#slide, header, footer, #bands')].filter(one =>
    one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 1).length
"""


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920)])
def test_a_sign_is_read_from_afar(visit: Callable[..., Visit], width: int, height: int) -> None:
    window = visit(width)
    window.page.set_viewport_size({"width": width, "height": height})
    window.page.goto(f"{window.url}/signage?screen=見本会館&rotate=5&lang=ja,en")
    page = window.page
    assert page.locator("#bands p").all_inner_texts()[0].startswith("訓練")
    assert page.inner_text("#screen") == "見本会館"
    assert "時点" in page.inner_text("#asof")
    assert page.locator(".row .name").first.inner_text() == "見本会館"  # it stands there
    assert page.locator("#qr svg").count() == 1
    assert page.evaluate(SMALLEST) >= 0.04 * min(width, height)
    assert page.evaluate(OVERFLOWING) == 0
    shown = page.content()
    assert [words for words in ("例題福祉センター", *STAFF_ONLY) if words in shown] == []
    first = page.inner_text("#slide")
    page.wait_for_function("before => document.getElementById('slide').innerText !== before",
                           arg=first, timeout=15_000)  # fmt: skip
    assert (window.outside, window.errors) == ([], [])


def test_a_sign_ages_and_says_when_it_hears_nothing(visit: Callable[..., Visit]) -> None:
    window = visit(1920, is_fresh=True)  # its clock is ours
    page = window.page
    now = datetime.now(UTC)
    state = {"is_quiet": False}

    def answer(route: Route) -> None:
        if state["is_quiet"]:
            route.abort()
            return
        document = json.loads(route.fetch().body())
        place = document["places"][0] | {
            f"{field}at": stamp(now - timedelta(minutes=2))
            for field in ("opening_", "crowding_", "free_", "confirmed_")
        }
        message = {
            "issued_at": stamp(now),
            "district_id": None,
            "texts": {"ja": "<img src=x onerror=alert(1)>給水を始めます。" * 20},
            "machine_translated": [],
        }
        document |= {
            "clock": None,
            "revision": "other",
            "places": [place | {"opening": "開設", "crowding": "空き", "is_initial": False}],
            "orders": [],
            "messages": [message],
        }
        route.fulfill(json=document, headers={"Date": f"{now:%a, %d %b %Y %H:%M:%S GMT}"})

    page.clock.install(time=now)
    page.route("**/signage/status.json", answer)
    page.goto(f"{window.url}/signage?rotate=120")
    page.clock.run_for(3_000)
    until(page, lambda: page.locator(".row").count() == 1)
    assert page.inner_text(".row .state") == "空き"
    page.clock.run_for(121_000)
    until(page, lambda: page.locator(".message").count() == 1)
    assert "<img" in page.inner_text(".message")
    state["is_quiet"] = True
    page.clock.fast_forward(45 * 60_000)
    until(page, lambda: has_stopped(page))
    until(page, lambda: seen(page, "（古い）"))
    page.clock.fast_forward(90 * 60_000)
    until(page, lambda: seen(page, "不明"))
    assert window.errors == []


def has_stopped(page: Page) -> bool:
    """Whether the sign says that it hears nothing; an answer may still have been on its way."""
    page.clock.run_for(60_000)
    return any("止まっています" in one for one in page.locator("#bands .stopped").all_inner_texts())


def seen(page: Page, words: str) -> bool:
    """Whether the list says so, once its turn has come."""
    page.clock.run_for(121_000)
    return any(words in one for one in page.locator(".row .say").all_inner_texts())


def until(page: Page, holds: Callable[[], bool]) -> None:
    """Wait in real time: the page's own timers stand still."""
    for _ in range(100):
        if holds():
            return
        page.wait_for_timeout(200)
    raise AssertionError(page.inner_text("body"))
