"""``python -m machimori``: what a person at the terminal reads, and the exit status."""

from __future__ import annotations

import json
import socket
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from machimori import __main__ as command_line
from machimori.city import current_city
from machimori.store.journal import open_journal
from machimori.store.secret_files import folder
from tests.served import write_small_city
from tests.store.small_warehouse import NOW, write_small_warehouse


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    monkeypatch.setenv("MACHIMORI_CITY", str(write_small_city(tmp_path)))
    yield tmp_path


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(command_line.app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


def put(number: int) -> None:
    journal = open_journal(current_city())
    for one in range(number):
        journal.append(
            "facility_status",
            "p01:shelter",
            {"headcount": one},
            client_key=f"k{one}",
            mode="training",
            observed_at=NOW,
        )
    journal.close()


def test_check_says_whether_there_is_something_to_serve(place: Path) -> None:
    assert run("serve", "--check") == (0, "", "")
    (place / "warehouse.duckdb").unlink()
    status, _, said = run("serve", "--check")
    assert (status, said) == (
        1,
        f"{place}/warehouse.duckdb: there is no warehouse yet. "
        f"Run `python -m etl run --config {place}/city.toml`.\n",
    )


def test_another_municipality_is_not_served(place: Path) -> None:
    write_small_warehouse(place / "warehouse.duckdb", code="281000", name="神戸市")
    status, _, said = run("serve")
    assert status == 1
    assert "holds 神戸市 (281000, sample data), the configuration wants 見本区" in said


def test_an_unknown_city_is_said_so(place: Path) -> None:
    status, _, said = run("serve", "--city", "atlantis")
    assert status == 1
    assert "no such configuration" in said


@pytest.fixture
def started(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """Everything of ``serve`` but the endless part: arguments uvicorn would have had."""
    calls: list[Any] = []
    monkeypatch.setattr(command_line, "_run", lambda host, port: calls.append((host, port)))
    return calls


def test_serve_says_where_it_is_and_a_pipe_only_where_the_passphrase_lies(
    place: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PORT", "18765")
    status, said, _ = run("serve")
    secret = (place / "secrets" / "passphrase").read_text(encoding="utf-8").strip()
    assert (status, started) == (0, [("127.0.0.1", 18765)])
    assert said.splitlines() == [
        "見本区  http://127.0.0.1:18765/",
        "staff      http://127.0.0.1:18765/board",
        f"passphrase in {place}/secrets/passphrase",
    ]
    assert secret not in said


def test_a_terminal_is_told_the_passphrase(
    place: Path, started: list[Any], monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    command_line.serve(port=18766, host="0.0.0.0")  # noqa: S104
    secret = (folder(current_city()) / "passphrase").read_text(encoding="utf-8").strip()
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "見本区  http://127.0.0.1:18766/"
    assert said[2] == f"passphrase {secret}"


def test_a_port_in_use_is_said_with_another_to_take(place: Path, started: list[Any]) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        status, _, said = run("serve", "--port", str(port))
    assert (status, started) == (1, [])
    assert f"port {port} of 127.0.0.1 can't be used" in said
    assert f"PORT={port + 1}" in said


def test_backup_verify_restore_export(place: Path) -> None:
    put(3)
    copy = place / "copy.sqlite"
    assert run("journal", "backup", str(copy)) == (0, f"{copy}: 3 events\n", "")
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert run("journal", "verify", str(copy)) == (
        0,
        f"{copy}: 3 events, none missing or changed\n",
        "",
    )
    assert run("journal", "backup", str(copy))[0] == 1
    put(5)
    status, _, said = run("journal", "restore", str(copy))
    assert (status, "gives up 2" in said) == (1, True)
    status, said, _ = run("journal", "restore", str(copy), "--replace")
    assert (status, "3 events. Build the warehouse again" in said) == (0, True)
    status, said, _ = run("journal", "export")
    assert [json.loads(line)["payload"] for line in said.splitlines()] == [
        {"headcount": 0},
        {"headcount": 1},
        {"headcount": 2},
    ]
    assert run("journal", "export", str(place / "events.jsonl"))[0] == 0
    assert (place / "events.jsonl").read_text(encoding="utf-8") == said
    assert stat.S_IMODE((place / "events.jsonl").stat().st_mode) == 0o600


def test_a_damaged_journal_is_said_and_fails(place: Path) -> None:
    put(3)
    path = place / "journal.sqlite"
    content = bytearray(path.read_bytes())
    at = content.rindex(b'{"headcount": 1}')
    content[at : at + 16] = b'{"headcount": 9}'
    path.write_bytes(bytes(content))
    status, _, said = run("journal", "verify")
    assert (status, said) == (1, f"{path}: event 2 is not as it was written\n")


def test_without_a_journal_there_is_nothing_to_back_up(place: Path) -> None:
    status, _, said = run("journal", "backup", str(place / "copy.sqlite"))
    assert (status, "there is no journal yet" in said) == (1, True)
    assert not (place / "copy.sqlite").exists()
