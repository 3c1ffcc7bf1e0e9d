"""How old each source is: by the date of its data, or by its fetch where it states none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

import pandas as pd

from machimori.store.shared import shared
from machimori.store.warehouse import Warehouse

#: A source is old when its newest data is older than its cycle and half of it again.
GRACE = 1.5

_SOURCES = """
SELECT
    run.source, run.source_name, coalesce(run.title, '') AS title,
    coalesce(run.producer, '') AS producer, coalesce(run.licence, '') AS licence,
    run.licence_url, run.cadence_days, run.is_sample, run.fetched_at, run.as_of,
    run.rows_in, run.accepted, run.rejected, run.duplicates,
    run.success, run.is_held_back, run.error,
    greatest(date_diff('second', coalesce(run.as_of, run.fetched_at), $now::TIMESTAMP), 0)
        / 86400.0 AS age_days,
    NOT run.success OR run.is_held_back AS is_behind,
    coalesce(date_diff('second', coalesce(run.as_of, run.fetched_at), $now::TIMESTAMP) / 86400.0
        > run.cadence_days * $grace, false) AS is_overdue
FROM wh.meta.source_runs AS run
QUALIFY row_number() OVER (
    PARTITION BY run.source ORDER BY run.fetched_at DESC NULLS LAST, run.run_id DESC) = 1
ORDER BY run.source_name, run.source
"""


def utc(moment: datetime) -> datetime:
    """A time as the tables hold it: naive UTC. A naive one is taken as UTC already."""
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


@shared
def sources(warehouse: Warehouse, *, now: datetime, names: Sequence[str] = ()) -> pd.DataFrame:
    """One row per source: what it is, its newest data time, its balance, whether it is old.

    ``is_behind``: the last run failed or was held back, so older rows stand in the marts.
    ``age_days`` counts from the data's own time, from ``fetched_at`` where ``as_of`` is NULL;
    ``is_overdue``: that age is more than the cycle allows. ``names`` keeps some of the ten.
    """
    frame = warehouse.frame(_SOURCES, {"now": utc(now), "grace": GRACE})
    if names:
        frame = frame[frame["source_name"].isin(list(names))].reset_index(drop=True)
    frame["is_stale"] = frame["is_behind"] | frame["is_overdue"]
    return frame


def newest_statement(warehouse: Warehouse) -> datetime | None:
    """Naive UTC of the newest statement about a facility; None where there is none."""
    rows = warehouse.rows("SELECT max(received_at) FROM wh.marts.facility_status_history")
    found: datetime | None = rows[0][0]
    return found
