"""Sixty boards and thirty road queues open on one process: how soon does a statement stand there?

Targets: every board within 5 s of the acknowledgement, the public JSON within 10 s. Each board
shows one of four roles, asks for the pulse every second, each at its own moment, and does what the
browser does when that moved: it fetches its parts anew, or runs its page again where somebody is
at work on it (every tenth has a row open). At each road queue somebody changes something every
ten seconds. The clients share the machine with the server, which they would not elsewhere, so the
figures are too high rather than too low.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import re
import tempfile
import threading
import time
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from urllib.parse import urlencode, urlsplit

from bench.page_session import PageSession, Server, reading, serving
from bench.sample_city import build, write_sample_city
from machimori.city import City
from machimori.domain.vocabulary import Mode, Role
from machimori.store.clock import real_now
from machimori.store.desk import Desk
from machimori.store.journal import current_journal
from machimori.store.pulse import pulse
from machimori.store.queries.facility_roles import facility_roles
from machimori.store.staff_sessions import sessions
from machimori.store.warehouse import current_warehouse

BOARDS, QUEUES, EVENTS = 60, 30, 5
STAFF_WITHIN_S, PUBLIC_WITHIN_S = 5.0, 10.0
EVERY_S = 1.0
WORKS_EVERY_S = 10.0
#: Of so many boards one has a row open.
WORKS_ON_ONE_IN = 10
ROLES = ("shelter", "evacuation_site", "temporary_stay", "welfare_shelter")
STATUS = "/api/status.json"


@dataclass
class Screen:
    """One open page that asks for the pulse and keeps when it was last drawn."""

    server: Server
    session: PageSession
    cookie: str
    #: When the screen first showed the state of a pulse.
    drawn: dict[str, float] = field(default_factory=dict)

    def watch(self, over: threading.Event) -> None:
        """Ask every second; with news fetch the parts, or run again where they are not enough."""
        parts, shape = self._live()
        time.sleep(random.uniform(0, EVERY_S))  # noqa: S311 - a phase, not a secret
        known = ""
        while not over.wait(EVERY_S):
            said = str(json.loads(_get(self.server, "/api/pulse"))["pulse"])
            if said == known:
                continue
            made = json.loads(_get(self.server, parts, self.cookie)) if parts else {}
            if made.get("shape") == shape and parts:
                known = made["pulse"]
            else:
                known = said
                self.session.again()
                parts, shape = self._live()
            self.drawn.setdefault(known, time.monotonic())

    def _live(self) -> tuple[str, str]:
        """Where the page's last run said that its parts are, and their shape."""
        found = re.search(
            rb'"parts": ?\{"address": ?"([^"]+)", ?"shape": ?"([^"]+)"', self.session.received
        )
        return (found[1].decode(), found[2].decode()) if found else ("", "")

    def work(self, over: threading.Event) -> None:
        """Change something every ten seconds."""
        time.sleep(random.uniform(0, WORKS_EVERY_S))  # noqa: S311 - a phase, not a secret
        while not over.wait(WORKS_EVERY_S):
            self.session.again()


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
        cookie, _ = sessions(city).issue("bench", "bench")
        asked = [("board", _query(number, place)) for number in range(boards)]
        screens = [
            Screen(server, stack.enter_context(reading(server, city, page, query=query)), cookie)
            for page, query in asked + [("triage", "")] * queues
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
    before = _revision(server)
    desk = Desk(city, current_warehouse(city), current_journal(city), "bench", real_now())
    desk.state(
        incident, place, {"opening": "開設", "headcount": headcount}, client_key=f"event {number}"
    )
    acknowledged = time.monotonic()
    beat = pulse(city)
    public = _public_after(server, acknowledged, before)
    until = acknowledged + 60
    while time.monotonic() < until and any(beat not in one.drawn for one in boards):
        time.sleep(0.1)
    took = sorted(one.drawn[beat] - acknowledged for one in boards if beat in one.drawn)
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


def _query(number: int, place: str) -> str:
    """What one of the boards is asked for."""
    if number % WORKS_ON_ONE_IN == 0:
        return urlencode({"place": place})
    return urlencode({"role": ROLES[number % len(ROLES)]})


def _get(server: Server, path: str, cookie: str = "") -> bytes:
    connection = http.client.HTTPConnection(urlsplit(server.url).netloc, timeout=60)
    headers = {"Cookie": f"machimori_staff={cookie}"} if cookie else {}
    try:
        connection.request("GET", path, headers=headers)
        return connection.getresponse().read()
    finally:
        connection.close()
