"""The map of posts in Chromium: drawn from this server, moved, pressed, and done without."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Playwright

from machimori.city import load_city
from machimori.store.staff_sessions import sessions
from tests.browser.chromium import CHROMIUM
from tests.served import Served

pytestmark = pytest.mark.browser
_DRAWN = ".m-road-map[data-drawn]"


@pytest.fixture
def staff(playwright: Playwright, served: Served) -> Iterator[BrowserContext]:
    """A browser that draws without a graphics card, signed in."""
    browser = playwright.chromium.launch(
        executable_path=CHROMIUM,
        args=["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"],
    )
    context = browser.new_context(viewport={"width": 1440, "height": 1000}, locale="ja-JP")
    context.set_default_timeout(60_000)
    cookie, _ = sessions(load_city(served.folder / "city.toml")).issue("見本 太郎", "道路課")
    context.add_cookies([{"name": "machimori_staff", "value": cookie, "url": served.url}])
    yield context
    browser.close()


def test_the_map_is_drawn_moved_pressed_and_done_without(
    staff: BrowserContext, served: Served
) -> None:
    page = staff.new_page()
    outside: list[str] = []
    faults: list[str] = []
    inside = (served.url, "data:", "blob:")
    page.on("request", lambda one: outside.append(one.url) if not one.url.startswith(inside) else 0)
    page.on("pageerror", lambda one: faults.append(str(one)))
    page.goto(f"{served.url}/triage?scope=all")
    page.wait_for_selector(_DRAWN)

    said = ""

    def view() -> dict[str, float]:
        """Where it stands once it has moved."""
        nonlocal said
        stands = "document.querySelector('.m-road-map').dataset.view"
        page.wait_for_function(f"(was) => {stands} !== was", arg=said)
        said = page.evaluate(stands)
        found: dict[str, Any] = json.loads(said)
        return found

    page.get_by_text("地図に見えている範囲に36件").wait_for()
    marks = page.evaluate("document.querySelector('.m-road-map').map.listImages()")
    assert {"late", "受付済|0-7", "not_stated|not_stated"} <= set(marks)
    sizes = page.evaluate(
        "[...document.querySelectorAll('.m-road-map-button')]"
        ".map((one) => Math.min(one.offsetWidth, one.offsetHeight))"
    )
    assert (len(sizes), min(sizes)) == (7, 44)
    first = view()
    page.get_by_role("button", name="拡大する").click()
    nearer = view()
    assert nearer["zoom"] == pytest.approx(first["zoom"] + 1, abs=0.02)
    page.get_by_role("button", name="東へ動かす").click()
    assert view()["longitude"] > nearer["longitude"]

    page.evaluate(
        "document.querySelector('.m-road-map').map.jumpTo({center: [139.7412, 35.6815], zoom: 17})"
    )
    view()
    box = page.locator(".m-road-map-ground").bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.wait_for_url("**post=r000**")
    page.locator("tr.m-picked[data-row=r000]").wait_for()
    page.get_by_role("radio", name="地図に見えている範囲").click()
    page.get_by_text("1–1件", exact=False).or_(page.locator("[data-row=r000]")).first.wait_for()
    page.wait_for_function("document.querySelectorAll('tbody [data-row]').length < 5")
    assert (outside, faults) == ([], [])
    page.close()

    without = staff.new_page()
    without.add_init_script(
        "const get = HTMLCanvasElement.prototype.getContext;"
        "HTMLCanvasElement.prototype.getContext = function (kind, ...rest) {"
        " return String(kind).startsWith('webgl') ? null : get.call(this, kind, ...rest); };"
    )
    without.goto(f"{served.url}/triage?scope=all")
    without.get_by_text("このブラウザでは地図を描けません").wait_for()
    assert without.locator("tbody [data-row]").count() == 40
