"""Whatever moment a build dies, a reader finds a complete warehouse."""

from __future__ import annotations

import os
import random
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from etl.pipeline import run
from tests.etl.conftest import city_of, shelter_row, table
from tests.forked import forks

ROOT = Path(__file__).resolve().parents[2]
COMPLETE = (
    "SELECT (SELECT count(*) FROM wh.meta.build) AS builds, "
    "(SELECT count(DISTINCT name) FROM wh.marts.facilities) AS facilities, "
    "(SELECT count(*) > 0 FROM wh.meta.rules) AS has_rules"
)


def command(config: Path) -> list[str]:
    return [sys.executable, "-m", "etl", "run", "--config", str(config), "--json"]


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_killed_at_twenty_random_moments(config: Path) -> None:
    city = city_of(config)
    with forks("tests.etl.forked_build") as builds:
        builds.start("build", str(config))
        assert builds.end().value is True
        moments = random.Random(20)  # noqa: S311 - moments, not secrets
        killed = 0
        for _ in range(20):
            process = builds.start("build", str(config))
            time.sleep(moments.uniform(0, 0.4))
            with suppress(ProcessLookupError):
                os.kill(process, signal.SIGKILL)
            killed += builds.end().status == -signal.SIGKILL
            assert table(city.warehouse_path, COMPLETE).to_dict("records") == [
                {"builds": 1, "facilities": 10, "has_rules": True}
            ]
    assert killed >= 10
    run(city)
    assert [file.name for file in city.data_path.glob("warehouse.duckdb.*")] == []


def test_stray_wal_is_not_replayed_into_the_new_file(config: Path) -> None:
    city = city_of(config)
    run(city)
    stray = Path(f"{city.warehouse_path}.wal")
    stray.write_bytes(b"left by a killed writer of another program")
    # A reader attaches the old file for its last good rows, which a foreign .wal must not stop.
    result = run(city)
    assert result.success
    assert not stray.exists()


def test_full_disk_keeps_the_old_warehouse(
    config: Path, write_shelters: Callable[..., Path]
) -> None:
    city = city_of(config)
    run(city)
    before = city.warehouse_path.read_bytes()
    write_shelters(*(shelter_row(number) for number in range(1, 12)))

    def small_files() -> None:
        limit = 256 * 1024
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    done = subprocess.run(
        ["env", "PYTHONDONTWRITEBYTECODE=1", *command(config)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=small_files,
    )
    assert done.returncode == 1, done.stderr
    assert "the old warehouse stays in place" in done.stdout
    assert "Traceback" not in done.stderr
    assert city.warehouse_path.read_bytes() == before


def test_two_builds_of_one_warehouse_do_not_run_at_once(config: Path) -> None:
    from etl.build import BuildInProgress, only_builder

    city = city_of(config)
    with (
        only_builder(city, city.warehouse_path),
        pytest.raises(BuildInProgress, match="another build"),
    ):
        run(city)
