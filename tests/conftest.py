"""Fixtures every room shares: the real files where they lie, and a city to work in."""

from __future__ import annotations

import gc
import os
import sys
from pathlib import Path

import pytest
from hypothesis import settings

from machimori.city import City

# Compiled once for every process the suite starts: importing anew costs each a second and more.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# A moment in which the machine is busy is no failure: the suite's own timeout holds.
settings.register_profile("project", deadline=None)
settings.load_profile("project")

REAL_DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "real"


@pytest.fixture
def real_data() -> Path:
    """Folder of the real published files, which are not part of the project."""
    if not REAL_DATA.is_dir():
        pytest.skip(f"the real published files are not at {REAL_DATA}")
    return REAL_DATA


@pytest.fixture
def chiyoda(tmp_path: Path) -> City:
    """千代田区 with everything it writes in a folder of the test."""
    return City(
        name="千代田区",
        code="131016",
        bbox=(139.70, 35.65, 139.80, 35.72),
        metric_crs="EPSG:6677",
        folder=tmp_path,
    )


def pytest_collection_finish() -> None:
    """Leave what was imported out of every later collection of garbage, and collect less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 10, 10)
