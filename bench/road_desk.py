"""A million posts: what deriving costs after reading, and the triage page after each decision.

Targets: the whole rebuild, reading included, in 60 s; a rerun of the page at p95 500 ms, with 500
posts decided about since the build and another decision before every rerun, so that nothing is
answered from a cache. Wall time is that of the reader; beside it the server's processor time, which
other work on the machine touches less.
"""

from __future__ import annotations

import os
import resource
import tempfile
import time
from pathlib import Path
from statistics import median, quantiles

from bench.page_session import reading, serving
from bench.sample_city import build, write_sample_city
from machimori.city import City
from machimori.store.clock import clock_now
from machimori.store.journal import open_journal
from machimori.store.road_desk import RoadDesk
from machimori.store.warehouse import open_warehouse

POSTS = 1_000_000
DECIDED = 500
RERUNS = 60
TARGET_S, TARGET_MS = 60, 500


def main(posts: int = POSTS) -> list[str]:
    """Lines: the steps of deriving, the whole rebuild, the page."""
    with tempfile.TemporaryDirectory() as folder:
        city = write_sample_city(Path(folder), posts=posts)
        began, used = time.perf_counter(), _used_s()
        result = build(city)
        whole, busy = time.perf_counter() - began, _used_s() - used
        steps = ", ".join(f"{name} {took:.1f}" for name, took in result.derived.items())
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        return [
            f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores",
            f"{posts:,} posts: rebuilt in {whole:.1f} s (at most {TARGET_S}), processor "
            f"{busy:.1f} s, peak {peak:.1f} GB; derived {result.seconds['derived']:.1f} s",
            f"derived, s: {steps}",
            *_page(city),
        ]


def _used_s() -> float:
    mine = resource.getrusage(resource.RUSAGE_SELF)
    return mine.ru_utime + mine.ru_stime


def _page(city: City) -> list[str]:
    warehouse, journal = open_warehouse(city), open_journal(city)
    ids = [
        str(row[0])
        for row in warehouse.rows(
            "SELECT report_id FROM wh.marts.road_reports WHERE status = '受付済' "
            "ORDER BY hash(report_id) LIMIT $most",
            {"most": DECIDED + RERUNS},
        )
    ]
    desk = RoadDesk(city, warehouse, journal, "bench", clock_now(warehouse, journal))
    began = time.perf_counter()
    desk.act_on_many(ids[:DECIDED], client_key="bench", assignee="東班")
    common = time.perf_counter() - began
    runs = []
    with serving(city) as server, reading(server, city, "triage") as session:
        first = session.open()
        for number, report_id in enumerate(ids[DECIDED:]):
            desk.act(report_id, client_key=f"bench {number}", status="対応中")
            runs.append(session.again())
    journal.close()
    walls = [one.seconds * 1000 for one in runs]
    busy = [one.processor_seconds * 1000 for one in runs]
    return [
        f"one common act about {DECIDED} posts: {common:.2f} s",
        f"triage after a decision: p95 {quantiles(walls, n=20)[-1]:.0f} ms (at most {TARGET_MS}), "
        f"median {median(walls):.0f}; processor p95 {quantiles(busy, n=20)[-1]:.0f} ms, median "
        f"{median(busy):.0f}; first {first.seconds * 1000:.0f} ms",
    ]
