"""Decisions about posts as the desk writes them: refused where they cannot be, shown at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from machimori.domain.report_fold import NOTHING_YET
from machimori.domain.statement_rules import Refused
from machimori.store.decided import decided
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import road_decisions, triage
from machimori.store.queries.triage import TriageFilter
from machimori.store.road_desk import RoadDesk
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

CITY = small_city(Path())


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    city = small_city(tmp_path_factory.mktemp("road_desk"))
    write_small_warehouse(city.warehouse_path)
    return open_warehouse(city)


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = open_journal(small_city(tmp_path))
    yield opened
    opened.close()


def desk(built: Warehouse, journal: Journal, minutes: float = 0) -> RoadDesk:
    now = NOW + timedelta(minutes=minutes)
    return RoadDesk(CITY, built, journal, "道路課 見本 太郎", now)


def test_an_act_shows_in_every_question_before_the_next_build(
    built: Warehouse, journal: Journal
) -> None:
    before = triage.balance(built)
    event = desk(built, journal).act(
        "r000", client_key="k", status="対応済", end_kind="repaired", assignee=" 東班 "
    )
    assert event.payload == {
        "status": "対応済",
        "end_kind": "repaired",
        "assignee": "東班",
        "published_status": "受付済",
        "via": "board",
    }
    assert (event.mode, event.reporter) == ("real", "道路課 見本 太郎")
    seen = decided(built, journal)
    after = triage.balance(seen)
    assert (before["open"] - after["open"], after["posts"]) == (1, before["posts"])
    post = triage.detail(seen, "r000", now=NOW)
    assert post is not None
    assert (post["status"], post["end_kind"], post["assignee"]) == ("対応済", "repaired", "東班")
    done = TriageFilter(statuses=("対応済",))
    counted = triage.counts(seen, done, now=NOW, zone=CITY.zone).posts
    assert counted == triage.counts(built, done, now=NOW, zone=CITY.zone).posts + 1
    assert "r000" in set(triage.queue(seen, done, now=NOW)["report_id"])
    assert "r000" not in set(triage.queue(seen, TriageFilter(), now=NOW)["report_id"])


def test_the_same_press_twice_is_one_decision(built: Warehouse, journal: Journal) -> None:
    first = desk(built, journal).act("r000", client_key="k", status="対応中")
    again = desk(built, journal, 1).act("r000", client_key="k", status="対応中")
    assert (again.event_id, journal.last_seq()) == (first.event_id, 1)


def test_what_the_table_forbids_or_asks_for_is_refused(built: Warehouse, journal: Journal) -> None:
    at = desk(built, journal)
    for rule, report, said in (
        ("illegal_step", "r000", {"status": "再開"}),
        ("missing", "r000", {"status": "対象外"}),
        ("missing", "r000", {"status": "対象外", "reason": "  "}),
        ("missing", "r000", {"status": "他管理者へ", "reason": "x"}),
        ("missing", "r000", {"status": "重複"}),
        ("missing", "r003", {"status": "再開"}),  # 対応済
        ("unknown_word", "r000", {"status": "完了"}),
        ("unknown_word", "r000", {"severity": "terrible"}),
        ("too_long", "r000", {"note": "あ" * 1001}),
        ("nothing_decided", "r000", {}),
        ("already_so", "r000", {"status": "受付済"}),
        ("nothing_decided", "r000", {"reason": "x"}),
        ("end_kind_of_done", "r000", {"status": "対応中", "end_kind": "repaired"}),
        ("unknown_report", "nobody", {"status": "対応中"}),
        ("parent_is_itself", "r000", {"status": "重複", "parent": "r000"}),
        ("unknown_report", "r000", {"status": "重複", "parent": "nobody"}),
        ("parent_is_duplicate", "r000", {"status": "重複", "parent": "r007"}),
    ):
        with pytest.raises(Refused, match=rule):
            at.act(report, client_key=f"{rule}{report}{said}", **said)
    assert journal.last_seq() == 0


def test_somebody_else_decided_meanwhile(built: Warehouse, journal: Journal) -> None:
    first = desk(built, journal).act("r000", client_key="a", status="対応中", seen=NOTHING_YET)
    with pytest.raises(Refused, match="changed_meanwhile") as refused:
        desk(built, journal, 1).act("r000", client_key="b", severity="high", seen=NOTHING_YET)
    assert refused.value.params["who"] == "道路課 見本 太郎"
    second = desk(built, journal, 2).act(
        "r000", client_key="b", severity="high", seen=first.event_id
    )
    assert second.payload["based_on"] == first.event_id
    state = road_decisions.states(built, journal, ["r000"])["r000"]
    assert (state.status, state.severity, state.has_conflict) == ("対応中", "high", False)


def test_a_common_act_goes_on_where_one_is_refused(built: Warehouse, journal: Journal) -> None:
    found = desk(built, journal).act_on_many(
        ["r000", "r003", "nobody", "r001", "r000"], client_key="k", assignee="西班", status="対応済"
    )
    assert [event.subject for event in found.events] == ["r000", "r003", "r001"]
    assert found.events[1].payload.get("status") is None  # 対応済 already
    assert [(name, refusal.rule) for name, refusal in found.refused] == [
        ("nobody", "unknown_report")
    ]
    again = desk(built, journal, 1).act_on_many(
        ["r000", "r003"], client_key="k", assignee="西班", status="対応済"
    )
    assert (len(again.events), again.refused, journal.last_seq()) == (2, [], 3)
    with pytest.raises(Refused, match="too_many_posts"):
        desk(built, journal).act_on_many(map(str, range(501)), client_key="l", assignee="西班")


def test_a_mistake_is_taken_back_and_stays_in_the_history(
    built: Warehouse, journal: Journal
) -> None:
    wrong = desk(built, journal).act("r000", client_key="a", status="対象外", reason="私道と見た")
    desk(built, journal, 1).take_back("r000", wrong.event_id, client_key="b", reason="区道だった")
    state = road_decisions.states(built, journal, ["r000"])["r000"]
    assert state.status == "受付済"
    told = road_decisions.told_about(built, journal, "r000")
    assert [(one["status"], one["is_taken_back"], one["reason"]) for one in told] == [
        ("対象外", True, "私道と見た"),
        (None, False, "区道だった"),
    ]
    with pytest.raises(Refused, match="unknown_decision"):
        desk(built, journal, 2).take_back("r001", wrong.event_id, client_key="c", reason="x")


def test_two_posts_held_together_or_apart(built: Warehouse, journal: Journal) -> None:
    event = desk(built, journal).link("r003", "r001", "must_link", client_key="k", note=" 同じ穴 ")
    assert (event.kind, event.subject, dict(event.payload)) == (
        "road_pair",
        "r001",
        {"other": "r003", "relation": "must_link", "note": "同じ穴"},
    )
    for rule, one, other, relation in (
        ("same_post", "r001", "r001", "must_link"),
        ("unknown_report", "r001", "nobody", "must_link"),
        ("unknown_word", "r001", "r002", "glued"),
    ):
        with pytest.raises(Refused, match=rule):
            desk(built, journal).link(one, other, relation, client_key=f"{rule} x")
