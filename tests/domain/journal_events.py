"""Journal entries written down by hand, for folds that look at entries alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from machimori.domain.events import Event

START = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


def at(minutes: float) -> datetime:
    """Naive UTC, so many minutes after the start."""
    return (START + timedelta(minutes=minutes)).replace(tzinfo=None)


def said(
    event_id: str,
    kind: str,
    subject: str,
    minutes: float,
    *,
    mode: str = "real",
    incident_id: str | None = "i1",
    received: float | None = None,
    reporter: str = "見本 太郎",
    **payload: Any,
) -> Event:
    """An entry seen so many minutes after the start; times of the payload in minutes too."""
    told = {
        name: (START + timedelta(minutes=value)).isoformat() if name.endswith("_at") else value
        for name, value in payload.items()
    }
    return Event(
        seq=0,
        event_id=event_id,
        client_key=event_id,
        kind=kind,
        subject=subject,
        incident_id=incident_id,
        mode=mode,
        observed_at=START + timedelta(minutes=minutes),
        received_at=START + timedelta(minutes=minutes if received is None else received),
        reporter=reporter,
        payload=told,
    )
