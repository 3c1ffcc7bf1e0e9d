"""A real server with the small warehouse, and Chromium that notes every address it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.served import Served, serving, write_small_city

OUT = Path(__file__).parent / "out"


@dataclass
class Visit:
    """An open page and what happened while it was open."""

    page: Page
    url: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def go(self, path: str) -> Page:
        """Open a path of the server and wait until its script has run and its maps stand."""
        self.page.goto(f"{self.url}{path}")
        self.page.wait_for_selector("h1")
        self.settle()
        return self.page

    def settle(self) -> None:
        """Wait until the script has run through."""
        self.page.wait_for_selector(
            "[data-testid=stApp][data-test-script-state=notRunning]", state="attached"
        )
        self.page.wait_for_timeout(400)

    def scrolls_sideways(self) -> bool:
        """Whether the page is wider than its window."""
        found: bool = self.page.evaluate(
            "[document.documentElement, document.querySelector('[data-testid=stMain]')]"
            ".some((one) => one.scrollWidth > one.clientWidth + 1)"
        )
        return found


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("browser")
    write_small_city(folder)
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield opened
        opened.close()


@pytest.fixture
def visit(browser: Browser, served: Served) -> Iterator[Callable[..., Visit]]:
    """Open a window: ``visit(width)`` gives a ``Visit``; ``at`` names another server."""
    contexts = []

    def open_window(width: int = 1440, *, at: str = "", **settings: object) -> Visit:
        height = 844 if width < 600 else 900
        context = browser.new_context(
            viewport={"width": width, "height": height},
            locale="ja-JP",
            timezone_id="Asia/Tokyo",
            **settings,  # type: ignore[arg-type]
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(60_000)
        opened = Visit(page, at or served.url)
        page.on(
            "request",
            lambda one: (
                opened.outside.append(one.url)
                if not one.url.startswith((opened.url, "data:", "blob:"))
                else None
            ),
        )
        page.on("pageerror", lambda error: opened.errors.append(str(error)))
        return opened

    yield open_window
    for context in contexts:
        context.close()
