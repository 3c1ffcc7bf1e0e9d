"""What loading a file does behind the page: keep the upload, and ask the ETL as a program.

Uploads lie in a folder of their own under ``data_dir``, for this account only, and are not served
to anybody. The ETL runs as a subprocess with ``--json``, so that its memory and its failures are
its own.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import subprocess
import sys
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machimori.city import REPOSITORY, City, current_city_path

#: A check reads the whole file; ten minutes are more than a million rows take.
TIMEOUT_SECONDS = 600
_LONGEST_NAME = 120


@dataclass(frozen=True)
class Answer:
    """What the program said. ``problem`` is set where it said nothing that can be read."""

    document: dict[str, Any]
    problem: str = ""


def keep_upload(city: City, name: str, content: bytes) -> Path:
    """Write an upload where only this account can read it; returns its path."""
    folder = city.data_path / "uploads" / secrets.token_hex(8)
    folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    folder.mkdir(mode=0o700)
    path = folder / plain_name(name)
    path.touch(mode=0o600)
    path.write_bytes(content)
    return path


def drop_upload(city: City, path: Path) -> None:
    """Remove an upload and its folder, if it is one of ours."""
    folder = path.resolve().parent
    if folder.parent == (city.data_path / "uploads").resolve():
        shutil.rmtree(folder, ignore_errors=True)


def plain_name(name: str) -> str:
    """A file name without folders, control characters or a sign of hidden files; never empty."""
    last = name.replace("\\", "/").rsplit("/", 1)[-1]
    kept = "".join(one for one in last if unicodedata.category(one)[0] != "C").strip().lstrip(".~$")
    stem, dot, suffix = kept.rpartition(".")
    if len(kept) > _LONGEST_NAME:
        kept = f"{stem[: _LONGEST_NAME - len(suffix) - 1]}{dot}{suffix}"[:_LONGEST_NAME]
    return kept or "upload"


def publish_copy(city: City, path: Path, source_id: str) -> Path:
    """Copy a checked file to ``incoming/<source id>/``, where a run reads it."""
    folder = city.data_path / "incoming" / plain_name(source_id)
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / path.name
    arriving = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    shutil.copyfile(path, arriving)
    return arriving.replace(target)


def check(path: Path, name: str | None) -> Answer:
    """``python -m etl check``: what the file was taken for, row by row."""
    return _etl("check", str(path), *(["--as", name] if name else []))


def preview(path: Path, source_id: str) -> Answer:
    """``python -m etl preview``: what it would change against the rows in force."""
    return _etl("preview", str(path), "--source", source_id)


def run(path: Path, source_id: str) -> Answer:
    """``python -m etl run --source ID=PATH``: the build, with this place for this source."""
    return _etl("run", "--source", f"{source_id}={path}")


def _etl(command: str, *arguments: str) -> Answer:
    line: Sequence[str] = (
        sys.executable,
        "-m",
        "etl",
        command,
        "--json",
        "--config",
        str(configuration_path()),
        *arguments,
    )
    try:
        done = subprocess.run(  # noqa: S603 - our own program, arguments as a list, no shell
            line,
            cwd=REPOSITORY,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=TIMEOUT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return Answer({}, "timeout")
    try:
        return Answer(json.loads(done.stdout))
    except json.JSONDecodeError:
        last = (done.stderr.strip().splitlines() or [""])[-1]
        return Answer({}, last[:500] or f"exit {done.returncode}")


def configuration_path() -> Path:
    """The ``city.toml`` in force."""
    path = current_city_path().resolve()
    return path / "city.toml" if path.is_dir() else path


def as_configured(configuration: Path, place: Path) -> str:
    """A path as the configuration writes it: relative to its folder where that works."""
    return os.path.relpath(place, configuration.parent)
