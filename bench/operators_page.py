"""First view of the operators' page on a slow network, in Chromium told to be on one.

Target: 2 s at 1 Mbit/s and 300 ms delay, 50 KB in all. The delay of the developer protocol is from
request to answer; a telephone's first visit makes a connection before it (TCP and TLS 1.3: two
more round trips, name resolution: another), so that is added and said.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from bench.page_session import serving
from bench.sample_city import build, write_sample_city
from machimori.city import City
from machimori.store.clock import clock_now
from machimori.store.journal import open_journal
from machimori.store.operator_links import OperatorLinks
from machimori.store.queries import operators
from machimori.store.queries.facilities import incident_in_force
from machimori.store.warehouse import open_warehouse
from machimori.wording import LANGUAGES

BITS_PER_SECOND, DELAY_MS = 1_000_000, 300
TARGET_S, LARGEST_BYTES = 2.0, 50_000
ROUND_TRIPS_BEFORE = 3
VISITS = 5
_CHROMIUM = "/usr/bin/chromium"
_DRAWN = """
() => {
  const navigation = performance.getEntriesByType("navigation")[0];
  const paint = performance.getEntriesByName("first-contentful-paint")[0];
  return {
    painted: paint ? paint.startTime : null,
    usable: navigation.domContentLoadedEventEnd,
    bytes: navigation.decodedBodySize, sent: navigation.transferSize,
  };
}
"""


def main(visits: int = VISITS) -> list[str]:
    """One line per language."""
    lines = [f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"]
    with tempfile.TemporaryDirectory() as folder:
        city = write_sample_city(Path(folder))
        build(city)
        path = _path(city)
        with serving(city) as server, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=_CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
            )
            for lang in LANGUAGES:
                address = f"{server.url}{path}?lang={lang}"
                lines.append(_line(lang, [_visit(browser, address) for _ in range(visits)]))
            browser.close()
    return lines


def _path(city: City) -> str:
    """A link of the sample's first facility that a drill is on for."""
    journal, warehouse = open_journal(city), open_warehouse(city)
    incident = incident_in_force(warehouse, journal, now=clock_now(warehouse, journal))
    if incident is None:
        raise RuntimeError("the sample has no incident in force")
    facility_id = operators.facilities(warehouse, journal, incident)["facility_id"].iloc[0]
    links = OperatorLinks(city, journal)
    token = links.token(links.issue(str(facility_id), reporter="bench"))
    journal.close()
    return f"/r/{token}"


def _visit(browser: Browser, address: str) -> dict[str, Any]:
    """A first visit: nothing kept, everything over the slow network."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    session.send(
        "Network.emulateNetworkConditions",
        {
            "offline": False,
            "latency": DELAY_MS,
            "downloadThroughput": BITS_PER_SECOND / 8,
            "uploadThroughput": BITS_PER_SECOND / 8,
        },
    )
    page.goto(address)
    page.wait_for_selector("#form", state="visible")
    page.wait_for_timeout(300)
    found: dict[str, Any] = page.evaluate(_DRAWN)
    context.close()
    return found


def _line(lang: str, found: list[dict[str, Any]]) -> str:
    seen = [max(one["painted"] or 0.0, one["usable"]) / 1000 for one in found]
    connecting = ROUND_TRIPS_BEFORE * DELAY_MS / 1000
    size = max(one["bytes"] for one in found)
    sent = max(one["sent"] for one in found)
    whole = f"{median(seen) + connecting:.2f} s, slowest {max(seen) + connecting:.2f} s"
    return (
        f"{lang:5} {median(seen):.2f} s, slowest {max(seen):.2f} s; with connecting {whole} "
        f"(at most {TARGET_S:g} s); {size:,} bytes, {sent:,} on the wire "
        f"(at most {LARGEST_BYTES:,})"
    )
