"""Names and addresses that strangers wrote are read, never run."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from machimori import database
from tests.browser.conftest import Visit
from tests.served import Served, serving, write_small_city

pytestmark = pytest.mark.browser
HOSTILE = (
    '<img src=x onerror="window.top.hit=1"><script>window.top.hit=1</script>'
    "`${window.top.hit=1}`'</script>"
)


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("hostile")
    write_small_city(folder)
    connection = database.connect(folder / "warehouse.duckdb")
    connection.execute("UPDATE marts.facilities SET name = ?, address = ?", [HOSTILE, HOSTILE])
    connection.execute(
        "UPDATE marts.food_drive_points SET name = ?, conditions = ?, operator = ?", [HOSTILE] * 3
    )
    connection.execute("UPDATE marts.indicators SET name = ?", [HOSTILE])
    connection.execute(
        "UPDATE marts.open_datasets SET title = ?, url = ?", [HOSTILE, "javascript:window.hit=1"]
    )
    connection.execute("CHECKPOINT")
    connection.close()
    with serving(folder) as running:
        yield running


@pytest.mark.parametrize("path", ["/", "/shelters", "/food", "/indicators?theme=all", "/datasets"])
def test_nothing_a_stranger_wrote_runs(
    visit: Callable[..., Visit], hostile: Served, path: str
) -> None:
    window = visit(1440, at=hostile.url)
    page = window.go(path)
    if path in ("/", "/shelters", "/food"):
        mark = page.frame_locator("iframe").locator(".leaflet-marker-icon").first
        mark.wait_for()
        mark.click()
        page.frame_locator("iframe").locator(".leaflet-popup-content strong").wait_for()
    window.settle()
    assert page.evaluate("window.hit") is None
    assert page.locator("img[src='x']").count() == 0
    assert page.locator("a[href^='javascript']").count() == 0
    assert window.outside == []
