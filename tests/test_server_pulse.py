"""The pulse: the same until something new is there, and nothing but that."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.request import urlopen

import pytest

from machimori.store.journal import open_journal
from machimori.store.pulse import pulse
from tests.served import Served, serving, write_small_city
from tests.store.small_warehouse import INCIDENT, NOW, small_city, write_small_warehouse


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("pulse")
    write_small_city(folder)
    with serving(folder) as running:
        yield running


def ask(served: Served) -> dict[str, str]:
    with urlopen(f"{served.url}/api/pulse", timeout=30) as answer:  # noqa: S310 - loopback
        assert answer.headers["Cache-Control"] == "no-store"
        found: dict[str, str] = json.load(answer)
    return found


def test_it_moves_with_an_entry_and_with_a_generation(served: Served) -> None:
    first = ask(served)
    assert list(first) == ["pulse"]
    assert ask(served) == first
    journal = open_journal(small_city(served.folder))
    journal.append(
        "incident", INCIDENT, {"name": "別の名"}, client_key="k", mode="training", observed_at=NOW
    )
    journal.close()
    second = ask(served)
    assert second != first
    write_small_warehouse(served.folder / "warehouse.duckdb", build_id="next")
    assert ask(served) not in (first, second)


def test_it_is_there_before_any_warehouse(tmp_path: Path) -> None:
    assert len(pulse(small_city(tmp_path))) == 16
