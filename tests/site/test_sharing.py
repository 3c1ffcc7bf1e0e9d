"""What the site tells search engines, feed readers, messengers, and the worker that keeps it."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import lxml.html
import pytest
from lxml import etree
from PIL import Image

from machimori import database
from machimori.site.document import assets
from machimori.site.facts import Facts, gather
from machimori.site.files import file_of, section, section_of, sections
from machimori.site.share_image import HEIGHT, WIDTH
from machimori.site.site_map import robots, site_map
from machimori.site.status_json import status
from machimori.store.warehouse import open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

BASE = "https://machi.example.lg.jp"
CORRECTED = """
INSERT INTO marts.indicator_corrections VALUES
('2026-11-20 03:00', 'corrected', 'i05', '見本区', '道路の<損傷>通報', NULL, '2026-03-31',
 'value', '601', '611', '数え直し', '見本区基本計画')
"""
WANTED = ("", "ja", "ja/indicators", "en/indicators", "og")


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    """Facts of a site that knows its address."""
    folder = tmp_path_factory.mktemp("sharing")
    write_small_warehouse(folder / "warehouse.duckdb")
    with database.connect(folder / "warehouse.duckdb") as connection:
        connection.execute(CORRECTED)
    city = small_city(folder)
    return gather(city, open_warehouse(city), None, now=NOW, address=f"{BASE}/")


@pytest.fixture(scope="module")
def site(facts: Facts) -> dict[str, bytes]:
    """Some of its files."""
    state = status(facts)
    return {path: content for one in WANTED for path, content in section(facts, state, one).items()}


def test_a_page_tells_its_address_its_picture_and_its_feed(site: dict[str, bytes]) -> None:
    root = lxml.html.document_fromstring(site["ja/indicators/i01/index.html"].decode())
    told = {one.get("property"): one.get("content") for one in root.xpath("//meta[@property]")}
    assert told["og:url"] == f"{BASE}/ja/indicators/i01/"
    assert root.xpath("//link[@rel='canonical']/@href") == [told["og:url"]]
    assert told["og:locale"] == "ja"
    picture = Image.open(io.BytesIO(site[told["og:image"].removeprefix(f"{BASE}/")]))
    assert picture.size == (WIDTH, HEIGHT)
    feed = root.xpath("//link[@type='application/atom+xml']/@href")[0].removeprefix(f"{BASE}/")
    entries = etree.fromstring(site[feed]).findall("{*}entry")
    assert [one.findtext("{*}summary") for one in entries] == ["601 → 611 (数え直し)"]
    assert "道路の<損傷>通報" in (entries[0].findtext("{*}title") or "")


def test_another_site_gets_code_that_shows_the_card(site: dict[str, bytes]) -> None:
    root = lxml.html.document_fromstring(site["en/indicators/i01/index.html"].decode())
    (code,) = root.xpath("//details//code/text()")
    address = lxml.html.fragment_fromstring(code).get("src", "").removeprefix(f"{BASE}/")
    assert address in site
    assert b"<nav" not in site[address]


def test_every_page_of_every_picture_is_there_and_small(site: dict[str, bytes]) -> None:
    pages = [lxml.html.document_fromstring(one) for path, one in site.items() if "/index." in path]
    asked = {
        str(one).removeprefix(f"{BASE}/")
        for page in pages
        for one in page.xpath("//meta[@property='og:image']/@content")
    }
    assert asked - set(site) == set()
    assert max(len(site[one]) for one in asked) < 60_000


def test_without_an_address_nothing_whole_is_said(facts: Facts) -> None:
    bare = replace(facts, address="")
    assert {"og", "sitemap.xml"} & set(sections(bare)) == set()
    page = section(bare, status(bare), "ja")["ja/shelters.html"]
    assert b"og:" not in page
    assert b"canonical" not in page


def test_the_map_of_the_site_names_each_page_once_with_its_languages() -> None:
    paths = ["ja/a/index.html", "en/a/index.html", "easy/a/index.html", "ja/x/card.html", "sw.js"]
    root = etree.fromstring(site_map(paths, BASE))
    assert root.xpath("//*[local-name()='loc']/text()") == [
        f"{BASE}/{lang}/a/" for lang in ("easy", "en", "ja")
    ]
    links = root.xpath("//*[local-name()='url'][1]/*[local-name()='link']")
    assert [(one.get("hreflang"), one.get("href")) for one in links] == [
        ("en", f"{BASE}/en/a/"),
        ("ja", f"{BASE}/ja/a/"),
    ]
    assert section_of("sitemap.xml") == "sitemap.xml"


def test_a_sample_is_not_to_be_found_by_search_engines() -> None:
    assert robots(BASE, is_sample=True) == b"User-agent: *\nDisallow: /\n"
    assert robots(BASE, is_sample=False).decode().splitlines()[1:] == [
        "Allow: /",
        f"Sitemap: {BASE}/sitemap.xml",
    ]


def test_the_worker_holds_what_there_is_and_changes_with_it(site: dict[str, bytes]) -> None:
    source = site["sw.js"].decode()
    held = re.findall(r'"([^"]+)"', source.split("FILES = [")[1].split("]")[0])
    assert set(held) == {"./", "status.json", *assets()}
    assert [
        one for one in held if file_of(one.removeprefix("./") or "index.html") not in site
    ] == []
    assert "{version}" not in source
