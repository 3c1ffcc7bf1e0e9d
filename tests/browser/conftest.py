"""A real server with the small warehouse, and Chromium that notes every address it asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Dialog,
    Error,
    Page,
    Playwright,
    Request,
    ViewportSize,
    sync_playwright,
)

from tests.browser.chromium import ARGUMENTS, CHROMIUM
from tests.served import Served, serving, write_small_city

OUT = Path(__file__).parent / "out"
#: The beginnings of the elements that stand out to the right, where the page can be moved there.
_STANDS_OUT = """
(() => {
  const moved = [document.documentElement, document.querySelector("[data-testid=stMain]")];
  const wide = moved.filter((one) => one && one.scrollWidth > one.clientWidth + 1);
  const edge = document.documentElement.clientWidth + 1;
  const outside = (one) => one.getBoundingClientRect().right > edge;
  return wide.flatMap((one) =>
    [one, ...[...one.querySelectorAll("*")].filter(outside)].map(
      (it) => `${it.outerHTML.slice(0, 160)} … ${it.textContent.slice(0, 80)}`));
})()
"""


@dataclass
class Visit:
    """An open page and what happened while it was open."""

    page: Page
    url: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    dialogs: list[str] = field(default_factory=list)

    def note_request(self, request: Request) -> None:
        """Keep an address that is not the server's."""
        if not request.url.startswith((self.url, "data:", "blob:", "about:")):
            self.outside.append(request.url)

    def note_error(self, error: Error) -> None:
        """Keep what went wrong in a script."""
        self.errors.append(str(error))

    def note_dialog(self, dialog: Dialog) -> None:
        """Keep what a dialog said, and close it."""
        self.dialogs.append(dialog.message)
        dialog.dismiss()

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

    def scrolls_sideways(self) -> list[str]:
        """What makes the page wider than its window: nothing, where it is not."""
        found: list[str] = self.page.evaluate(_STANDS_OUT)
        return found


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The small city behind a server, for tests that write nothing."""
    yield from _serve(tmp_path_factory)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Another one, for tests that state something; what was stated before may stand there."""
    yield from _serve(tmp_path_factory)


def _serve(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("browser")
    write_small_city(folder)
    with serving(folder) as running:
        yield running


@pytest.fixture(scope="module")
def playwright() -> Iterator[Playwright]:
    """Of one file: while it runs, no other test of the process can have an event loop."""
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def kept_page(browser: Browser) -> Iterator[Page]:
    """One page for the tests of a file: it has read the scripts of the pages already."""
    context = browser.new_context(locale="ja-JP", timezone_id="Asia/Tokyo", accept_downloads=True)
    yield context.new_page()
    context.close()


@pytest.fixture
def visit(
    browser: Browser, served: Served, request: pytest.FixtureRequest
) -> Iterator[Callable[..., Visit]]:
    """Open a window: ``visit(width)`` gives a ``Visit``; ``at`` names another server.

    The first window of a test is the file's page, unless it needs settings or ``is_fresh``.
    """
    contexts: list[BrowserContext] = []
    visits: list[Visit] = []

    def open_window(
        width: int = 1440, *, at: str = "", is_fresh: bool = False, **settings: object
    ) -> Visit:
        size = ViewportSize(width=width, height=844 if width < 600 else 900)
        if visits or settings or is_fresh:
            context = browser.new_context(
                viewport=size,
                locale="ja-JP",
                timezone_id="Asia/Tokyo",
                **settings,  # type: ignore[arg-type]
            )
            contexts.append(context)
            page = context.new_page()
        else:
            page = request.getfixturevalue("kept_page")
            page.set_viewport_size(size)
        page.set_default_timeout(60_000)
        opened = Visit(page, at or served.url)
        visits.append(opened)
        page.on("request", opened.note_request)
        page.on("pageerror", opened.note_error)
        page.on("dialog", opened.note_dialog)
        return opened

    yield open_window
    for opened in visits:
        opened.page.remove_listener("request", opened.note_request)
        opened.page.remove_listener("pageerror", opened.note_error)
        opened.page.remove_listener("dialog", opened.note_dialog)
        if opened.page.context not in contexts:
            _forget(opened.page)
    for context in contexts:
        context.close()


def _forget(page: Page) -> None:
    """Leave nothing of a test in the page but the scripts."""
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear(); sessionStorage.clear()")
    page.context.clear_cookies()
    page.goto("about:blank")
