"""One book of an incident: what was typed beside what the system knows by itself.

A line is what happened, when it happened and when we learnt it. Words are the screen's: a line
carries codes (``what``), names and numbers.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from machimori.domain.desk_log import LogEntry
from machimori.domain.event_payloads import LOG_CATEGORIES
from machimori.domain.messages import Message
from machimori.domain.vocabulary import Crowding, Opening

#: What the system writes into the book by itself, and the category it stands under.
SYSTEM: dict[str, str] = {
    "incident_opened": "incident",
    "incident_closed": "incident",
    "place_opened": "place",
    "place_closed": "place",
    "place_full": "place",
    "order_issued": "order",
    "order_lifted": "order",
    "message_sent": "message",
    "message_withdrawn": "message",
}
CATEGORIES = (*LOG_CATEGORIES, *dict.fromkeys(SYSTEM.values()))
#: Columns of what ``place_changes`` needs and gives.
_NEEDED = (
    "event_id", "facility_id", "opening", "crowding", "observed_at", "received_at", "reporter",
    "supersedes",
)  # fmt: skip
CHANGE_COLUMNS = ("event_id", "facility_id", "what", "observed_at", "received_at", "reporter")
_CHANGES = (
    ("opening", str(Opening.OPEN), "place_opened"),
    ("opening", str(Opening.CLOSED), "place_closed"),
    ("crowding", str(Crowding.FULL), "place_full"),
)


@dataclass(frozen=True)
class Line:
    """One line of the book. Times are naive UTC."""

    line_id: str
    at: datetime
    received_at: datetime
    category: str  # of CATEGORIES
    what: str  # a key of SYSTEM, or "typed"
    reporter: str = ""
    facility_id: str | None = None
    district_id: str | None = None
    alert_level: int | None = None
    text: str = ""
    entry: LogEntry | None = None
    is_staff_only: bool = False

    @property
    def is_system(self) -> bool:
        """Whether nobody typed it."""
        return self.entry is None


def typed_line(entry: LogEntry) -> Line:
    """A line of the desk's own."""
    return Line(
        line_id=entry.entry_id,
        at=entry.at,
        received_at=entry.received_at,
        category=entry.category,
        what="typed",
        reporter=entry.reporter,
        facility_id=entry.facility_id,
        text=entry.text,
        entry=entry,
    )


def message_lines(message: Message) -> list[Line]:
    """A message as it went out, and as it was withdrawn."""
    sent = Line(
        line_id=f"{message.message_id}:sent",
        at=message.issued_at,
        received_at=message.received_at,
        category="message",
        what="message_sent",
        reporter=message.reporter,
        district_id=message.district_id,
        text=message.spoken("ja").text,
        is_staff_only=message.audience != "public",
    )
    if message.withdrawn_at is None:
        return [sent]
    gone = {"line_id": f"{message.message_id}:withdrawn", "what": "message_withdrawn"}
    times = {"at": message.withdrawn_at, "received_at": message.withdrawn_at}
    return [sent, Line(**vars(sent) | gone | times | {"reporter": ""})]


def place_changes(history: pd.DataFrame) -> pd.DataFrame:
    """Where a place opened, closed or became full, out of all that was said about it.

    A statement that repeats what held changes nothing, and neither does a correction that says
    the same state again.

    Args:
        history: statements of one incident and mode.

    Returns:
        ``CHANGE_COLUMNS``, oldest first.
    """
    frame = history.reindex(columns=list(_NEEDED))
    superseded = frame.loc[frame["supersedes"] != frame["event_id"], "supersedes"].dropna()
    told = frame[~frame["event_id"].isin(superseded)].drop_duplicates("event_id")
    told = told.sort_values(["facility_id", "observed_at", "received_at", "event_id"])
    found = [_turned(told, *change) for change in _CHANGES]
    rows = pd.concat(found, ignore_index=True)
    return rows.sort_values(["observed_at", "received_at", "event_id"], ignore_index=True)


def _turned(told: pd.DataFrame, field: str, value: str, what: str) -> pd.DataFrame:
    stated = told[told[field].notna()]
    before = stated.groupby("facility_id", sort=False)[field].shift()
    turned = np.asarray((stated[field] == value) & (before != value), dtype=bool)
    if what == "place_closed":  # closed before anybody said it was open: nothing happened
        turned &= np.asarray(before.isin([str(Opening.OPEN), str(Opening.PREPARING)]), dtype=bool)
    return stated[turned].assign(what=what)[list(CHANGE_COLUMNS)]


def ordered(lines: Iterable[Line]) -> list[Line]:
    """Oldest first by when it happened, then by when it was learnt."""
    return sorted(lines, key=lambda line: (line.at, line.received_at, line.line_id))


def chosen(
    lines: Iterable[Line], *, categories: Iterable[str] = (), since: datetime | None = None
) -> list[Line]:
    """Lines of some categories (all where none is named) that were learnt after a time.

    What came late belongs to the shift that learnt it, so ``since`` (naive UTC) is held against
    the time of receipt.
    """
    wanted = set(categories)
    return [
        line
        for line in lines
        if (not wanted or line.category in wanted) and (since is None or line.received_at > since)
    ]
