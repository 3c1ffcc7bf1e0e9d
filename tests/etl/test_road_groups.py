"""Groups at the build: found anew, staff's word on top, and the same between two builds."""

from __future__ import annotations

import itertools
from datetime import timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from etl.road_decisions import fold_decisions
from etl.road_groups import find_groups, searching
from etl.road_marts import road_events
from etl.road_table import fill_table
from machimori import database
from machimori.city import City
from machimori.domain.events import Event
from machimori.store.decided import decided
from machimori.store.journal import Journal, open_journal
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

_numbers = itertools.count()
_GROUPS = "SELECT report_id, duplicate_group_id FROM marts.road_duplicate_groups ORDER BY ALL"
#: r000 to r004 at one crossing within days, r005 beside them years before, the others as they are.
_MOVED = """
UPDATE marts.road_reports SET
    category = '道路のへこみ', closed_at = NULL, end_kind = NULL, description = '深い穴',
    longitude = 139.7601 + 0.00002 * source_row, latitude = 35.6901,
    requested_at = TIMESTAMP '2026-05-01 09:00:00' + INTERVAL 1 DAY * source_row
WHERE report_id IN ('r000', 'r001', 'r002', 'r003', 'r004')
"""

#: No source states whose road it is.
_AS_PUBLISHED = """
CREATE VIEW marts.road_reports AS SELECT * REPLACE (
    CAST(NULL AS VARCHAR) AS owner, CAST(NULL AS DOUBLE) AS owner_confidence,
    CAST(NULL AS DOUBLE) AS owner_distance_m
) FROM marts.published_posts
"""


def _find(connection: duckdb.DuckDBPyConnection, city: City, events: list[Event]) -> None:
    with searching(connection, city) as search:
        assert search is not None
        find_groups(connection, search, events)


def _built(folder: Path, journal: Journal | None, watermark: int) -> Warehouse:
    """The small warehouse with its groups found anew, up to a watermark."""
    city = small_city(folder / f"w{next(_numbers)}")
    path = write_small_warehouse(
        city.warehouse_path,
        without=("marts.road_repeats", "marts.road_duplicate_groups"),
    )
    events = road_events(journal.path, city, watermark) if journal else []
    with database.connect(path) as connection:
        connection.execute(_MOVED)
        connection.execute("UPDATE meta.build SET journal_watermark = ?", [watermark])
        connection.execute("ALTER TABLE marts.road_reports RENAME TO published_posts")
        connection.execute(_AS_PUBLISHED)
        fold_decisions(connection, city, events)
        _find(connection, city, events)
        fill_table(connection, city, events)
    return open_warehouse(city)


def _groups(warehouse: Warehouse) -> dict[str, str]:
    return dict(
        warehouse.rows(_GROUPS.replace("marts.", "wh.marts."))  # type: ignore[arg-type]
    )


def test_posts_of_one_place_and_time_are_one_group(tmp_path: Path) -> None:
    built = _built(tmp_path, None, 0)
    assert _groups(built) == dict.fromkeys(("r000", "r001", "r002", "r003", "r004"), "r000")
    found = built.frame(
        "SELECT report_id, nearest_report_id, is_linked, automatic_group_id, distance_m "
        "FROM wh.marts.road_repeats WHERE report_id IN ('r000', 'r001') ORDER BY ALL"
    )
    assert found["nearest_report_id"].tolist() == [None, "r000"]
    assert found["is_linked"].tolist() == [False, True]
    assert found["automatic_group_id"].tolist() == ["r000", "r000"]
    assert found["distance_m"].tolist()[1] == pytest.approx(1.8, abs=0.1)
    reports = built.rows(
        "SELECT report_id FROM wh.marts.road_reports WHERE duplicate_group_id = 'r000' ORDER BY ALL"
    )
    assert [row[0] for row in reports] == ["r000", "r001", "r002", "r003", "r004"]


_SAID = st.one_of(
    st.tuples(
        st.just("pair"),
        st.sampled_from(["r000", "r001", "r002", "r010"]),
        st.sampled_from(["r003", "r004", "r020"]),
        st.sampled_from(["must_link", "cannot_link", "none"]),
    ),
    st.tuples(
        st.just("repeat"),
        st.sampled_from(["r001", "r010", "r011"]),
        st.sampled_from(["r000", "r020"]),
        st.sampled_from(["重複", "再開"]),
    ),
)


@settings(max_examples=2, deadline=None)
@given(said=st.lists(_SAID, min_size=1, max_size=6), share=st.floats(0, 1))
def test_between_two_builds_pages_show_what_a_rebuild_will(
    tmp_path_factory: pytest.TempPathFactory, said: list[Any], share: float
) -> None:
    folder = tmp_path_factory.mktemp("groups")
    journal = open_journal(small_city(folder))
    for number, (kind, one, other, word) in enumerate(said):
        payload = (
            {"other": other, "relation": word}
            if kind == "pair"
            else {"status": word, "parent": other if word == "重複" else None}
        )
        journal.append(
            "road_pair" if kind == "pair" else "road_report",
            one,
            payload,
            client_key=str(number),
            mode="real",
            observed_at=NOW + timedelta(minutes=number),
        )
    early = decided(_built(folder, journal, round(share * len(said))), journal)
    late = _built(folder, journal, len(said))
    for mart in ("road_duplicate_groups", "road_reports"):
        sql = f"FROM wh.marts.{mart} ORDER BY report_id"  # noqa: S608 - our own names
        pd.testing.assert_frame_equal(early.frame(sql), late.frame(sql))
    journal.close()


def test_a_split_and_a_merge_outlive_every_rebuild(tmp_path: Path) -> None:
    journal = open_journal(small_city(tmp_path))
    for number, (one, other, word) in enumerate(
        (("r000", "r002", "cannot_link"), ("r004", "r020", "must_link"))
    ):
        journal.append(
            "road_pair",
            one,
            {"other": other, "relation": word},
            client_key=str(number),
            mode="real",
            observed_at=NOW,
        )
    first, second = (_groups(_built(tmp_path, journal, 2)) for _ in range(2))
    assert first == second
    assert first["r020"] == first["r004"]
    assert first.get("r002", "r002") != first.get("r000", "r000")
    journal.close()


def test_nothing_to_group_is_no_failure() -> None:
    connection = database.connect()
    connection.execute(
        "CREATE SCHEMA marts; CREATE TABLE marts.road_reports (report_id VARCHAR, "
        "longitude DOUBLE, latitude DOUBLE, requested_at TIMESTAMP, category VARCHAR, "
        "description VARCHAR, closed_at TIMESTAMP, end_kind VARCHAR)"
    )
    _find(connection, small_city(Path()), [])
