"""What was told to the public once, by table and period: it is told the same way ever after.

Two releases that differ tell more than each alone: a sum that grew by one shows where a post came
in, although its cell is withheld. So a period is released once, when it is complete, and what was
said of it lies here, in files that are made in one step and never changed. A correction is a
revision that staff ask for; it withholds what was withheld before.
"""

from __future__ import annotations

import json
import os
import re
import uuid
from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from pathlib import Path

from machimori.city import City
from machimori.domain.margins import Grouping, Key
from machimori.store.refusals import StoreError

_FILE = re.compile(r"(?P<window>[0-9]{4}(-[0-9]{2}){0,2}|undated)\.(?P<revision>[0-9]+)\.json")


@dataclass(frozen=True)
class Release:
    """What is told of one period: a number per cell, None where it is withheld.

    ``fingerprint`` is of the counts it was made from: it tells whether they have changed since.
    """

    window: str
    revision: int
    threshold: int
    fingerprint: str
    cells: Mapping[tuple[Grouping, Key], int | None]

    @property
    def withheld(self) -> frozenset[tuple[Grouping, Key]]:
        """The cells nobody is told."""
        return frozenset(cell for cell, value in self.cells.items() if value is None)


class ReleaseLedger:
    """The releases of one table, in a folder of the municipality's data."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def of(cls, city: City, table: str) -> ReleaseLedger:
        """That of a table of a municipality."""
        return cls(city.data_path / "released" / table)

    def state(self) -> Hashable:
        """Stands for all releases: files are only ever added."""
        return frozenset(path.name for path in self._folder.glob("*.json"))

    def releases(self) -> dict[str, Release]:
        """The newest revision of each period, oldest period first.

        Raises:
            StoreError: a file can't be read; nothing may be told without it.
        """
        newest: dict[str, tuple[int, Path]] = {}
        for path in self._folder.glob("*.json"):
            found = _FILE.fullmatch(path.name)
            if found is None:
                continue
            revision = int(found["revision"])
            if revision >= newest.get(found["window"], (0, path))[0]:
                newest[found["window"]] = (revision, path)
        return {window: _read(window, *newest[window]) for window in sorted(newest)}

    def keep(self, release: Release) -> Release:
        """Put a release down for good; who comes second gets that of the first.

        Raises:
            StoreError: it can't be written; then it must not be told either.
        """
        path = self._folder / f"{release.window}.{release.revision}.json"
        made = self._folder / f".{uuid.uuid4().hex}.part"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with made.open("w", encoding="utf-8") as written:
                json.dump(_document(release), written, ensure_ascii=False)
                written.flush()
                os.fsync(written.fileno())
            try:
                os.link(made, path)  # fails where one is there already: nothing is written over
            except FileExistsError:
                return _read(release.window, release.revision, path)
            finally:
                made.unlink(missing_ok=True)
        except OSError as problem:
            raise StoreError(
                f"{path} can't be written ({problem.strerror}): what is published has to be kept "
                "there. Let the server write to that folder.",
                path=path,
                command=f"chmod u+w {self._folder}",
            ) from problem
        return release


def _document(release: Release) -> dict[str, object]:
    return {
        "threshold": release.threshold,
        "fingerprint": release.fingerprint,
        "cells": [[grouping, key, value] for (grouping, key), value in release.cells.items()],
    }


def _read(window: str, revision: int, path: Path) -> Release:
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        cells = {(tuple(grouping), tuple(key)): value for grouping, key, value in document["cells"]}
        return Release(window, revision, document["threshold"], document["fingerprint"], cells)
    except (OSError, ValueError, KeyError, TypeError) as problem:
        raise StoreError(
            f"{path} can't be read. It holds what was published; put it back from a backup.",
            path=path,
            command=f"ls -l {path}",
        ) from problem
