"""What strangers may write, in posts and in published files: on every page read, never run."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from etl.pipeline import run
from machimori import database
from machimori.city import load_city
from machimori.ui.tables import harmless
from tests.browser.conftest import Visit
from tests.etl.conftest import HEADER, shelter_row
from tests.served import Served, serving
from tests.store.small_warehouse import write_small_warehouse

pytestmark = pytest.mark.browser
SCRIPT = "<script>window.top.__hacked=1;alert(1)</script>"
IMAGE = '"><img src=x onerror="window.top.__hacked=1;alert(1)">'
MARK = "</textarea><svg onload=window.top.__hacked=1>`${window.__hacked=1}`[x](javascript:alert(1))"
LONG = "長い文" * 33_333 + "終"
#: What a post says, and what a spreadsheet would take for a formula.
TEXTS = [
    SCRIPT,
    IMAGE,
    MARK,
    '=HYPERLINK("http://elsewhere.invalid","見る")',
    "+1+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(1,1)",
    "\t=1+1",
    "\n=1+1",
    "＝1+1",
    "\u202e穴があいています\u202c",
    LONG,
]
#: Those that are opened one by one; the others are the same to a page.
PICKED = [SCRIPT, IMAGE, MARK, TEXTS[-2], LONG]
#: A name, an address, a condition of a published list.
HOSTILE = f"{IMAGE}{SCRIPT}`${{window.__hacked=1}}`'</script>"
CITY = """
name = "見本区"
code = "131016"
bbox = [139.70, 35.65, 139.80, 35.72]
metric_crs = "EPSG:6677"
is_sample = true

[[sources.facilities]]
id = "shelters"
path = "shelters.csv"
is_sample = true

[[sources.road_reports]]
id = "posts"
path = "posts.csv"
layout = "configured"
is_sample = true
columns = { report_id = "番号", requested_at = "日時", status = "状況", category = "分野", \
description = "内容", latitude = "緯度", longitude = "経度", address = "場所" }
"""


def write_files(folder: Path) -> Path:
    """A list of shelters with hostile names, and a post for each text."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [
        shelter_row(number, name=f'"{SCRIPT}{number}"'.replace(",", "，")) for number in range(1, 7)
    ]
    (folder / "shelters.csv").write_text("\r\n".join([HEADER, *rows]), encoding="utf-8-sig")
    with (folder / "posts.csv").open("w", encoding="utf-8-sig", newline="") as out:
        table = csv.writer(out)
        table.writerow(["番号", "日時", "状況", "分野", "内容", "緯度", "経度", "場所"])
        for number, text in enumerate(TEXTS, 1):
            short = text[:120]
            place = (35.69 + number / 2000, 139.74 + number / 2000)
            table.writerow([number, "2026-11-20 10:00", "受付済", short, text, *place, short])
    (folder / "city.toml").write_text(CITY, encoding="utf-8")
    return folder / "city.toml"


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("strangers")
    result = run(load_city(write_files(folder)))
    assert result.success, [one.error for one in result.runs]
    assert [one.accepted for one in result.runs] == [6, len(TEXTS)]
    published_by_strangers(folder)
    with serving(folder) as running:
        yield running


def published_by_strangers(folder: Path) -> None:
    """Boxes, figures and datasets beside them, with hostile names, words and addresses."""
    small = write_small_warehouse(folder / "small.duckdb")
    connection = database.connect(folder / "warehouse.duckdb")
    connection.execute(f"ATTACH '{small}' AS small (READ_ONLY)")
    for mart in ("food_drive_points", "indicators", "open_datasets"):
        connection.execute(f"INSERT INTO marts.{mart} BY NAME FROM small.marts.{mart}")
    connection.execute(
        "UPDATE marts.food_drive_points SET name = ?, conditions = ?, operator = ?", [HOSTILE] * 3
    )
    connection.execute("UPDATE marts.facilities SET address = ?", [HOSTILE])
    connection.execute("UPDATE marts.indicators SET name = ?", [HOSTILE])
    connection.execute(
        "UPDATE marts.open_datasets SET title = ?, url = ?",
        [HOSTILE, "javascript:window.__hacked=1"],
    )
    connection.execute("CHECKPOINT")
    connection.close()


@pytest.fixture
def window(visit: Callable[..., Visit], hostile: Served) -> Visit:
    """A window at the hostile municipality."""
    return visit(1440, at=hostile.url)


def sign_in(window: Visit, hostile: Served) -> None:
    window.page.goto(f"{hostile.url}/board")
    window.page.fill("#m_passphrase", hostile.passphrase)
    window.page.fill("[name=m_name]", "見本 太郎")
    window.page.fill("[name=m_section]", "道路課")
    window.page.press("[name=m_section]", "Enter")
    window.page.wait_for_selector(".m-signed-in")


def nothing_ran(window: Visit) -> None:
    page = window.page
    for frame in page.frames:
        assert frame.evaluate("window.__hacked") is None
        assert frame.locator("img[src='x'], svg[onload], a[href^='javascript']").count() == 0
    assert window.dialogs == []
    assert window.outside == []
    assert page.locator("[data-testid=stException]").count() == 0


def saved(page: Page, link: str) -> list[list[str]]:
    with page.expect_download() as waiting:
        page.locator(link).first.click()
    text = Path(waiting.value.path()).read_text(encoding="utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("path", ["/", "/shelters", "/food", "/indicators?theme=all", "/datasets"])
def test_public_pages(window: Visit, path: str) -> None:
    page = window.go(path)
    if path in ("/", "/shelters", "/food"):
        mark = page.frame_locator("iframe").locator(".leaflet-marker-icon").first
        mark.wait_for()
        mark.click()
        page.frame_locator("iframe").locator(".leaflet-popup-content strong").wait_for()
    window.settle()
    nothing_ran(window)
    assert "穴があいています" not in window.page.content()


def test_staff_pages(window: Visit, hostile: Served) -> None:
    sign_in(window, hostile)
    for path in ("/board", "/triage", "/health?source=posts", "/load"):
        window.go(path)
        nothing_ran(window)
    window.go("/triage?scope=すべて")
    for number, text in enumerate(TEXTS, 1):
        if text not in PICKED:
            continue
        window.page.locator(f'tr[data-row="posts:{number}"] .m-row-button').click()
        window.page.wait_for_url(f"**post=posts%3A{number}*")
        stranger = window.page.locator(".m-stranger").first
        stranger.get_by_text(text.strip().strip("\u202e\u202c")[:12]).first.wait_for()
        window.settle()
        shown = stranger.inner_text()
        assert text.strip().strip("\u202e\u202c")[:20] in shown, number
        assert "\u202e" not in shown  # it would turn what stands after it around
        nothing_ran(window)


def test_no_cell_of_a_file_is_a_formula(window: Visit, hostile: Served) -> None:
    sign_in(window, hostile)
    window.go("/triage?scope=すべて")
    rows = saved(window.page, ".m-file-queue")
    assert len(rows) == len(TEXTS) + 1
    cells = [cell for row in rows for cell in row]
    assert any(cell.startswith("'=HYPERLINK") for cell in cells)
    assert any(cell.startswith("'+1+cmd") for cell in cells)
    numbers = [cell for cell in cells if cell.replace("-", "", 1).replace(".", "", 1).isdigit()]
    assert [cell for cell in cells if cell not in numbers and harmless(cell) != cell] == []
    window.go("/datasets")
    for key in ("facilities", "food_drive_points", "open_datasets"):
        link = f".m-file-{key}"
        window.page.locator(link).wait_for()
        cells = [cell for row in saved(window.page, link) for cell in row]
        assert [cell for cell in cells if cell[:1] in "=+@\t" and cell] == []
