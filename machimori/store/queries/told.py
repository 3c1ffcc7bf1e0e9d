"""Entries of the journal that are few: read once, then only what is new."""

from __future__ import annotations

import threading
from weakref import WeakKeyDictionary

from machimori.domain.events import Event
from machimori.store.journal import EventLog

_lock = threading.Lock()
_held: WeakKeyDictionary[EventLog, dict[str, tuple[int, tuple[Event, ...]]]] = WeakKeyDictionary()


def events_of(
    journal: EventLog | None, kind: str, *, until: int | None = None
) -> tuple[Event, ...]:
    """All entries of one kind, in order; for kinds of which there are hundreds, not 200,000.

    Args:
        journal: None where there is none yet.
        kind: of ``domain.events``.
        until: last sequence number to take into account; None for all.
    """
    if journal is None:
        return ()
    with _lock:
        kinds = _held.setdefault(journal, {})
        last, known = kinds.get(kind, (0, ()))
        now = journal.last_seq()
        if now > last:
            known = (*known, *journal.events_after(last, now, kind=kind))
            kinds[kind] = (now, known)
    return known if until is None else tuple(one for one in known if one.seq <= until)
