"""Each public page in Chromium, on a phone and on a desk, with no network but this machine's."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from machimori.ui.navigation import PAGES
from tests.browser.conftest import OUT, Visit

pytestmark = pytest.mark.browser
PUBLIC = [page for page in PAGES if page.reader == "public"]
MAPPED = {"overview", "shelters", "food", "indicators", "datasets"}
#: Built-in words of Streamlit that must not be read on a Japanese page.
BUILT_IN = re.compile(
    r"\b(Select|Choose an option|Choose options|Deploy|Rerun|Drag and drop|Browse files|"
    r"Press Enter|Fullscreen|Made with|Traceback|Error)\b"
)
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")


@pytest.mark.parametrize("entry", PUBLIC, ids=lambda one: one.key)
def test_a_page_opens_whole_and_asks_nobody_else(
    visit: Callable[..., Visit], entry: object
) -> None:
    key, path = entry.key, f"/{entry.url_path}"  # type: ignore[attr-defined]
    window = visit(390)
    page = window.go(path)
    if key in MAPPED:
        frame = page.frame_locator("iframe")
        marks = "path.leaflet-interactive" if key == "indicators" else ".leaflet-marker-icon"
        frame.locator(marks).first.wait_for()
        frame.locator("canvas").first.wait_for()
    text = page.inner_text("[data-testid=stMain]")
    OUT.mkdir(exist_ok=True)
    for width in (390, 1440):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)
        page.screenshot(path=OUT / f"{key}_{width}.png", full_page=True)
        assert not window.scrolls_sideways()
    assert window.outside == []
    assert window.errors == []
    assert page.locator("[data-testid=stException]").count() == 0
    assert BUILT_IN.findall(text) == []
    assert page.evaluate("document.documentElement.lang") == "ja"
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize("entry", PUBLIC, ids=lambda one: one.key)
def test_english_is_complete(visit: Callable[..., Visit], entry: object) -> None:
    window = visit(390)
    page = window.go(f"/{entry.url_path}?lang=en")  # type: ignore[attr-defined]
    assert page.evaluate("document.documentElement.lang") == "en"
    heading = page.inner_text("h1")
    assert not JAPANESE.search(heading)
    for words in page.locator("h2, summary, .m-kpi-label, [data-testid=stWidgetLabel]").all():
        said = words.inner_text()
        # Names of places and themes come from the data and stay as published.
        assert not JAPANESE.search(said) or "見本" in said, said
    assert not window.scrolls_sideways()


def test_the_language_stays_when_the_page_changes(visit: Callable[..., Visit]) -> None:
    window = visit(1440)
    page = window.go("/?lang=en")
    page.get_by_role("link", name="Food", exact=True).click()
    page.wait_for_function("document.querySelector('h1')?.innerText === 'Food-drive points'")
    page.get_by_text("日本語", exact=True).click()
    page.wait_for_function("document.querySelector('h1')?.innerText?.startsWith('フード')")
    assert "lang=en" not in page.url


def test_a_filter_goes_into_the_address_and_comes_back(visit: Callable[..., Visit]) -> None:
    window = visit(1440)
    page = window.go("/food")
    page.get_by_text("いま開いている", exact=True).first.click()
    page.wait_for_url("**/food?open=now")
    window.settle()
    assert page.locator(".m-place-item").count() == 3
    page.reload()
    page.wait_for_selector(".m-place-item")
    window.settle()
    assert page.locator(".m-place-item").count() == 3


def test_list_and_map_share_what_is_selected(visit: Callable[..., Visit]) -> None:
    window = visit(1440)
    page = window.go("/shelters")
    frame = page.frame_locator("iframe")
    frame.locator("[aria-label^='見本会館']").click()
    page.wait_for_selector(".m-place-item.m-selected button:text('見本会館')")
    page.get_by_role("button", name="例題中学校").click()
    page.wait_for_selector(".m-place-item.m-selected button:text('例題中学校')")
    frame.locator(".m-mark.m-selected").wait_for()


def test_the_list_can_be_used_with_the_keyboard(visit: Callable[..., Visit]) -> None:
    window = visit(390)
    page = window.go("/shelters")
    first = page.locator(".m-place-name").first
    first.focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".m-place-item.m-selected")
    outline = first.evaluate("(one) => getComputedStyle(one).outlineStyle")
    assert outline == "solid"


def test_a_position_on_request_orders_the_list_and_stays_out_of_the_address(
    visit: Callable[..., Visit],
) -> None:
    window = visit(
        390, geolocation={"latitude": 35.6842, "longitude": 139.7465}, permissions=["geolocation"]
    )
    page = window.go("/food")
    page.get_by_role("button", name="現在地から探す").click()
    page.wait_for_selector(".m-distance")
    assert "35." not in page.url
    assert page.locator(".m-place-name").first.inner_text() == "見本会館"


def test_a_station_orders_the_list_and_stands_in_the_address(visit: Callable[..., Visit]) -> None:
    page = visit(1440).go("/food?near=station:station-2")
    page.wait_for_selector(".m-distance")
    assert page.locator(".m-place-name").first.inner_text() == "試験台出張所"


def test_a_town_block_says_its_number_and_withheld_is_hatched(visit: Callable[..., Visit]) -> None:
    window = visit(1440)
    frame = window.go("/indicators").frame_locator("iframe")
    shapes = frame.locator("path.leaflet-interactive")
    shapes.first.wait_for()
    assert shapes.count() == 4
    assert frame.locator("path[fill='url(#m-hatch)']").count() == 1
    shapes.first.click()
    frame.locator(".leaflet-popup-content", has_text="1,250人").wait_for()
