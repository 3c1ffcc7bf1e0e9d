"""The clerk's way in, to its end: drop a file, look, confirm, publish, and see it on the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from etl.pipeline import run
from machimori.city import load_city
from tests.browser.conftest import Visit
from tests.etl.conftest import HEADER, shelter_row, table
from tests.served import Served, serving

pytestmark = pytest.mark.browser
CITY = """# 見本区の設定
name = "見本区"
code = "131016"
bbox = [139.70, 35.65, 139.80, 35.72]
metric_crs = "EPSG:6677"
is_sample = true

[[sources.facilities]]
id = "shelters"
title = "見本避難所一覧" # 毎年更新
path = "shelters.csv"
is_sample = true

[[sources.facility_status]]
id = "status"
title = "見本の開設状況"
path = "status"
is_sample = true
"""
STATUS = "名称,開設状況,避難者数,時点\n"


def write_list(path: Path, *rows: str) -> Path:
    path.write_text("\r\n".join([HEADER, *rows]) + "\r\n", encoding="cp932")
    return path


def write_status(path: Path, hour: int, *counts: tuple[int, int]) -> Path:
    rows = (f"見本第{n}小学校,開設,{people},2026-11-21 {hour}:00\n" for n, people in counts)
    path.write_text(STATUS + "".join(rows), encoding="utf-8")
    return path


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Served]:
    (tmp_path / "city.toml").write_text(CITY, encoding="utf-8")
    write_list(tmp_path / "shelters.csv", *(shelter_row(n) for n in range(1, 8)))
    (tmp_path / "status").mkdir()
    write_status(tmp_path / "status" / "状況.csv", 10, (1, 80), (2, 90))
    assert run(load_city(tmp_path)).success
    with serving(tmp_path) as running:
        yield running


def test_a_dropped_file_is_published_after_confirmation(
    town: Served, visit: Callable[..., Visit], tmp_path: Path
) -> None:
    window = visit(1440, at=town.url)
    page = window.page
    page.goto(f"{town.url}/load")
    page.fill("[name=m_passphrase]", town.passphrase, timeout=60_000)
    page.fill("[name=m_name]", "見本 花子")
    page.fill("[name=m_section]", "情報課")
    page.press("[name=m_section]", "Enter")
    page.wait_for_selector("[data-testid=stFileUploader]", timeout=60_000)
    newer = write_list(
        tmp_path / "令和8年度.csv",
        *(shelter_row(n) for n in range(1, 7)),
        shelter_row(8, name="見本新館"),
        shelter_row(9, latitude=45.0),
    )
    page.set_input_files("input[type=file]", str(newer))
    page.get_by_text("令和8年度.csv を shelters として公開").wait_for(timeout=90_000)
    report = page.text_content("[data-testid=stMain]") or ""  # examples are folded away
    assert "見本新館" in report  # what would be added
    assert "見本第7小学校" in report  # what would be removed
    publish(page)
    warehouse = tmp_path / "warehouse.duckdb"
    names = table(warehouse, "SELECT DISTINCT name FROM wh.marts.facilities ORDER BY 1")["name"]
    assert names.tolist() == ["見本新館", *(f"見本第{n}小学校" for n in range(1, 7))]
    configuration = (tmp_path / "city.toml").read_text(encoding="utf-8")
    assert "# 毎年更新" in configuration
    assert 'path = "shelters.csv"' not in configuration
    assert run(load_city(tmp_path)).runs[0].accepted == 7

    # A moment of a series, under a name the series has: it joins, and nothing goes.
    (tmp_path / "later").mkdir()
    later = write_status(tmp_path / "later" / "状況.csv", 11, (1, 120))
    page.set_input_files("input[type=file]", str(later))
    page.get_by_text("状況.csv を status として公開").wait_for(timeout=90_000)
    report = page.text_content("[data-testid=stMain]") or ""
    assert "前のファイルに加わります" in report
    assert "いま 2行 → 公開後 3行（追加 1・削除 0・変更 0・同じ 2）" in report
    publish(page)
    counts = table(
        warehouse, "SELECT headcount FROM wh.marts.facility_status_history ORDER BY headcount"
    )["headcount"]
    assert counts.tolist() == [80, 90, 120]
    kept = sorted((tmp_path / "status").rglob("*.csv"))
    assert [one.name for one in kept] == ["状況.csv", "状況.csv"]
    assert (tmp_path / "city.toml").read_text(encoding="utf-8") == configuration
    page.goto(f"{town.url}/health?source=status")
    page.get_by_text("見本 花子（情報課）", exact=True).wait_for(timeout=60_000)


def publish(page: Page) -> None:
    """Confirm and publish what is being shown."""
    page.get_by_text("として公開することを確かめました").click()
    page.get_by_role("button", name="公開する", exact=True).click()
    page.get_by_text("公開しました", exact=True).wait_for(timeout=90_000)
