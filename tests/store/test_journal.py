"""The journal: nothing acknowledged is lost, doubled or changed, whoever kills whom."""

from __future__ import annotations

import json
import sqlite3
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from machimori.city import REPOSITORY, City
from machimori.domain.events import BadEvent, Event
from machimori.store.journal import Journal, current_journal, open_journal
from machimori.store.journal_restore import restore
from machimori.store.refusals import NoJournal, StoreError, WrongMunicipality
from tests.store.small_warehouse import NOW, small_city


@pytest.fixture
def city(tmp_path: Path) -> City:
    return small_city(tmp_path)


@pytest.fixture
def journal(city: City) -> Iterator[Journal]:
    opened = open_journal(city)
    yield opened
    opened.close()


def put(journal: Journal, key: str, **said: Any) -> Event:
    return journal.append(
        "facility_status",
        "p01:shelter",
        {"headcount": 3} | said,
        client_key=key,
        mode="training",
        observed_at=NOW,
        incident_id="drill",
        reporter="見本職員",
    )


def test_an_event_comes_back_as_it_was_said(journal: Journal) -> None:
    opened = NOW - timedelta(hours=2)
    event = put(journal, "k1", opening="開設", opened_at=opened, note=None, counters={"女": 2})
    assert journal.events_after(0) == [event]
    assert (event.seq, event.client_key, event.kind, event.subject, event.mode) == (
        1,
        "k1",
        "facility_status",
        "p01:shelter",
        "training",
    )
    assert event.observed_at == NOW
    assert event.payload == {
        "headcount": 3,
        "opening": "開設",
        "opened_at": "2026-11-21T03:05:00.000000+00:00",
        "counters": '{"女": 2}',
    }


def test_the_same_key_again_is_the_same_event(journal: Journal) -> None:
    first = put(journal, "k1")
    assert put(journal, "k1", headcount=99) == first
    assert journal.last_seq() == 1
    assert journal.acknowledged("k1") == first
    assert journal.acknowledged("k2") is None


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        ({"headcount": -1}, "headcount: a whole number from 0"),
        ({"headcount": 2.5}, "headcount: a whole number from 0"),
        ({"headcount": "many"}, "headcount: "),
        ({"opening": "open"}, "opening: 'open' is none of 未開設"),
        ({"opened_at": datetime(2026, 1, 1)}, "opened_at: a time with its zone"),  # noqa: DTZ001
        ({"counters": ["a"]}, "counters: counter names with persons"),
        ({"wages": 1}, "no field 'wages'"),
    ],
)
def test_what_cannot_be_folded_is_not_acknowledged(
    journal: Journal, said: dict[str, Any], reason: str
) -> None:
    with pytest.raises(BadEvent, match=reason):
        put(journal, "k1", **said)
    assert journal.last_seq() == 0


def test_a_time_without_a_zone_or_an_unknown_mode_is_refused(journal: Journal) -> None:
    with pytest.raises(ValueError, match="its zone"):
        journal.append(
            "incident", "i", {}, client_key="k", mode="real", observed_at=NOW.replace(tzinfo=None)
        )
    with pytest.raises(BadEvent, match="real or training"):
        journal.append("incident", "i", {}, client_key="k", mode="drill", observed_at=NOW)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE event SET payload = '{}'",
        "DELETE FROM event",
        "UPDATE meta SET code = '281000'",
        "DELETE FROM meta",
    ],
)
def test_nothing_written_can_be_changed(city: City, journal: Journal, statement: str) -> None:
    put(journal, "k1")
    with sqlite3.connect(city.journal_path) as other, pytest.raises(sqlite3.IntegrityError):
        other.execute(statement)
    other.close()
    assert journal.verify().problems == ()


def test_verify_finds_a_changed_and_a_lost_event(city: City, journal: Journal) -> None:
    for number in range(3):
        put(journal, f"k{number}")
    assert (journal.verify().events, journal.verify().problems) == (3, ())
    with sqlite3.connect(city.journal_path) as other:
        other.execute("DROP TRIGGER event_stays")
        other.execute("""UPDATE event SET payload = '{"headcount": 4}' WHERE seq = 2""")
    other.close()
    assert journal.verify().problems == ("event 2 is not as it was written",)
    with sqlite3.connect(city.journal_path) as other:
        other.execute("DROP TRIGGER event_remains")
        other.execute("DELETE FROM event WHERE seq = 1")
    other.close()
    assert journal.verify().problems == ("event 1 is missing; the next there is 2",)


def test_the_journal_is_its_owners_alone(city: City, journal: Journal) -> None:
    put(journal, "k1")
    modes = {file.name: stat.S_IMODE(file.stat().st_mode) for file in city.data_path.iterdir()}
    assert set(modes.values()) == {0o600}
    assert "journal.sqlite" in modes


def test_another_municipality_is_refused(city: City, journal: Journal) -> None:
    other = city.model_copy(update={"code": "281000", "name": "神戸市", "is_sample": False})
    with pytest.raises(WrongMunicipality, match=r"holds 131016 \(sample data\).*神戸市 \(281000"):
        open_journal(other)


def test_what_is_no_journal_is_said_to_be_none(city: City) -> None:
    with pytest.raises(NoJournal, match="there is no journal yet"):
        Journal(city.journal_path)
    city.journal_path.write_bytes(b"not a database, though long enough to be one" * 100)
    with pytest.raises(NoJournal, match="is no journal"):
        open_journal(city)


def test_received_times_follow_the_order_even_when_the_clock_is_set_back(
    journal: Journal, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = put(journal, "k1")

    class Earlier(datetime):
        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return first.received_at - timedelta(minutes=2)

    monkeypatch.setattr("machimori.store.journal.datetime", Earlier)
    assert put(journal, "k2").received_at == first.received_at


def test_backup_and_restore_bring_everything_back(city: City, tmp_path: Path) -> None:
    journal = current_journal(city)
    assert current_journal(city) is journal
    events = [put(journal, f"k{number}") for number in range(5)]
    copy = journal.backup(tmp_path / "copy.sqlite")
    with pytest.raises(FileExistsError):
        journal.backup(copy)
    put(journal, "after")
    journal.close()

    with pytest.raises(StoreError, match="gives up 1"):
        restore(copy, city)
    assert restore(copy, city, replace=True).events == 5
    again = current_journal(city)
    assert again.events_after(0) == events
    assert put(again, "k3") == events[3]
    again.close()
    kept = [file for file in tmp_path.iterdir() if file.name.endswith(".set-aside")]
    assert [Journal(file, read_only=True).last_seq() for file in kept] == [6]


def test_a_journal_in_use_is_not_replaced(city: City, journal: Journal, tmp_path: Path) -> None:
    put(journal, "k1")
    copy = journal.backup(tmp_path / "copy.sqlite")
    with pytest.raises(StoreError, match="in use"):
        restore(copy, city)
    assert put(journal, "k2").seq == 2


def test_export_is_one_line_of_json_per_event(journal: Journal) -> None:
    event = put(journal, "k1", note="改行\nあり")
    (line,) = journal.export()
    assert json.loads(line) == {
        "seq": 1,
        "event_id": event.event_id,
        "client_key": "k1",
        "kind": "facility_status",
        "subject": "p01:shelter",
        "incident_id": "drill",
        "mode": "training",
        "observed_at": "2026-11-21T05:05:00.000000+00:00",
        "received_at": event.received_at.isoformat(timespec="microseconds"),
        "reporter": "見本職員",
        "payload": {"headcount": 3, "note": "改行\nあり"},
    }


def test_the_newest_number_is_cheap(journal: Journal) -> None:
    for number in range(50):
        put(journal, f"k{number}")
    times = []
    for _ in range(200):
        began = time.perf_counter()
        assert journal.last_seq() == 50
        times.append(time.perf_counter() - began)
    assert min(times) < 0.001


def test_killed_writers_lose_and_double_nothing(city: City, tmp_path: Path) -> None:
    acknowledged: dict[str, int] = {}
    for round_number in range(4):
        writers = [
            subprocess.Popen(
                [sys.executable, "-m", "tests.store.journal_writer", str(tmp_path), name],
                cwd=REPOSITORY,
                stdout=subprocess.PIPE,
                text=True,
            )
            for name in (f"a{round_number}", f"b{round_number}")
        ]
        for writer in writers:
            assert writer.stdout is not None
            line = writer.stdout.readline()
            acknowledged[line.split()[1]] = int(line.split()[0])
        time.sleep(0.05 + 0.04 * round_number)
        for writer in writers:
            writer.kill()
        for writer in writers:
            rest, _ = writer.communicate()
            for line in rest.splitlines():
                seq, _, key = line.partition(" ")
                if key and line.count("-") == 1:
                    acknowledged[key] = int(seq)
    journal = open_journal(city)
    found = {event.client_key: event.seq for event in journal.events_after(0)}
    assert len(acknowledged) > 20
    last_lines = {key: seq for key, seq in acknowledged.items() if found.get(key) != seq}
    assert last_lines == {}
    checked = journal.verify()
    assert (checked.problems, checked.events) == ((), len(found))
    assert journal.last_seq() == len(found)
    journal.close()
