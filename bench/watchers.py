"""Sixty boards and thirty road queues open on one process: how soon does a statement stand there?

Targets: every board within 5 s of the acknowledgement, the public JSON within 10 s. Each board
asks for the pulse every second, each at its own moment, and runs its page again when that moved,
as the browser does; at each road queue somebody changes something every ten seconds. The clients
share the machine with the server, which they would not elsewhere, so the figures are too high
rather than too low.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlsplit

from bench.page_session import PageSession, Server, reading, serving
from bench.sample_city import build, write_sample_city
from machimori.city import City
from machimori.domain.vocabulary import Mode, Role
from machimori.store.clock import real_now
from machimori.store.desk import Desk
from machimori.store.journal import current_journal
from machimori.store.queries.facility_roles import facility_roles
from machimori.store.warehouse import current_warehouse

BOARDS, QUEUES, EVENTS = 60, 30, 5
STAFF_WITHIN_S, PUBLIC_WITHIN_S = 5.0, 10.0
EVERY_S = 1.0
WORKS_EVERY_S = 10.0
STATUS = "/api/status.json"


@dataclass
class Screen:
    """One open page that asks for the pulse and keeps when it was last drawn."""

    server: Server
    session: PageSession
    drawn: list[tuple[float, bytes]] = field(default_factory=list)

    def watch(self, over: threading.Event) -> None:
        """Ask every second, run again when there is news."""
        time.sleep(random.uniform(0, EVERY_S))  # noqa: S311 - a phase, not a secret
        known = b""
        while not over.wait(EVERY_S):
            said = _get(self.server, "/api/pulse")
            if said != known:
                known = said
                self.session.again()
                self.drawn.append((time.monotonic(), self.session.received))

    def work(self, over: threading.Event) -> None:
        """Change something every ten seconds."""
        time.sleep(random.uniform(0, WORKS_EVERY_S))  # noqa: S311 - a phase, not a secret
        while not over.wait(WORKS_EVERY_S):
            self.session.again()

    def drawn_with(self, words: bytes) -> float | None:
        """When the page was first drawn with these words in it."""
        return next((at for at, received in self.drawn if words in received), None)


def main(boards: int = BOARDS, queues: int = QUEUES) -> list[str]:
    """Seconds from acknowledgement to screens and to the public JSON."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        city = write_sample_city(Path(folder))
        build(city)
        server = stack.enter_context(serving(city))
        journal = current_journal(city)
        desk = Desk(city, current_warehouse(city), journal, "bench", real_now())
        incident = desk.open_incident("計測", Mode.REAL, client_key="open").subject
        place = _a_shelter(desk)
        screens = [
            Screen(server, stack.enter_context(reading(server, city, page)))
            for page in ["board"] * boards + ["triage"] * queues
        ]
        for screen in screens:
            screen.session.open()
        over = threading.Event()
        threads = [
            threading.Thread(target=one.watch if number < boards else one.work, args=(over,))
            for number, one in enumerate(screens)
        ]
        for thread in threads:
            thread.start()
        time.sleep(3)
        lines = [f"load of the machine {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores"]
        for number in range(EVENTS):
            lines.append(_event(city, incident, place, number, screens[:boards], server))
        over.set()
        for thread in threads:
            thread.join()
    return lines


def _event(
    city: City, incident: str, place: str, number: int, boards: list[Screen], server: Server
) -> str:
    headcount = 7_001 + number
    words = f"{headcount:,}".encode()
    before = _revision(server)
    desk = Desk(city, current_warehouse(city), current_journal(city), "bench", real_now())
    desk.state(
        incident, place, {"opening": "開設", "headcount": headcount}, client_key=f"event {number}"
    )
    acknowledged = time.monotonic()
    public = _public_after(server, acknowledged, before)
    until = acknowledged + 60
    while time.monotonic() < until and any(one.drawn_with(words) is None for one in boards):
        time.sleep(0.1)
    took = sorted(at - acknowledged for one in boards if (at := one.drawn_with(words)) is not None)
    missing = len(boards) - len(took)
    time.sleep(2)
    return (
        f"event {number + 1}: boards median {median(took):.1f} s, last {took[-1]:.1f} s "
        f"(at most {STAFF_WITHIN_S:.0f}), not drawn {missing}; "
        f"public JSON {public:.1f} s (at most {PUBLIC_WITHIN_S:.0f})"
    )


def _public_after(server: Server, since: float, before: str) -> float:
    """Seconds until the public file is another one than at the acknowledgement."""
    while time.monotonic() < since + 60:
        if _revision(server) != before:
            return time.monotonic() - since
        time.sleep(0.25)
    return float("inf")


def _revision(server: Server) -> str:
    return str(json.loads(_get(server, STATUS))["revision"])


def _a_shelter(desk: Desk) -> str:
    roles = facility_roles(desk.warehouse, desk.journal)
    return min(place for place, role in roles.items() if role == Role.SHELTER)


def _get(server: Server, path: str) -> bytes:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    try:
        connection.request("GET", path)
        return connection.getresponse().read()
    finally:
        connection.close()
