"""What was said of places since the build, as rows: each event is read from the journal once."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from weakref import WeakKeyDictionary

import pandas as pd

from machimori.domain import event_tables
from machimori.domain.events import FACILITY_STATUS
from machimori.store.journal import EventLog
from machimori.store.warehouse import Warehouse

#: Two plain joins: a question with OR, or over lists, takes ten times as long with 200,000 rows.
_NAMED = """
SELECT 1 FROM wh.marts.facility_status_history
SEMI JOIN (SELECT unnest($ids) AS event_id) USING (event_id)
UNION ALL
SELECT 1 FROM wh.marts.facility_status_history
SEMI JOIN (SELECT unnest($ids) AS supersedes) USING (supersedes)
"""
_lock = threading.Lock()
_told: WeakKeyDictionary[Warehouse, tuple[EventLog, int, pd.DataFrame]] = WeakKeyDictionary()


def since_build(warehouse: Warehouse, journal: EventLog | None) -> pd.DataFrame:
    """Columns of ``status_fold.HISTORY_COLUMNS`` under the ids they were stated with, in order.

    ``source_row`` is the sequence number of the event. Not to be changed: others have the same.
    """
    if journal is None:
        return event_tables.statements([])
    now = journal.last_seq()
    with _lock:
        of, last, told = _told.get(warehouse, (None, 0, None))
        if of is not journal or told is None:
            last, told = warehouse.build.journal_watermark, event_tables.statements([])
        if now > last:
            new = event_tables.statements(
                journal.events_after(last, now, kind=FACILITY_STATUS),
                is_sample=warehouse.build.is_sample,
            )
            filled = [one for one in (told, new) if len(one)]
            told = pd.concat(filled, ignore_index=True) if filled else told
            _told[warehouse] = (journal, now, told)
    return told


def is_in_build(warehouse: Warehouse, event_ids: Sequence[str]) -> bool:
    """Whether the build knows one of these events, or one that corrects one of them."""
    return bool(warehouse.rows(_NAMED, {"ids": list(event_ids)}))
