"""Demand, assignment and closures as Streamlit runs them, on the small warehouse."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from machimori.city import REPOSITORY
from machimori.store.journal import Journal
from machimori.store.staff_sessions import ROLES
from machimori.ui import access, navigation
from tests.served import write_small_city
from tests.store.small_warehouse import NOW, write_small_warehouse

STAFF = access.StaffSession("見本 太郎", "防災課", frozenset(ROLES), "id")
VIEWER = access.StaffSession("見本 花子", "防災課", frozenset({"viewer"}), "id")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    monkeypatch.setattr(access, "_served", True)
    monkeypatch.setattr(access, "_session", lambda *_: STAFF)
    # The test's runner takes every page for one of Streamlit's older kind, and the second run
    # this brings about loses what was pressed.
    monkeypatch.setattr(navigation, "through_the_front_door", lambda: None)
    return tmp_path


def opened(page: str, **query: str) -> AppTest:
    run = AppTest.from_file(str(REPOSITORY / "dashboard.py"), default_timeout=60)
    for name, value in query.items():
        run.query_params[name] = value
    run.switch_page(f"pages/{page}.py").run()
    assert not run.exception
    return run


def words(run: AppTest) -> str:
    return " ".join(_sent(element) for element in run.main)


def _sent(element: Any) -> str:
    return str(element.proto) if element.type in ("html", "bidi_component") else str(element)


def test_demand_is_a_range_with_its_basis(folder: Path) -> None:
    sent = words(opened("demand"))
    for told in (
        "114〜684",  # 5 to 30 % of the people known
        "余り 316〜886",
        "5%・15%・30%",
        "実測ではありません",
        "秘匿または不明の町丁 1か所",
        "1.65〜3.5 m²",
        "床面積から 2か所",
        "西地区",
    ):
        assert told in sent, told
    assert "見本職員" not in sent


def test_stranded_people_are_another_question(folder: Path) -> None:
    sent = words(opened("demand", group="commuters"))
    assert "11,900〜22,100" in sent
    assert "不足 11,600〜21,800" in sent
    assert "支援ステーションは" in sent
    plan = words(opened("demand", group="commuters", supply="all"))
    assert "750" in plan, "300 + 450 of both stays"


def test_the_assignment_tells_load_distance_proof_and_why(folder: Path) -> None:
    sent = words(opened("assignment", estimate="high"))
    for told in (
        "多いの想定 684人 − 中の人 486人",
        "地域の住民の全員に行き先があります",
        "これより良い割り当てがないことを確かめました",
        "例題中学校",
        "受け入れる人が違う",
        "中の人を数えていない 1か所",
        "3.0 km",
    ):
        assert told in sent, told
    left = words(opened("assignment", group="commuters", estimate="low"))
    assert "帰宅困難者 11,600人の行き先がありません" in left


def test_without_people_places_or_roads_it_says_so(folder: Path) -> None:
    write_small_warehouse(
        folder / "warehouse.duckdb",
        without=("marts.population", "marts.roads", "marts.stranded_commuters", "marts.facilities"),
    )
    assert "割り当てる人がいません" in words(opened("assignment"))
    assert "開いている所がありません" in words(opened("assignment", group="commuters"))
    sent = words(opened("demand", group="commuters"))
    assert "全駅に均等に" in sent
    assert "道路のデータがないため" in words(opened("assignment", group="commuters"))


def test_in_peace_it_is_a_plan(folder: Path) -> None:
    write_small_warehouse(
        folder / "warehouse.duckdb",
        without=("marts.incidents", "marts.facility_status", "marts.facility_status_history"),
    )
    sent = words(opened("assignment"))
    assert "台帳のすべてが開いていて" in sent
    assert "見本町集会所" in sent, "its position is unknown"
    assert "通行止めを記録する" not in sent


def test_a_road_is_closed_and_opened_again(folder: Path) -> None:
    run = opened("assignment", estimate="high", near="block-ws")
    run.multiselect(key="close_road_segments_0").select("1 見本通り 1.8 km").run()
    run.text_input(key="close_road_reason_0").input("建物の倒壊 <b>").run()
    run.button(key="close_now").click().run()
    assert not run.exception
    sent = words(run)
    assert "1区間を" in sent
    assert "行き先がありません" in sent
    assert "建物の倒壊 &lt;b&gt;" in sent
    with_journal = Journal(folder / "journal.sqlite", read_only=True)
    [told] = with_journal.events_after(0)
    with_journal.close()
    assert run.multiselect(key="close_road_segments_1").value == [], "the next one begins empty"
    assert (told.kind, told.subject, told.mode) == ("road_closure", "road-1", "training")
    run.button(key=f"lift_{told.event_id}").click().run()
    assert not run.exception
    assert "いま通行止めの記録はありません" in words(run)


def test_a_refusal_is_told_and_nothing_is_written(folder: Path) -> None:
    run = opened("assignment", near="block-ws")
    run.multiselect(key="close_road_segments_0").select("1 見本通り 1.8 km").run()
    run.button(key="close_now").click().run()
    assert "記録していません" in words(run)
    assert not (folder / "journal.sqlite").exists() or not Journal(
        folder / "journal.sqlite", read_only=True
    ).events_after(0)


def test_who_may_only_look_closes_no_road(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_session", lambda *_: VIEWER)
    run = opened("assignment", near="block-ws")
    assert "権限が要ります" in words(run)
    assert [one.key for one in run.button if one.key == "close_now"] == []


@pytest.mark.parametrize("page", ["demand", "assignment"])
def test_english_is_whole(folder: Path, page: str) -> None:
    sent = words(opened(page, lang="en", group="commuters"))
    assert "Stranded people" in sent
    assert "帰宅困難者" not in sent
