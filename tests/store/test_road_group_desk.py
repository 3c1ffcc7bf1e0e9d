"""Merging and splitting: pairs, repeats put away and opened again, one act once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from machimori.city import City
from machimori.domain.statement_rules import Refused
from machimori.store.decided import decided
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import road_groups
from machimori.store.road_desk import RoadDesk
from machimori.store.road_group_desk import GroupDesk, left_open
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse


class _Desk:
    """A desk whose clock goes on by a minute with each act."""

    def __init__(self, city: City, built: Warehouse, journal: Journal) -> None:
        self.city, self.built, self.journal, self.minutes = city, built, journal, 0

    @property
    def now_is(self) -> Warehouse:
        return decided(self.built, self.journal)

    def __call__(self) -> GroupDesk:
        self.minutes += 1
        now = NOW + timedelta(minutes=self.minutes)
        return GroupDesk(RoadDesk(self.city, self.now_is, self.journal, "見本 花子", now))

    def posts(self, *ids: str) -> dict[str, tuple[Any, Any]]:
        """Status and group of posts."""
        rows = self.now_is.rows(
            "SELECT report_id, status, duplicate_group_id FROM wh.marts.road_reports "
            "WHERE report_id IN (SELECT unnest($ids))",
            {"ids": list(ids)},
        )
        return {str(row[0]): (row[1], row[2]) for row in rows}


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[_Desk]:
    city = small_city(tmp_path)
    write_small_warehouse(city.warehouse_path)
    journal = open_journal(city)
    yield _Desk(city, open_warehouse(city), journal)
    journal.close()


def test_a_merge_leaves_the_oldest_open_post_and_closes_the_others_with_it(desk: _Desk) -> None:
    before = road_groups.counts(desk.now_is)
    stays = desk().merge(["r000", "r001", "r010"], client_key="m")
    assert stays == "r010"  # the oldest that is open
    assert desk.posts("r000", "r001", "r010") == {
        "r000": ("重複", "r010"),
        "r001": ("重複", "r010"),
        "r010": ("対応中", "r010"),
    }
    after = road_groups.counts(desk.now_is)
    assert (after.reports, after.incidents) == (before.reports, before.incidents - 1)
    assert after.open_reports == before.open_reports - 2
    entries = desk.journal.last_seq()
    desk().merge(["r000", "r001", "r010"], client_key="m")
    assert desk.journal.last_seq() == entries  # the same act again is one act


def test_a_split_opens_again_what_was_put_away_with_the_other_side(desk: _Desk) -> None:
    desk().merge(["r000", "r001", "r010"], client_key="m")
    opened = desk().split(["r001", "r010"], ["r000"], client_key="s", reason="別の穴")
    assert opened == ["r000"]
    assert desk.posts("r000", "r001") == {"r000": ("再開", None), "r001": ("重複", "r010")}
    desk().merge(["r000", "r001"], client_key="m2")  # the last word holds
    assert desk.posts("r000")["r000"] == ("重複", "r010")


@pytest.mark.parametrize("ids", [[], ["r000"], ["r000", "unknown"]])
def test_what_can_not_be_merged_is_refused_and_nothing_is_written(
    desk: _Desk, ids: list[str]
) -> None:
    with pytest.raises(Refused):
        desk().merge(ids, client_key="m")
    assert desk.journal.last_seq() == 0


def test_the_queries_tell_groups_evidence_and_neighbours(desk: _Desk) -> None:
    total, page = road_groups.groups(desk.now_is, "all", limit=1)
    assert (total, len(page)) == (2, 1)
    members = road_groups.members(desk.now_is, "r001")
    assert members["report_id"].tolist() == ["r001", "r000"]
    assert members["nearest_report_id"].tolist() == [None, "r001"]
    assert road_groups.group_of(desk.now_is, "r000") == "r001"
    assert road_groups.group_of(desk.now_is, "r010") is None
    assert road_groups.likely(desk.now_is, "r010") == ["r011"]
    assert road_groups.likely(desk.now_is, "r011") == ["r010"]


def test_what_nobody_merged_is_named_and_closed_with_the_repaired_post(desk: _Desk) -> None:
    def left(report_id: str = "r001") -> list[str]:
        return left_open(road_groups.members(desk.now_is, "r001"), report_id)

    def groups() -> list[str]:
        return sorted(road_groups.groups(desk.now_is, "left", limit=9)[1]["group_id"])

    assert (left(), groups()) == ([], ["r021"])  # nothing of r001 was repaired
    desk().desk.act("r001", client_key="d", status="対応済")
    assert desk.posts("r000")["r000"] == ("受付済", "r001")  # what is found alike closes no post
    assert left() == ["r000"]
    assert groups() == ["r001", "r021"]
    assert left("r000") == []
    posts = road_groups.members(desk.now_is, "r001")
    again = posts.assign(requested_at=posts["closed_at"].max() + timedelta(days=1))
    assert left_open(again, "r001") == []  # after the repair: the hole is there again
    assert desk().close_left("r001", client_key="c") == ["r000"]
    assert desk.posts("r000")["r000"] == ("重複", "r001")
    assert groups() == ["r021"]
    with pytest.raises(Refused):
        desk().close_left("r001", client_key="c2")
