"""The operators' page on a telephone: a lost network loses no report, and none is doubled."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, Playwright, Route, expect

from machimori.store.journal import Journal, open_journal
from machimori.store.operator_links import OperatorLinks
from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.browser.conftest import OUT, Visit
from tests.served import Served
from tests.store.small_warehouse import small_city

pytestmark = pytest.mark.browser
PHONE = 390


def told(journal: Journal, place: str = "p01:shelter") -> list[dict[str, object]]:
    """What the desk has of the place; when, and what was seen before, left out."""
    return [
        {name: value for name, value in event.payload.items() if name not in ("via", "based_on")}
        for event in journal.events_after(0, kind="facility_status")
        if event.subject == place
    ]


def arrived(page: Page) -> None:
    expect(page.locator("#connection")).to_contain_text("本部に届きました", timeout=30_000)


def test_a_telephone_that_loses_its_network_loses_no_report_and_doubles_none(
    desk: Served, visit: Callable[..., Visit]
) -> None:
    city = small_city(desk.folder)
    journal = open_journal(city)
    links = OperatorLinks(city, journal)
    link = links.issue("p01:shelter", reporter="見本 太郎")
    path = f"/r/{links.token(link)}"

    # What was tapped without a network waits, outlives closing the page, and arrives once.
    opened = visit(PHONE, at=desk.url, is_fresh=True)
    page = opened.page
    page.goto(f"{desk.url}{path}")
    expect(page.locator("#kept")).to_be_visible()
    expect(page.locator("#drill")).to_contain_text("見本区総合防災訓練")
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE
    page.context.set_offline(True)
    page.click("[data-crowding=混雑]")
    page.dblclick("[data-crowding=混雑]")
    for step in (10, 1, 1):
        page.click(f"[data-add='{step}']")
    page.fill("#pin", links.pin(link))
    page.click("#send-change")
    expect(page.locator("#connection")).to_contain_text("送信待ち 2件")
    expect(page.locator("#offline")).to_be_visible()
    page.reload()
    expect(page.locator("#connection")).to_contain_text("送信待ち 2件")
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / "operators-offline.png", full_page=True)
    assert told(journal) == []
    page.context.set_offline(False)
    arrived(page)
    expect(page.locator("#log li .arrived")).to_have_count(2)
    expect(page.locator("#own")).to_contain_text("混雑")
    said: list[dict[str, object]] = [
        {"event_type": "status", "crowding": "混雑"},
        {"event_type": "increment", "headcount_delta": 12},
    ]
    assert told(journal) == said
    assert opened.outside == []
    assert opened.errors == []

    # The desk has it, the answer is lost on the way back: sent again, it is the same report.
    other = visit(PHONE, at=desk.url, service_workers="block").page
    lost: list[str] = []

    def lose_the_first_answer(route: Route) -> None:
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
        else:
            lost.append(answer.text())
            route.abort()

    other.route("**/api/v1/reports?*", lose_the_first_answer)
    other.goto(f"{desk.url}{path}")
    other.click("#confirm")
    arrived(other)
    assert len(lost) == 1
    assert told(journal) == [*said, {"event_type": "confirmation"}]

    # A link that ended keeps what waits on the telephone and says what to do.
    other.context.set_offline(True)
    other.click("[data-opening=閉鎖]")
    other.click("#yes")
    links.revoke(link, reporter="見本 太郎")
    other.context.set_offline(False)
    expect(other.locator("#closed")).to_contain_text("このリンクは終わりました", timeout=30_000)
    expect(other.locator("#connection")).to_contain_text("送信待ち 1件")
    newer = links.issue("p01:shelter", reporter="見本 太郎")
    other.goto(f"{desk.url}/r/{links.token(newer)}")
    arrived(other)
    assert [one.get("opening") for one in told(journal)][3:] == ["閉鎖"]
    journal.close()


def test_without_tls_the_page_says_what_it_cannot_do(desk: Served, playwright: Playwright) -> None:
    city = small_city(desk.folder)
    journal = open_journal(city)
    links = OperatorLinks(city, journal)
    token = links.token(links.issue("p03:shelter", reporter="見本 太郎"))
    journal.close()
    # Chromium trusts 127.0.0.1 as it trusts TLS; another name for it is an ordinary address.
    rules = "--host-resolver-rules=MAP town.test 127.0.0.1"
    plain = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, rules])
    page = plain.new_page(viewport={"width": PHONE, "height": 844}, locale="ko-KR")
    page.goto(f"{desk.url.replace('127.0.0.1', 'town.test')}/r/{token}")
    expect(page.locator("#no-tls")).to_contain_text("https가 아님")
    expect(page.locator("#kept")).to_be_hidden()
    page.context.set_offline(True)
    page.click("#confirm")
    expect(page.locator("#connection")).to_contain_text("전송 대기 1건")
    page.context.set_offline(False)
    expect(page.locator("#connection")).to_contain_text("본부에 도착", timeout=30_000)
    plain.close()
