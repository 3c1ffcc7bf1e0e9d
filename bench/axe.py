"""Run axe-core in an open page, and tell which template of the site a page is made by.

The library comes with package-lock.json into node_modules/ for tests and measurements alone: it is
not copied to where the pages find their files.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

from machimori.city import REPOSITORY
from machimori.wording import LANGUAGES

_FOLDER = REPOSITORY / "node_modules" / "axe-core"
#: Levels A and AA of WCAG 2.0 to 2.2 (JIS X 8341-3:2016 AA is WCAG 2.0's), and axe's own advice.
LEVELS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_RUN = """
async ([levels, without]) => {
  // What is not laid out yet has no true place: one thing would seem to lie over another.
  const whole = new CSSStyleSheet();
  whole.replaceSync("* { content-visibility: visible !important; }");
  document.adoptedStyleSheets = [whole];
  const found = await axe.run(document, {
    runOnly: { type: "tag", values: levels },
    rules: Object.fromEntries(without.map((rule) => [rule, { enabled: false }])),
    resultTypes: ["violations", "incomplete"],
  });
  document.adoptedStyleSheets = [];
  const told = (one) => ({
    rule: one.id,
    help: one.help,
    places: one.nodes.map((node) => node.target.join(" ") + ": " + node.html.slice(0, 160)),
  });
  return {
    violations: found.violations.map(told),
    unsure: found.incomplete.map(told),
    passed: found.passes.map((one) => one.id),
  };
}
"""


@dataclass(frozen=True)
class Judged:
    """What axe says of one page: rules broken and rules it could not decide, with the places."""

    violations: tuple[dict[str, Any], ...]
    unsure: tuple[dict[str, Any], ...]
    passed: tuple[str, ...]


def version() -> str:
    """Of the library that judges."""
    package = json.loads((_FOLDER / "package.json").read_text(encoding="utf-8"))
    return str(package["version"])


@functools.cache
def script() -> str:
    """The library, to be put into a page.

    Raises:
        FileNotFoundError: ``make install`` has not brought it.
    """
    return (_FOLDER / "axe.min.js").read_text(encoding="utf-8")


def judge(page: Page, levels: Iterable[str] = LEVELS, *, without: Iterable[str] = ()) -> Judged:
    """Judge the page as it stands now, all of it; a map on it once it is drawn.

    Args:
        page: the open page.
        levels: tags of the rules.
        without: rules that are left out.
    """
    wait_for_map(page)
    if not page.evaluate("'axe' in window"):
        page.evaluate(script())
    found = page.evaluate(_RUN, [list(levels), list(without)])
    return Judged(*(tuple(found[key]) for key in ("violations", "unsure", "passed")))


def prepare(page: Page) -> None:
    """Have the library in every page this one opens: sent once instead of for each."""
    page.add_init_script(script())


def wait_for_map(page: Page) -> None:
    """Until a map on the page is drawn, or says that it can't be."""
    if page.locator("#map").count():
        page.wait_for_selector("#map[data-drawn], #map[hidden]", state="attached")


def template(path: str) -> tuple[str, str]:
    """Language and template of a page of the site: pages that differ in content alone share one."""
    folder, _, rest = path.partition("/")
    if folder not in LANGUAGES:
        return "", path
    parts = rest.split("/")
    if len(parts) > 2:  # a folder per theme or per thing: its name is content
        parts[-2] = "*"
    stem, dot, ending = parts[-1].partition(".")
    before, _, number = stem.rpartition("-")
    stem = before if before and number.isdigit() else stem
    if parts[0] == "map" and stem != "index":  # a list per layer: of places, or of towns
        stem = "depth-*" if stem.startswith("depth-") else "*"
    parts[-1] = stem + dot + ending
    return folder, "/".join(parts)


def representatives(paths: Iterable[str]) -> dict[tuple[str, str], str]:
    """Language and template -> the first of its pages."""
    found: dict[tuple[str, str], str] = {}
    for path in sorted(paths):
        if path.endswith(".html"):
            found.setdefault(template(path), path)
    return found
