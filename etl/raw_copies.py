"""Copies of what was fetched by URL: byte for byte, each with a JSON sidecar that says whence."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from etl.contract import FetchError
from machimori.city import SourceConfig


@dataclass(frozen=True)
class Fetched:
    """One file that is here now.

    Attributes:
        path: where it lies.
        file: its name for people.
        origin: the path or URL it was asked for.
        sha256: of its bytes.
        bytes: its size.
        fetched_at: UTC; of a copy the server calls unchanged, the time it said so.
    """

    path: Path
    file: str
    origin: str
    sha256: str
    bytes: int
    fetched_at: dt.datetime


def unchanged(folder: Path, last: dict[str, Any]) -> Fetched:
    """The copy of last time, which the server has just called current."""
    moment = now()
    last["fetched_at"] = moment.isoformat()
    write_sidecar(folder / f"{last['sha256']}.json", last)
    return Fetched(
        folder / Path(str(last["copy"])).name,
        last["file"],
        last["url"],
        last["sha256"],
        last["bytes"],
        moment,
    )


def last_copy(folder: Path, url: str) -> dict[str, Any] | None:
    """The newest sidecar of this URL whose copy still has its bytes."""
    found = []
    for path in folder.glob("*.json"):
        try:
            sidecar = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            continue
        if isinstance(sidecar, dict) and sidecar.get("url") == url and "copy" in sidecar:
            found.append(sidecar)
    for sidecar in sorted(found, key=lambda one: str(one.get("fetched_at")), reverse=True):
        copy = folder / Path(str(sidecar["copy"])).name
        if copy.is_file() and sha256_of(copy) == sidecar.get("sha256"):
            return sidecar
    return None


def write_sidecar(path: Path, document: dict[str, Any]) -> None:
    """Write a sidecar whole or not at all."""
    temporary = path.with_suffix(f".{os.getpid()}.part")
    temporary.write_text(json.dumps(document, ensure_ascii=False, indent=2), encoding="utf-8")
    temporary.replace(path)


def too_large(entry: SourceConfig, place: str, most: int) -> FetchError:
    """Make the error of a file above the limit."""
    return FetchError(
        f"[{entry.id}] {place}: {most >> 20:,} MB より大きいファイルです。"
        "必要な範囲だけのファイルを用意してください。"
        f" / The file is larger than {most >> 20:,} MB; provide a smaller extract."
    )


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def now() -> dt.datetime:
    """This moment in UTC, to the second."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0)
