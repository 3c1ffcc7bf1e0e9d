"""A dropped file that is one more moment of a series: laid beside the others, never over one."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from pathlib import Path
from typing import Any

from machimori.city import City
from machimori.ui.load_jobs import plain_name


@dataclass(frozen=True)
class Filed:
    """Where a file lies in its series; ``is_new`` is false where its bytes were there before."""

    path: Path
    is_new: bool

    def take_out(self) -> None:
        """Undo: take a file out again that was new, and the folder made for it."""
        if self.is_new:
            self.path.unlink(missing_ok=True)
            if self.path.parent.name.startswith(_RECEIVED):
                with suppress(OSError):  # others arrived in it meanwhile
                    self.path.parent.rmdir()


#: Folders for files whose name is taken. The date stands there and not in the file's name, since
#: a name's date is read as the moment the file speaks of.
_RECEIVED = "received_"


def folder_for(city: City, said: dict[str, Any], *, is_new: bool) -> Path | None:
    """Say which folder a checked file is added to; None where it replaces the entry's file.

    Args:
        city: the municipality.
        said: the check's report: ``is_series``, ``folder`` and ``source_id``.
        is_new: whether the configuration has no entry of that id yet: a series then begins.
    """
    if said["folder"]:
        return Path(said["folder"])
    if said["is_series"] and is_new:
        return city.data_path / "incoming" / plain_name(said["source_id"])
    return None


def same_in(folder: Path, upload: Path) -> Path | None:
    """The file of the folder that has the same bytes, whatever it is called."""
    size = upload.stat().st_size
    wanted = _sha256(upload)
    for one in _files(folder):
        if one.stat().st_size == size and _sha256(one) == wanted:
            return one
    return None


def file_into(folder: Path, upload: Path, *, now: datetime) -> Filed:
    """Lay a file into a series at one stroke; no file that is there is ever written over.

    Args:
        folder: of the series; made where it is not there yet.
        upload: the file, with the name it came with.
        now: the clock's time in the municipality's zone, for the folder of a second file of one
            name.

    Raises:
        OSError: the folder can't be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    held = same_in(folder, upload)
    if held is not None:
        return Filed(held, is_new=False)
    arriving = folder / f".{secrets.token_hex(8)}.part"
    try:
        shutil.copyfile(upload, arriving)
        with arriving.open("rb") as file:
            os.fsync(file.fileno())
        for place in _places(folder, plain_name(upload.name), now):
            place.parent.mkdir(exist_ok=True)
            with suppress(FileExistsError):
                os.link(arriving, place)  # refuses a name that is taken, whoever was faster
                return Filed(place, is_new=True)
    finally:
        arriving.unlink(missing_ok=True)
    raise AssertionError("the names never end")


def _places(folder: Path, name: str, now: datetime) -> Iterator[Path]:
    yield folder / name
    stamp = f"{_RECEIVED}{now:%Y-%m-%d_%H%M%S}"
    yield folder / stamp / name
    for number in count(2):
        yield folder / f"{stamp}_{number}" / name


def _files(folder: Path) -> Iterator[Path]:
    if folder.is_dir():
        yield from (
            one for one in sorted(folder.rglob("*")) if one.is_file() and one.name[0] != "."
        )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
