"""Small secrets of one municipality in ``data_dir/secrets``, readable by their owner only."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from machimori.city import City


def folder(city: City) -> Path:
    """The folder of secrets, made for its owner only."""
    path = city.data_path / "secrets"
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    return path


def kept(path: Path, make: Callable[[], str]) -> str:
    """The secret in a file; made once, whoever comes first, and never half written."""
    try:
        return path.read_text(encoding="utf-8").strip()
    except FileNotFoundError:
        made = _written_beside(path, make())
        try:
            os.link(made, path)
        except FileExistsError:
            pass  # another process was first; its secret holds
        finally:
            made.unlink()
        return path.read_text(encoding="utf-8").strip()


def replace(path: Path, secret: str) -> None:
    """Put another secret in the file's place in one step."""
    _written_beside(path, secret).replace(path)


def _written_beside(path: Path, secret: str) -> Path:
    made = path.with_name(f"{path.name}.{secrets.token_hex(6)}")
    handle = os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(secret + "\n")
        file.flush()
        os.fsync(file.fileno())
    return made
