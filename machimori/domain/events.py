"""One entry of the journal: a statement by someone at some time. Nothing is ever overwritten."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from machimori.domain.event_payloads import (
    DESK_LOG,
    DISASTER_MESSAGE,
    EVACUATION_ORDER,
    FACILITY,
    FACILITY_JOIN,
    FACILITY_STATUS,
    INCIDENT,
    KINDS,
    OPERATOR_LINK,
    ROAD_CLOSURE,
    ROAD_PAIR,
    ROAD_PUSH,
    ROAD_REPORT,
    BadEvent,
    checked,
    moment,
)

__all__ = [
    "DESK_LOG",
    "DISASTER_MESSAGE",
    "EVACUATION_ORDER",
    "FACILITY",
    "FACILITY_JOIN",
    "FACILITY_STATUS",
    "INCIDENT",
    "KINDS",
    "OPERATOR_LINK",
    "ROAD_CLOSURE",
    "ROAD_PAIR",
    "ROAD_PUSH",
    "ROAD_REPORT",
    "BadEvent",
    "Event",
    "checked",
    "moment",
]


@dataclass(frozen=True)
class Event:
    """One acknowledged entry. Times are aware, in UTC; ``subject`` is what it speaks of."""

    seq: int
    event_id: str
    client_key: str
    kind: str
    subject: str
    incident_id: str | None
    mode: str
    observed_at: datetime
    received_at: datetime
    reporter: str
    payload: Mapping[str, Any]
