"""``make run`` as a person types it: which municipality, which port, and what is refused."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from machimori.city import REPOSITORY
from machimori.store.journal import open_journal
from tests.served import write_small_city
from tests.store.small_warehouse import NOW, small_city, write_small_warehouse

ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if name not in ("CITY", "PORT", "MACHIMORI_CITY", "MAKEFLAGS", "MAKELEVEL", "MFLAGS")
}


def command(folder: Path, port: int) -> list[str]:
    """``make run`` with CITY naming a folder as seen from cities/, without installing again."""
    city = os.path.relpath(folder, REPOSITORY / "cities")
    venv = sys.prefix
    installed = f"{venv}/.installed"
    return ["make", "-o", installed, "run", f"VENV={venv}", f"CITY={city}", f"PORT={port}"]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


@contextmanager
def running(folder: Path, port: int) -> Iterator[Path]:
    output = folder / "output"
    with output.open("w", encoding="utf-8") as out:
        process = subprocess.Popen(
            command(folder, port),
            cwd=REPOSITORY,
            env=ENVIRONMENT,
            stdout=out,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        try:
            yield output
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(30)


def asked(url: str, output: Path) -> str:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310
                found: str = answer.read().decode()
                return found
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(output.read_text(encoding="utf-8"))


@pytest.mark.slow
def test_port_and_city_are_honoured(tmp_path: Path) -> None:
    write_small_city(tmp_path)
    port = free_port()
    with running(tmp_path, port) as output:
        health = asked(f"http://127.0.0.1:{port}/healthz", output)
        said = output.read_text(encoding="utf-8")
    assert '"build_id":"build-1"' in health
    assert f"見本区  http://127.0.0.1:{port}/" in said
    assert f"http://127.0.0.1:{port}/board" in said


def refused(folder: Path) -> str:
    done = subprocess.run(
        command(folder, free_port()),
        cwd=REPOSITORY,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode != 0
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


def test_a_warehouse_of_another_municipality_is_refused(tmp_path: Path) -> None:
    write_small_city(tmp_path)
    path = tmp_path / "warehouse.duckdb"
    write_small_warehouse(path, code="281000", name="神戸市")
    before = path.read_bytes()
    said = refused(tmp_path)
    assert "is the warehouse of 神戸市 (281000, sample)" in said
    assert "Give this municipality its own data_dir" in said
    assert path.read_bytes() == before


def test_a_journal_of_another_municipality_is_refused(tmp_path: Path) -> None:
    write_small_city(tmp_path)
    other = small_city(tmp_path).model_copy(update={"code": "281000", "name": "神戸市"})
    journal = open_journal(other)
    journal.append(
        "facility_status",
        "p01:shelter",
        {"headcount": 1},
        client_key="k",
        mode="training",
        observed_at=NOW,
    )
    journal.close()
    said = refused(tmp_path)
    assert "281000" in said
    assert "131016" in said
