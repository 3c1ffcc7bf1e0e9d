"""The map of posts at 1,000,000: how soon it stands in Chromium, what it sends, what a tile costs.

Targets: first drawn within 2 s of the page being there (its queue can be read), 1 MB sent for the
map (its library, ground and tiles, as compressed on the way). Measured with every post in the
filter, once with all posts in one ward and once spread over 24. Chromium draws with the processor
here (no graphics card), and shares the machine with the server. Tiles are also asked for one by
one, at every zoom over the middle of a ward and each for the first time.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median, quantiles
from urllib.request import Request, urlopen

from playwright.sync_api import BrowserContext, sync_playwright

from bench.page_session import Server, serving
from bench.sample_city import build, write_sample_city
from etl.sample.ground import ward
from etl.sample.posts import posts_csv_of
from machimori.city import City, load_city
from machimori.domain.map_tiles import Tile, tile_at
from machimori.store.staff_sessions import sessions

POSTS = 1_000_000
WARDS = 24
TARGET_S, TARGET_BYTES = 2.0, 1_000_000
_CHROMIUM = "/usr/bin/chromium"
_DRAWN_BY_PROCESSOR = ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]
_OF_THE_MAP = ("/tiles/", "/vendor/maplibre/", "/vendor/basemap/")
_ROUNDS = 3
_ZOOMS = range(10, 19)
_TILES_PER_SIDE = 3
#: From the corner of the city to the middle of its first ward, in degrees.
_TO_THE_MIDDLE = (0.04, 0.025)


@dataclass(frozen=True)
class Drawn:
    """One first look at the page."""

    after_list_s: float
    bytes: int
    requests: int


def main() -> Iterator[str]:
    """Lines of the dense and the spread city."""
    for name, wards in (("one ward", 1), (f"{WARDS} wards", WARDS)):
        with tempfile.TemporaryDirectory() as folder:
            city = city_of(Path(folder), wards)
            build(city)
            yield f"{POSTS:,} posts in {name}, load of the machine {os.getloadavg()[0]:.1f}"
            yield from measured(city)


def city_of(root: Path, wards: int, posts: int = POSTS) -> City:
    """The sample with so many posts in its ward, or spread over copies of it to the north-east."""
    city = write_sample_city(root, posts=posts if wards == 1 else 1)
    if wards == 1:
        return city
    file = city.folder / "data" / "bench_posts.csv"
    header, *_ = file.read_text(encoding="utf-8").splitlines(keepends=True)
    with file.open("w", encoding="utf-8") as out:
        out.write(header)
        for number in range(wards):
            part = file.with_name("part.csv")
            posts_csv_of(ward(number), part, posts // wards, seed=number + 1)
            with part.open(encoding="utf-8") as given:
                next(given)
                out.writelines(given)
            part.unlink()
    configuration = city.folder / "city.toml"
    said = configuration.read_text(encoding="utf-8").splitlines()
    kept = [line for line in said if not line.startswith(("bbox", "boundary ="))]
    west, south, east, north = city.bbox or (139.72, 35.66, 139.80, 35.71)
    kept.insert(0, f"bbox = [{west}, {south}, {east + 1}, {north + 1}]")
    configuration.write_text("\n".join(kept), encoding="utf-8")
    return load_city(city.folder)


def measured(city: City) -> list[str]:
    """Lines of one municipality: the browser's, then the tiles'."""
    with serving(city) as server:
        cookie, _ = sessions(city).issue("bench", "bench")
        tiles = _tile_lines(server, city, cookie)
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=_CHROMIUM, args=_DRAWN_BY_PROCESSOR
            )
            looks = [_look(browser.new_context(), server, cookie) for _ in range(_ROUNDS)]
            browser.close()
    after = [look.after_list_s for look in looks]
    sent = max(look.bytes for look in looks)
    return [
        f"map drawn after the queue: median {median(after):.2f} s, all"
        f" {', '.join(f'{one:.2f}' for one in after)} (at most {TARGET_S:.0f}: "
        f"{'reached' if median(after) <= TARGET_S else 'NOT reached'})",
        f"sent for the map: {sent / 1e6:.3f} MB in {looks[0].requests} answers (at most "
        f"{TARGET_BYTES / 1e6:.0f}: {'reached' if sent <= TARGET_BYTES else 'NOT reached'})",
        *tiles,
    ]


def _look(context: BrowserContext, server: Server, cookie: str) -> Drawn:
    """Open the queue with an empty cache and wait until its map has been drawn."""
    context.add_cookies([{"name": "machimori_staff", "value": cookie, "url": server.url}])
    page = context.new_page()
    page.set_default_timeout(120_000)
    asked: set[str] = set()
    page.on(
        "request",
        lambda one: asked.add(one.url) if any(part in one.url for part in _OF_THE_MAP) else None,
    )
    page.goto(f"{server.url}/triage?scope=all")
    page.wait_for_selector(".m-picks")
    listed = time.perf_counter()
    page.wait_for_selector(".m-road-map[data-drawn]", state="attached")
    seconds = time.perf_counter() - listed
    context.close()
    return Drawn(seconds, _on_the_wire(asked, cookie), len(asked))


def _on_the_wire(addresses: set[str], cookie: str) -> int:
    """Bytes of the answers, compressed as a browser is sent them."""
    headers = {"Cookie": f"machimori_staff={cookie}", "Accept-Encoding": "gzip"}
    total = 0
    for address in addresses:
        request = Request(address, headers=headers)  # noqa: S310
        with urlopen(request, timeout=120) as answer:  # noqa: S310 - our own server
            total += len(answer.read()) + len(str(answer.headers))
    return total


def _tile_lines(server: Server, city: City, cookie: str) -> list[str]:
    if city.bbox is None:
        return []
    west, south, *_ = city.bbox
    taken: list[float] = []
    largest, used = 0, server.processor_seconds()
    _tile(server, cookie, tile_at(west, south, 4))  # the first question opens the warehouse
    for zoom in _ZOOMS:
        middle = tile_at(west + _TO_THE_MIDDLE[0], south + _TO_THE_MIDDLE[1], zoom)
        for step in range(_TILES_PER_SIDE**2):
            column = middle.column + step % _TILES_PER_SIDE - 1
            row = middle.row + step // _TILES_PER_SIDE - 1
            started = time.perf_counter()
            largest = max(largest, _tile(server, cookie, Tile(zoom, column, row)))
            taken.append((time.perf_counter() - started) * 1000)
    used = (server.processor_seconds() - used) / len(taken) * 1000
    return [
        f"{len(taken)} tiles, zoom {_ZOOMS[0]} to {_ZOOMS[-1]}, each for the first time: median "
        f"{median(taken):.0f} ms, p95 {quantiles(taken, n=20)[-1]:.0f} ms, processor "
        f"{used:.0f} ms each, largest {largest / 1000:.0f} kB before compression"
    ]


def _tile(server: Server, cookie: str, wanted: Tile) -> int:
    """Ask for a tile; returns its bytes."""
    place = f"{wanted.zoom}/{wanted.column}/{wanted.row}"
    address = f"{server.url}/tiles/posts/{place}.mvt?at=2026-11-21T05:00Z"
    request = Request(address, headers={"Cookie": f"machimori_staff={cookie}"})  # noqa: S310
    with urlopen(request, timeout=120) as answer:  # noqa: S310 - our own server
        return len(answer.read())
