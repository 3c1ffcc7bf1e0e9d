"""The static site as files in one browser: axe on every template, and reading without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from bench.axe import judge, prepare, representatives, wait_for_map
from bench.loopback_site import serving_folder
from bench.reading_scenes import PHONE, broken, is_wider
from machimori.site.facts import gather
from machimori.site.files import files
from machimori.site.write import write
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small site as files, below ``www``, and the list of its pages to judge."""
    folder = tmp_path_factory.mktemp("accessibility")
    write_small_warehouse(folder / "warehouse.duckdb")
    city = small_city(folder)
    made = files(gather(city, open_warehouse(city), None, now=NOW))
    write(folder / "www", made)
    (folder / "paths").write_text("\n".join(representatives(made).values()), encoding="utf-8")
    return folder


@pytest.fixture(scope="module")
def published(folder: Path) -> Iterator[tuple[str, list[str]]]:
    """The address of the small site, and one page of each template and language."""
    with serving_folder(folder / "www") as url:
        yield url, (folder / "paths").read_text(encoding="utf-8").splitlines()


def test_every_template_in_every_language_breaks_no_rule(
    browser: Browser, published: tuple[str, list[str]]
) -> None:
    url, paths = published
    page = browser.new_page(viewport=PHONE, reduced_motion="reduce", locale="ja-JP")
    prepare(page)
    faults = {}
    for path in paths:
        page.goto(f"{url}/{path}")
        found = [
            f"{one['rule']}: {place}" for one in judge(page).violations for place in one["places"]
        ]
        if is_wider(page):
            found.append("wider than 320 px")
        if found:
            faults[path] = found
    page.close()
    assert faults == {}


@pytest.mark.parametrize("path", ["ja/shelters.html", "easy/food.html", "en/map/index.html"])
def test_it_bends_to_what_the_reader_set(
    browser: Browser, published: tuple[str, list[str]], path: str
) -> None:
    page = browser.new_page(viewport=PHONE, locale="ja-JP")
    page.goto(f"{published[0]}/{path}")
    wait_for_map(page)
    assert broken(page) == []
    page.close()


def test_the_first_key_leads_past_the_links(
    browser: Browser, published: tuple[str, list[str]]
) -> None:
    page = browser.new_page(viewport=PHONE)
    page.goto(f"{published[0]}/ja/alerts.html")
    page.keyboard.press("Tab")
    skip = page.locator("a:focus")
    assert skip.get_attribute("href") == "#content"
    assert skip.bounding_box()["x"] >= 0, "seen while it has the focus"  # type: ignore[index]
    page.close()


def test_the_last_state_opens_without_a_network_and_says_since_when(
    browser: Browser, folder: Path
) -> None:
    context = browser.new_context(viewport=PHONE, locale="ja-JP", timezone_id="Asia/Tokyo")
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    with serving_folder(folder / "www") as url:
        page.goto(f"{url}/ja/shelters.html")
        page.evaluate("navigator.serviceWorker.ready")
        page.evaluate(
            "(async () => { while (!(await caches.match('./indicators/')))"
            " await new Promise((done) => setTimeout(done, 50)); })()"
        )
    page.goto(f"{url}/ja/shelters.html")  # nobody answers there any more
    page.get_by_text("新しい情報を受け取れていません。").wait_for()
    assert page.get_by_role("heading", name="見本会館").count() == 1
    page.goto(f"{url}/ja/indicators/")
    line = page.locator("#kept")
    line.wait_for(state="visible")
    assert "最後に受け取ったのは" in line.inner_text()
    assert errors == []
    context.close()
