"""Who is where, in numbers: counters per place and per role, and the last press-sets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd

from machimori.domain.reception import (
    COUNTERS,
    OUTSIDE,
    OUTSIDE_HOUSEHOLDS,
    OUTSIDE_PLACES,
    counters,
)
from machimori.store.journal import EventLog
from machimori.store.queries import status
from machimori.store.queries.board import Incident
from machimori.store.warehouse import Warehouse

#: Columns of people inside, and of people outside; the two are never added up.
INSIDE_COLUMNS = ("headcount", "households", *map(str, COUNTERS))
OUTSIDE_COLUMNS = (
    "outside_headcount", *map(str, OUTSIDE_PLACES), OUTSIDE_HOUSEHOLDS,
    *(f"{OUTSIDE}{name}" for name in COUNTERS),
)  # fmt: skip
_SETS = """
SELECT event_id, facility_id, event_type, headcount_delta, households_delta,
    outside_headcount_delta, counters_delta, observed_at, received_at, reporter, via, supersedes
FROM wh.marts.facility_status_history
WHERE mode = $mode AND incident_id IS NOT DISTINCT FROM $incident_id
    AND (facility_id = $facility_id OR supersedes IS NOT NULL)
"""


@dataclass(frozen=True)
class PressSet:
    """One increment of a reception desk; times are naive UTC."""

    event_id: str
    persons: int  # signed, inside
    outside: int  # signed
    households: int  # signed, inside
    counters: dict[str, int]  # signed
    observed_at: datetime
    received_at: datetime
    reporter: str


def counted(places: pd.DataFrame) -> pd.DataFrame:
    """Places (of ``board.places``) somebody counted at, with a column per counter.

    A counter nobody touched at a place is NULL there, never 0.
    """
    frame = places.copy()
    found = [counters(value) for value in frame["counters"].where(frame["counters"].notna(), None)]
    for name in (*INSIDE_COLUMNS, *OUTSIDE_COLUMNS):
        if name not in frame:
            values = [one.get(name) for one in found]
            frame[name] = pd.array(values, dtype="Int64")
        frame[name] = frame[name].astype("Int64")
    touched = frame[[*INSIDE_COLUMNS, *OUTSIDE_COLUMNS]].notna().any(axis=1)
    return frame[touched].reset_index(drop=True)


def role_sum(frame: pd.DataFrame, role: str, columns: Sequence[str]) -> dict[str, int | None]:
    """Sums over the places of one role, never of two; None where nobody counted."""
    mine = frame[frame["role"] == role]
    return {name: int(mine[name].sum()) if mine[name].notna().any() else None for name in columns}


def last_sets(
    warehouse: Warehouse,
    journal: EventLog | None,
    incident: Incident,
    facility_id: str,
    *,
    limit: int = 8,
) -> list[PressSet]:
    """The newest press-sets of a place that stand, newest first."""
    bound = {
        "mode": incident.mode,
        "incident_id": incident.incident_id,
        "facility_id": facility_id,
    }
    built = warehouse.frame(_SETS, bound).astype(object)
    told = status.told_since(warehouse, journal)
    about = (told["facility_id"] == facility_id) | told["supersedes"].notna()
    same = (told["mode"] == incident.mode) & (told["incident_id"] == incident.incident_id)
    mine = told[about & same]
    new = mine[list(built.columns)].astype(object)
    both = pd.concat([built, new], ignore_index=True) if len(new) else built
    out = set(both["supersedes"].dropna())
    stands = (
        (both["facility_id"] == facility_id)
        & (both["event_type"] == "increment")
        & (both["via"] == "reception")
        & ~both["event_id"].isin(out)
    )
    newest = both[stands].sort_values(["received_at", "event_id"], ascending=False)
    return [
        PressSet(
            event_id=row["event_id"],
            persons=_whole(row["headcount_delta"]),
            outside=_whole(row["outside_headcount_delta"]),
            households=_whole(row["households_delta"]),
            counters=counters(row["counters_delta"]),
            observed_at=pd.Timestamp(row["observed_at"]).to_pydatetime(),
            received_at=pd.Timestamp(row["received_at"]).to_pydatetime(),
            reporter=row["reporter"] if isinstance(row["reporter"], str) else "",
        )
        for row in newest.head(limit).to_dict("records")
    ]


def _whole(value: object) -> int:
    return 0 if pd.isna(value) else int(value)  # type: ignore[call-overload]
