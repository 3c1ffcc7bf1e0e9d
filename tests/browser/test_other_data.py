"""Data that lacks something, and data of somebody else, under a running server."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.browser.conftest import Visit
from tests.served import serving, write_small_city
from tests.store.small_warehouse import write_small_warehouse

pytestmark = pytest.mark.browser


def test_without_borders_a_map_has_its_marks_and_data_of_others_is_refused_in_words(
    visit: Callable[..., Visit], tmp_path: Path
) -> None:
    write_small_city(tmp_path)
    elsewhere = (tmp_path / "city.toml").read_text(encoding="utf-8")
    elsewhere = elsewhere.replace(
        "[139.70, 35.65, 139.80, 35.72]", "[139.735, 35.6, 139.77, 35.67]"
    )
    (tmp_path / "city.toml").write_text(elsewhere, encoding="utf-8")
    warehouse = tmp_path / "warehouse.duckdb"
    write_small_warehouse(warehouse, without=("marts.municipality", "marts.town_blocks"))
    with serving(tmp_path) as running:
        window = visit(390, at=running.url)
        frame = window.go("/shelters").frame_locator("iframe")
        frame.locator(".leaflet-marker-icon").first.wait_for()

        write_small_warehouse(warehouse, code="281000", name="神戸市", build_id="other")
        for path in ("/", "/shelters", "/datasets"):
            window.page.goto(f"{running.url}{path}")
            window.page.get_by_text("別の自治体のデータが置かれています").wait_for()
            said = window.page.inner_text("body")
            assert "見本区（131016）" in said
            assert "Traceback" not in said
            assert "神戸市" not in said
            assert window.page.locator("[data-testid=stException]").count() == 0
        assert (window.errors, window.outside) == ([], [])
