"""The command line of exchange: import with and without writing, export, two lists compared."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from machimori.__main__ import app
from machimori.exchange import guarded_csv
from machimori.exchange.lalert import ShelterState, sending
from machimori.exchange.lalert_document import write
from machimori.store.desk import Desk
from machimori.store.journal import open_journal
from machimori.store.queries import status
from machimori.store.queries.reconciliation import COLUMNS
from machimori.store.rehearsal import Rehearsal
from machimori.store.warehouse import open_warehouse
from tests.etl.sources.reading import FIXTURES, balances, town
from tests.exchange.shelter_documents import ZONE, document, state
from tests.served import write_small_city
from tests.store.small_warehouse import NOW, small_city


def run(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments))


def place(name: str, **fields: object) -> ShelterState:
    when = NOW - timedelta(minutes=10)
    times = {"opened_at": when, "confirmed_at": when}
    return state(name, **(times | fields))


@pytest.fixture
def city(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())
    return tmp_path


def written(folder: Path, mode: str = "training") -> Path:
    sent = sending(
        [
            place("見本町集会所", headcount=21, households=None),
            place("どこにもない会館"),
            place("見本体育館", headcount=700, crowding="混雑"),
            place("例題中学校", confirmed_at=NOW + timedelta(hours=2)),
        ]
    )
    made = document(sent, mode=mode, created_at=NOW)
    file = folder / "document.xml"
    file.write_bytes(write(made, ZONE))
    return file


def last(folder: Path) -> int:
    journal = open_journal(small_city(folder))
    found = journal.last_seq()
    journal.close()
    return found


def test_a_document_is_tried_on_and_then_taken_in_once(city: Path) -> None:
    file = written(city)
    tried = run("lalert", "import", str(file), "--dry-run", "--json")
    said = json.loads(tried.stdout)
    assert tried.exit_code == 1  # rows were refused
    assert [(one["row"], one["code"], one["facility_id"]) for one in said["rows"]] == [
        (1, "taken", "p10:shelter"),
        (2, "unknown_facility", None),
        (3, "taken", "p03:shelter"),
        (4, "in_the_future", "p04:shelter"),
    ]
    assert (said["accepted"], said["refused"], said["is_dry_run"]) == (2, 2, True)
    assert last(city) == 0
    assert run("lalert", "import", str(file)).stdout.splitlines()[-1] == "受け入れ 2行、断り 2行"
    assert last(city) == 2
    again = run("lalert", "import", str(file))
    assert "受け入れ済み" in again.stdout
    assert last(city) == 2
    journal = open_journal(small_city(city))
    told = status.facility_status(open_warehouse(small_city(city)), journal)
    mine = told[told["facility_id"] == "p10:shelter"].iloc[0]
    assert (mine["opening"], mine["headcount"]) == ("開設", 21)
    events = journal.events_after(0)
    assert {event.payload["via"] for event in events} == {"import"}
    journal.close()


def test_what_must_not_be_taken_in_is_refused_in_a_sentence(city: Path) -> None:
    real = run("lalert", "import", str(written(city, "real")))
    assert (real.exit_code, "real into training" in real.stderr) == (1, True)
    hostile = city / "hostile.xml"
    hostile.write_bytes(b'<!DOCTYPE a [<!ENTITY e SYSTEM "file:///etc/passwd">]><a>&e;</a>')
    refused = run("lalert", "import", str(hostile))
    assert (refused.exit_code, refused.stderr.strip()) == (1, "entities")
    assert run("lalert", "import", str(city / "none.xml")).exit_code == 1
    assert run("lalert", "import", str(written(city)), "--incident", "x").exit_code == 1
    assert last(city) == 0


def test_a_draft_is_written_and_issued(city: Path) -> None:
    first = city / "first.xml"
    assert run("lalert", "export", str(first), "--issue").exit_code == 0
    assert b"<commons:documentRevision>1<" in first.read_bytes()
    assert b"Exercise" in first.read_bytes()
    assert run("lalert", "export", str(first)).exit_code == 1  # it is there
    second = run("lalert", "export")
    assert b"<commons:previousDocumentRevision>1<" in second.stdout_bytes
    assert "role: 見本コンビニ 例題店" in second.stderr


def test_two_lists_of_a_warehouse_are_compared(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entries = [
        {"id": name.split(".")[0], "path": str(FIXTURES / "facilities" / name)}
        for name in ("gsi_sites.json", "gsi_shelters.json")
    ]
    built = town(tmp_path, facilities=entries)
    balances(built)
    monkeypatch.setenv("MACHIMORI_CITY", str(tmp_path / "city.toml"))
    (tmp_path / "city.toml").write_text(
        f'name = "{built.name}"\ncode = "{built.code}"\nbbox = {list(built.bbox or ())}\n'
        f'metric_crs = "{built.metric_crs}"\ndata_dir = "{built.data_path}"\n',
        encoding="utf-8",
    )
    found = run("reconcile", "gsi_sites", "gsi_shelters")
    assert found.exit_code == 0, found.stderr
    header, *rows = guarded_csv.read(found.stdout_bytes)
    assert tuple(header) == COLUMNS
    assert [(row[0], row[3], row[4], row[5]) for row in rows] == [
        ("moved", "ひなた小学校", "ひなた小学校", "27"),
        ("renamed", "ひなた小学校グラウンド", "ひなた会館", "0"),  # one address
        ("only_here", "みどり公園", "", ""),
        ("only_there", "", "のどか福祉園", ""),
    ]
    assert run("reconcile", "gsi_sites", "nothing").exit_code == 1
    assert run("reconcile", "gsi_sites", "gsi_shelters", "--role", "x").exit_code == 1


def test_a_desk_in_rehearsal_checks_as_the_real_one(city: Path) -> None:
    journal = open_journal(small_city(city))
    desk = Desk(small_city(city), open_warehouse(small_city(city)), Rehearsal(journal), "見本", NOW)
    drill = status.incidents(desk.warehouse, journal)["incident_id"].iloc[0]
    event = desk.state(drill, "p01:shelter", {"headcount": 5}, client_key="k")
    assert (event.seq, event.payload["headcount"], journal.last_seq()) == (0, 5, 0)
    journal.close()
