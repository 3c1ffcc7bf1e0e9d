"""The time it is for screens, site and feeds alike; a sample's clock stands still."""

from __future__ import annotations

import os
from datetime import UTC, datetime

from machimori.store.queries import freshness
from machimori.store.warehouse import Warehouse


def clock_now(warehouse: Warehouse) -> datetime:
    """The time it is, aware.

    A sample's clock stands still at its newest statement: by the real clock all of it would be
    unknown an hour after it was made, and there would be nothing to see. ``MACHIMORI_NOW``
    (ISO 8601) sets another time for screenshots and tests.
    """
    fixed = os.environ.get("MACHIMORI_NOW")
    if fixed:
        return datetime.fromisoformat(fixed).astimezone(UTC)
    if warehouse.build.is_sample:
        newest = freshness.newest_statement(warehouse)
        if newest is not None:
            return newest.replace(tzinfo=UTC)
    return datetime.now(UTC)


def is_clock_standing(warehouse: Warehouse) -> bool:
    """Whether the time is not the real one: ages must not be judged by a reader's clock."""
    return "MACHIMORI_NOW" in os.environ or (
        warehouse.build.is_sample and freshness.newest_statement(warehouse) is not None
    )
