"""避難情報 and お知らせ in force: for the board, the public pages, the static site and exports."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

import pandas as pd

from machimori.domain import evacuation
from machimori.domain.events import DISASTER_MESSAGE
from machimori.domain.messages import Message, folded_messages
from machimori.store.journal import EventLog
from machimori.store.queries import status
from machimori.store.shared import shared
from machimori.store.warehouse import Warehouse

_DISTRICTS = """
SELECT district_id, name, name_en FROM wh.marts.districts
WHERE district_id IS NOT NULL ORDER BY name, district_id
"""


class OfIncident(Protocol):
    """Whatever names an incident and its mode."""

    @property
    def incident_id(self) -> str | None:
        """Its id; None for statements that name none."""

    @property
    def mode(self) -> str:
        """Real or training."""


@dataclass(frozen=True)
class District:
    """A district orders and messages can be about."""

    district_id: str
    name: str
    name_en: str | None


@dataclass(frozen=True)
class Order:
    """One order. Times are naive UTC; without a district it is about the whole municipality."""

    event_id: str
    mode: str
    alert_level: int
    order_kind: str | None
    issued_at: datetime
    lifted_at: datetime | None
    ended_at: datetime | None  # lifted, or replaced by the district's next
    district_id: str | None
    district: District | None  # None: whole municipality, or a district nobody knows (any more)

    @property
    def is_for_all(self) -> bool:
        """Whether it is about the whole municipality."""
        return self.district_id is None


def districts(warehouse: Warehouse) -> list[District]:
    """Districts by name."""
    return [District(*row) for row in warehouse.rows(_DISTRICTS)]


@shared
def orders_in_force(
    warehouse: Warehouse, journal: EventLog | None, incident: OfIncident | None, *, now: datetime
) -> list[Order]:
    """Orders of the incident that hold at ``now``: highest level first, then the newest."""
    mine = _of(status.evacuation_orders(warehouse, journal), incident)
    return [] if mine.empty else _orders(warehouse, evacuation.in_force(mine, now))


def all_orders(
    warehouse: Warehouse, journal: EventLog | None, incident: OfIncident | None
) -> list[Order]:
    """Every order of the incident that stands uncorrected, newest first."""
    mine = _of(status.evacuation_orders(warehouse, journal), incident)
    return _orders(warehouse, evacuation.with_end(mine).iloc[::-1])


def by_level(orders: list[Order]) -> dict[int, list[Order]]:
    """Orders by 警戒レベル, the highest first."""
    levels = sorted({one.alert_level for one in orders}, reverse=True)
    return {level: [one for one in orders if one.alert_level == level] for level in levels}


def messages(
    journal: EventLog | None, incident: OfIncident | None, *, audience: str | None = None
) -> list[Message]:
    """Messages of the incident, newest first; ``audience`` public leaves the staff's own out."""
    if journal is None or incident is None:
        return []
    return [
        one
        for one in folded_messages(journal.events_after(0, kind=DISASTER_MESSAGE))
        if (one.incident_id, one.mode) == (incident.incident_id, incident.mode)
        and audience in (None, one.audience)
    ]


def messages_out(
    journal: EventLog | None,
    incident: OfIncident | None,
    *,
    now: datetime,
    audience: str | None = "public",
) -> list[Message]:
    """Messages said at ``now``: issued, and not withdrawn."""
    return [one for one in messages(journal, incident, audience=audience) if one.is_out(now)]


def _of(orders: pd.DataFrame, incident: OfIncident | None) -> pd.DataFrame:
    if incident is None:
        return orders.iloc[:0]
    same = orders["mode"] == incident.mode
    if incident.incident_id is None:
        return orders[same & orders["incident_id"].isna()]
    return orders[same & (orders["incident_id"] == incident.incident_id)]


def _orders(warehouse: Warehouse, frame: pd.DataFrame) -> list[Order]:
    known = {one.district_id: one for one in districts(warehouse)}
    plain = frame.astype(object).where(frame.notna(), None)
    return [
        Order(
            event_id=row["event_id"],
            mode=row["mode"],
            alert_level=int(row["alert_level"]),
            order_kind=row["order_kind"],
            issued_at=_time(row["issued_at"]),
            lifted_at=_time(row["lifted_at"]) if row["lifted_at"] is not None else None,
            ended_at=_time(row["ended_at"]) if row["ended_at"] is not None else None,
            district_id=row["district_id"],
            district=known.get(row["district_id"]),
        )
        for row in plain.to_dict("records")
    ]


def _time(value: datetime | pd.Timestamp) -> datetime:
    return pd.Timestamp(value).to_pydatetime()
