"""The columns in memory against plain SQL over build and decisions; step by step as at once."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.city import City
from machimori.domain.vocabulary import RoadOwner
from machimori.store.decided import decided
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import queue_choice, road_priority, triage
from machimori.store.queries.road_clock import AGE_BUCKETS, CLOCKS
from machimori.store.queries.road_priority import Weighing
from machimori.store.queries.triage import CHOSEN, NOT_STATED, OPEN_STATUSES, TriageFilter
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.queries.derived_posts import city_with_targets, derived
from tests.store.small_posts import CATEGORIES, STATUSES
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

_COUNTED = """
, incidents AS (
    SELECT min(requested_at) AS requested_at, bool_or(clock = 'overdue') AS is_overdue
    FROM chosen GROUP BY coalesce(duplicate_group_id, 'alone ' || report_id)
)
SELECT
    count(*) AS posts, count(*) FILTER (WHERE clock = 'overdue') AS overdue,
    count(*) FILTER (WHERE due_at IS NULL) AS without_due,
    count(*) FILTER (WHERE clock = 'paused') AS paused,
    count(*) FILTER (WHERE latitude IS NULL OR longitude IS NULL) AS without_position,
    count(*) FILTER (WHERE requested_at >= $week) AS this_week,
    count(*) FILTER (WHERE clock IN ('soon', 'later') AND due_at < $tomorrow) AS due_today,
    max(as_of) AS as_of, quantile_cont(requested_at, 0.5) AS half,
    quantile_cont(requested_at, 0.1) AS tenth,
    (SELECT count(*) FROM incidents) AS incidents,
    (SELECT count(*) FROM incidents WHERE is_overdue) AS incidents_overdue,
    (SELECT quantile_cont(requested_at, 0.5) FROM incidents) AS incidents_half
FROM chosen
"""
_BUCKETS = "SELECT age_bucket, count(*) FROM chosen GROUP BY ALL"
_QUEUE = """
SELECT
    report_id, status, owner, owner_confidence, due_at, clock,
    date_sub('day', requested_at, $now) AS age_days, coalesce(alike.posts, 1) AS group_posts,
    at_mesh.posts AS open_posts_at_mesh, priority, is_on_way
FROM ({scored}) AS chosen
LEFT JOIN (
    SELECT duplicate_group_id, count(*) AS posts FROM wh.marts.road_duplicate_groups GROUP BY ALL
) AS alike USING (duplicate_group_id)
LEFT JOIN (
    SELECT mesh125, count(*) AS posts FROM wh.marts.road_reports
    WHERE list_contains($open_statuses, status) GROUP BY ALL
) AS at_mesh USING (mesh125)
ORDER BY
    CASE WHEN $sort = 'priority' THEN round(priority, 6) END DESC NULLS LAST,
    CASE WHEN $sort = 'due' AND clock IN ('overdue', 'soon', 'later') THEN due_at END
        ASC NULLS LAST,
    CASE WHEN $sort = 'newest' THEN requested_at END DESC NULLS LAST,
    requested_at ASC NULLS LAST, source, source_file, source_row
LIMIT 15 OFFSET $offset
"""
_ACTS: tuple[tuple[str, str, int, dict[str, Any]], ...] = (
    ("road_report", "r000", -50, {"severity": "urgent", "owner": "port"}),
    ("road_report", "r001", -9_000, {"status": "経過観察"}),
    ("road_pair", "r004", -8_000, {"other": "r005", "relation": "must_link"}),
    ("road_report", "r005", -40, {"status": "対応済"}),
    ("road_report", "r010", -30, {"status": "重複", "parent": "r011", "reason": "同じ穴"}),
    ("road_report", "r013", -20, {"severity": "high", "status": "対応中"}),
    ("road_pair", "r020", -15, {"other": "r021", "relation": "cannot_link"}),
    ("road_pair", "r011", -14, {"other": "r012", "relation": "must_link"}),
    ("road_report", "r010", -10, {"status": "再開", "reason": "別の穴"}),
    ("road_report", "gone", -5, {"status": "対応中"}),
)
_MARTS = ("road_reports", "road_decisions", "road_duplicate_groups")


def _tell(journal: Journal, number: int) -> None:
    kind, subject, minutes, said = _ACTS[number]
    journal.append(
        kind,
        subject,
        said,
        client_key=str(number),
        mode="real",
        observed_at=NOW + timedelta(minutes=minutes),
    )


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return city_with_targets(tmp_path_factory.mktemp("queue"))


@pytest.fixture(scope="module")
def warehouses(city: City) -> Iterator[list[Warehouse]]:
    """The build, and the build with decisions laid over it."""
    built, journal = derived(city), open_journal(city)
    for number in range(len(_ACTS)):
        _tell(journal, number)
    yield [built, decided(built, journal, city)]
    journal.close()


def _some(values: list[str]) -> st.SearchStrategy[tuple[str, ...]]:
    return st.lists(st.sampled_from(values), max_size=3, unique=True).map(tuple)


_FILTERS = st.builds(
    TriageFilter,
    statuses=st.one_of(st.just(OPEN_STATUSES), _some([one or NOT_STATED for one in STATUSES])),
    categories=_some([*CATEGORIES, NOT_STATED]),
    districts=_some(["district-w", "district-e", NOT_STATED]),
    sources=_some(["road_reports", "another"]),
    ages=_some(list(AGE_BUCKETS)),
    clocks=_some(list(CLOCKS)),
    owners=_some([str(one) for one in RoadOwner]),
    view=st.sampled_from([(), (139.7412, 35.68, 139.75, 35.6905)]),
)


@settings(max_examples=25, deadline=None)
@given(
    chosen=st.one_of(st.just(TriageFilter(statuses=())), _FILTERS),
    sort=st.sampled_from(triage.SORTS),
    minutes=st.sampled_from([0, -10_080, 4_000, 60_000]),
    offset=st.sampled_from([0, 7]),
    is_decided=st.booleans(),
    is_on=st.booleans(),
)
def test_columns_answer_as_the_database_does(
    city: City,
    warehouses: list[Warehouse],
    chosen: TriageFilter,
    sort: str,
    minutes: int,
    offset: int,
    is_decided: bool,
    is_on: bool,
) -> None:
    warehouse, now = warehouses[is_decided], NOW + timedelta(minutes=minutes)
    _same_counts(warehouse, city, chosen, now)
    weighing = Weighing.of(city.road_priority.chosen(), ["road-1"] if is_on else [])
    asked = triage.parameters(chosen, now=now) | road_priority.bound(weighing)
    asked |= {"sort": sort, "offset": offset, "open_statuses": list(OPEN_STATUSES)}
    question = CHOSEN + _QUEUE.format(scored=road_priority.scored("chosen", is_on=is_on))
    expected = warehouse.frame(question, {k: v for k, v in asked.items() if is_on or k != "way"})
    found = triage.queue(
        warehouse, chosen, now=now, sort=sort, weighing=weighing, limit=15, offset=offset
    )
    pd.testing.assert_frame_equal(
        found[list(expected.columns)], expected, check_dtype=False, rtol=1e-9
    )


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)


def _same_counts(warehouse: Warehouse, city: City, chosen: TriageFilter, now: datetime) -> None:
    local = now.astimezone(city.zone).replace(hour=0, minute=0, second=0, microsecond=0)
    bound = triage.parameters(chosen, now=now)
    week, tomorrow = local - timedelta(days=local.weekday()), local + timedelta(days=1)
    days = {"week": _naive(week), "tomorrow": _naive(tomorrow)}
    row = warehouse.frame(CHOSEN + _COUNTED, bound | days).iloc[0]
    counts = triage.counts(warehouse, chosen, now=now, zone=city.zone)
    for name in (
        "posts", "overdue", "without_due", "paused", "without_position", "this_week", "due_today",
    ):  # fmt: skip
        assert getattr(counts, name) == row[name], name
    assert counts.as_of == (None if pd.isna(row["as_of"]) else row["as_of"])
    buckets = dict(warehouse.rows(CHOSEN + _BUCKETS, bound))
    by_age = dict(counts.by_age.itertuples(index=False))
    assert by_age == {one: buckets.get(one, 0) for one in AGE_BUCKETS}
    ages = triage.ages(warehouse, chosen, now=now, zone=city.zone)
    if not counts.posts:
        assert ages == {}
        return
    assert (ages["incidents"].number, ages["incidents"].overdue) == (
        row["incidents"],
        row["incidents_overdue"],
    )
    for days_old, began in (
        (ages["posts"].p50_days, row["half"]),
        (ages["posts"].p90_days, row["tenth"]),
        (ages["incidents"].p50_days, row["incidents_half"]),
    ):
        if pd.isna(began):
            assert days_old is None
        else:
            gone = (_naive(now) - began) / timedelta(days=1)
            assert days_old == pytest.approx(gone, abs=1e-9)


def test_balance_and_choices_count_every_post_once(warehouses: list[Warehouse]) -> None:
    for warehouse in warehouses:
        posts = dict(
            warehouse.rows(
                "SELECT coalesce(status, 'not_stated'), count(*) FROM wh.marts.road_reports "
                "GROUP BY ALL"
            )
        )
        choices = triage.choices(warehouse)
        offered = choices[choices["field"] == "status"]
        assert dict(zip(offered["value"], offered["posts"], strict=True)) == posts
        balance = triage.balance(warehouse)
        assert balance["posts"] == 40 and balance["without_status"] == posts[NOT_STATED]
        assert balance["open"] == sum(posts.get(one, 0) for one in OPEN_STATUSES)


def test_facts_of_a_screen_are_those_of_now(city: City, warehouses: list[Warehouse]) -> None:
    weighing, ids = Weighing.of(city.road_priority.chosen()), ["r013", "r005", "r002"]
    rows = road_priority.known(warehouses[1], ids, weighing, now=NOW).rows
    names = ["report_id", "severity_level", "severity", "status", "due_at", "due_basis", "owner"]
    plain = (
        warehouses[1]
        .frame(
            f"SELECT {', '.join(names)} FROM wh.marts.road_reports "  # noqa: S608 - our own names
            "WHERE report_id IN (SELECT unnest($ids)) ORDER BY report_id DESC",
            {"ids": ids},
        )
        .sort_values("report_id", key=lambda found: found.map(ids.index), ignore_index=True)
    )
    pd.testing.assert_frame_equal(rows[names], plain, check_dtype=False)


def test_equal_keys_are_told_apart_by_rank_at_the_edge_of_a_page() -> None:
    key = np.array([5, 1, 5, 5, 0, 5])
    rank = np.array([3, 0, 2, 5, 1, 4], dtype="int32")
    for count in range(1, 8):
        expected = sorted(range(6), key=lambda one: (key[one], rank[one]))[:count]
        assert queue_choice.least(key, rank, count).tolist() == expected


@settings(max_examples=2, deadline=None)
@given(order=st.permutations(range(len(_ACTS))), first=st.integers(0, len(_ACTS) - 1))
def test_laid_one_by_one_as_at_once(
    tmp_path_factory: pytest.TempPathFactory, order: list[int], first: int
) -> None:
    folder: Path = tmp_path_factory.mktemp("laid")
    city = small_city(folder)
    write_small_warehouse(city.warehouse_path)
    journal = open_journal(city)
    built = open_warehouse(city)
    for turn, number in enumerate(order):
        _tell(journal, number)
        if turn >= first:
            step = decided(built, journal, city)
    once = decided(open_warehouse(city), journal, city)
    for mart in _MARTS:
        question = f"FROM wh.marts.{mart} ORDER BY report_id"  # noqa: S608 - our own name
        pd.testing.assert_frame_equal(step.frame(question), once.frame(question))
    journal.close()
