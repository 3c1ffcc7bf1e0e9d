"""axe over every page of the sample's static site and the public Streamlit pages; writes the table.

``docs/accessibility.json`` is what the page about accessibility shows and what
``docs/accessibility.md`` refers to: the day, the judge, what was judged and every rule broken.
Each static page is judged 320 px wide (reflow too); one of each template and language also on a
desk, where tables lie as tables, and in the scenes of ``reading_scenes``: keyboard, zoom, spacing,
the reader's colours, rest. What axe could not decide is counted by rule: a person looks.
"""

from __future__ import annotations

import json
import os
import resource
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from bench import axe, reading_scenes
from bench.loopback_site import serving_folder
from bench.page_session import serving
from bench.sample_city import build, write_sample_city
from machimori.city import REPOSITORY
from machimori.site.live import LiveSite
from machimori.site.watch import publish
from machimori.store.clock import real_now
from machimori.ui.navigation import PAGES

RESULT = REPOSITORY / "docs" / "accessibility.json"
PHONE, DESK = reading_scenes.PHONE, {"width": 1280, "height": 800}
_CHROMIUM = "/usr/bin/chromium"
_ARGUMENTS = ["--no-sandbox", "--disable-gpu"]
_PLACES_KEPT = 3


@dataclass
class Found:
    """What was judged so far, and what was broken where."""

    pages: int = 0
    passed: set[str] = field(default_factory=set)
    broken: dict[str, list[str]] = field(default_factory=dict)
    helps: dict[str, str] = field(default_factory=dict)
    unsure: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, judged: axe.Judged) -> None:
        """Take up one page."""
        self.pages += 1
        self.passed.update(judged.passed)
        self.unsure.update(one["rule"] for one in judged.unsure)
        for one in judged.violations:
            self.helps[one["rule"]] = one["help"]
            self.broken.setdefault(one["rule"], []).extend(
                f"{name} {place}" for place in one["places"]
            )

    def add_scenes(self, name: str, broken: Iterable[reading_scenes.Broken]) -> None:
        """Take up what the scenes found on a page."""
        for one in broken:
            self.helps[one.rule] = reading_scenes.HELP[one.rule]
            self.broken.setdefault(one.rule, []).append(f"{name} {one.place}")

    def told(self) -> dict[str, Any]:
        """For the result table: rules broken with some places, and counts."""
        return {
            "pages": self.pages,
            "rules_passed": len(self.passed - set(self.broken)),
            "violations": [
                {
                    "rule": rule,
                    "help": self.helps[rule],
                    "places": len(places),
                    "examples": places[:_PLACES_KEPT],
                }
                for rule, places in sorted(self.broken.items())
            ],
            "undecided": dict(sorted(self.unsure.items())),
        }


def main() -> list[str]:
    """Judge both bodies, write the table, and say in lines what it holds."""
    started = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        city = write_sample_city(Path(folder))
        build(city)
        target = Path(folder) / "www"
        publish(city, target, LiveSite(), None)
        browser = playwright.chromium.launch(executable_path=_CHROMIUM, args=_ARGUMENTS)
        site, templates = _site(browser, target)
        with serving(city) as server:
            dashboard = _dashboard(browser, server.url)
        browser.close()
    table = {
        "date": real_now().date().isoformat(),
        "tool": f"axe-core {axe.version()}",
        "levels": list(axe.LEVELS),
        "widths": [PHONE["width"], DESK["width"]],
        "site": {**site.told(), "templates": templates},
        "dashboard": dashboard.told(),
    }
    RESULT.write_text(json.dumps(table, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = time.process_time() + children.ru_utime + children.ru_stime
    wall = time.perf_counter() - started
    return [
        f"{wall:.0f} s by the clock, {spent:.0f} s of processor; load {os.getloadavg()[0]:.1f}",
        f"axe-core {axe.version()}: static site {site.pages} pages judged ({templates} templates "
        f"and languages, each in {len(reading_scenes.HELP)} scenes too), rules broken: "
        f"{_rules(site)} (target: none)",
        f"Streamlit pages: {dashboard.pages} judged, rules broken: {_rules(dashboard)}",
        f"table written to {RESULT.relative_to(REPOSITORY)}",
    ]


def _rules(found: Found) -> str:
    return ", ".join(f"{rule} {len(places)}x" for rule, places in found.broken.items()) or "none"


def _site(browser: Browser, target: Path) -> tuple[Found, int]:
    """Every page of the site narrow, and one of each template and language wide."""
    folder = target.resolve()
    paths = sorted(str(one.relative_to(folder)) for one in folder.rglob("*.html"))
    chosen = axe.representatives(paths)
    found = Found()
    with serving_folder(folder) as url:
        for viewport, part in ((PHONE, paths), (DESK, list(chosen.values()))):
            page = browser.new_page(viewport=viewport, locale="ja-JP")  # type: ignore[arg-type]
            axe.prepare(page)
            _judge(page, url, part, found, viewport["width"])
            page.close()
        for path in chosen.values():
            page = browser.new_page(viewport=PHONE, locale="ja-JP")  # type: ignore[arg-type]
            page.goto(f"{url}/{path}")
            axe.wait_for_map(page)
            found.add_scenes(path, reading_scenes.broken(page))
            page.close()
    found.pages = len(paths)
    found.passed.update(reading_scenes.HELP)
    return found, len(chosen)


def _judge(page: Page, url: str, paths: Iterable[str], found: Found, width: int) -> None:
    for path in paths:
        page.goto(f"{url}/{path}")
        found.add(path, axe.judge(page))
        if reading_scenes.is_wider(page):
            found.add_scenes(path, [reading_scenes.Broken("reflow", f"{width} px wide")])


def _dashboard(browser: Browser, url: str) -> Found:
    """The public pages of the dashboard, in Japanese."""
    found = Found()
    for one in PAGES:
        if one.reader != "public":
            continue
        page = browser.new_page(viewport=DESK, locale="ja-JP")  # type: ignore[arg-type]
        page.set_default_timeout(90_000)
        page.goto(f"{url}/{one.url_path}?lang=ja")
        page.wait_for_selector("h1")
        page.wait_for_selector(
            "[data-testid=stApp][data-test-script-state=notRunning]", state="attached"
        )
        page.wait_for_timeout(1500)
        found.add(one.url_path or "/", axe.judge(page))
        page.close()
    return found
