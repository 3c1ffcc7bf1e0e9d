"""Documents that were sent out, kept as they were: the next revision is held against the last.

One folder per document in the municipality's data folder, one file per revision. A revision is
written once; two who press at the same time get one revision, not two.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

from machimori.city import City

_NAME = re.compile(r"(\d{4})\.xml")
_FOLDER = re.compile(r"[A-Za-z0-9_.-]{1,80}")


class AlreadyIssued(Exception):
    """Somebody else has issued this revision in the meantime."""


@dataclass(frozen=True)
class Issued:
    """One revision that was sent out."""

    revision: int
    content: bytes
    path: Path


def revisions(city: City, document: str) -> list[int]:
    """Numbers of the revisions there are, in order."""
    folder = _folder(city, document)
    if not folder.is_dir():
        return []
    found = (_NAME.fullmatch(one.name) for one in folder.iterdir())
    return sorted(int(one.group(1)) for one in found if one)


def last(city: City, document: str) -> Issued | None:
    """The newest revision; None before the first."""
    numbers = revisions(city, document)
    return one(city, document, numbers[-1]) if numbers else None


def one(city: City, document: str, revision: int) -> Issued | None:
    """A revision by its number; None where there is none."""
    path = _folder(city, document) / f"{revision:04d}.xml"
    return Issued(revision, path.read_bytes(), path) if path.is_file() else None


def issue(city: City, document: str, revision: int, content: bytes) -> Issued:
    """Keep a revision as it is sent out.

    Raises:
        AlreadyIssued: there is one of that number.
    """
    folder = _folder(city, document)
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{revision:04d}.xml"
    made = folder / f".{revision:04d}.{os.getpid()}.new"
    handle = os.open(made, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(made, path)  # fails where it is there, unlike a rename
        except FileExistsError as there:
            raise AlreadyIssued(str(revision)) from there
    finally:
        made.unlink(missing_ok=True)
    return Issued(revision, content, path)


def _folder(city: City, document: str) -> Path:
    if not _FOLDER.fullmatch(document) or document.startswith("."):
        raise ValueError(f"no folder can be called {document!r}")
    return city.data_path / "issued" / document
