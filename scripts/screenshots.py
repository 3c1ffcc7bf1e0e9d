"""Take the pictures of docs/screenshots: each reader's page, from a running dashboard.

Usage: ``python scripts/screenshots.py [--city sample] [--out docs/screenshots] [--all]``. Starts
the dashboard on a free port, signs in with its own passphrase for the staff pages, and stops it.
Takes what the README shows; with ``--all``, every page at both widths.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

TOP = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(TOP))

from machimori.city import current_city  # noqa: E402 - the project is not installed
from machimori.ui.navigation import PAGES  # noqa: E402

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
#: Page and width of the README's pictures.
SHOWN = {"overview_phone", "shelters_phone", "board_desk", "triage_desk", "health_desk"}
WIDTHS = {"phone": (390, 844), "desk": (1440, 900)}
_SECONDS_TO_START = 90


@contextmanager
def dashboard() -> Iterator[str]:
    """The address of a dashboard that runs as long as the block.

    Raises:
        SystemExit: it does not come up.
    """
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-m", "machimori", "serve", "--port", str(port)],
        cwd=TOP,
        stdout=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        _wait(address, process)
        yield address
    finally:
        process.terminate()
        process.wait(30)


def _wait(address: str, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + _SECONDS_TO_START
    while time.monotonic() < until and process.poll() is None:
        try:
            with urllib.request.urlopen(f"{address}/_stcore/health", timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.3)
    sys.exit("the dashboard did not start; run `make run` to see why")


def settle(page: Page) -> None:
    """Wait until the page's script has run and its maps are drawn."""
    page.wait_for_selector("h1")
    page.wait_for_selector(
        "[data-testid=stApp][data-test-script-state=notRunning]", state="attached"
    )
    page.wait_for_timeout(4_000)


def sign_in(page: Page, address: str) -> None:
    """Sign in as a person of the disaster section would."""
    passphrase = (current_city().data_path / "secrets" / "passphrase").read_text("utf-8").strip()
    page.goto(f"{address}/board")
    page.wait_for_selector("#m_passphrase")
    page.fill("#m_passphrase", passphrase)
    page.keyboard.press("Tab")
    page.keyboard.type("見本 太郎")
    page.keyboard.press("Tab")
    page.keyboard.type("防災課")
    page.keyboard.press("Enter")
    page.wait_for_selector(".m-signed-in")


def main() -> None:
    """Open the pages and write what is seen of them."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--city", default=os.environ.get("MACHIMORI_CITY", "sample"))
    options.add_argument("--out", type=Path, default=TOP / "docs" / "screenshots")
    options.add_argument("--all", action="store_true", help="every page at both widths")
    given = options.parse_args()
    os.environ["MACHIMORI_CITY"] = given.city
    given.out.mkdir(parents=True, exist_ok=True)
    with dashboard() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for name, (width, height) in WIDTHS.items():
            context = browser.new_context(
                viewport={"width": width, "height": height},
                locale="ja-JP",
                timezone_id="Asia/Tokyo",
            )
            page = context.new_page()
            page.set_default_timeout(60_000)
            is_signed_in = False
            for entry in sorted(PAGES, key=lambda one: one.reader):
                if not given.all and f"{entry.key}_{name}" not in SHOWN:
                    continue
                if entry.reader == "staff" and not is_signed_in:
                    sign_in(page, address)
                    is_signed_in = True
                page.goto(f"{address}/{entry.url_path}")
                settle(page)
                page.screenshot(path=given.out / f"{entry.key}_{name}.png")
                print(f"{entry.key}_{name}.png")
            context.close()
        browser.close()


if __name__ == "__main__":
    main()
