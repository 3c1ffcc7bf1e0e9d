"""The board of a long incident: 200 facilities, 200,000 statements, measured over the websocket.

Targets: a rerun of the board p95 300 ms. Reruns after a new statement (the first screen that sees
it folds it, the others share that) and reruns that change a filter are told apart.
"""

from __future__ import annotations

import csv
import os
import random
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median, quantiles

from bench.page_reruns import _next
from bench.page_session import PageSession, Run, reading, serving
from bench.sample_city import build, write_sample_city
from machimori.city import City, load_city
from machimori.store.desk import Desk
from machimori.store.journal import current_journal
from machimori.store.warehouse import current_warehouse

PLACES, STATEMENTS, RERUNS = 200, 200_000, 60
TARGET_MS = 300
_SOURCES = """
[[sources.facilities]]
id = "bench_places"
title = "Places of the measurement"
producer = "見本区"
path = "data/bench_places.csv"
defaults = { role = "shelter" }
is_sample = true

[[sources.facility_status]]
id = "bench_status"
title = "Statements of the measurement"
producer = "見本区"
path = "data/bench_status.csv"
defaults = { incident_id = "bench", incident_name = "計測", mode = "real" }
is_sample = true
"""


def main(reruns: int = RERUNS) -> list[str]:
    """One line per kind of rerun."""
    with tempfile.TemporaryDirectory() as folder:
        city = write_long_incident(Path(folder))
        build(city)
        lines = [f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"]
        with serving(city) as server, reading(server, city, "board") as session:
            first = session.open().seconds * 1000
            filters = [_next(session, number) for number in range(reruns)]
            news = [_after_a_statement(session, city, number) for number in range(reruns)]
    lines.append(_line("another filter", filters))
    lines.append(_line("after a statement", news))
    return [*lines, f"first {first:.0f} ms"]


def write_long_incident(root: Path) -> City:
    """The sample with so many places and statements beside it; the statements end just now."""
    city = write_sample_city(root)
    data, dice = city.folder / "data", random.Random(7)  # noqa: S311 - a measurement
    with (data / "bench_places.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["施設ID", "名称", "種別", "所在地", "電話番号", "緯度", "経度", "収容人数"])
        for number in range(PLACES):
            where = (35.66 + number // 20 * 0.004, 139.73 + number % 20 * 0.003)
            what = [f"B{number:03d}", f"計測{number:03d}小学校", "指定避難所"]
            address = f"見本区計測町{number}番"
            out.writerow([*what, address, "03-0000-0000", *where, dice.randrange(100, 900)])
    end = datetime.now(UTC) - timedelta(minutes=1)
    with (data / "bench_status.csv").open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(["施設ID", "名称", "開設状況", "混雑状況", "避難者数", "増減", "時点"])
        for number in range(STATEMENTS):
            place = number % PLACES
            at = (end - timedelta(seconds=STATEMENTS - number)).astimezone(city.zone)
            said = (
                ("開設", "", dice.randrange(0, 500), "")
                if number % 5 == 0 or number < PLACES
                else ("", "", "", dice.randrange(-3, 6))
            )
            out.writerow(
                [f"B{place:03d}", f"計測{place:03d}小学校", *said, f"{at:%Y-%m-%d %H:%M:%S}"]
            )
    path = city.folder / "city.toml"
    path.write_text(path.read_text(encoding="utf-8") + _SOURCES, encoding="utf-8")
    return load_city(city.folder)


def _after_a_statement(session: PageSession, city: City, number: int) -> Run:
    warehouse = current_warehouse(city)
    known = warehouse.rows(
        "SELECT facility_id FROM wh.marts.facilities WHERE name LIKE '計測%' ORDER BY ALL"
    )
    newest = warehouse.rows("SELECT max(observed_at) FROM wh.marts.facility_status")[0][0]
    now = newest.replace(tzinfo=UTC) + timedelta(seconds=1)
    desk = Desk(city, warehouse, current_journal(city), "bench", now)
    desk.state("bench", known[number][0], {"headcount": number}, client_key=f"bench {number}")
    return session.again()


def _line(name: str, runs: list[Run]) -> str:
    walls = [one.seconds * 1000 for one in runs]
    used = [one.processor_seconds * 1000 for one in runs]
    return (
        f"{name:18} p95 {quantiles(walls, n=20)[-1]:4.0f} ms (at most {TARGET_MS})"
        f"  median {median(walls):4.0f} ms  processor p95 {quantiles(used, n=20)[-1]:4.0f} ms"
        f"  median {median(used):4.0f} ms"
    )
