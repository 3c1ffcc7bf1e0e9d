"""The road queue against the small warehouse: forty posts over ninety days, nineteen open."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from machimori.city import City
from machimori.store.queries import triage, triage_file
from machimori.store.queries.triage import TriageFilter
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    folder: Path = tmp_path_factory.mktemp("triage")
    return small_city(folder)


@pytest.fixture(scope="module")
def warehouse(city: City) -> Iterator[Warehouse]:
    write_small_warehouse(city.warehouse_path)
    yield open_warehouse(city)


def test_open_posts_are_counted_by_age(warehouse: Warehouse, city: City) -> None:
    counts = triage.counts(warehouse, TriageFilter(), now=NOW, zone=city.zone)
    by_age = dict(counts.by_age.itertuples(index=False))
    assert by_age == {
        "0-7": 3,
        "7-30": 4,
        "30-90": 11,
        "90-180": 0,
        "180-365": 0,
        "365-": 0,
        "not_stated": 1,
    }
    assert (counts.posts, counts.this_week, counts.without_position) == (19, 3, 3)
    assert (counts.without_due, counts.overdue, counts.due_today) == (0, 11, 0)
    assert counts.paused == 5
    assert counts.as_of == datetime(2026, 11, 21, 5, 0)  # noqa: DTZ001 - the warehouse keeps UTC


def test_a_filter_that_finds_nothing_counts_zero(warehouse: Warehouse, city: City) -> None:
    nothing = TriageFilter(categories=("橋",))
    counts = triage.counts(warehouse, nothing, now=NOW, zone=city.zone)
    assert (counts.posts, counts.overdue, counts.as_of) == (0, 0, None)
    assert list(counts.by_age.posts) == [0] * 7
    assert triage.queue(warehouse, nothing, now=NOW).empty


def test_the_balance_keeps_posts_without_a_status_apart(warehouse: Warehouse) -> None:
    balance = triage.balance(warehouse)
    assert (balance["posts"], balance["open"], balance["without_status"]) == (40, 19, 4)


def test_a_missing_status_can_be_asked_for(warehouse: Warehouse) -> None:
    without = triage.queue(warehouse, TriageFilter(statuses=(triage.NOT_STATED,)), now=NOW)
    assert list(without.report_id) == ["r035", "r026", "r017", "r008"]
    assert without.status.isna().all()


@pytest.mark.parametrize(
    ("sort", "first_three"),
    [
        ("oldest", ["r038", "r037", "r036"]),
        ("newest", ["r000", "r001", "r002"]),
        ("due", ["r037", "r036", "r031"]),
    ],
)
def test_the_queue_is_ordered(warehouse: Warehouse, sort: str, first_three: list[str]) -> None:
    queue = triage.queue(warehouse, TriageFilter(), now=NOW, sort=sort, limit=3)
    assert list(queue.report_id) == first_three


def test_a_post_without_a_date_comes_last_when_sorted_by_age(warehouse: Warehouse) -> None:
    queue = triage.queue(warehouse, TriageFilter(), now=NOW)
    assert list(queue.report_id)[-1] == "r013"
    assert queue.age_days.isna().sum() == 1


def test_pages_neither_overlap_nor_lose_a_post(warehouse: Warehouse) -> None:
    whole = triage.queue(warehouse, TriageFilter(statuses=()), now=NOW, limit=100)
    pages = [
        triage.queue(warehouse, TriageFilter(statuses=()), now=NOW, limit=7, offset=offset)
        for offset in range(0, 42, 7)
    ]
    assert [post for page in pages for post in page.report_id] == list(whole.report_id)
    assert len(set(whole.report_id)) == 40


def test_a_row_of_the_queue_says_what_where_and_since_when(warehouse: Warehouse) -> None:
    row = triage.queue(warehouse, TriageFilter(), now=NOW, limit=1).iloc[0]
    assert (row.category, row.status, row.age_days) == ("街路樹", "経過観察", 87)
    assert (row.address, row.town, row.district) == ("見本町38番先", "試験台", "東地区")


def test_filters_narrow_by_age_district_and_source(warehouse: Warehouse) -> None:
    west = triage.queue(
        warehouse, TriageFilter(districts=("district-w",), ages=("0-7", "7-30")), now=NOW
    )
    assert set(west.report_id) == {"r000", "r001", "r002", "r004", "r010", "r011"}
    elsewhere = triage.queue(warehouse, TriageFilter(sources=("another",)), now=NOW)
    assert elsewhere.empty


def test_choices_name_every_value_with_its_posts(warehouse: Warehouse) -> None:
    choices = triage.choices(warehouse)
    districts = choices[choices.field == "district"]
    assert list(districts[["value", "label", "posts"]].itertuples(index=False, name=None)) == [
        ("district-w", "西地区", 20),
        ("district-e", "東地区", 16),
        ("not_stated", "not_stated", 4),
    ]
    assert choices.groupby("field").posts.sum().to_dict() == {
        "category": 40,
        "district": 40,
        "source": 40,
        "status": 40,
    }


def test_one_post_and_its_history(warehouse: Warehouse) -> None:
    post = triage.detail(warehouse, "r001", now=NOW)
    assert post is not None
    assert (post["status"], post["owner"], post["town"]) == (
        "対応中",
        "prefectural",
        "見本町一丁目",
    )
    assert post["closed_at"] is None
    history = triage.history(warehouse, "r001")
    assert list(history.status) == ["対応中"]
    assert triage.detail(warehouse, "' OR 1=1 --", now=NOW) is None


def test_rows_for_a_file_hold_today_and_every_post_of_the_filter(warehouse: Warehouse) -> None:
    rows = triage_file.rows(warehouse, TriageFilter(statuses=()), now=NOW)
    assert len(rows) == 40
    assert "r000" in set(rows.report_id)  # came in at this very moment
    assert len(triage_file.rows(warehouse, TriageFilter(statuses=()), now=NOW, limit=9)) == 9
