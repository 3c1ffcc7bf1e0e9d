"""What the public site says: gathered once, through the queries of the public pages alone."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from machimori.city import City
from machimori.domain.messages import Message
from machimori.domain.vocabulary import Opening
from machimori.site.data_files import DataFiles, data_files
from machimori.site.figures import Figures, figures
from machimori.site.food_facts import FoodFacts, food_facts
from machimori.store.clock import clock_now, is_clock_standing
from machimori.store.journal import EventLog
from machimori.store.queries import facilities, freshness, orders
from machimori.store.queries.facilities import Incident, RoleTotal
from machimori.store.queries.live_figures import LiveFigure, live_figures
from machimori.store.queries.orders import District, Order
from machimori.store.queries.road_public import RoadTold, road_told
from machimori.store.warehouse import Warehouse


@dataclass(frozen=True)
class Facts:
    """The public state of a municipality at ``now`` (aware, UTC).

    ``reported`` are the public places to list while an incident is on (empty in peacetime),
    ``places`` all public ones. ``revision`` changes with every event and every build.
    """

    city: City
    is_sample: bool
    is_clock_standing: bool  # a sample's: pages then judge ages by ``now`` and not by the clock
    now: datetime
    revision: str
    incident: Incident | None
    places: pd.DataFrame
    reported: pd.DataFrame
    orders: tuple[Order, ...]
    messages: tuple[Message, ...]
    districts: tuple[District, ...]
    credits: tuple[str, ...]  # title, producer and licence of each source
    figures: Figures  # of the build; the same object until the next one
    live: tuple[LiveFigure, ...]
    data: DataFiles  # of the build, like the figures
    food: FoodFacts
    roads: RoadTold
    sources: tuple[dict[str, Any], ...]  # rows of ``freshness.sources``
    address: str = ""  # of the site, without a slash at its end; empty where it is not known

    @functools.cached_property
    def totals(self) -> list[RoleTotal]:
        """Reported places by role, worked out once for all languages and pages."""
        return facilities.role_totals(self.reported)


def gather(
    city: City,
    warehouse: Warehouse,
    journal: EventLog | None,
    *,
    now: datetime | None = None,
    address: str = "",
) -> Facts:
    """The facts of this moment.

    Args:
        city: the municipality.
        warehouse: its newest generation.
        journal: None where there is none yet.
        now: aware; the clock's (``store.clock``) where it is left out.
        address: where the site will be reached.
    """
    moment = now or clock_now(warehouse, journal)
    incident = facilities.incident_in_force(warehouse, journal, now=moment)
    places = (
        facilities.public_places(warehouse)
        if incident is None
        else facilities.places_now(warehouse, journal, city, incident, now=moment)
    )
    reported = _reported(places, incident)
    return Facts(
        city=city,
        is_sample=warehouse.build.is_sample,
        is_clock_standing=is_clock_standing(warehouse, journal),
        now=moment,
        revision=revision(warehouse, journal),
        incident=incident,
        places=places,
        reported=reported,
        orders=tuple(orders.orders_in_force(warehouse, journal, incident, now=moment)),
        messages=tuple(orders.messages_out(journal, incident, now=moment, audience="public")),
        districts=tuple(orders.districts(warehouse)),
        credits=_credits(warehouse, moment),
        figures=figures(city, warehouse),
        live=live_figures(warehouse, city, None if incident is None else reported, now=moment),
        data=data_files(city, warehouse),
        food=food_facts(city, warehouse, now=moment),
        roads=road_told(warehouse, city),
        sources=_sources(warehouse, moment),
        address=address.rstrip("/"),
    )


def revision(warehouse: Warehouse, journal: EventLog | None) -> str:
    """Which build and which last event the facts rest on; costs next to nothing to ask."""
    last = 0 if journal is None else journal.last_seq()
    device, inode, modified_ns, *_ = warehouse.signature
    return f"{device:x}-{inode:x}-{modified_ns:x}-{last}"


def _sources(warehouse: Warehouse, now: datetime) -> tuple[dict[str, Any], ...]:
    frame = freshness.sources(warehouse, now=now.replace(second=0, microsecond=0))
    rows = frame.astype(object).where(frame.notna(), None).to_dict("records")
    return tuple({str(key): value for key, value in row.items()} for row in rows)


def _credits(warehouse: Warehouse, now: datetime) -> tuple[str, ...]:
    used = freshness.sources(warehouse, now=now, names=("facilities", "facility_status"))
    lines = (
        " · ".join(str(part) for part in (one["title"], one["producer"], one["licence"]) if part)
        for one in used.to_dict("records")
    )
    return tuple(dict.fromkeys(line for line in lines if line))


def _reported(places: pd.DataFrame, incident: Incident | None) -> pd.DataFrame:
    """Open places first, those with most room on top; closed ones that were open stay, last."""
    if incident is None:
        return places.iloc[:0]
    said = places["opening"].notna() & (places["opening"] != Opening.NOT_OPENED)
    listed = places[said | facilities.is_listed_as_open(places)]
    return facilities.by_free_space(listed)
