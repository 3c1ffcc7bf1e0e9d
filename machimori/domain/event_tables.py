"""Journal entries as rows of the marts, so that build and overlay read them alike."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import pandas as pd

from machimori.domain.evacuation import ORDER_COLUMNS, order_rows
from machimori.domain.events import FACILITY_STATUS, INCIDENT, Event
from machimori.domain.status_history import history_of, naive

INCIDENT_COLUMNS = (
    "incident_id", "name", "mode", "started_at", "ended_at", "hazard", "is_opened_here",
)  # fmt: skip


def statements(
    events: Iterable[Event],
    *,
    is_sample: bool = False,
    meant: Callable[[str, str], str] | None = None,
) -> pd.DataFrame:
    """Rows of marts.facility_status_history; ``is_known_facility`` is the caller's to set.

    Args:
        events: of any kind.
        is_sample: whether the journal is a sample's.
        meant: which facility an id stated in a mode means (``temporary_places.meant``); without
            it each means itself.
    """
    rows = [
        {"event_type": "status"}
        | dict(event.payload)
        | {
            "event_id": event.event_id,
            "incident_id": event.incident_id,
            "facility_id": event.subject,
            "observed_at": event.observed_at,
            "received_at": event.received_at,
            "reporter": event.reporter or None,
            "source": "journal",
            "source_row": event.seq,
            "mode": event.mode,
            "is_sample": is_sample,
        }
        for event in events
        if event.kind == FACILITY_STATUS
    ]
    if meant is not None:
        for row in rows:
            stated = row["facility_id"]
            row["facility_id"] = meant(stated, row["mode"])
            row["stated_as"] = None if row["facility_id"] == stated else stated
    return history_of(rows)


def incidents(events: Iterable[Event]) -> pd.DataFrame:
    """Rows of marts.incidents: per incident the latest name and times stated.

    An incident is real or training for good: the first statement says which. It began when it is
    said to have begun, or with that first statement.
    """
    found: dict[str, dict[str, Any]] = {}
    named = (event for event in events if event.kind == INCIDENT)
    for event in sorted(named, key=lambda one: (one.observed_at, one.received_at, one.event_id)):
        row = found.setdefault(
            event.subject,
            {
                "incident_id": event.subject,
                "name": event.subject,
                "mode": event.mode,
                "started_at": naive(event.observed_at),
                "ended_at": None,
                "hazard": None,
                # Of one that a file named, the journal only ever tells the end.
                "is_opened_here": "ended_at" not in event.payload,
            },
        )
        if event.mode == row["mode"]:
            row.update(_row(event, ("name", "started_at", "ended_at", "hazard")))
    return pd.DataFrame(list(found.values()), columns=list(INCIDENT_COLUMNS), dtype=object)


def evacuation_orders(events: Iterable[Event]) -> pd.DataFrame:
    """Rows of marts.evacuation_orders (``evacuation.order_rows``)."""
    return pd.DataFrame(order_rows(events), columns=list(ORDER_COLUMNS), dtype=object)


def _row(event: Event, columns: tuple[str, ...]) -> dict[str, Any]:
    row = {name: value for name, value in event.payload.items() if name in columns}
    for name in row:
        if name.endswith("_at"):
            row[name] = naive(datetime.fromisoformat(row[name]))
    return row
