"""The site as files in Chromium: it ages by itself, finds by name and near, asks nobody else."""

from __future__ import annotations

import functools
import http.server
import re
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from machimori.site.facts import gather
from machimori.site.files import files
from machimori.site.write import write
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

OUT = Path(__file__).parent / "out"


class Quiet(http.server.SimpleHTTPRequestHandler):
    """A plain web server without a log."""

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@dataclass
class Site:
    url: str
    stop: object
    asked: list[str] = field(default_factory=list)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """The small warehouse published as real data, behind a plain web server."""
    write_small_warehouse(tmp_path / "warehouse.duckdb", is_sample=False)
    city = small_city(tmp_path, is_sample=False)
    found = gather(city, open_warehouse(city), None, now=NOW)
    write(tmp_path / "www", files(found))
    handler = functools.partial(Quiet, directory=str((tmp_path / "www").resolve()))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield Site(f"http://127.0.0.1:{server.server_address[1]}", server.shutdown)
    server.shutdown()
    server.server_close()
    thread.join()


def item(page: Page, name: str) -> str:
    """What the list says of a place."""
    found = page.locator("ol.places > li", has=page.get_by_role("heading", name=name, exact=True))
    return " ".join(found.locator(".state").inner_text().split())


def names(page: Page, heading: str = "h2") -> list[str]:
    return page.locator(f"ol.places > li:visible {heading}").all_inner_texts()


def test_it_ages_by_itself_when_nothing_comes_any_more(browser: Browser, site: Site) -> None:
    context = browser.new_context(
        viewport={"width": 390, "height": 844},
        locale="ja-JP",
        timezone_id="Asia/Tokyo",
        geolocation={"latitude": 35.6822, "longitude": 139.758},
        permissions=["geolocation"],
    )
    page = context.new_page()
    page.on("request", lambda one: site.asked.append(one.url))
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.clock.install(time=NOW)
    page.goto(f"{site.url}/index.html")
    page.wait_for_url("**/ja/")
    page.get_by_text("13:58 確認（7分前）").wait_for()  # the open ones stand on the front page too
    page.get_by_role("link", name="避難所の一覧を見る").click()
    page.wait_for_url("**/ja/shelters.html")
    page.get_by_text("13:58 確認（7分前）").wait_for()
    assert item(page, "見本会館") == "空き あと約120人 13:58 確認（7分前）"
    assert item(page, "例題中学校") == "やや混雑 13:23 確認（42分前）"
    assert (
        item(page, "見本体育館") == "不明 11:20 の確認（2時間45分前）。いまの様子は分かりません。"
    )
    mark = page.locator("li", has_text="例題中学校").locator(".mark").first
    assert mark.get_attribute("class") == "mark caution stale"
    assert page.evaluate("document.documentElement.scrollWidth") <= 390

    written = page.evaluate("fetch(location.href).then((answer) => answer.text())")
    for line in page.locator("[data-total]").all_inner_texts():
        assert " ".join(line.split()) in re.sub(r"<[^>]+>", "", written), "as it was written"

    page.get_by_role("searchbox").fill("ﾐﾎﾝ")
    assert names(page) == []
    page.get_by_role("searchbox").fill("会館")
    assert names(page) == ["見本会館"]
    page.get_by_role("searchbox").fill("")
    kind = page.get_by_role("button", name="広域避難場所")
    kind.click()
    assert names(page) == ["試験台公園"]
    kind.click()
    assert len(names(page)) == 6
    before = list(site.asked)
    page.get_by_role("button", name="現在地から探す").click()
    page.get_by_text("距離は直線です。").wait_for()
    assert names(page)[0] == "例題中学校"
    sent = [one for one in site.asked if one not in before]
    assert not any("139." in one or "35." in one for one in sent), "the position stays here"

    boxes = context.new_page()
    boxes.on("request", lambda one: site.asked.append(one.url))
    boxes.clock.install(time=NOW)
    boxes.goto(f"{site.url}/ja/food.html")
    boxes.get_by_text("いま開いている: 3か所").wait_for()  # of six, on a Saturday at 14:05
    before = list(site.asked)
    boxes.get_by_role("button", name="現在地から探す").click()
    boxes.get_by_text("距離は直線です。").wait_for()
    assert names(boxes, "h3")[0] == "例題図書館"
    boxes.get_by_role("button", name="いま開いている所だけ見る").click()
    boxes.get_by_text("見本区役所").wait_for(state="hidden")
    assert names(boxes, "h3") == ["例題図書館", "見本会館", "例題センター"]
    assert not any("139." in one or "35." in one for one in site.asked if one not in before)
    boxes.close()

    context.set_offline(True)
    page.clock.run_for(6_000)
    page.get_by_text("新しい情報を受け取れていません。").wait_for()
    page.clock.fast_forward(40 * 60_000)
    page.get_by_text("13:58 確認（47分前）").wait_for()
    stale = page.locator("li", has=page.get_by_role("heading", name="見本会館")).locator(".mark")
    assert "stale" in (stale.get_attribute("class") or "")
    OUT.mkdir(exist_ok=True)
    page.screenshot(path=OUT / "public_site_offline.png", full_page=True)
    page.clock.fast_forward(90 * 60_000)
    page.get_by_text("13:58 の確認（2時間17分前）。いまの様子は分かりません。").wait_for()
    assert item(page, "見本会館").startswith("不明")
    states = page.locator("ol.places .mark").all_inner_texts()
    assert set(states) == {"不明"}
    totals = page.locator("[data-total] strong").all_inner_texts()
    assert totals == ["避難所：不明", "一時滞在施設：不明", "広域避難場所：不明"]

    context.set_offline(False)
    page.clock.run_for(6_000)
    page.get_by_text("情報の更新が 14:05 から止まっています。").wait_for()
    assert errors == []
    assert [one for one in site.asked if not one.startswith((site.url, "data:"))] == []
    context.close()
