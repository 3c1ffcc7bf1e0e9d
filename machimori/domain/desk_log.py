"""The desk log (クロノロジー): what was typed, corrected, promised and done.

An entry is a subject of its own. Later events about it correct its words, say that a promise was
kept, or take the entry back; what was taken back stays to be read.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from machimori.domain.events import DESK_LOG, Event

#: Categories that somebody owes something after.
OWED = ("promise", "request")


@dataclass(frozen=True)
class LogEntry:
    """One entry as it stands. Times are naive UTC."""

    entry_id: str
    said_in: str  # event_id of its words
    incident_id: str | None
    mode: str
    category: str
    text: str
    at: datetime
    received_at: datetime
    reporter: str
    counterpart: str | None = None
    facility_id: str | None = None
    due_at: datetime | None = None
    done_at: datetime | None = None
    done_in: str | None = None  # event_id of what says so
    is_corrected: bool = False
    is_taken_back: bool = False

    @property
    def is_open(self) -> bool:
        """Whether something is still owed: a promise or request, or anything with a due time."""
        owed = self.category in OWED or self.due_at is not None
        return owed and self.done_at is None and not self.is_taken_back

    def is_overdue(self, now: datetime) -> bool:
        """Whether its time has passed at ``now`` (aware) with nothing done."""
        moment = now.astimezone(UTC).replace(tzinfo=None)
        return self.is_open and self.due_at is not None and self.due_at <= moment


def folded_log(events: Iterable[Event]) -> list[LogEntry]:
    """All entries by the time they are about, oldest first. Real and training stay apart."""
    said = [event for event in events if event.kind == DESK_LOG]
    out = {
        (event.payload.get("supersedes"), event.mode)
        for event in said
        if event.payload.get("supersedes") != event.event_id
    }
    about: dict[tuple[str, str], list[Event]] = {}
    for event in sorted(said, key=lambda one: (one.received_at, one.event_id)):
        about.setdefault((event.mode, event.subject), []).append(event)
    found = [_entry(those, out) for those in about.values()]
    written = [one for one in found if one is not None]
    return sorted(written, key=lambda one: (one.at, one.received_at, one.entry_id))


def _entry(events: list[Event], out: set[tuple[Any, str]]) -> LogEntry | None:
    """The entry its events leave, the latest received counting; None where nothing was said."""
    standing = [event for event in events if (event.event_id, event.mode) not in out]
    worded = [event for event in standing if event.payload.get("text")]
    # Taken back: shown with the words it had.
    worded = worded or [event for event in events if event.payload.get("text")][-1:]
    if not worded:
        return None
    last = worded[-1]
    done = [event for event in standing if "done_at" in event.payload]
    payload = last.payload
    return LogEntry(
        entry_id=last.subject,
        said_in=last.event_id,
        incident_id=last.incident_id,
        mode=last.mode,
        category=payload.get("category", "other"),
        text=payload["text"],
        at=_plain(last.observed_at),
        received_at=_plain(events[0].received_at),
        reporter=last.reporter,
        counterpart=payload.get("counterpart"),
        facility_id=payload.get("facility_id"),
        due_at=_time(payload.get("due_at")),
        done_at=_time(done[-1].payload["done_at"]) if done else None,
        done_in=done[-1].event_id if done else None,
        is_corrected=any(event.payload.get("supersedes") for event in worded),
        is_taken_back=last not in standing,
    )


def _time(value: str | None) -> datetime | None:
    return None if value is None else _plain(datetime.fromisoformat(value))


def _plain(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(tzinfo=None)
