"""A telephone for tests: the routes of the operators' page in one process, and what it may send."""

from __future__ import annotations

import asyncio
import itertools
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
from starlette.applications import Starlette

from machimori import server_link_sheets, server_operators, server_reports
from machimori.city import City, current_city
from machimori.domain.operator_links import Link
from machimori.server_links import Limits
from machimori.store.desk import Desk
from machimori.store.journal import Journal, current_journal
from machimori.store.operator_links import OperatorLinks, operator_links
from machimori.store.warehouse import current_warehouse
from tests.store.small_warehouse import INCIDENT, NOW

PLACE = "p01:shelter"


@dataclass(frozen=True)
class Client:
    """Asks an application without a network; each request on a loop of its own."""

    app: Starlette

    def get(self, path: str, **options: Any) -> httpx.Response:
        """Read."""
        return self.ask("GET", path, **options)

    def post(self, path: str, **options: Any) -> httpx.Response:
        """Send."""
        return self.ask("POST", path, **options)

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        """Any method."""
        (answer,) = self.ask_at_once(1, method, path, **options)
        return answer

    def ask_at_once(
        self, times: int, method: str, path: str, **options: Any
    ) -> list[httpx.Response]:
        """The same several times, none waiting for another's answer."""

        async def asked() -> list[httpx.Response]:
            transport = httpx.ASGITransport(self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://town.test") as one:
                calls = (one.request(method, path, **options) for _ in range(times))
                return list(await asyncio.gather(*calls))

        return asyncio.run(asked())


@dataclass
class Telephone:
    """Holds a link, and reports through it."""

    client: Client
    token: str
    pin: str
    keys: Iterator[int] = field(default_factory=itertools.count)

    def report(self, kind: str, *, ago: float = 0.0, **fields: Any) -> httpx.Response:
        """Send a report of what was seen ``ago`` minutes ago; fields given as None are left out."""
        now = datetime.now(UTC)
        body = {
            "kind": kind,
            "client_key": f"intention-{next(self.keys):08}",
            "incident_id": INCIDENT,
            "observed_at": (now - timedelta(minutes=ago)).isoformat(),
            "sent_at": now.isoformat(),
        } | fields
        return self.send({name: value for name, value in body.items() if value is not None})

    def send(self, body: Any, **options: Any) -> httpx.Response:
        """Send a body as it is."""
        sent = {"content": body} if isinstance(body, bytes) else {"json": body}
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"}
        headers |= options.pop("headers", {})
        return self.client.post("/api/v1/reports", headers=headers, **sent, **options)

    def state(self, **headers: str) -> httpx.Response:
        """Ask for the state."""
        known = {"Authorization": f"Bearer {self.token}"} | headers
        return self.client.get("/api/v1/reports/state", headers=known)

    def page(self, **options: Any) -> httpx.Response:
        """Open the page."""
        return self.client.get(f"/r/{self.token}", **options)


def store() -> tuple[City, Journal, OperatorLinks]:
    """What the server has."""
    city = current_city()
    journal = current_journal(city)
    return city, journal, operator_links(city, journal)


def issued(facility_id: str = PLACE) -> Link:
    """A link of a facility."""
    return store()[2].issue(facility_id, reporter="情報政策課 見本 太郎")


@contextmanager
def telephone(facility_id: str = PLACE, limits: Limits | None = None) -> Iterator[Telephone]:
    """A telephone with a facility's link, before a server that has just started."""
    known = limits or Limits()
    app = Starlette(
        routes=[
            *server_reports.routes(known),
            *server_operators.routes(known),
            *server_link_sheets.routes(),
        ]
    )
    links = store()[2]
    link = links.all().get(facility_id) or issued(facility_id)
    yield Telephone(Client(app), links.token(link), links.pin(link))


def statements() -> list[dict[str, Any]]:
    """What reached the journal about facilities, in order of receipt."""
    return [
        {
            "subject": event.subject,
            "incident": event.incident_id,
            "mode": event.mode,
            "reporter": event.reporter,
            "observed_at": event.observed_at,
            **event.payload,
        }
        for event in store()[1].events_after(0, kind="facility_status")
    ]


def desk() -> Desk:
    """Somebody at the desk."""
    found, journal, _ = store()
    return Desk(found, current_warehouse(found), journal, "本部 花子", NOW)
