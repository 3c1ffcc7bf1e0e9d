"""Which decisions about posts have not gone back to their Redmine yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from machimori.domain.events import ROAD_PUSH, ROAD_REPORT, Event
from machimori.domain.report_fold import event_frame, in_order
from machimori.domain.vocabulary import Mode, ReportStatus
from machimori.store.journal import EventLog
from machimori.store.queries import road_decisions
from machimori.store.queries.told import events_of
from machimori.store.warehouse import Warehouse


@dataclass(frozen=True)
class Pending:
    """Decisions about one post that have not gone back, and what they came to."""

    report_id: str
    issue_id: int
    decisions: tuple[Event, ...]
    status: ReportStatus | None
    assignee: str | None
    #: A request with these was begun, and nobody knows whether it arrived.
    is_unsure: bool


def pending(warehouse: Warehouse, journal: EventLog, source: str) -> list[Pending]:
    """Posts of a source with decisions that have not gone back, in the order of the first.

    A decision that was taken back before it was sent never goes.

    Args:
        warehouse: where the posts stand.
        journal: the decisions, and what was sent.
        source: id of the entry whose posts are issues of the Redmine.
    """
    sent, begun = _sent(journal)
    prefix = f"{source}:"
    told: dict[str, list[Event]] = defaultdict(list)
    for one in events_of(journal, ROAD_REPORT):
        number = one.subject.removeprefix(prefix)
        is_issue = one.subject.startswith(prefix) and number.isascii() and number.isdigit()
        if is_issue and one.mode == Mode.REAL and one.payload.get("via") != "redmine":
            told[one.subject].append(one)
    open_ids = [name for name, mine in told.items() if any(e.event_id not in sent for e in mine)]
    states = road_decisions.states(warehouse, journal, open_ids)
    found = []
    for name in open_ids:
        if name not in states:
            continue
        stands = set(in_order(event_frame(told[name]))["event_id"])
        new = [one for one in told[name] if one.event_id not in sent]
        # What takes back something that never went, says nothing to the server.
        kept = [
            one
            for one in new
            if one.event_id in stands
            and not ("supersedes" in one.payload and one.payload["supersedes"] not in sent | begun)
        ]
        unsure = [one for one in new if one.event_id in begun]
        rest = [one for one in kept if one.event_id not in begun]
        for these in filter(None, (unsure, rest)):
            found.append(
                Pending(
                    report_id=name,
                    issue_id=int(name.removeprefix(prefix)),
                    decisions=tuple(these),
                    status=states[name].status,
                    assignee=states[name].assignee,
                    is_unsure=these is unsure,
                )
            )
    return found


def _sent(journal: EventLog) -> tuple[set[str], set[str]]:
    """Ids of decisions that arrived, and of those whose last request has no known end."""
    last: dict[str, str] = {}
    for one in events_of(journal, ROAD_PUSH):
        for event_id in one.payload.get("decisions", ()):
            if last.get(event_id) != "sent":
                last[event_id] = str(one.payload["state"])
    return (
        {name for name, state in last.items() if state == "sent"},
        {name for name, state in last.items() if state == "sending"},
    )
