"""Road figures, accessibility, privacy and what's new: what they tell, and what is not known."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from machimori.site import about_pages, accessibility_result
from machimori.site.accessibility_result import PartResult, Result
from machimori.site.facts import Facts
from machimori.site.road_page import pages as road_pages
from machimori.site.sheet import Sheet
from machimori.store.queries.road_public import Count, PeriodShare, RoadTold
from machimori.store.queries.road_survival import Share
from tests.site.test_food_page import facts, told
from tests.site.test_pages import parsed

__all__ = ["facts"]
CHECKED = {
    "date": "2026-11-22",
    "tool": "axe-core 4.14.1",
    "levels": ["wcag2a", "wcag2aa"],
    "widths": [320, 1280],
    "site": {
        "pages": 1091,
        "rules_passed": 54,
        "violations": [{"rule": "region", "places": 2}],
        "undecided": {"color-contrast": 57},
    },
}


def rows(content: bytes) -> Iterator[list[str]]:
    for row in parsed(content).xpath("//tbody/tr"):
        yield [" ".join(" ".join(cell.itertext()).split()) for cell in row]


def test_road_posts_are_counts_and_what_is_too_small_is_withheld(facts: Facts) -> None:
    share = Share(90, 0.627, 0.563, 0.684)
    district = facts.districts[0].district_id
    given = RoadTold(
        open=None,
        periods=(
            PeriodShare("2024-04", None, None),
            PeriodShare("2025-04", 1244, share),
            PeriodShare("all", 1246, share),
        ),
        months=(Count("2026-10", 17), Count("2026-09", None)),
        districts=(Count(district, 14), Count(None, None)),
        kinds=(Count("街路灯の不点灯", 17), Count(None, 0)),
    )
    ((_, content),) = road_pages(Sheet(replace(facts, roads=given), "ja", "layout"))
    assert list(rows(content)) == [
        ["2025年度", "1,244", "63%", "56–68%"],
        ["2024年度", "X", "データが足りません", ""],
        ["2026年10月", "17"],
        ["2026年9月", "X"],
        [facts.districts[0].name, "14"],
        ["地区が分からないもの", "X"],
        ["街路灯の不点灯", "17"],
        ["種類の記載なし", "0"],
    ]
    assert "まだ終わっていない投稿 データが足りません" in " ".join(
        " ".join(parsed(content).itertext()).split()
    )


def test_the_roads_of_the_warehouse_are_told_as_the_gate_lets_them(facts: Facts) -> None:
    assert facts.roads.open is None or facts.roads.open >= facts.city.privacy.posts
    numbers = [one.reports for one in facts.roads.months + facts.roads.districts]
    assert all(one is None or one == 0 or one >= facts.city.privacy.posts for one in numbers)
    bare = replace(facts, roads=RoadTold(None, (), (), (), ()))
    ((_, content),) = road_pages(Sheet(bare, "en", "layout"))
    assert "There is no data about road reports yet." in " ".join(parsed(content).itertext())


def test_the_result_of_the_check_is_shown_as_it_was_written(
    facts: Facts, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "accessibility.json"
    assert accessibility_result.result(file) is None
    file.write_text(json.dumps(CHECKED), encoding="utf-8")
    accessibility_result.result.cache_clear()
    found = accessibility_result.result(file)
    part = PartResult("site", 1091, 54, (("region", 2),), (("color-contrast", 57),))
    assert found == Result(
        "2026-11-22", "axe-core 4.14.1", ("wcag2a", "wcag2aa"), (320, 1280), (part,)
    )
    for written in ("{", "[]", '{"date": 1}'):
        file.write_text(written, encoding="utf-8")
        accessibility_result.result.cache_clear()
        assert accessibility_result.result(file) is None
    accessibility_result.result.cache_clear()
    for answer, said in ((found, "region（2か所）"), (None, "検査の結果はまだありません。")):
        monkeypatch.setattr(about_pages, "result", lambda answer=answer: answer)
        pages = dict(about_pages.pages(Sheet(facts, "ja", "layout")))
        assert said in " ".join(parsed(pages["accessibility.html"]).itertext())


def test_thresholds_sources_and_ways_are_told(facts: Facts) -> None:
    said = " ".join(parsed(told(facts, "ja", "privacy.html")).itertext())
    assert "住んでいる人の数は 10人から、道路の投稿は 3件から出します。" in said
    names = [row[0] for row in rows(told(facts, "en", "news.html"))]
    assert any(one.startswith("Food-drive points") for one in names)
    links = parsed(told(facts, "zh", "index.html")).xpath("//nav[@class='about']/a/@href")
    assert links == ["../en/news.html", "../en/accessibility.html", "../en/privacy.html"]
