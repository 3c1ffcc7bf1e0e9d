"""A journal to try on: everything is checked as for the real one, and nothing is written."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from machimori.domain.events import Event, checked
from machimori.store.journal import EventLog


class Rehearsal:
    """Stands wherever a journal is written to; what is read is the real journal's."""

    def __init__(self, journal: EventLog) -> None:
        self._journal = journal

    def append(
        self,
        kind: str,
        subject: str,
        payload: Mapping[str, Any],
        *,
        client_key: str,
        mode: str,
        observed_at: datetime,
        incident_id: str | None = None,
        reporter: str = "",
    ) -> Event:
        """The event as it would be acknowledged; an intention known already gives that one."""
        known = self._journal.acknowledged(client_key)
        if known is not None:
            return known
        return Event(
            seq=0,
            event_id="",
            client_key=client_key,
            kind=kind,
            subject=subject,
            incident_id=incident_id,
            mode=mode,
            observed_at=observed_at.astimezone(UTC),
            received_at=observed_at.astimezone(UTC),
            reporter=reporter,
            payload=checked(kind, mode, payload),
        )

    def events_after(
        self, seq: int, until: int | None = None, *, kind: str | None = None
    ) -> list[Event]:
        """Those of the journal."""
        return self._journal.events_after(seq, until, kind=kind)

    def acknowledged(self, client_key: str) -> Event | None:
        """That of the journal."""
        return self._journal.acknowledged(client_key)

    def last_seq(self) -> int:
        """That of the journal."""
        return self._journal.last_seq()
