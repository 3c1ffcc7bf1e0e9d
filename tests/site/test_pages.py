"""The pages as files: valid, whole without a script, in one language each, and small."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from urllib.parse import urljoin

import html5lib
import pandas as pd
import pytest
from lxml import etree

from machimori.site.facts import Facts, gather
from machimori.site.files import file_of, files
from machimori.site.shelters import PER_PAGE
from machimori.store.warehouse import open_warehouse
from machimori.wording import LANGUAGES
from machimori.wording.catalogue import catalogue
from tests.store.small_warehouse import NOW, STAFF_ONLY, small_city, write_small_warehouse

FIRST_VIEW_BYTES = 200_000
PLACES_OF_A_WARD = 200
NO_STATEMENTS = (
    "marts.incidents",
    "marts.facility_status",
    "marts.facility_status_history",
    "marts.evacuation_orders",
)


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Facts]:
    """The facts of the small warehouse, with tables left out; the same ones are gathered once."""

    @cache
    def made(*without: str) -> Facts:
        folder = tmp_path_factory.mktemp("city")
        write_small_warehouse(folder / "warehouse.duckdb", without=without)
        city = small_city(folder)
        return gather(city, open_warehouse(city), None, now=NOW)

    return made


@pytest.fixture(scope="module")
def site(facts: Callable[..., Facts]) -> Callable[..., dict[str, bytes]]:
    """The files of these facts, written once."""

    @cache
    def made(*without: str) -> dict[str, bytes]:
        return dict(files(facts(*without)))

    return made


def parsed(content: bytes) -> etree._Element:
    """The document; anything the HTML standard calls a parse error is an error."""
    parser = html5lib.HTMLParser(tree=html5lib.getTreeBuilder("lxml"), strict=True)
    found: etree._Element = parser.parse(content.decode()).getroot()
    for element in found.iter():
        if isinstance(element.tag, str):
            element.tag = element.tag.rpartition("}")[2]
    return found


def texts(root: etree._Element) -> list[str]:
    """Texts a reader sees, without what scripts and styles hold."""
    return [
        str(text).strip()
        for text in root.xpath("//body//text()[not(parent::script)]")
        if str(text).strip()
    ]


STATES = {
    "drill": (),
    "peacetime": NO_STATEMENTS,
    "nothing at all": (*NO_STATEMENTS, "marts.facilities"),
    "nothing open": ("marts.facility_status", "marts.facility_status_history"),
}


@pytest.mark.parametrize("state", STATES)
def test_every_page_is_valid_and_its_links_lead_somewhere(
    site: Callable[..., dict[str, bytes]], state: str
) -> None:
    written = site(*STATES[state])
    pages = {path: content for path, content in written.items() if path.endswith(".html")}
    assert {path.split("/")[0] for path in pages} == {*LANGUAGES, "index.html"}
    for path, content in pages.items():
        root = parsed(content)
        ids = root.xpath("//@id")
        assert len(ids) == len(set(ids)), path
        assert [len(root.xpath(one)) for one in ("//h1", "//main", "//title")] == [1, 1, 1], path
        assert root.xpath("//script[not(@src)][not(@type='application/json')] | //@style") == []
        loaded = root.xpath("//script/@src | //link[@rel='stylesheet']/@href | //img/@src")
        links = [one for one in root.xpath("//a/@href") if not one.startswith("https://")]
        for target in [*loaded, *links]:
            if not target.startswith("#"):
                assert file_of(urljoin(f"http://x/{path}", target)[9:]) in written, (path, target)
        assert all(not one.startswith(("http", "//")) for one in loaded)
        seen = re.sub(rb"<(script|style).*?</\1>", b"", content, flags=re.S)
        assert b"[" not in seen, path


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_page_speaks_one_language_and_nothing_of_the_staff(
    site: Callable[..., dict[str, bytes]], lang: str
) -> None:
    own, ja = set(catalogue(lang).values()), catalogue("ja")
    for name in ("index.html", "food.html", "shelters.html", "places.html", "alerts.html"):
        root = parsed(site()[f"{lang}/{name}"])
        expected = {"zh": "zh-Hans", "easy": "ja"}.get(lang, lang)
        assert root.get("lang") == expected
        said = texts(root)
        assert [one for one in STAFF_ONLY if any(one in text for text in said)] == []
        strange = {one for one in said if len(one) > 1 and one in ja.values() and one not in own}
        assert strange == set() or lang == "ja"
        marked = catalogue(lang)["band.provisional_text"] in said
        assert marked is (lang in ("zh", "ko", "easy"))


def test_the_list_says_everything_without_a_script(
    site: Callable[..., dict[str, bytes]],
) -> None:
    root = parsed(site()["ja/shelters.html"])
    said = [
        "｜".join(" ".join(part.itertext()).strip() for part in item.xpath("./p | ./div/h2"))
        for item in root.xpath("//ol[@class='places']/li")
    ]
    assert [re.sub(r"\s+", " ", one) for one in said] == [
        "見本会館｜空き あと約120人 13:58 確認｜見本町4番｜"
        "定員 300人 洪水 ○ 使える 地震 ○ 使える 津波 × 使えない 段差なし 多目的トイレ 経路 →",
        "例題中学校｜やや混雑 13:23 確認｜見本町6番｜"
        "定員 520人 洪水 ○ 使える 地震 ○ 使える 津波 × 使えない 経路 →",
        "試験台公園｜開設（混み具合は不明） 13:53 確認｜見本町9番｜"
        "定員 12,000人 洪水 ○ 使える 地震 ○ 使える 津波 × 使えない 経路 →",
        "見本第一小学校｜定員一杯 14:02 確認｜"
        "混んでいます。近くの空き：例題中学校（1.1 km）｜見本町2番｜"
        "定員 480人 洪水 ○ 使える 地震 ○ 使える 津波 × 使えない 経路 →",
        "見本体育館｜不明 11:20 の確認。いまの様子は分かりません。｜見本町5番｜"
        "定員 600人 洪水 ○ 使える 地震 ○ 使える 津波 × 使えない 経路 →",
        "試験台ホール｜閉鎖 13:45 確認｜見本町12番｜"
        "定員 450人 洪水 ○ 使える 地震 ○ 使える 津波 × 使えない 経路 →",
    ]
    top = texts(root)
    for words in ("見本データ", "訓練", "警戒レベル4", "危険な場所から全員避難してください。"):
        assert any(words in one for one in top)
    assert len(root.xpath("//noscript/p")) == 1


def test_in_ordinary_times_it_says_so_instead_of_zeros(
    site: Callable[..., dict[str, bytes]],
) -> None:
    written = site(*NO_STATEMENTS)
    root = parsed(written["ja/shelters.html"])
    said = texts(root)
    assert "いま開いている避難所はありません" in said
    assert not any(re.search(r"0\s?か所", one) for one in said)
    assert len(root.xpath("//ol[@class='places']/li")) == 11, "the designated places, without state"
    assert root.xpath("//*[contains(@class, 'mark')]") == []
    assert json.loads(written["status.json"])["places"] == []
    assert json.loads(written["status.json"])["incident"] is None


def test_readings_stand_above_names_only_in_easy_japanese(facts: Callable[..., Facts]) -> None:
    found = facts()
    named = found.reported.assign(
        name_kana=found.reported["place_id"].map({"p02": "みほんかいかん"})
    )
    site = files(replace(found, reported=named))
    easy = parsed(site["easy/shelters.html"]).xpath("//ruby")
    assert ["".join(one.itertext()) for one in easy] == ["見本会館（みほんかいかん）"]
    for lang in ("ja", "en", "zh", "ko"):
        assert parsed(site[f"{lang}/shelters.html"]).xpath("//ruby") == []


def test_names_that_strangers_wrote_stay_words(facts: Callable[..., Facts]) -> None:
    found = facts()
    evil = "</script><script>alert(1)</script>‮<img src=x onerror=alert(1)>"
    site = files(replace(found, reported=found.reported.assign(name=evil, address=evil)))
    for path, content in site.items():
        if path.endswith(".html"):
            root = parsed(content)
            assert root.xpath("//img | //script[contains(text(), 'alert')]") == []
    assert json.loads(site["status.json"])["places"][0]["name"] == evil


def crowd(facts: Facts, count: int) -> Facts:
    """So many open places, each with a long name."""
    one = facts.reported[facts.reported["facility_id"] == "p01:shelter"]
    many = pd.concat([one] * count, ignore_index=True)
    many["facility_id"] = [f"place-{number:04d}:shelter" for number in range(count)]
    many["name"] = [f"見本区立第{number}総合スポーツ文化会館分館" for number in range(count)]
    many["name_kana"] = "みほんくりつだいそうごうすぽーつぶんかかいかんぶんかん"
    return replace(facts, reported=many, places=pd.concat([facts.places, many]))


def test_the_first_view_is_small_with_every_place_of_a_ward_open(
    facts: Callable[..., Facts], tmp_path: Path
) -> None:
    site = files(crowd(facts(), PLACES_OF_A_WARD))
    for path, content in site.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_bytes(content)
    for lang in LANGUAGES:
        root = parsed(site[f"{lang}/shelters.html"])
        assert len(root.xpath("//ol[@class='places']/li")) == PER_PAGE
        asked = [f"{lang}/shelters.html", "status.json"]
        assert root.xpath("//link[@rel='stylesheet']") == [], "a first view waits for no other file"
        for target in root.xpath("//script/@src"):
            asked.append(urljoin(f"http://x/{lang}/shelters.html", target)[9:])
        size = sum((tmp_path / path).stat().st_size for path in asked)
        assert size < FIRST_VIEW_BYTES, (lang, size)
        assert len(parsed(site[f"{lang}/shelters-2.html"]).xpath("//li[@data-id]")) == PER_PAGE
