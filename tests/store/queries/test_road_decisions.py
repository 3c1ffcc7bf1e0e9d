"""Decisions since the build: for any watermark the pages see what a full rebuild would show."""

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
from etl.road_table import fill_table
from machimori import database
from machimori.domain.vocabulary import ReportStatus
from machimori.store.decided import decided
from machimori.store.journal import Journal, open_journal
from machimori.store.queries import road_decisions
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

_MARTS = ("road_reports", "road_decisions")
_numbers = itertools.count()
#: No source states whose road it is, nor anything computed.
_AS_PUBLISHED = """
CREATE VIEW marts.road_reports AS SELECT * REPLACE (
    CAST(NULL AS VARCHAR) AS owner, CAST(NULL AS DOUBLE) AS owner_confidence,
    CAST(NULL AS DOUBLE) AS owner_distance_m
) FROM marts.published_posts
"""


def _rebuilt(folder: Path, journal: Journal, watermark: int) -> Warehouse:
    """The small warehouse with its posts derived anew, up to a watermark."""
    city = small_city(folder / f"w{next(_numbers)}")
    path = write_small_warehouse(city.warehouse_path, journal_watermark=watermark)
    with database.connect(path) as connection:
        connection.execute("ALTER TABLE marts.road_reports RENAME TO published_posts")
        connection.execute(_AS_PUBLISHED)
        _derive(connection, city, journal, watermark)
    return open_warehouse(city)


def _derive(
    connection: duckdb.DuckDBPyConnection, city: Any, journal: Journal, watermark: int
) -> None:
    events = [one for one in journal.events_after(0, watermark) if one.kind == "road_report"]
    fold_decisions(connection, city, events)
    fill_table(connection, city, events)


def _rows(warehouse: Warehouse, mart: str) -> pd.DataFrame:
    return warehouse.frame(f"FROM wh.marts.{mart} ORDER BY report_id")  # noqa: S608 - our own name


_ACT = st.fixed_dictionaries(
    {
        "report": st.sampled_from(["r000", "r003", "r008", "gone"]),
        "minutes": st.integers(-60, 60),
        "status": st.sampled_from([None, *map(str, ReportStatus)]),
        "severity": st.sampled_from([None, "high"]),
        "owner": st.sampled_from([None, "port"]),
        "assignee": st.sampled_from([None, "", "東班"]),
        "published_status": st.sampled_from([None, "not_stated", "受付済", "対応済"]),
        "takes_back": st.integers(-4, 8),
        "builds_on": st.integers(-4, 8),
    }
)


@settings(max_examples=4, deadline=None)
@given(acts=st.lists(_ACT, min_size=1, max_size=7), share=st.floats(0, 1))
def test_overlay_is_the_full_rebuild(
    tmp_path_factory: pytest.TempPathFactory, acts: list[dict[str, Any]], share: float
) -> None:
    folder = tmp_path_factory.mktemp("decided")
    journal = open_journal(small_city(folder))
    told: list[str] = []
    for number, act in enumerate(acts):
        back, on = act.pop("takes_back"), act.pop("builds_on")
        event = journal.append(
            "road_report",
            act.pop("report"),
            {
                **{name: value for name, value in act.items() if name != "minutes"},
                "supersedes": told[back] if 0 <= back < len(told) else None,
                "based_on": told[on] if 0 <= on < len(told) else None,
            },
            client_key=str(number),
            mode="real",
            observed_at=NOW + timedelta(minutes=act["minutes"]),
        )
        told.append(event.event_id)
    early = _rebuilt(folder, journal, round(share * len(told)))
    late = _rebuilt(folder, journal, len(told))
    laid = decided(early, journal)
    for mart in _MARTS:
        pd.testing.assert_frame_equal(_rows(laid, mart), _rows(late, mart))
    journal.close()


def test_without_news_the_build_itself_answers(tmp_path: Path) -> None:
    journal = open_journal(small_city(tmp_path))
    built = _rebuilt(tmp_path, journal, 0)
    assert decided(built, journal) is built
    assert decided(built, None) is built
    journal.append(
        "road_report", "r000", {"note": "x"}, client_key="k", mode="real", observed_at=NOW
    )
    laid = decided(built, journal)
    assert laid is decided(built, journal)
    assert laid.signature != built.signature
    assert laid.built.signature == built.signature
    journal.close()


def test_a_decision_about_a_vanished_post_is_listed(tmp_path: Path) -> None:
    journal = open_journal(small_city(tmp_path))
    journal.append(
        "road_report", "gone", {"status": "対応中"}, client_key="k", mode="real", observed_at=NOW
    )
    built = _rebuilt(tmp_path, journal, 1)
    found = road_decisions.vanished_subjects(built)
    assert found[["report_id", "status", "decisions"]].to_numpy().tolist() == [
        ["gone", "対応中", 1]
    ]
    journal.close()
