"""避難情報: which orders there are, how long each held, and which are in force.

An order is one event about one district (or the whole municipality). Lifting is an event of its
own that names the order; a mistake is superseded, by the right order or by an event that says
nothing. A newer order for the same district takes the place of the older one.

Source: 内閣府「避難情報に関するガイドライン」(令和3年5月), levels 3 to 5 are the municipality's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from machimori.domain.events import EVACUATION_ORDER, Event

#: What a municipality issues at each 警戒レベル.
ORDER_KINDS: Mapping[int, str] = {3: "高齢者等避難", 4: "避難指示", 5: "緊急安全確保"}
#: Subject of an order or a message that is about no single district.
WHOLE = "whole"
ORDER_COLUMNS = (
    "event_id", "incident_id", "district_id", "alert_level", "order_kind", "issued_at",
    "lifted_at", "mode",
)  # fmt: skip


def order_rows(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Rows of marts.evacuation_orders: the orders that stand uncorrected, in or out of force.

    Only sets matter, not the order events come in. A lift of an order that was corrected since
    lifts the one that took its place. ``district_id`` is None for the whole municipality; times
    are naive UTC.
    """
    said = {event.event_id: event for event in events if event.kind == EVACUATION_ORDER}
    replaced: dict[tuple[str, str], str] = {}
    for event in sorted(said.values(), key=_place):
        old = event.payload.get("supersedes")
        if old and old != event.event_id:
            replaced[old, event.mode] = event.event_id
    standing = [event for event in said.values() if (event.event_id, event.mode) not in replaced]
    lifted: dict[tuple[str, str], datetime] = {}
    for lift in standing:
        if "lifts" in lift.payload:
            key = (_last(lift.payload["lifts"], lift.mode, replaced), lift.mode)
            ended = _time(lift, "lifted_at")
            lifted[key] = min(ended, lifted.get(key, ended))
    return [
        _row(event, lifted.get((event.event_id, event.mode)))
        for event in sorted(standing, key=_place)
        if event.payload.get("alert_level") is not None and "lifts" not in event.payload
    ]


def with_end(orders: pd.DataFrame) -> pd.DataFrame:
    """Orders by time of issue, with ``ended_at``: lifted, or replaced by the district's next."""
    rows = orders.sort_values(["issued_at", "event_id"], ignore_index=True)
    following = rows.groupby(["mode", "incident_id", "district_id"], dropna=False)["issued_at"]
    ends = pd.DataFrame({"lifted": rows["lifted_at"], "next": following.shift(-1)})
    rows["ended_at"] = ends.apply(pd.to_datetime).min(axis=1).astype("datetime64[us]")
    return rows


def in_force(orders: pd.DataFrame, now: datetime) -> pd.DataFrame:
    """Orders that hold at ``now`` (aware), the highest level first, then the newest."""
    moment = pd.Timestamp(now).tz_convert(UTC).tz_localize(None)
    rows = with_end(orders)
    holds = (rows["issued_at"] <= moment) & ~(rows["ended_at"] <= moment)
    return rows[holds].sort_values(
        ["alert_level", "issued_at", "event_id"], ascending=[False, False, True], ignore_index=True
    )


def _row(event: Event, lifted_at: datetime | None) -> dict[str, Any]:
    payload = event.payload
    level = int(payload["alert_level"])
    ends = [one for one in (lifted_at, _stated(event, "lifted_at")) if one is not None]
    district = payload.get("district_id", event.subject)
    return {
        "event_id": event.event_id,
        "incident_id": event.incident_id,
        "district_id": None if district == WHOLE else district,
        "alert_level": level,
        "order_kind": payload.get("order_kind", ORDER_KINDS.get(level)),
        "issued_at": _time(event, "issued_at"),
        "lifted_at": min(ends, default=None),
        "mode": event.mode,
    }


def _last(event_id: str, mode: str, replaced: Mapping[tuple[str, str], str]) -> str:
    """The end of a chain of corrections; one that runs in a circle ends where it began."""
    seen = {event_id}
    while (event_id, mode) in replaced:
        event_id = replaced[event_id, mode]
        if event_id in seen:
            break
        seen.add(event_id)
    return event_id


def _place(event: Event) -> tuple[datetime, datetime, str]:
    return event.observed_at, event.received_at, event.event_id


def _time(event: Event, name: str) -> datetime:
    """The time stated, else the one it was seen at; naive UTC."""
    return _stated(event, name) or event.observed_at.astimezone(UTC).replace(tzinfo=None)


def _stated(event: Event, name: str) -> datetime | None:
    value = event.payload.get(name)
    return None if value is None else datetime.fromisoformat(value).replace(tzinfo=None)
