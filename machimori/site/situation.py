"""Everything a situation report says, gathered in one moment through the staff's own queries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pandas as pd

from machimori.city import City
from machimori.domain.chronology import Line, chosen
from machimori.domain.desk_log import LogEntry
from machimori.domain.messages import Message
from machimori.store.journal import EventLog
from machimori.store.queries import board, board_figures, desk_log, handover, orders, reception
from machimori.store.queries.board import Incident
from machimori.store.queries.board_figures import Totals
from machimori.store.queries.handover import Unconfirmed
from machimori.store.queries.orders import District, Order
from machimori.store.warehouse import Warehouse

#: Where no shift has handed over yet, changes are told from this long ago.
CHANGES_OF = timedelta(hours=3)


@dataclass(frozen=True)
class Situation:
    """One incident at ``now`` (aware), for staff: hidden places and notes are in it."""

    city: City
    is_sample: bool
    now: datetime
    incident: Incident
    places: pd.DataFrame  # of board.places
    totals: tuple[Totals, ...]
    orders: tuple[Order, ...]
    messages: tuple[Message, ...]
    changes_since: datetime  # naive UTC
    changes: tuple[Line, ...]
    lines: tuple[Line, ...]
    unconfirmed: Unconfirmed
    owed: tuple[LogEntry, ...]
    counted: pd.DataFrame  # of reception.counted
    districts: dict[str, District]

    @property
    def open_places(self) -> pd.DataFrame:
        """Places whose opening still holds, by kind and name."""
        opened = self.places[self.places["is_open"]]
        return opened.sort_values(["role", "name", "facility_id"], ignore_index=True)


def gather(
    city: City, warehouse: Warehouse, journal: EventLog | None, incident: Incident, *, now: datetime
) -> Situation:
    """The situation of an incident, running or ended."""
    places = board.places(warehouse, city, incident, now=now, journal=journal)
    lines = desk_log.book(warehouse, journal, incident)
    last = handover.since_last(journal, incident)
    plain = now.astimezone(UTC).replace(tzinfo=None)
    since = last.received_at if last else plain - CHANGES_OF
    return Situation(
        city=city,
        is_sample=warehouse.build.is_sample,
        now=now,
        incident=incident,
        places=places,
        totals=tuple(board_figures.totals(places, role, now=now) for role in board.roles(places)),
        orders=tuple(orders.orders_in_force(warehouse, journal, incident, now=now)),
        messages=tuple(orders.messages_out(journal, incident, now=now, audience=None)),
        changes_since=since,
        changes=tuple(chosen(lines, since=since)),
        lines=tuple(lines),
        unconfirmed=handover.unconfirmed(warehouse, journal, city, incident, now=now),
        owed=tuple(desk_log.owed(journal, incident)),
        counted=reception.counted(places),
        districts={one.district_id: one for one in orders.districts(warehouse)},
    )
