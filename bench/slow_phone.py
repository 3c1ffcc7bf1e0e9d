"""First views in Chromium as on a cheap phone: 1.6 Mbit/s, 150 ms, processor 4 times slower.

Lighthouse's own throttling of a mobile run, through the developer protocol: largest contentful
paint, layout shift, and every byte on the wire until the page has loaded; what comes later (a map
on top of its list) is counted by itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser

BITS_PER_SECOND, DELAY_MS, SLOWER = 1_600_000, 150, 4
#: How long after loading shifts and late requests are still counted.
_AFTER_MS = 2_500
_OBSERVE = """
window.seen = { lcp: 0, cls: 0 };
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) window.seen.lcp = one.startTime;
}).observe({ type: "largest-contentful-paint", buffered: true });
new PerformanceObserver((list) => {
  for (const one of list.getEntries()) if (!one.hadRecentInput) window.seen.cls += one.value;
}).observe({ type: "layout-shift", buffered: true });
"""


@dataclass(frozen=True)
class View:
    """One first visit."""

    lcp_s: float
    cls: float
    bytes: int  # on the wire, until the page had loaded
    later: int  # on the wire, afterwards
    requests: int


def first_view(browser: Browser, address: str) -> View:
    """Visit with nothing kept."""
    context = browser.new_context(
        viewport={"width": 390, "height": 844}, device_scale_factor=2, service_workers="block"
    )
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
    session.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    sizes: list[int] = []
    session.on("Network.loadingFinished", lambda one: sizes.append(int(one["encodedDataLength"])))
    page.add_init_script(_OBSERVE)
    page.goto(address, wait_until="load")
    before = len(sizes)
    page.wait_for_timeout(_AFTER_MS)
    seen: dict[str, Any] = page.evaluate("window.seen")
    found = View(
        lcp_s=seen["lcp"] / 1000,
        cls=seen["cls"],
        bytes=sum(sizes[:before]),
        later=sum(sizes[before:]),
        requests=before,
    )
    context.close()
    return found
