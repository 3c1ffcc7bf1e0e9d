"""The walk of docs/adding_a_source.md, taken in a copy of the project."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WALK = (ROOT / "docs" / "adding_a_source.md").read_text(encoding="utf-8")
SOURCE = "street_lights"
FIXTURE = f"tests/fixtures/{SOURCE}/{SOURCE}.csv"


def blocks(language: str) -> list[str]:
    """The fenced blocks of a language, in order."""
    return re.findall(rf"^```{language}\n(.*?)^```$", WALK, re.M | re.S)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """What the walk needs of the project."""
    top = tmp_path / "project"
    for name in ("etl", "machimori", "scripts"):
        shutil.copytree(ROOT / name, top / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in (
        "pyproject.toml",
        "dashboard.py",
        "tests/conftest.py",
        "tests/etl/sources/reading.py",
        "cities/sample/city.toml",
    ):
        (top / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, top / name)
    return top


def run(top: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name != "MACHIMORI_CITY"}
    return subprocess.run(
        [sys.executable, *words],
        cwd=top,
        env={**environment, "COLUMNS": "200"},
        capture_output=True,
        text=True,
        timeout=240,
    )


def put(top: Path, name: str, content: str) -> None:
    path = top / name
    assert path.parent.is_dir(), f"the walk writes {name} where there is no such folder"
    path.write_text(content, encoding="utf-8")


@pytest.mark.slow
def test_the_walk_arrives(copy: Path) -> None:
    made = run(copy, "scripts/new_source.py", SOURCE)
    assert made.returncode == 0, made.stderr
    named = re.findall(r"^- `([^`]+)`:", WALK, re.M)
    assert made.stdout.splitlines()[: len(named)] == named

    city = copy / "machimori" / "city.py"
    names = city.read_text(encoding="utf-8")
    city.write_text(
        names.replace('    "open_datasets",\n)', f'    "open_datasets",\n    "{SOURCE}",\n)'),
        "utf-8",
    )
    (csv,) = blocks("csv")
    put(copy, FIXTURE, csv)
    unknown = run(copy, "-m", "etl", "check", FIXTURE, "--as", SOURCE)
    assert unknown.returncode == 1
    assert "No layout" in unknown.stdout
    assert run(copy, "-m", "pytest", f"tests/etl/sources/test_{SOURCE}.py").returncode == 1

    declared, tested = blocks("python")
    table, mart, check = blocks("sql")
    put(copy, f"etl/sources/{SOURCE}.py", declared)
    put(copy, f"etl/models/schema/{SOURCE}.sql", table)
    put(copy, f"etl/models/marts/{SOURCE}.sql", mart)
    put(copy, "etl/checks/street_light_key_is_unique.sql", check)
    put(copy, f"tests/etl/sources/test_{SOURCE}.py", tested)
    known = run(copy, "-m", "etl", "check", FIXTURE)
    assert known.returncode == 0
    assert f"taken for {SOURCE}" in known.stdout
    assert "6 rows in = 4 accepted + 2 rejected + 0 duplicates" in known.stdout
    done = run(copy, "-m", "pytest", f"tests/etl/sources/test_{SOURCE}.py")
    assert done.returncode == 0, done.stdout
