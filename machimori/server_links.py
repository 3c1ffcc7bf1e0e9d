"""What is behind an operators' link: the facility, its incident, and how often one may ask.

Page and interface both come through here, so a link that doesn't hold opens neither.
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from datetime import UTC, datetime

from starlette.requests import Request

from machimori.city import City, current_city
from machimori.domain.operator_links import Link
from machimori.exchange.operator_interface import IncidentShown, OwnStatus, State
from machimori.store.clock import clock_now
from machimori.store.desk import Refused
from machimori.store.journal import Journal, current_journal
from machimori.store.operator_links import LinkRefused, OperatorLinks, operator_links
from machimori.store.pin_attempts import PinAttempts
from machimori.store.queries import operators
from machimori.store.queries.facilities import Incident, incident_in_force
from machimori.store.queries.operators import Facility
from machimori.store.rates import Rate
from machimori.store.warehouse import Warehouse, current_warehouse
from machimori.wording.languages import reads_kanji


class NotTaken(Exception):
    """A request that is refused: why (``interface.Refusal.error``), in which words, how long."""

    def __init__(self, error: str, *, wait: float = 0.0, rule: Refused | None = None) -> None:
        super().__init__(error)
        self.error = error
        self.wait = wait
        self.rule = rule


@dataclass
class Limits:
    """How often links and addresses may report and ask, in one process.

    A telephone that comes back with an afternoon's reports sends sixty at once; behind one
    address of a mobile network there may be many telephones.
    """

    reports_of_link: Rate = field(default_factory=lambda: Rate(60, 1.0))
    asks_of_link: Rate = field(default_factory=lambda: Rate(60, 2.0))
    of_address: Rate = field(default_factory=lambda: Rate(300, 10.0))
    pins: PinAttempts = field(default_factory=PinAttempts)

    def check_address(self, address: str) -> None:
        """Count a request of an address.

        Raises:
            NotTaken: too many.
        """
        self._check(self.of_address, address)

    def check_link(self, link: Link, *, is_report: bool) -> None:
        """Count a request through a link.

        Raises:
            NotTaken: too many.
        """
        self._check(self.reports_of_link if is_report else self.asks_of_link, link.facility_id)

    def _check(self, rate: Rate, key: str) -> None:
        wait = rate.wait(key, time.monotonic())
        if wait:
            raise NotTaken("too_many", wait=wait)


@dataclass(frozen=True)
class Behind:
    """What is behind a link that holds: everything an answer is made from."""

    city: City
    warehouse: Warehouse
    journal: Journal
    links: OperatorLinks
    link: Link
    facility: Facility
    incident: Incident | None
    now: datetime
    lang: str

    def state(self, *, with_counts: bool) -> State:
        """What the page shows."""
        own = None
        if self.incident is not None:
            found = operators.own(
                self.warehouse, self.journal, self.city, self.incident, self.facility
            )
            own = OwnStatus(
                opening=found.opening,
                crowding=found.crowding,
                headcount=found.headcount if with_counts else None,
                confirmed_at=found.confirmed_at,
                last_event_id=found.last_event_id,
                openings=list(found.openings),
            )
        return State(
            facility=shown_name(self.facility, self.lang),
            is_accepting=self.incident is not None,
            incident=None
            if self.incident is None
            else IncidentShown(
                incident_id=self.incident.incident_id,
                name=self.incident.name,
                mode=self.incident.mode,  # type: ignore[arg-type]
            ),
            own=own,
            now=datetime.now(UTC),
        )


def shown_name(facility: Facility, lang: str) -> str:
    """The facility's name for a reader of the language."""
    return facility.name if reads_kanji(lang) else facility.name_en or facility.name


def address_of(request: Request) -> str:
    """Where a request comes from, as the proxy of this machine says."""
    return request.client.host if request.client else ""


def behind(token: str, lang: str) -> Behind:
    """What a link leads to.

    Raises:
        NotTaken: the link doesn't hold, or leads to no facility there is.
        StoreError: journal or warehouse can't be read.
    """
    city = current_city()
    warehouse, journal = current_warehouse(city), current_journal(city)
    links = operator_links(city, journal)
    try:
        link = links.read(token)
    except LinkRefused as refused:
        raise NotTaken(refused.reason) from refused
    facility = operators.facility(warehouse, journal, link.facility_id)
    if facility is None:
        raise NotTaken("unknown_facility")
    now = clock_now(warehouse, journal)
    incident = incident_in_force(warehouse, journal, now=now)
    return Behind(city, warehouse, journal, links, link, facility, incident, now, lang)
