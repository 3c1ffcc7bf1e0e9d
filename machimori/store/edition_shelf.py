"""Editions of our open tables: what a table said at a date, under an address that never changes.

An edition is a folder that is put in place in one step and never written again. It is withdrawn,
not rewritten, when something in it may no longer be told; the folder stays, nobody is given it.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import uuid
from collections.abc import Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from machimori.city import City

_VERSION = re.compile(r"(?P<day>\d{4}-\d{2}-\d{2})(?:-(?P<number>\d{1,3}))?")
_NAME = re.compile(r"[a-z0-9_]{1,80}\.[a-z]{2,8}")
_ABOUT = "about.json"


@dataclass(frozen=True)
class Edition:
    """One edition of a table: its version (a date, ``-2`` for a second one of it) and its files."""

    table: str
    version: str
    files: Mapping[str, int]  # name -> bytes
    about: Mapping[str, Any]  # sha256 (of the CSV), issued, threshold

    @property
    def path(self) -> str:
        """Its folder below that of the open files."""
        return f"{self.table}/{self.version}"


class EditionShelf:
    """The editions of a municipality's tables, in a folder of its data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of(cls, city: City) -> EditionShelf:
        """That of a municipality."""
        return cls(city.data_path / "editions")

    def editions(self, table: str) -> list[Edition]:
        """Those of a table, oldest first."""
        found = []
        for folder in self._of(table).glob("*-*-*"):
            about = _about(folder) if _VERSION.fullmatch(folder.name) else None
            if about is not None:
                files = {one.name: one.stat().st_size for one in sorted(folder.iterdir())}
                del files[_ABOUT]
                found.append(Edition(table, folder.name, files, about))
        return sorted(found, key=lambda one: _order(one.version))

    def read(self, table: str, version: str, name: str) -> bytes | None:
        """A file of an edition, or None where there is none of that name."""
        if not (_VERSION.fullmatch(version) and _NAME.fullmatch(name)) or name == _ABOUT:
            return None
        try:
            return (self._of(table) / version / name).read_bytes()
        except OSError:
            return None

    def keep(
        self, table: str, day: date, files: Mapping[str, bytes], about: Mapping[str, Any]
    ) -> None:
        """Put an edition down, unless the newest one says the same.

        Args:
            table: its key.
            day: the date the version is called by.
            files: name -> content.
            about: ``sha256`` tells whether two editions say the same.

        Raises:
            OSError: it can't be written.
        """
        held = self.editions(table)
        if held and held[-1].about["sha256"] == about["sha256"]:
            return
        made = self._of(table) / f".{uuid.uuid4().hex}.part"
        made.mkdir(parents=True)
        try:
            contents = {**files, _ABOUT: json.dumps(dict(about), ensure_ascii=False).encode()}
            with ThreadPoolExecutor(len(contents)) as pool:  # the disk is waited for once
                list(pool.map(lambda name: _write(made / name, contents[name]), contents))
            _put(made, self._of(table), day, {one.version for one in held})
        finally:
            shutil.rmtree(made, ignore_errors=True)

    def prune(self, table: str, *, most: int) -> None:
        """Let go of all but the newest ``most`` editions and the last one of each year."""
        held = self.editions(table)
        last = {one.version[:4]: one.version for one in held}
        for one in held[:-most]:
            if last[one.version[:4]] != one.version:
                shutil.rmtree(self._of(table) / one.version, ignore_errors=True)

    def _of(self, table: str) -> Path:
        if not re.fullmatch(r"[a-z0-9_]{1,80}", table):
            raise ValueError(f"{table!r} is no table")
        return self._folder / table


def _put(made: Path, folder: Path, day: date, taken: Iterable[str]) -> None:
    """Give a finished folder the next free version of its day; one step, nothing is replaced."""
    used = set(taken)
    for number in range(1, 1000):
        version = day.isoformat() if number == 1 else f"{day.isoformat()}-{number}"
        if version in used:
            continue
        try:
            made.rename(folder / version)  # fails where a folder with files in it is there
        except OSError:
            if not (folder / version).exists():
                raise
            continue
        return


def _write(file: Path, content: bytes) -> None:
    with file.open("wb") as written:
        written.write(content)
        written.flush()
        os.fsync(written.fileno())


def _about(folder: Path) -> dict[str, Any] | None:
    try:
        found = json.loads((folder / _ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) and "sha256" in found else None


def _order(version: str) -> tuple[str, int]:
    found = _VERSION.fullmatch(version)
    return (found["day"], int(found["number"] or 1)) if found else (version, 0)
