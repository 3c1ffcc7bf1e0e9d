"""Write the whole public site, and write it again after an event, a minute and a build.

Targets: full publish of the sample 20 s, an event's change 2 s; the first view of every page with
all it asks for 200 KB. Pages of figures change with a build alone: what an event writes anew is
counted too. Process seconds stand beside the clock's, for the machine may have other work.
"""

from __future__ import annotations

import os
import re
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from urllib.parse import urljoin

from bench.sample_city import build, write_sample_city
from machimori.city import City
from machimori.domain.vocabulary import Mode, Role
from machimori.site.facts import gather
from machimori.site.files import file_of, files
from machimori.site.live import LiveSite, Release
from machimori.site.watch import publish
from machimori.site.write import write
from machimori.store.clock import real_now
from machimori.store.desk import Desk
from machimori.store.journal import current_journal
from machimori.store.queries.facility_roles import facility_roles
from machimori.store.warehouse import current_warehouse

FULL_S, EVENT_S, FIRST_VIEW_KB = 20.0, 2.0, 200
EVENTS = 3
_ASKED = re.compile(rb'<(?:link rel="stylesheet" href|script src)="([^"]+)"')


def main() -> list[str]:
    """Seconds of each writing, files written anew, and the heaviest first views."""
    with tempfile.TemporaryDirectory() as folder:
        city = write_sample_city(Path(folder))
        build(city)
        return _measured(city, Path(folder) / "www")


def _measured(city: City, target: Path) -> list[str]:
    site = LiveSite()
    lines = [f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"]
    lines.append(_line("full publish", FULL_S, target, lambda: publish(city, target, site, None)))
    desk = Desk(city, current_warehouse(city), current_journal(city), "bench", real_now())
    incident = desk.open_incident("計測", Mode.REAL, client_key="open").subject
    roles = facility_roles(desk.warehouse, desk.journal)
    place = min(name for name, role in roles.items() if role == Role.SHELTER)
    for number in range(EVENTS):
        fields = {"opening": "開設", "headcount": 40 + number}
        desk.state(incident, place, fields, client_key=f"state {number}")
        lines.append(_line("an event", EVENT_S, target, lambda: publish(city, target, site, None)))
    later = real_now() + timedelta(minutes=1)
    warehouse, journal = current_warehouse(city), current_journal(city)
    lines.append(
        _line(
            "a minute later",
            EVENT_S,
            target,
            lambda: write(target, files(gather(city, warehouse, journal, now=later))),
        )
    )
    build(city)
    lines.append(_line("a new build", FULL_S, target, lambda: publish(city, target, site, None)))
    return [*lines, *_views(target)]


def _line(what: str, most: float, target: Path, work: Callable[[], Release | Path]) -> str:
    before = _inodes(target)
    started, spent = time.perf_counter(), time.process_time()
    work()
    wall, process = time.perf_counter() - started, time.process_time() - spent
    after = _inodes(target)
    fresh = len(after - before)
    return (
        f"{what}: {wall:.2f} s by the clock, {process:.2f} s of the process (at most {most:.0f}); "
        f"{fresh} of {len(after)} files written, the others taken over"
    )


def _inodes(target: Path) -> set[int]:
    if not target.exists():
        return set()
    return {one.stat().st_ino for one in target.resolve().rglob("*") if one.is_file()}


def _views(target: Path) -> list[str]:
    """Pages with all they ask for before anything is tapped, uncompressed, the heaviest first."""
    here = target.resolve()
    sizes = []
    for page in here.rglob("*.html"):
        content = page.read_bytes()
        path = str(page.relative_to(here))
        asked = {urljoin(f"http://x/{path}", one.decode())[9:] for one in _ASKED.findall(content)}
        if "site." in " ".join(asked) and any(one.endswith(".js") for one in asked):
            asked.add("status.json")
        rest = sum((here / file_of(one)).stat().st_size for one in asked)
        sizes.append(((len(content) + rest) / 1000, path))
    sizes.sort(reverse=True)
    heaviest = ", ".join(f"{path} {size:.0f} KB" for size, path in sizes[:3])
    over = sum(size > FIRST_VIEW_KB for size, _ in sizes)
    total = sum(one.stat().st_size for one in here.rglob("*") if one.is_file()) / 1e6
    return [
        f"first views of {len(sizes)} pages: heaviest {heaviest}; over {FIRST_VIEW_KB} KB: {over}",
        f"the whole site {total:.1f} MB",
    ]
