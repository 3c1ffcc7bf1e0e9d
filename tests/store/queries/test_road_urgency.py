"""Deadlines and weights of posts: as derived, and after decisions as a rebuild has them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import numpy as np
import pandas as pd
import pytest

from machimori.city import City
from machimori.domain.road_priority import scores
from machimori.store.decided import decided
from machimori.store.journal import open_journal
from machimori.store.queries import road_clock, road_priority, triage
from machimori.store.queries.road_priority import Weighing
from machimori.store.queries.triage import TriageFilter
from machimori.store.warehouse import Warehouse
from tests.store.queries.derived_posts import city_with_targets, derived
from tests.store.small_warehouse import NOW

_MOVED = """
SELECT report_id, due_at, due_basis, road_id, severity_level, priority_log, priority_weight
FROM wh.marts.road_reports ORDER BY report_id
"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> City:
    return city_with_targets(tmp_path_factory.mktemp("urgency"))


@pytest.fixture(scope="module")
def warehouse(city: City) -> Iterator[Warehouse]:
    yield derived(city)


def test_marts_say_whose_road_it_is_and_how_sure(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "SELECT report_id, owner, round(owner_confidence, 2), round(owner_distance_m), road_id, "
        "round(other_distance_m) FROM wh.marts.road_owners "
        "WHERE report_id IN ('r005', 'r034', 'r035') ORDER BY report_id"
    )
    assert found == [
        ("r005", "national", 0.94, 18.0, "road-3", None),
        ("r034", "prefectural", 0.99, 0.0, "road-2", None),
        ("r035", "prefectural", 0.82, 0.0, "road-2", 18.0),
    ]
    assert warehouse.rows(
        "SELECT road_class, is_school_route, is_bus_route FROM wh.marts.road_exposures "
        "WHERE report_id = 'r005'"
    ) == [(None, False, None)]  # the list marks school routes elsewhere, and no bus at all


def test_severity_is_read_from_words_and_measures(warehouse: Warehouse) -> None:
    assert warehouse.rows(
        "SELECT severity_level, severity_basis, severity_found, count(*) "
        "FROM wh.marts.road_severities GROUP BY ALL ORDER BY ALL"
    ) == [
        (1, "published", "浅い", 13),
        (3, "published", "深い", 14),
        (3, "text", "深さ8センチ", 13),
    ]


def test_posts_are_due_by_target_or_source(warehouse: Warehouse) -> None:
    found = warehouse.rows(
        "SELECT report_id, strftime(due_at, '%m-%d %H:%M'), due_basis, target_amount, target_unit "
        "FROM wh.marts.road_deadlines WHERE report_id IN ('r000', 'r003', 'r005', 'r006') "
        "ORDER BY report_id"
    )
    assert found == [
        ("r000", "11-26 08:15", "target", 3.0, "working_days"),  # a Saturday, then 勤労感謝の日
        ("r003", "12-14 14:59", "target", 30.0, "calendar_days"),
        ("r005", "11-25 08:15", "target", 10.0, "working_days"),
        ("r006", "11-21 08:46", "published", None, None),
    ]


def test_the_query_scores_as_the_rules_do(city: City, warehouse: Warehouse) -> None:
    scheme = city.road_priority.chosen()
    roads = [str(row[0]) for row in warehouse.rows("SELECT road_id FROM wh.marts.roads")]
    for way in ([], roads[:1]):
        weighing = Weighing.of(scheme, way)
        everything = TriageFilter(statuses=())
        rows = triage.queue(
            warehouse, everything, now=NOW, sort="priority", weighing=weighing, limit=100
        )
        assert len(rows) == 40
        ordered = rows["priority"].round(6).tolist()
        assert ordered == sorted(ordered, reverse=True)
        known = road_priority.known(warehouse, list(rows["report_id"]), weighing, now=NOW)
        assert known.rows["report_id"].tolist() == rows["report_id"].tolist()
        assert np.allclose(scores(known.facts, scheme), rows["priority"])


def test_pages_of_the_queue_by_priority_never_overlap(warehouse: Warehouse) -> None:
    pages = [
        triage.queue(warehouse, TriageFilter(), now=NOW, sort="priority", limit=7, offset=offset)
        for offset in (0, 7, 14)
    ]
    ids = [one for page in pages for one in page["report_id"]]
    assert len(ids) == len(set(ids)) == 19


def test_clocks_run_stand_or_are_over(warehouse: Warehouse) -> None:
    rows = triage.queue(warehouse, TriageFilter(statuses=()), now=NOW, limit=100)
    for row in rows.to_dict("records"):
        status = None if pd.isna(row["status"]) else row["status"]
        expected = road_clock.state(status, row["due_at"], NOW)
        assert (None if pd.isna(row["clock"]) else row["clock"]) == expected
    late = triage.queue(warehouse, TriageFilter(clocks=("overdue",)), now=NOW, limit=100)
    assert set(late["clock"]) == {"overdue"}
    stands = triage.queue(warehouse, TriageFilter(clocks=("paused",)), now=NOW, limit=100)
    assert set(stands["status"]) == {"経過観察"}


def test_posts_and_places_are_counted_apart(warehouse: Warehouse, city: City) -> None:
    chosen = TriageFilter()
    found = triage.ages(warehouse, chosen, now=NOW, zone=city.zone)
    ages = triage.queue(warehouse, chosen, now=NOW, limit=100)["requested_at"].dropna()
    days = (
        pd.Timestamp(NOW).tz_convert("UTC").tz_localize(None) - ages
    ).dt.total_seconds() / 86_400
    assert found["posts"].number == 19 and found["posts"].dated == len(days)
    assert found["posts"].p50_days == pytest.approx(days.quantile(0.5), abs=1e-4)
    assert found["posts"].p90_days == pytest.approx(days.quantile(0.9), abs=1e-4)
    assert sum(found["posts"].buckets.values()) == 19
    assert found["incidents"].number <= found["posts"].number


def test_decisions_since_the_build_move_as_a_rebuild_would(
    city: City, warehouse: Warehouse
) -> None:
    journal = open_journal(city)
    acts: list[tuple[str, int, dict[str, str]]] = [
        ("r000", -50, {"severity": "urgent"}),
        ("r001", -9_000, {"status": "経過観察"}),
        ("r001", -3_000, {"status": "対応中"}),
        ("r005", -40, {"status": "対応済"}),
        ("r006", -30, {"severity": "low", "assignee": "東班"}),
        ("r013", -20, {"severity": "high"}),
    ]
    for number, (report, minutes, said) in enumerate(acts):
        journal.append(
            "road_report",
            report,
            said,
            client_key=str(number),
            mode="real",
            observed_at=NOW + timedelta(minutes=minutes),
        )
    late = derived(city, journal, len(acts)).frame(_MOVED)
    laid = decided(derived(city, journal, 2), journal, city)
    pd.testing.assert_frame_equal(laid.frame(_MOVED), late)
    before = warehouse.frame(_MOVED).set_index("report_id")
    after = late.set_index("report_id")
    assert after.loc["r000", "severity_level"] == 4
    assert after.loc["r000", "due_at"] != before.loc["r000", "due_at"]
    assert after.loc["r001", "due_at"] > before.loc["r001", "due_at"]
    journal.close()
