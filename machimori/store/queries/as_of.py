"""What was so at some time, and what the desk believed then: two readings of one incident.

``true`` is what had been seen by the moment, with all that was corrected and learnt later;
``known`` is what had been received by then, right or wrong: what the board showed. Only the
incident's own statements are folded, and an answer given once is kept.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from weakref import WeakKeyDictionary

import pandas as pd

from machimori.city import City
from machimori.domain.status_fold import fold
from machimori.domain.status_history import FIELDS, history_frame, naive
from machimori.store.journal import EventLog
from machimori.store.journal_until import JournalUntil
from machimori.store.kept import Kept
from machimori.store.queries import board, status
from machimori.store.queries.board import Incident
from machimori.store.queries.statements import since_build
from machimori.store.shared import shared
from machimori.store.warehouse import Warehouse

#: Folds kept (200 places each), and incidents whose statements are kept (some hundred MB at most).
MOST_FOLDS = 120
MOST_INCIDENTS = 2

_SAID = """
WITH said AS (
    SELECT * FROM wh.marts.facility_status_history
    WHERE incident_id IS NOT DISTINCT FROM $incident_id AND mode = $mode
)
SELECT * FROM said
UNION ALL
-- A statement may be corrected from elsewhere, or told twice.
SELECT * FROM wh.marts.facility_status_history
WHERE NOT (incident_id IS NOT DISTINCT FROM $incident_id AND mode = $mode)
  AND (event_id IN (SELECT event_id FROM said)
       OR (mode = $mode AND supersedes IN (SELECT event_id FROM said)))
"""
_MOMENTS = """
SELECT DISTINCT time_bucket(INTERVAL '1 minute', observed_at) AS observed,
    time_bucket(INTERVAL '1 minute', received_at) AS received
FROM wh.marts.facility_status_history
WHERE incident_id IS NOT DISTINCT FROM $incident_id AND mode = $mode
"""


class View(StrEnum):
    """Which of the two readings."""

    TRUE = "true"
    KNOWN = "known"


@dataclass(frozen=True)
class Moment:
    """A time looked back at (aware), and how."""

    at: datetime
    view: View


_folds: Kept[pd.DataFrame] = Kept(MOST_FOLDS)
_pasts: Kept[JournalUntil] = Kept(MOST_FOLDS)
_minutes: Kept[frozenset[datetime]] = Kept(MOST_FOLDS)
_lock = threading.Lock()
_said: WeakKeyDictionary[Warehouse, Kept[pd.DataFrame]] = WeakKeyDictionary()


def places(
    warehouse: Warehouse,
    city: City,
    incident: Incident,
    moment: Moment,
    *,
    now: datetime,
    journal: EventLog | None = None,
) -> pd.DataFrame:
    """``board.places`` at a moment: the same columns, every age judged at that time.

    ``now`` is the clock's at the moment: the moment itself, but where a sample's clock stands.
    """
    return board.places(
        warehouse,
        city,
        incident,
        now=now,
        journal=journal_then(journal, moment),
        said=facility_status(warehouse, journal, incident, moment),
    )


def facility_status(
    warehouse: Warehouse, journal: EventLog | None, incident: Incident, moment: Moment
) -> pd.DataFrame:
    """``status.facility_status`` of one incident at a moment, one row per facility.

    In the reading of what was true a field seen before the moment and said later to be still so
    counts as confirmed at the moment: it was so.
    """
    last = 0 if journal is None else journal.last_seq()
    key = (warehouse.signature, journal, last, incident.incident_id, incident.mode, moment)
    return _folds.get(key, lambda: _folded(warehouse, journal, incident, moment)).copy()


def history(
    warehouse: Warehouse,
    journal: EventLog | None,
    incident: Incident,
    facility_id: str,
    moment: Moment,
    *,
    limit: int = 20,
) -> pd.DataFrame:
    """``board.history`` up to a moment: what had been seen, or received, by then."""
    column = "received_at" if moment.view == View.KNOWN else "observed_at"
    found = board.history(warehouse, incident, facility_id, journal=journal, limit=100_000)
    return found[found[column] <= naive(moment.at)].head(limit).reset_index(drop=True)


def journal_then(journal: EventLog | None, moment: Moment | None) -> EventLog | None:
    """The journal that tells of places and joins: as it was, where that is what is asked."""
    if journal is None or moment is None or moment.view == View.TRUE:
        return journal
    key = (journal, journal.last_seq(), moment.at)
    return _pasts.get(key, lambda: JournalUntil(journal, moment.at))


@shared
def moments(
    warehouse: Warehouse, journal: EventLog | None, incident: Incident, view: View
) -> list[datetime]:
    """The minutes at which something changed, in order (aware): the end of each such minute."""
    key = (warehouse.signature, incident.incident_id, incident.mode, view)
    built = _minutes.get(key, lambda: _minutes_of(warehouse, incident, view))
    told = since_build(warehouse, journal)
    mine = told[is_of(told, incident)]
    column = "received_at" if view == View.KNOWN else "observed_at"
    since = {_end(one.to_pydatetime()) for one in mine[column].dt.floor("min")}
    return sorted(built | since)


def _minutes_of(warehouse: Warehouse, incident: Incident, view: View) -> frozenset[datetime]:
    bound = {"incident_id": incident.incident_id, "mode": incident.mode}
    place = 1 if view == View.KNOWN else 0
    return frozenset(_end(row[place]) for row in warehouse.rows(_MOMENTS, bound))


def _end(minute: datetime) -> datetime:
    return minute.replace(tzinfo=UTC) + timedelta(minutes=1)


def _folded(
    warehouse: Warehouse, journal: EventLog | None, incident: Incident, moment: Moment
) -> pd.DataFrame:
    then = journal_then(journal, moment)
    statements = _statements(warehouse, journal, incident)
    if then is not None:
        statements = status.as_meant(warehouse, then, statements)
    if moment.view == View.KNOWN:
        heard = statements[statements["received_at"] <= naive(moment.at)]
        folded = fold(heard, received_until=moment.at)
    else:
        folded = fold(statements, observed_until=moment.at)
        at = naive(moment.at)
        for name in ("confirmed_at", *(f"{field}_confirmed_at" for field in FIELDS)):
            folded[name] = folded[name].mask(folded[name] > at, at).astype("datetime64[us]")
    return folded[is_of(folded, incident)].reset_index(drop=True)


def _statements(warehouse: Warehouse, journal: EventLog | None, incident: Incident) -> pd.DataFrame:
    """All that was said in an incident, and what corrects it, the journal's latest among it."""
    with _lock:
        held = _said.setdefault(warehouse, Kept(MOST_INCIDENTS))
    bound = {"incident_id": incident.incident_id, "mode": incident.mode}
    base = held.get(
        (incident.incident_id, incident.mode), lambda: history_frame(warehouse.frame(_SAID, bound))
    )
    told = since_build(warehouse, journal)
    if told.empty:
        return base
    new = told[is_of(told, incident)]
    named = {*base["event_id"], *new["event_id"]}
    elsewhere = told[
        ~told.index.isin(new.index)
        & (told["event_id"].isin(named) | told["supersedes"].isin(named))
    ]
    corrected = _corrections(warehouse, new["event_id"].tolist())
    parts = [one for one in (base, corrected, new, elsewhere) if len(one)]
    return pd.concat(parts, ignore_index=True) if parts else base


def _corrections(warehouse: Warehouse, event_ids: list[str]) -> pd.DataFrame:
    """Statements of the build that correct one which was told only after it."""
    return history_frame(
        warehouse.frame(
            "FROM wh.marts.facility_status_history WHERE supersedes IN (SELECT unnest($ids))",
            {"ids": event_ids},
        )
    )


def is_of(said: pd.DataFrame, incident: Incident) -> pd.Series:
    """Which statements (or rows of the fold) are of an incident, in its mode."""
    same = (
        said["incident_id"].isna()
        if incident.incident_id is None
        else said["incident_id"] == incident.incident_id
    )
    return same & (said["mode"] == incident.mode)
