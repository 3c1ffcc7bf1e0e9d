"""The pages of open data: the figure with its formula, every file, and what to mend, in words."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import html5lib
import pytest

from machimori import database
from machimori.domain.standard_sets import SETS, coverage
from machimori.site import data_pages, facts
from machimori.site.data_files import CONFORMANCE
from machimori.site.facts import Facts
from machimori.site.sheet import Sheet
from machimori.store.warehouse import open_warehouse
from machimori.wording.dataset_problems import problems
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

ERRORS = [
    {"kind": "missing_column", "column": "緯度"},
    {"kind": "required_empty", "column": "名称", "rows": 2, "row": 4},
    {"kind": "lines_above_header", "rows": 3},
    {"kind": "not_utf8", "encoding": "cp932"},
]


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Facts]:
    city = small_city(tmp_path_factory.mktemp("pages"))
    write_small_warehouse(city.warehouse_path)
    connection = database.connect(city.warehouse_path)
    connection.execute("UPDATE marts.open_datasets SET standard = 'A-03' WHERE dataset_id = 'd1'")
    connection.execute(
        "UPDATE marts.open_datasets SET standard = 'A-01', errors = ?, title = ? "
        "WHERE dataset_id = 'd2'",
        [json.dumps(ERRORS), "<b>公共施設</b>"],
    )
    connection.close()
    yield facts.gather(city, open_warehouse(city), None, now=NOW)


def pages(found: Facts, lang: str) -> dict[str, str]:
    sheet = Sheet(found, lang, "x")
    return {file: content.decode() for file, content in data_pages.pages(sheet, found.data)}


@pytest.mark.parametrize("lang", ["ja", "en"])
def test_the_pages_are_valid_and_lead_to_files_that_are_there(found: Facts, lang: str) -> None:
    for file, content in pages(found, lang).items():
        html5lib.HTMLParser(strict=True).parse(content)
        files = set(re.findall(r'href="\.\./\.\./data/v1/([^"]+)"', content))
        assert files <= set(found.data.names), file
        assert "&lt;b&gt;公共施設" in content
        assert "<b>公共施設" not in content


def test_the_share_is_told_alike_on_the_page_and_in_the_file(found: Facts) -> None:
    content = pages(found, "ja")[data_pages.FILE]
    assert "5.9％（17件のうち1件）" in content
    told = json.loads(found.data.files()[CONFORMANCE])["coverage"]
    assert (told["numerator"], told["denominator"], told["percent"]) == (1, 17, 5.9)
    assert told["formula"] in content
    assert [one["standard"] for one in told["scope"]] == list(SETS)


def test_the_report_says_what_to_do_in_the_readers_language(found: Facts) -> None:
    japanese = pages(found, "ja")[data_pages.REPORT]
    for words in (
        "列「緯度」がありません。",
        "行が2行あります（最初は4行目）",
        "見出しの上に3行",
        "CSV UTF-8",
    ):
        assert words in japanese
    english = pages(found, "en")[data_pages.REPORT]
    assert "4 lines" not in english
    assert "There are 3 lines above the header." in english
    assert "missing_column" not in japanese + english


def test_the_share_counts_sets_and_not_files() -> None:
    found = coverage(
        ("A-01", "A-03", "A-08"),
        [("A-03", "valid"), ("A-03", "valid"), ("A-01", "invalid"), (None, "valid"),
         ("A-99", "valid"), ("A-08", "not_checked")],
    )  # fmt: skip
    assert (found.numerator, found.denominator, round(found.percent, 1)) == (1, 3, 33.3)
    assert [(one.valid, one.invalid, one.unchecked) for one in found.sets] == [
        (0, 1, 0), (2, 0, 0), (0, 0, 1),
    ]  # fmt: skip


def test_findings_of_another_checker_are_told_as_they_are() -> None:
    assert [one.what for one in problems('["3行目: 緯度が空です"]', "ja")] == [
        "3行目: 緯度が空です"
    ]
    assert [one.what for one in problems("not json", "en")] == ["not json"]
    assert problems(None, "ja") == ()


def test_a_link_that_is_no_web_address_is_no_link(tmp_path: Path) -> None:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    connection = database.connect(city.warehouse_path)
    connection.execute(
        "UPDATE marts.open_datasets SET url = 'javascript:alert(1)', licence_url = 'data:x'"
    )
    connection.close()
    given = facts.gather(city, open_warehouse(city), None, now=NOW)
    content = pages(given, "ja")[data_pages.FILE].partition("<main")[2]
    assert not re.search(r'href="(javascript|data|file):', content)
    assert "公共施設一覧" in content
