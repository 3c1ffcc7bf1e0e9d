"""Reruns of every page by a reader who changes one filter after another, on the real server.

Targets: p95 300 ms with the sample, 500 ms with 1,000,000 road posts beside it. Every change is
one that this server has not answered before, as long as the page's fields have values left, so
no answer comes out of a cache filled by the change before. Wall time is that of the reader, from
sending the change to the end of the run; beside it the server's processor time of the same run,
which other work on the machine touches less.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from statistics import median, quantiles

from bench.page_session import Field, PageSession, Run, Server, reading, serving
from bench.sample_city import build, write_sample_city
from machimori.city import City
from machimori.ui.navigation import PAGES

POSTS = 1_000_000
TARGETS_MS = {0: 300, POSTS: 500}
RERUNS = 24
#: The load of files has no filter to change.
_WITHOUT = ("load",)
#: Choosing another language is the change only where a page has no other.
_LANGUAGE = "lang"


def main(reruns: int = RERUNS) -> list[str]:
    """One line per page and size."""
    lines = [f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"]
    for posts, target in TARGETS_MS.items():
        with tempfile.TemporaryDirectory() as folder:
            city = write_sample_city(Path(folder), posts=posts)
            build(city)
            lines.append(f"the sample and {posts:,} posts" if posts else "the sample")
            lines += measured(city, target, reruns)
    return lines


def measured(city: City, target: int, reruns: int = RERUNS) -> list[str]:
    """Lines of every page of one municipality."""
    with serving(city) as server:
        return [
            _line(page.key, *_reruns(server, city, page.url_path, reruns), target)
            for page in PAGES
            if page.key not in _WITHOUT
        ]


def _reruns(server: Server, city: City, address: str, reruns: int) -> tuple[Run, list[Run]]:
    with reading(server, city, address) as session:
        first = session.open()
        return first, [_next(session, number) for number in range(reruns)]


def _next(session: PageSession, number: int) -> Run:
    """Change the fields in turn, each to its values in turn."""
    fields = [one for one in session.fields.values() if one.name != _LANGUAGE]
    fields = fields or [session.fields[_LANGUAGE]]
    field: Field = fields[number % len(fields)]
    step = number // len(fields) + 1
    return session.change(field, field.options[step % len(field.options)])


def _line(name: str, first: Run, runs: list[Run], target: int) -> str:
    walls = [one.seconds * 1000 for one in runs]
    used = [one.processor_seconds * 1000 for one in runs]
    p95, busy = quantiles(walls, n=20)[-1], quantiles(used, n=20)[-1]
    return (
        f"{name:10} p95 {p95:5.0f} ms (at most {target})  median {median(walls):5.0f}"
        f"  processor p95 {busy:5.0f} ms  first {first.seconds * 1000:5.0f} ms"
        f"  {max(one.bytes for one in runs) / 1000:6.0f} kB"
    )
