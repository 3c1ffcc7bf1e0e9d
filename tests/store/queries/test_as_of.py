"""Looking back: the board of a moment is the board that was shown, for any events."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain import event_tables
from machimori.domain.status_fold import fold
from machimori.domain.status_history import FIELDS, naive
from machimori.store.journal import Journal, open_journal
from machimori.store.journal_until import JournalUntil, last_received
from machimori.store.queries import as_of, board, board_figures, status
from machimori.store.queries.as_of import Moment, View
from machimori.store.queries.board import Incident
from machimori.store.warehouse import Warehouse, open_warehouse
from tests.store.small_warehouse import INCIDENT, NOW, small_city, write_small_warehouse

DRILL = Incident(INCIDENT, "見本区総合防災訓練", "training", datetime(2026, 11, 21), None)  # noqa: DTZ001
PLACES = ("p01:shelter", "p02:temporary_stay", "p99:shelter", "new:shelter")
FILE_EVENTS = ("event-1", "event-2", "event-8")
CITY = small_city(Path())


def at(minutes: float) -> datetime:
    return NOW + timedelta(minutes=minutes)


@pytest.fixture(scope="module")
def warehouse() -> Iterator[Warehouse]:
    with tempfile.TemporaryDirectory() as folder:
        city = small_city(Path(folder))
        write_small_warehouse(city.warehouse_path)
        yield open_warehouse(city)


@contextmanager
def fresh_journal() -> Iterator[Journal]:
    with tempfile.TemporaryDirectory() as folder:
        journal = open_journal(small_city(Path(folder)))
        yield journal
        journal.close()


def put(journal: Journal, said: dict[str, Any], received: datetime) -> None:
    """Append what was said at a time of the journal's clock."""

    class Clock(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:  # type: ignore[override]
            return received

    fields = dict(said)
    corrects = fields.pop("corrects")
    if isinstance(corrects, int):
        told = journal.events_after(0)
        corrects = told[corrects].event_id if corrects < len(told) else None
    subject, seen = fields.pop("subject"), received - timedelta(minutes=fields.pop("late"))
    mode, incident_id = fields.pop("mode"), fields.pop("incident_id")
    fields.pop("after")
    with patch("machimori.store.journal.datetime", Clock):
        journal.append(
            "facility_status",
            subject,
            fields | {"supersedes": corrects},
            client_key=f"k{journal.last_seq()}",
            observed_at=seen,
            mode=mode,
            incident_id=incident_id,
        )


def statements() -> st.SearchStrategy[list[dict[str, Any]]]:
    none = st.none()
    return st.lists(
        st.fixed_dictionaries(
            {
                "subject": st.sampled_from(PLACES),
                "after": st.integers(1, 25),  # minutes since the one before was received
                "late": st.integers(0, 90),  # minutes between seeing and telling
                "mode": st.sampled_from(["training", "training", "real"]),
                "incident_id": st.sampled_from([INCIDENT, INCIDENT, None]),
                "event_type": st.sampled_from(
                    ["status", "confirmation", "correction", "increment"]
                ),
                "opening": st.sampled_from([None, "開設", "閉鎖"]),
                "headcount": none | st.integers(0, 90),
                "headcount_delta": none | st.integers(-9, 9),
                "outside_headcount": none | st.integers(0, 9),
                "counters_delta": st.sampled_from([None, None, {"infant": 1}]),
                "corrects": none | st.integers(0, 9) | st.sampled_from(FILE_EVENTS),
            }
        ),
        max_size=10,
    )


@settings(max_examples=5)
@given(statements())
def test_the_board_of_a_moment_is_the_board_that_was_shown(
    warehouse: Warehouse, said: list[dict[str, Any]]
) -> None:
    shown, board_of = {}, at(0)
    with fresh_journal() as journal:
        clock = at(0)
        for number, one in enumerate(said):
            clock += timedelta(minutes=one["after"])
            put(journal, one, clock)
            table = status.facility_status(warehouse, journal)
            shown[clock] = table[as_of.is_of(table, DRILL)].reset_index(drop=True)
            if number == len(said) // 2:
                board_of, board_shown = clock, _board(warehouse, journal, None, clock)
        for moment, table in shown.items():
            then = as_of.facility_status(warehouse, journal, DRILL, Moment(moment, View.KNOWN))
            pd.testing.assert_frame_equal(then, table)
        if said:
            frame, totals = _board(warehouse, journal, Moment(board_of, View.KNOWN), board_of)
            pd.testing.assert_frame_equal(frame, board_shown[0])
            assert totals == board_shown[1]


def _board(
    warehouse: Warehouse, journal: Journal, moment: Moment | None, now: datetime
) -> tuple[pd.DataFrame, board_figures.Totals]:
    """Rows and totals of the board, of now or looked back at."""
    if moment is None:
        frame = board.places(warehouse, CITY, DRILL, now=now, journal=journal)
    else:
        frame = as_of.places(warehouse, CITY, DRILL, moment, now=now, journal=journal)
    return frame, board_figures.totals(frame, "shelter", now=now)


@settings(max_examples=8)
@given(statements(), st.integers(-200, 60), st.sampled_from(list(View)))
def test_a_moment_equals_the_fold_of_what_was_seen_or_received_by_then(
    warehouse: Warehouse, said: list[dict[str, Any]], minutes: int, view: View
) -> None:
    with fresh_journal() as journal:
        clock = at(-30)
        for one in said:
            clock += timedelta(minutes=one["after"])
            put(journal, one, clock)
        told = event_tables.statements(journal.events_after(0), is_sample=True)
        published = warehouse.frame("FROM wh.marts.facility_status_history")
        every = pd.concat([published.astype(object), told.astype(object)], ignore_index=True)
        moment = at(minutes)
        if view == View.KNOWN:
            plain = fold(every, received_until=moment)
        else:
            plain = fold(every, observed_until=moment)
            end = naive(moment)
            for name in ("confirmed_at", *(f"{field}_confirmed_at" for field in FIELDS)):
                plain[name] = plain[name].where(~(plain[name] > end), end)
        mine = plain[(plain["incident_id"] == INCIDENT) & (plain["mode"] == "training")]
        found = as_of.facility_status(warehouse, journal, DRILL, Moment(moment, view))
        columns = [name for name in mine.columns if name != "is_known_facility"]
        pd.testing.assert_frame_equal(
            found[columns], mine[columns].reset_index(drop=True), check_dtype=False
        )


def test_the_two_readings_differ_by_what_was_told_late(warehouse: Warehouse) -> None:
    late = dict.fromkeys(
        ("opening", "headcount_delta", "outside_headcount", "counters_delta", "corrects")
    ) | {
        "subject": "p02:temporary_stay",
        "after": 0,
        "late": 60,
        "mode": "training",
        "incident_id": INCIDENT,
        "event_type": "status",
        "headcount": 77,
    }
    with fresh_journal() as journal:
        put(journal, late, at(60))  # seen at 0

        def people(minutes: float, view: View) -> Any:
            moment = Moment(at(minutes), view)
            found = as_of.facility_status(warehouse, journal, DRILL, moment)
            return found.set_index("facility_id")["headcount"].get("p02:temporary_stay")

        assert people(59, View.KNOWN) == people(-1, View.TRUE) == 180
        assert (people(0, View.TRUE), people(60, View.KNOWN)) == (77, 77)
        # And the list of what was said about it stops at the moment.
        unaware, knowing = (
            as_of.history(warehouse, journal, DRILL, "p02:temporary_stay", moment)
            for moment in (Moment(at(59), View.KNOWN), Moment(at(0), View.TRUE))
        )
        assert 77 not in set(unaware["headcount"].dropna())
        assert 77 in set(knowing["headcount"].dropna())
        assert as_of.moments(warehouse, journal, DRILL, View.KNOWN)[-1] == at(61)
        assert at(1) in as_of.moments(warehouse, journal, DRILL, View.TRUE)


def test_the_journal_of_a_moment(warehouse: Warehouse) -> None:
    said = dict.fromkeys(("corrects",)) | {
        "subject": "p01:shelter", "after": 0, "late": 0, "mode": "training",
        "incident_id": INCIDENT, "headcount": 1,
    }  # fmt: skip
    with fresh_journal() as journal:
        assert last_received(journal, NOW) == 0
        for minutes in (0, 0, 5, 9):
            put(journal, said, at(minutes))
        assert [last_received(journal, at(m)) for m in (-1, 0, 4, 5, 9, 99)] == [0, 2, 2, 3, 4, 4]
        then = JournalUntil(journal, at(5))
        assert then.last_seq() == 3
        assert [one.seq for one in then.events_after(1)] == [2, 3]
        assert then.events_after(3) == []
        assert [one.seq for one in then.events_after(0, 2, kind="facility_status")] == [1, 2]
        assert then.acknowledged("k3") is None
        assert then.acknowledged("k1") is not None
        with pytest.raises(TypeError, match="past"):
            then.append("facility_status", "p01:shelter", {})


def test_ages_are_judged_at_the_moment(warehouse: Warehouse) -> None:
    moments = as_of.moments(warehouse, None, DRILL, View.KNOWN)
    assert moments == sorted(moments)
    assert all(one.tzinfo is UTC for one in moments)
    first = Moment(moments[0], View.KNOWN)
    then = as_of.places(warehouse, CITY, DRILL, first, now=first.at)
    spoken_of = then[then["is_reported"]]
    assert len(spoken_of)
    assert (spoken_of["age_minutes"].abs() <= 300).all()
    nothing = Moment(at(-60 * 24 * 30), View.TRUE)
    assert not as_of.places(warehouse, CITY, DRILL, nothing, now=nothing.at)["is_reported"].any()
