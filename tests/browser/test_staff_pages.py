"""The staff pages in Chromium: signed in by the form, on a desk and on a telephone."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.served import Served, serving, write_small_city

pytestmark = pytest.mark.browser
PAGES = ("board", "demand", "assignment", "triage", "health", "load")
DESK, TELEPHONE = 1440, 390


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A server of its own: builds come and go under it."""
    folder: Path = tmp_path_factory.mktemp("staff")
    write_small_city(folder)
    with serving(folder) as server:
        yield server


@pytest.fixture(scope="module")
def signed_in(browser: Browser, served: Served) -> Iterator[BrowserContext]:
    """A browser somebody of the disaster section has signed in with."""
    context = browser.new_context(viewport={"width": DESK, "height": 1000})
    page = context.new_page()
    page.goto(f"{served.url}/board")
    page.fill("[name=m_passphrase]", served.passphrase, timeout=60_000)
    page.fill("[name=m_name]", "見本 太郎")
    page.fill("[name=m_section]", "防災課")
    page.press("[name=m_section]", "Enter")
    page.wait_for_selector(".m-picks", timeout=60_000)
    page.close()
    yield context
    context.close()


@pytest.fixture(scope="module")
def kept(signed_in: BrowserContext) -> Page:
    """The one page of these tests: it has read the scripts already."""
    opened = signed_in.new_page()
    opened.outside = []  # type: ignore[attr-defined]
    opened.on("request", lambda request: _note(opened, request.url))
    return opened


@pytest.fixture
def page(kept: Page) -> Page:
    kept.goto("about:blank")
    kept.set_viewport_size({"width": DESK, "height": 1000})
    kept.outside.clear()  # type: ignore[attr-defined]
    return kept


def _note(page: Page, url: str) -> None:
    if not url.startswith(("http://127.0.0.1", "data:", "blob:", "about:")):
        page.outside.append(url)  # type: ignore[attr-defined]


def settled(page: Page, url: str, selector: str = "h1") -> None:
    page.goto(url)
    page.wait_for_selector(selector, timeout=60_000)
    page.wait_for_selector("[data-testid=stApp][data-test-script-state=notRunning]", timeout=60_000)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_fits_asks_nobody_outside_and_shows_no_fault(
    page: Page, served: Served, name: str
) -> None:
    page.set_viewport_size({"width": TELEPHONE, "height": 900})
    settled(page, f"{served.url}/{name}", ".m-picks, .m-table, [data-testid=stFileUploader]")
    for width in (TELEPHONE, DESK):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(700)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.outside == []  # type: ignore[attr-defined]
    assert page.locator("[data-testid=stException]").count() == 0
    assert page.evaluate("document.documentElement.lang") == "ja"


def test_a_row_picked_by_keyboard_opens_and_marks_the_map(page: Page, served: Served) -> None:
    settled(page, f"{served.url}/board", ".m-picks")
    page.locator('tr[data-row="p01:shelter"] .m-row-button').focus()
    page.keyboard.press("Enter")
    page.wait_for_selector(".st-key-opened .m-facts", timeout=30_000)
    assert "place=p01%3Ashelter" in page.url
    assert page.locator('tr[data-row="p01:shelter"]').get_attribute("class") == "m-picked"
    marked = page.frame_locator("iframe").locator(".m-mark.m-selected")
    marked.wait_for(timeout=30_000)
    assert marked.count() == 1


def test_a_press_counts_though_the_page_grows_above_it(page: Page, served: Served) -> None:
    settled(page, f"{served.url}/board", ".m-picks")
    button = page.locator('tr[data-row="p01:shelter"] .m-row-button')
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.evaluate("document.querySelector('.m-picks').parentElement.style.paddingTop = '700px'")
    page.mouse.up()
    page.wait_for_selector('tr[data-row="p01:shelter"].m-picked', timeout=30_000)


def test_arrows_walk_the_rows(page: Page, served: Served) -> None:
    settled(page, f"{served.url}/triage", ".m-picks")
    page.locator(".m-picks tbody button").first.focus()
    page.keyboard.press("ArrowDown")
    row = page.evaluate("document.activeElement.closest('[data-row]').dataset.row")
    assert row == page.locator(".m-picks tbody tr").nth(1).get_attribute("data-row")


def test_a_mark_picked_on_the_map_picks_the_row(page: Page, served: Served) -> None:
    settled(page, f"{served.url}/board", ".m-picks")
    mark = page.frame_locator("iframe").locator('[role=button][aria-label^="例題中学校"]')
    mark.click(timeout=30_000)
    page.wait_for_selector('tr[data-row="p04:shelter"].m-picked', timeout=30_000)
    assert "place=p04%3Ashelter" in page.url


def test_a_segment_picked_on_the_map_is_closed_and_walked_round(page: Page, served: Served) -> None:
    settled(page, f"{served.url}/assignment?estimate=high&near=block-ws", ".m-table")
    page.get_by_text("通行止めを記録する").click()
    segments = page.frame_locator(".st-key-map_closures iframe")
    segments.locator('[role=button][aria-label^="1 見本通り"]').click(timeout=30_000)
    chosen = page.locator(".st-key-close_road_segments_0").get_by_text("1 見本通り")
    chosen.wait_for(timeout=30_000)
    page.locator(".st-key-close_road_reason_0 input").fill("倒壊")
    page.keyboard.press("Tab")
    page.get_by_role("button", name="通行止めにする").click()
    page.wait_for_selector("text=36人の行き先がありません", timeout=30_000)
    page.get_by_role("button", name="解除").click()
    page.get_by_role("button", name="解除する").click()
    page.wait_for_selector("text=全員に行き先があります", timeout=30_000)


def test_what_a_stranger_wrote_is_text(page: Page, served: Served) -> None:
    settled(page, f"{served.url}/triage?scope=すべて&post=r005", ".m-stranger")
    assert "<script>alert(1)</script>" in page.locator(".m-stranger").inner_text()
    assert page.title() != "1"
    assert page.locator(".m-stranger img, .m-panel script").count() == 0


def test_filters_and_picks_come_back_with_the_address(page: Page, served: Served) -> None:
    settled(page, f"{served.url}/board", ".m-picks")
    page.get_by_role("radio", name="一時滞在施設").click()
    page.wait_for_selector('tr[data-row="p02:temporary_stay"]', timeout=30_000)
    address = page.url
    settled(page, address, 'tr[data-row="p02:temporary_stay"]')
    assert page.locator('tr[data-row="p01:shelter"]').count() == 0


def test_the_page_follows_a_new_build_by_itself(page: Page, served: Served) -> None:
    from tests.store.small_warehouse import write_small_warehouse

    settled(page, f"{served.url}/board", ".m-picks")
    write_small_warehouse(
        served.folder / "warehouse.duckdb",
        build_id="next",
        without=("marts.incidents", "marts.facility_status", "marts.facility_status_history"),
    )
    page.wait_for_selector("text=いま開設中の災害・訓練はありません", timeout=30_000)
    write_small_warehouse(served.folder / "warehouse.duckdb", build_id="back")
    page.wait_for_selector(".m-incident", timeout=30_000)


def test_the_page_follows_one_statement_after_another(page: Page, served: Served) -> None:
    from machimori.store.journal import open_journal
    from tests.store.small_warehouse import INCIDENT, NOW, small_city

    settled(page, f"{served.url}/board", ".m-picks")
    drawn = page.evaluate("document.querySelector('[data-live=figures]').dataset.pulse")
    journal = open_journal(small_city(served.folder))
    for headcount in (271, 272):
        journal.append(
            "facility_status",
            "p01:shelter",
            {"headcount": headcount},
            client_key=f"follow-{headcount}",
            mode="training",
            incident_id=INCIDENT,
            observed_at=NOW,
        )
        row = page.locator('[data-row="p01:shelter"]', has_text=str(headcount))
        row.first.wait_for(timeout=30_000)
        shown = page.evaluate("document.querySelector('[data-live=figures]').dataset.pulse")
        assert shown == drawn  # put in place: the page was not run again
    journal.append(
        "facility_status",
        "p01:shelter",
        {"crowding": "定員一杯"},
        client_key="follow-map",
        mode="training",
        incident_id=INCIDENT,
        observed_at=NOW,
    )
    mark = page.frame_locator("iframe").locator('[aria-label="見本第一小学校 定員一杯"]')
    mark.wait_for(timeout=30_000)
    mark.click()  # what listens to a mark has stayed
    page.wait_for_selector(".st-key-opened .m-facts", timeout=30_000)
    page.locator("[data-testid=stApp][data-test-script-state=notRunning]").wait_for()
    drawn = page.evaluate("document.querySelector('[data-live=opened_facts]').dataset.pulse")
    journal.append(
        "facility_status",
        "p01:shelter",
        {"headcount": 273},
        client_key="follow-opened",
        mode="training",
        incident_id=INCIDENT,
        observed_at=NOW,
    )
    journal.close()
    page.locator('tr.m-picked[data-row="p01:shelter"]', has_text="273").wait_for(timeout=30_000)
    page.locator("[data-live=opened_facts]", has_text="273").wait_for(timeout=30_000)
    shown = page.evaluate("document.querySelector('[data-live=opened_facts]').dataset.pulse")
    assert shown == drawn  # in place, though a row is open
    page.wait_for_timeout(2500)  # nothing of the board before the pick comes back
    assert page.locator(".st-key-opened .m-facts").count() == 1
    assert page.locator('tr.m-picked[data-row="p01:shelter"]').count() == 1
