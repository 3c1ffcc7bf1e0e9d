"""What the next shift has to be told: what changed, what nobody is sure of, what is owed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from machimori.city import City
from machimori.domain.ageing import Freshness
from machimori.domain.desk_log import LogEntry
from machimori.domain.vocabulary import Opening
from machimori.store.journal import EventLog
from machimori.store.queries import board, board_figures, conflicts, desk_log
from machimori.store.queries.board import Incident
from machimori.store.warehouse import Warehouse


@dataclass(frozen=True)
class Unconfirmed:
    """Places nobody can be sure of, each frame with the columns of ``board.places``."""

    ageing: pd.DataFrame  # last word open, and that word is not fresh; most at stake first
    closed_with_people: pd.DataFrame  # closed, and people counted inside
    never_reported: int  # places nobody spoke of, nor the incident's beginning
    conflicts: pd.DataFrame  # places two reporters differ about


def since_last(journal: EventLog | None, incident: Incident) -> LogEntry | None:
    """The last handover that stands; None before the first."""
    signed = desk_log.handovers(journal, incident)
    return signed[-1] if signed else None


def unconfirmed(
    warehouse: Warehouse, journal: EventLog | None, city: City, incident: Incident, *, now: datetime
) -> Unconfirmed:
    """What to check first."""
    places = board.places(warehouse, city, incident, now=now, journal=journal)
    open_ones = places[places["last_open"] & places["is_reported"]]
    ageing = open_ones[open_ones["freshness"] != Freshness.FRESH]
    order = board_figures.check_order(ageing, limit=len(ageing))
    rest = ageing[~ageing["facility_id"].isin(order["facility_id"])]
    shut = places[(places["opening"] == Opening.CLOSED) & (places["headcount"].fillna(0) > 0)]
    differing = set(conflicts.of_incident(warehouse, journal, incident)["facility_id"])
    unsaid = ~places["is_reported"] & ~places["is_initial"] & places["role"].notna()
    return Unconfirmed(
        ageing=pd.concat([frame for frame in (order, rest) if len(frame)] or [ageing]).reset_index(
            drop=True
        ),
        closed_with_people=shut.reset_index(drop=True),
        never_reported=int(unsaid.sum()),
        conflicts=places[places["facility_id"].isin(differing)].reset_index(drop=True),
    )
