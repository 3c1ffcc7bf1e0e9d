"""Why a store can't be used: each refusal is one sentence and what to run."""

from __future__ import annotations

import shlex
from pathlib import Path

from machimori.city import City


class StoreError(Exception):
    """A store can't be used; ``command`` is what to run, the message is one sentence."""

    def __init__(self, message: str, *, path: Path, command: str) -> None:
        super().__init__(message)
        self.path = path
        self.command = command


class NoWarehouse(StoreError):
    """There is no warehouse yet, or what lies there is none."""


class NoJournal(StoreError):
    """There is no journal yet, or what lies there is none."""


class WrongMunicipality(StoreError):
    """The file belongs to another municipality, or is sample where real is wanted."""


def build_command(city: City) -> str:
    """The command that builds this municipality's warehouse."""
    return f"python -m etl run --config {shlex.quote(str(city.folder / 'city.toml'))}"


def described(code: str, is_sample: bool, name: str = "") -> str:
    """A municipality in a sentence: ``見本区 (131016, sample data)``."""
    kind = "sample data" if is_sample else "real data"
    return f"{name} ({code}, {kind})" if name else f"{code} ({kind})"


def wrong_municipality(
    path: Path, city: City, code: str, is_sample: bool, name: str = ""
) -> WrongMunicipality:
    """The refusal of a file that says it is of ``code``."""
    command = build_command(city)
    return WrongMunicipality(
        f"{path} holds {described(code, is_sample, name)}, the configuration "
        f"wants {described(city.code, city.is_sample, city.name)}: set another data_dir in "
        f"{city.folder / 'city.toml'} or move the file away, then run `{command}`.",
        path=path,
        command=command,
    )
