"""One warehouse for the tests of a module, an empty journal for each."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.served import write_small_city
from tests.server.reporting import Telephone, telephone
from tests.store.small_warehouse import NOW


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Opening another warehouse for each test takes longer than the test."""
    return write_small_city(tmp_path_factory.mktemp("reports")).parent


@pytest.fixture
def fresh_journal(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The municipality in force, its clock at NOW, and nothing said yet."""
    for file in folder.glob("journal.sqlite*"):
        file.unlink()
    monkeypatch.setenv("MACHIMORI_CITY", str(folder / "city.toml"))
    monkeypatch.setenv("MACHIMORI_NOW", NOW.isoformat())


@pytest.fixture
def phone(fresh_journal: None) -> Iterator[Telephone]:
    """A telephone with the link of 見本第一小学校."""
    with telephone() as found:
        yield found
