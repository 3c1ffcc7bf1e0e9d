"""The time it is for screens, site and feeds alike; a sample's clock stands still at first."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from machimori.domain.events import INCIDENT
from machimori.store.journal import EventLog
from machimori.store.queries import freshness
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse


def clock_now(warehouse: Warehouse, journal: EventLog | None) -> datetime:
    """The time it is, aware.

    A sample's clock stands still at its newest published statement: by the real clock all of it
    would be unknown an hour after it was made, and there would be nothing to see. As soon as
    somebody opens an incident or a drill in it, it goes like any other: people act in real time.
    ``MACHIMORI_NOW`` (ISO 8601) sets another time for screenshots and tests.
    """
    if is_clock_standing(warehouse, journal):
        fixed = os.environ.get("MACHIMORI_NOW")
        if fixed:
            return datetime.fromisoformat(fixed).astimezone(UTC)
        newest = freshness.newest_statement(warehouse)
        if newest is not None:
            return newest.replace(tzinfo=UTC)
    return real_now()


def real_now() -> datetime:
    """When an incident is opened that is happening now, even where the clock still stands."""
    fixed = os.environ.get("MACHIMORI_NOW")
    return datetime.fromisoformat(fixed).astimezone(UTC) if fixed else datetime.now(UTC)


def is_clock_standing(warehouse: Warehouse, journal: EventLog | None) -> bool:
    """Whether the time is not the real one: ages must not be judged by a reader's clock."""
    if "MACHIMORI_NOW" in os.environ:
        return True
    return (
        warehouse.build.is_sample
        and not events_of(journal, INCIDENT)
        and freshness.newest_statement(warehouse) is not None
    )
