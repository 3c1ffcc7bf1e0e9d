"""The food page: everything without a script, true however long it lies; residents near a box."""

from __future__ import annotations

import json
from dataclasses import replace

import pandas as pd
import pytest

from machimori.site.facts import Facts, gather
from machimori.site.files import section
from machimori.site.food_page import PER_PAGE
from machimori.site.status_json import status
from machimori.store.warehouse import open_warehouse
from tests.site.test_pages import parsed
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse


@pytest.fixture(scope="module")
def facts(tmp_path_factory: pytest.TempPathFactory) -> Facts:
    folder = tmp_path_factory.mktemp("food")
    write_small_warehouse(folder / "warehouse.duckdb")
    city = small_city(folder)
    return gather(city, open_warehouse(city), None, now=NOW)


def told(facts: Facts, lang: str, name: str = "food.html") -> bytes:
    return section(facts, status(facts), lang)[f"{lang}/{name}"]


def test_a_box_says_what_is_taken_and_when_without_claiming_to_know_now(facts: Facts) -> None:
    root = parsed(told(facts, "ja"))
    items = root.xpath("//ol[@class='places']/li")
    said = {
        "".join(one.xpath(".//h3//text()")): [
            " ".join(" ".join(part.itertext()).split()) for part in one.xpath("./p")
        ]
        for one in items
    }
    assert said["見本区役所"][:2] == [
        "月・火・水・木・金 9:00〜17:00",
        "いちばん近い受付：11月24日（火） 9:00〜17:00",  # the Monday is a holiday
    ]
    assert said["見本会館"][1] == "いちばん近い受付：11月21日（土） 9:00〜21:00"
    assert said["見本スーパー"][0] == "受付の曜日・時間が公表されていません"
    assert said["見本区役所"][2] == "受け付ける食品：缶詰、レトルト食品、米"
    assert all(one.get("hidden") is not None for one in root.xpath("//li//span[@class][svg]"))
    assert len(root.xpath("//section[h2='持っていく前に']/ol/li")) == 5
    given = json.loads(root.xpath("//script[@id='boxes']/text()")[0])
    assert (given["holidays"][:2], given["until"]) == (["2026-11-23", "2027-01-01"], "2027-05-19")


def test_residents_near_a_box_and_the_gap_stand_beside_formula_and_limits(facts: Facts) -> None:
    found = facts.food.coverage
    assert found is not None
    # Of four blocks one is withheld; the warehouse has a few roads.
    assert (found.blocks, found.withheld, found.unknown, found.rough) == (3, 1, 0, 0)
    beyond = found.reach.people - found.reach.within[found.within_m.index(found.reach.gap_m)]
    assert beyond == sum(one.people for one in found.far)
    root = parsed(told(facts, "en"))
    rows = [
        [" ".join(" ".join(cell.itertext()).split()) for cell in row]
        for row in root.xpath("//section[h2[@id='reach']]//tbody/tr")
    ]
    assert [row[0] for row in rows[:4]] == [
        "within 300 m", "within 500 m", "within 800 m", "further than 800 m",
    ]  # fmt: skip
    assert rows[2][1] == f"{found.reach.within[-1]:,}"
    limits = "Not counted are blocks whose number is withheld (1) or unknown (0)."
    assert limits in " ".join(root.itertext())


def test_what_is_not_known_is_said(facts: Facts) -> None:
    bare = replace(
        facts,
        food=replace(facts.food, coverage=None, boxes=facts.food.boxes.iloc[:0]),
        figures=replace(facts.figures, indicators=(), front=()),
    )
    said = " ".join(parsed(told(bare, "ja")).itertext())
    assert "フードドライブの受付場所のデータがまだありません" in said
    assert "計算できません" in said
    assert "協力店の数は見つかっていません（不明）" in said


def test_a_long_list_comes_in_parts_that_know_each_other(facts: Facts) -> None:
    one = facts.food.boxes.iloc[:1]
    many = pd.concat([one] * (PER_PAGE + 1), ignore_index=True)
    site = section(replace(facts, food=replace(facts.food, boxes=many)), status(facts), "easy")
    first, second = (parsed(site[f"easy/{name}"]) for name in ("food.html", "food-2.html"))
    assert [len(root.xpath("//ol/li[@data-hours]")) for root in (first, second)] == [PER_PAGE, 1]
    assert json.loads(first.xpath("//script[@id='boxes']/text()")[0])["parts"] == ["./food-2.html"]
    assert second.xpath("//h2[@id='reach']") == []
