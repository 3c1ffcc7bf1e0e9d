"""A real server for tests: ``python -m machimori serve`` on a free port of this machine."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from machimori.city import REPOSITORY
from tests.store.small_warehouse import NOW, write_small_warehouse

CITY_TOML = """
name = "見本区"
name_en = "Sample Ward"
code = "131016"
bbox = [139.70, 35.65, 139.80, 35.72]
metric_crs = "EPSG:6677"
is_sample = true
"""


@dataclass(frozen=True)
class Served:
    """Where a server is, and the folder of its municipality."""

    url: str
    folder: Path
    output: Path

    @property
    def passphrase(self) -> str:
        """The staff passphrase in words."""
        return (self.folder / "secrets" / "passphrase").read_text(encoding="utf-8").strip()


def write_small_city(folder: Path) -> Path:
    """A municipality's folder with the small warehouse; returns its configuration."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "city.toml").write_text(CITY_TOML, encoding="utf-8")
    write_small_warehouse(folder / "warehouse.duckdb")
    return folder / "city.toml"


@contextmanager
def serving(
    folder: Path, *command: str, prepare: Callable[[str], object] | None = None
) -> Iterator[Served]:
    """Serve a municipality's folder; another command than ours is told the port by ``{port}``.

    ``prepare`` is called with the address before the server starts.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = str(probe.getsockname()[1])
    arguments = [part.format(port=port) for part in command] or ["machimori", "serve"]
    if prepare is not None:
        prepare(f"http://127.0.0.1:{port}")
    output = folder / f"output-{port}"
    environment = os.environ | {
        "MACHIMORI_CITY": str(folder / "city.toml"),
        "MACHIMORI_NOW": NOW.isoformat(),
        "PORT": port,
        "PYTHONPATH": str(REPOSITORY),
    }
    with output.open("w", encoding="utf-8") as written:
        process = subprocess.Popen(
            [sys.executable, "-m", *arguments],
            cwd=folder,
            env=environment,
            stdout=written,
            stderr=subprocess.STDOUT,
        )
        try:
            served = Served(f"http://127.0.0.1:{port}", folder, output)
            _wait(served, process)
            yield served
        finally:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait(served: Served, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{served.url}/_stcore/health", timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"no server came up:\n{served.output.read_text(encoding='utf-8')}")


def health(served: Served) -> dict[str, Any]:
    """Body of /healthz."""
    with urllib.request.urlopen(f"{served.url}/healthz", timeout=10) as answer:  # noqa: S310
        found: dict[str, Any] = json.load(answer)
    return found
