"""What was told and what has changed since, on the command line; and telling a month anew."""

from __future__ import annotations

import shutil
from pathlib import Path

from typer.testing import CliRunner

from machimori import database
from machimori.city import load_city
from machimori.privacy_commands import privacy_app
from machimori.store.queries import road_release
from machimori.store.warehouse import open_warehouse
from tests.served import CITY_TOML
from tests.store.small_warehouse import write_small_warehouse


def test_a_changed_month_is_named_and_told_anew_when_staff_say_so(tmp_path: Path) -> None:
    path = tmp_path / "city.toml"
    path.write_text(CITY_TOML.replace("is_sample = true", "is_sample = false"), encoding="utf-8")
    city = load_city(path)
    write_small_warehouse(city.warehouse_path, is_sample=False)
    run = CliRunner()
    before = run.invoke(privacy_app, ["list", "--city", str(path)])
    month = min(road_release.margins(open_warehouse(city), city))
    assert (before.exit_code, f"{month}: not told yet" in before.output) == (0, True)
    road_release.monthly(open_warehouse(city), city)
    made = tmp_path / "new.duckdb"
    shutil.copy(city.warehouse_path, made)
    connection = database.connect(made)
    connection.execute(
        "INSERT INTO marts.road_reports SELECT * REPLACE ('x' || report_id AS report_id) "
        "FROM marts.road_reports"
    )
    connection.close()
    made.replace(city.warehouse_path)
    listed = run.invoke(privacy_app, ["list", "--city", str(path)]).output
    assert f"{month}: revision 1" in listed
    assert "the data has changed since" in listed
    revised = run.invoke(privacy_app, ["revise", month, "--city", str(path)])
    assert (revised.exit_code, revised.output) == (0, f"{month}: revision 2\n")
    wrong = run.invoke(privacy_app, ["revise", "1999-01", "--city", str(path)])
    assert wrong.exit_code == 2
    assert "no complete month" in wrong.output
