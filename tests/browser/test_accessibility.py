"""axe on every template and language of the static site, as files, in one browser."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from bench.axe import judge, representatives
from bench.loopback_site import serving_folder
from machimori.site.facts import gather
from machimori.site.files import files
from machimori.site.write import write
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

PHONE = {"width": 320, "height": 640}


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The address of the small site, and one page of each template and language."""
    folder = tmp_path_factory.mktemp("accessibility")
    write_small_warehouse(folder / "warehouse.duckdb")
    city = small_city(folder)
    made = files(gather(city, open_warehouse(city), None, now=NOW))
    write(folder / "www", made)
    with serving_folder(folder / "www") as url:
        yield url, list(representatives(made).values())


def test_every_template_in_every_language_breaks_no_rule(
    browser: Browser, published: tuple[str, list[str]]
) -> None:
    url, paths = published
    page = browser.new_page(viewport=PHONE, reduced_motion="reduce", locale="ja-JP")
    broken = {}
    for path in paths:
        page.goto(f"{url}/{path}")
        found = [
            f"{one['rule']}: {place}" for one in judge(page).violations for place in one["places"]
        ]
        if page.evaluate("document.documentElement.scrollWidth") > PHONE["width"]:
            found.append("wider than 320 px")
        if found:
            broken[path] = found
    page.close()
    assert broken == {}


def test_it_bends_to_what_the_reader_set(
    browser: Browser, published: tuple[str, list[str]]
) -> None:
    page = browser.new_page(viewport=PHONE, reduced_motion="reduce", forced_colors="active")
    page.goto(f"{published[0]}/ja/shelters.html")
    page.keyboard.press("Tab")
    skip = page.locator("a:focus")
    assert skip.get_attribute("href") == "#content", "the first stop leads past the links"
    assert skip.bounding_box()["x"] >= 0, "and is seen while it has the focus"  # type: ignore[index]
    page.keyboard.press("Tab")
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    bare = "getComputedStyle(one).borderStyle"
    marks = page.locator(".mark").evaluate_all(f"all => all.map(one => {bare})")
    assert set(marks) == {"solid"}, "without its ground a state still has an edge"
    moving = page.evaluate(
        "[...document.querySelectorAll('*')].filter((one) => { const how = getComputedStyle(one);"
        " return how.animationName !== 'none' || parseFloat(how.transitionDuration) > 0; }).length"
    )
    assert moving == 0
    page.close()
