"""What a map of very many points sends to the browser, counted on the websocket.

Target: 2 MB or less with 100,000 points. The road queue's map with every post in its filter;
points beyond its limit of marks are sent as counts per mesh. The other figure is the map at that
limit, the most single points it ever sends.
"""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from bench.page_session import Run, reading, serving
from bench.sample_city import build, write_sample_city
from machimori.city import City
from machimori.store.queries.triage_map import MAX_MARKS

TARGET_BYTES = 2_000_000
SIZES = (100_000, 1_000_000)
#: The element a pydeck map is sent as.
_MAP = "deck_gl_json_chart"


def main(sizes: tuple[int, ...] = SIZES) -> list[str]:
    """One line per number of posts."""
    lines = [f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"]
    for posts in (MAX_MARKS - 1_000, *sizes):
        with tempfile.TemporaryDirectory() as folder:
            city = write_sample_city(Path(folder), posts=posts)
            build(city)
            lines.append(line(posts, sent(city)))
    return lines


def sent(city: City) -> Run:
    """The first run of the road queue with all posts in its filter: everything is sent."""
    with serving(city) as server, reading(server, city, "triage", query="scope=all") as session:
        return session.open()


def line(posts: int, run: Run) -> str:
    """Bytes of the map and of the whole page, before the websocket compresses them."""
    return (
        f"{posts:9,} posts: map {run.kinds[_MAP] / 1e6:.3f} MB (at most {TARGET_BYTES / 1e6:.0f}), "
        f"whole page {run.bytes / 1e6:.3f} MB"
    )
