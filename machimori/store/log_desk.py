"""Writing the desk log: an entry, what it owes, that it was done, and the handover."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from machimori.domain.ageing import CLOCKS_DIFFER
from machimori.domain.desk_log import LogEntry
from machimori.domain.event_payloads import LOG_CATEGORIES
from machimori.domain.events import DESK_LOG, Event
from machimori.domain.statement_rules import Refused
from machimori.store.journal import EventLog
from machimori.store.queries.board import Incident

#: One thing that happened, in a few sentences.
LONGEST_ENTRY = 1_000
LONGEST_NAME = 100


@dataclass(frozen=True)
class LogDesk:
    """Who writes, in which incident and when. ``now`` is aware: the page's clock."""

    journal: EventLog
    incident: Incident
    reporter: str
    now: datetime

    def write(
        self,
        category: str,
        text: str,
        *,
        client_key: str,
        at: datetime | None = None,
        counterpart: str | None = None,
        facility_id: str | None = None,
        due_at: datetime | None = None,
    ) -> Event:
        """Write an entry.

        Args:
            category: of ``event_payloads.LOG_CATEGORIES``.
            text: what happened or was said.
            client_key: once per intention.
            at: aware; when it was, now where it is not said.
            counterpart: from whom, or to whom.
            facility_id: the place it is about.
            due_at: aware; by when something is owed.

        Raises:
            Refused: no words or too many, or a time that lies ahead.
        """
        subject = "l" + hashlib.sha256(client_key.encode()).hexdigest()[:12]
        said = self._checked(category, text, counterpart, at)
        return self._append(
            subject,
            said | {"facility_id": facility_id, "due_at": due_at},
            client_key,
            at or self.now,
        )

    def rewrite(
        self, entry: LogEntry, text: str, *, client_key: str, category: str | None = None
    ) -> Event:
        """Put an entry's words right, or its category; when, who and what is owed stay.

        Raises:
            Refused: no words, too many, or an unknown category.
        """
        return self._append(
            entry.entry_id,
            self._checked(category or entry.category, text, entry.counterpart, None)
            | {
                "facility_id": entry.facility_id,
                "due_at": _aware(entry.due_at) if entry.due_at else None,
                "supersedes": entry.said_in,
            },
            client_key,
            _aware(entry.at),
        )

    def take_back(self, entry: LogEntry, *, client_key: str) -> Event:
        """Take an entry back; its words stay to be read, struck out."""
        return self._append(entry.entry_id, {"supersedes": entry.said_in}, client_key, self.now)

    def done(self, entry: LogEntry, *, client_key: str) -> Event:
        """Say that what was owed has been done.

        Raises:
            Refused: nothing is owed.
        """
        if not entry.is_open:
            raise Refused("nothing_owed", "done_at")
        return self._append(entry.entry_id, {"done_at": self.now}, client_key, self.now)

    def not_done(self, entry: LogEntry, *, client_key: str) -> Event:
        """Say that "done" was a mistake: it is owed again.

        Raises:
            Refused: nobody had said it was done.
        """
        if entry.done_in is None:
            raise Refused("nothing_owed", "done_at")
        return self._append(entry.entry_id, {"supersedes": entry.done_in}, client_key, self.now)

    def hand_over(self, to_whom: str, text: str, *, client_key: str) -> Event:
        """Sign the handover to the next shift.

        Raises:
            Refused: nobody is named.
        """
        if not to_whom.strip():
            raise Refused("missing", "counterpart")
        return self.write("handover", text, client_key=client_key, counterpart=to_whom)

    def _checked(
        self, category: str, text: str, counterpart: str | None, at: datetime | None
    ) -> dict[str, Any]:
        words = text.strip()
        if category not in LOG_CATEGORIES:
            raise Refused("unknown_word", "category", value=category[:40])
        if not words:
            raise Refused("missing", "text")
        if len(words) > LONGEST_ENTRY:
            raise Refused("too_long", "text", value=len(words), most=LONGEST_ENTRY)
        if at is not None and at > self.now + CLOCKS_DIFFER:
            raise Refused("in_the_future", "at", value=at)
        other = (counterpart or "").strip()
        if len(other) > LONGEST_NAME:
            raise Refused("too_long", "counterpart", value=len(other), most=LONGEST_NAME)
        return {"category": category, "text": words, "counterpart": other or None}

    def _append(
        self, subject: str, payload: Mapping[str, Any], client_key: str, seen: datetime
    ) -> Event:
        return self.journal.append(
            DESK_LOG,
            subject,
            payload,
            client_key=client_key,
            mode=self.incident.mode,
            observed_at=seen,
            incident_id=self.incident.incident_id,
            reporter=self.reporter,
        )


def _aware(moment: datetime) -> datetime:
    """A time of an entry (naive UTC) as an aware one."""
    return moment.replace(tzinfo=UTC)
