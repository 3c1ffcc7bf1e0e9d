"""The pages of published figures: what they tell, what they cost, what bad data does to them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import lxml.html
import pytest

from machimori import database
from machimori.domain.published_values import indicator
from machimori.site.facts import Facts, gather
from machimori.site.figure_pages import pages
from machimori.site.figures import Figures, folder_of, theme_slug
from machimori.site.files import file_of, section, section_of
from machimori.site.sheet import Sheet
from machimori.site.status_json import status
from machimori.site.write import write
from machimori.store.warehouse import open_warehouse
from tests.domain.test_published_values import DONE
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

NO_STATEMENTS = (
    "marts.incidents",
    "marts.facility_status",
    "marts.facility_status_history",
    "marts.evacuation_orders",
)
FIRST_VIEW_BYTES = 200_000
LIVE = (
    "この30日の道路の通報",
    "90日以内に終わる見こみ",
    "標準データの整備率",
    "フードドライブの受付場所",
    "更新の間にあうデータ",
    "テーマから見る",
)
#: Corrections, two values for one date, and a name that a stranger wrote.
CHANGES = """
INSERT INTO marts.indicator_corrections VALUES
('2026-11-20 03:00', 'corrected', 'i05', '見本区', '道路の損傷通報', NULL, '2026-03-31',
 'value', '601', '611', '数え直し', '見本区基本計画'),
('2026-11-21 03:00', 'added', 'gone', '見本区', '<b>消えた指標</b>', NULL, NULL, NULL, NULL,
 '=1+1', NULL, NULL);
INSERT INTO marts.indicator_values BY NAME
SELECT * REPLACE (129 AS value, '129件' AS value_original, source_row + 100 AS source_row)
FROM marts.indicator_values WHERE indicator_id = 'i11';
UPDATE marts.indicators SET name = '<script>alert(1)</script>' WHERE indicator_id = 'i01';
"""


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Facts]:
    """Facts of the small warehouse with the changes: in the drill, or in peacetime."""

    @cache
    def made(*without: str) -> Facts:
        folder = tmp_path_factory.mktemp("figures")
        path = folder / "warehouse.duckdb"
        write_small_warehouse(path, without=without)
        with database.connect(path) as connection:
            connection.execute(CHANGES)
        city = small_city(folder)
        return gather(city, open_warehouse(city), None, now=NOW)

    return made


def told(facts: Facts, *names: str) -> dict[str, bytes]:
    """The files of sections."""
    state = status(facts)
    found: dict[str, bytes] = {}
    for name in names or ("", "ja", "ja/indicators", "en/indicators", "data/indicators"):
        found |= section(facts, state, name)
    return found


def page(site: dict[str, bytes], path: str) -> str:
    """What a reader sees of a page's content."""
    root = lxml.html.document_fromstring(site[path].decode())
    return " ".join(" ".join(root.xpath("//main")[0].itertext()).split())


def test_the_index_has_live_figures_and_open_places_only_in_an_incident(
    built: Callable[..., Facts],
) -> None:
    drill = page(told(built(), "ja"), "ja/indicators/index.html")
    peace = page(told(built(*NO_STATEMENTS), "ja"), "ja/indicators/index.html")
    for said in (drill, peace):
        assert [words for words in LIVE if words not in said] == []
    assert "開いている避難所" in drill
    assert "開いている" not in peace


def test_the_roadmap_is_of_the_targets(built: Callable[..., Facts]) -> None:
    said = page(told(built()), "ja/indicators/roadmap.html")
    for words in ("第8章", "無電柱化率", "2030年度", "45％", "目標のみ", "公表なし"):
        assert words in said
    assert "alert(1)" not in said, "an indicator without a target"


def test_corrections_are_told_with_old_new_when_and_why(built: Callable[..., Facts]) -> None:
    site = told(built())
    said = page(site, "ja/indicators/news.html")
    for words in ("道路の損傷通報", "（数）", "601", "611", "数え直し", "公表元の変更"):
        assert words in said
    assert said.index("<b>消えた指標</b>") < said.index("道路の損傷通報"), "newest first"
    table = site["data/indicators/corrections.csv"].decode("utf-8-sig").splitlines()
    assert table[1].startswith("2026-11-21T03:00:00Z,added,gone,見本区,<b>消えた指標</b>")
    assert "'=1+1" in table[1]


def test_two_values_for_one_date_are_both_shown(built: Callable[..., Facts]) -> None:
    site = told(built())
    for lang, words in (("ja", "食い違い"), ("en", "Conflict")):
        said = page(site, f"{lang}/indicators/i11/index.html")
        assert [one for one in (words, "128", "129") if one not in said] == []


def test_a_strangers_id_and_words_lead_nowhere(built: Callable[..., Facts]) -> None:
    assert folder_of("chiyoda.mcr.posts") == "chiyoda.mcr.posts"
    for evil in ("../../etc", "a/b", "..", "a..b", "日本", "A b", ""):
        assert folder_of(evil).startswith("x"), evil
        assert "/" not in folder_of(evil)
    assert theme_slug("食品ロス") == "food-loss"
    assert theme_slug("../x").startswith("x")
    assert section_of("ja/indicators/../../x") == "ja/indicators", "a name of that section, or none"
    assert file_of("ja/indicators/") == "ja/indicators/index.html"
    site = told(built())
    seen = b"".join(content for path, content in site.items() if path.endswith(".html"))
    assert b"&lt;script&gt;alert" in seen
    assert b"<script>alert" not in seen


def test_an_event_writes_no_page_of_figures_anew(
    built: Callable[..., Facts], tmp_path: Path
) -> None:
    facts = built()
    later = gather(facts.city, open_warehouse(facts.city), None, now=NOW.replace(hour=6))
    assert later.figures is facts.figures
    for name in ("ja/indicators", "en/indicators", "data/indicators"):
        made = [section(one, status(one), name) for one in (facts, later)]
        assert made[0] is made[1]
    target = tmp_path / "www"
    path = "ja/indicators/i11/index.html"
    inodes = []
    for one in (facts, later):
        write(target, told(one))
        inodes.append(((target / path).stat().st_ino, (target / "ja/shelters.html").stat().st_ino))
    assert inodes[0][0] == inodes[1][0], "the same file under a second name"
    assert inodes[0][1] != inodes[1][1], "the state was written anew"


def test_first_views_are_small_and_whole_without_a_script(built: Callable[..., Facts]) -> None:
    site = told(built())
    found = {path: one for path, one in site.items() if "/indicators/" in path}
    assert {path for path, one in found.items() if len(one) > FIRST_VIEW_BYTES} == set()
    html = {path: one for path, one in found.items() if path.endswith(".html")}
    whole = re.compile(rb"<script[^>]*>")
    used = {one for page in html.values() for one in whole.findall(page)}
    assert [one for one in used if b"/offline." not in one] == [], (
        "it only keeps them on the device"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"period_start": None, "period_end": None, "date_basis": "なし"}, "時点の記載なし"),
        ({"document_title": None}, "出典の記載なし"),
        ({"issuer": None}, "発行者の記載なし"),
        ({"licence": None}, "利用条件の記載なし"),
        ({"value": None, "kind": "目標"}, "結果はまだ公表されていません。"),
        ({"value": None, "target_value": None, "kind": "目標"}, "値の公表なし"),
        ({"unit": None}, "単位の記載なし"),
        ({"unit": None}, "比較不可：値の単位が記載されていないため。"),
        ({"kind": "推計"}, "比較不可：値が推計または決算で、数えた実績ではないため。"),
        ({}, "期限に間に合うには、1年あたり 4.33業務 の変化が必要です。"),
    ],
)
def test_what_is_missing_is_said(change: dict[str, Any], words: str, tmp_path: Path) -> None:
    one = indicator("i", "見本区", None, "DX", "higher_is_better", [replace(DONE, **change)])
    city = small_city(tmp_path)
    figures = Figures(city, datetime(2026, 11, 21, tzinfo=UTC), (one,), (), ())
    facts: Any = SimpleNamespace(address="", city=city, figures=figures)
    site = dict(pages(Sheet(facts, "ja", ""), figures))
    said = page(site, "indicators/i/index.html")
    assert words in said
    assert "[" not in said
    assert "None" not in said
