"""A journal as it was at some time: the same entries, up to the last one received by then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from machimori.domain.events import Event
from machimori.store.journal import EventLog


class JournalUntil:
    """Read-only. Stands wherever a journal is asked what had been told (places, joins, orders)."""

    def __init__(self, journal: EventLog, received_until: datetime) -> None:
        self._journal = journal
        self._last = last_received(journal, received_until)

    def append(self, kind: str, subject: str, payload: Mapping[str, Any], **_: Any) -> Event:
        """Nothing is written into the past."""
        raise TypeError(f"the past takes no {kind} event about {subject}")

    def events_after(
        self, seq: int, until: int | None = None, *, kind: str | None = None
    ) -> list[Event]:
        """Events with a greater sequence number, in order, up to the time."""
        last = self._last if until is None else min(until, self._last)
        return [] if last <= seq else self._journal.events_after(seq, last, kind=kind)

    def acknowledged(self, client_key: str) -> Event | None:
        """The event of an intention, where it had been received."""
        found = self._journal.acknowledged(client_key)
        return found if found is not None and found.seq <= self._last else None

    def last_seq(self) -> int:
        """Sequence number of the last event received by then."""
        return self._last


def last_received(journal: EventLog, moment: datetime) -> int:
    """Sequence number of the last event received by a moment (aware); 0 where there is none.

    Events are received in the order of their numbers, which have no gaps, so halving finds it.
    """
    low, high = 0, journal.last_seq()
    while low < high:
        middle = (low + high + 1) // 2
        (event,) = journal.events_after(middle - 1, middle)
        if event.received_at <= moment:
            low = middle
        else:
            high = middle - 1
    return low
