"""A build in a process of its own, that may be killed."""

from __future__ import annotations

from pathlib import Path

from etl.pipeline import run
from machimori import database
from machimori.city import load_city

database.connect(threads=1).close()  # the extension's signature is checked before the forks


def build(config: str) -> bool:
    """Build a municipality's warehouse."""
    return run(load_city(Path(config))).success
