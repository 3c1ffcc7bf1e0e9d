"""Road closures as staff told them: which stand, and which hold at a moment. Pure.

A closure speaks of one segment of the road network and ends by itself. To lift it early, or to
mend it, another one supersedes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd

from machimori.domain.events import ROAD_CLOSURE, Event
from machimori.domain.vocabulary import Mode

COLUMNS = (
    "closure_id", "road_id", "incident_id", "mode", "started_at", "ended_at", "reason", "stated_by",
    "reporter", "received_at", "supersedes",
)  # fmt: skip


def closure_rows(events: Iterable[Event]) -> list[dict[str, Any]]:
    """Closures that no other of the same mode supersedes, in the order they were told.

    Times are naive UTC. One without a beginning began when it was seen; one without an end holds
    until it is lifted.
    """
    told = [event for event in events if event.kind == ROAD_CLOSURE]
    out = {(event.payload.get("supersedes"), event.mode) for event in told}
    return [
        {
            "closure_id": event.event_id,
            "road_id": event.subject,
            "incident_id": event.incident_id,
            "mode": event.mode,
            "started_at": _time(event, "starts_at") or _naive(event.observed_at),
            "ended_at": _time(event, "ends_at"),
            "reason": event.payload.get("reason"),
            "stated_by": event.payload.get("source"),
            "reporter": event.reporter or None,
            "received_at": _naive(event.received_at),
            "supersedes": event.payload.get("supersedes"),
        }
        for event in told
        if (event.event_id, event.mode) not in out
    ]


def closure_frame(rows: Iterable[Mapping[Any, Any]]) -> pd.DataFrame:
    """Rows of ``closure_rows`` as a frame with the types of marts.road_closures."""
    frame = pd.DataFrame(list(rows), columns=list(COLUMNS), dtype=object)
    for name in ("started_at", "ended_at", "received_at"):
        frame[name] = pd.to_datetime(frame[name]).astype("datetime64[us]")
    return frame


def in_force(
    closures: pd.DataFrame, now: datetime, *, mode: str, incident_id: str | None
) -> pd.DataFrame:
    """The closures that hold at ``now`` (aware): from their start on, up to their end.

    A real closure holds whatever incident it was told in: the road is shut. One of a drill holds
    in that drill alone.
    """
    moment = pd.Timestamp(now).tz_convert("UTC").tz_localize(None)
    holds = (closures["mode"] == mode) & (closures["started_at"] <= moment)
    holds &= closures["ended_at"].isna() | (closures["ended_at"] > moment)
    if mode != Mode.REAL:
        holds &= closures["incident_id"] == incident_id
    return closures[holds].reset_index(drop=True)


def _time(event: Event, name: str) -> datetime | None:
    said = event.payload.get(name)
    return None if said is None else _naive(datetime.fromisoformat(said))


def _naive(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
