"""The road desk: the one way in which a decision about a post reaches the journal.

The triage page, common acts, the pages of groups, referrals and rounds, and imports all come
through here, so the same rules hold for each.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from machimori.city import City
from machimori.domain import decision_rules
from machimori.domain.decision_rules import MOST_AT_ONCE
from machimori.domain.event_payloads import NO_STATUS, RELATIONS
from machimori.domain.events import ROAD_PAIR, ROAD_REPORT, Event
from machimori.domain.report_fold import NOTHING_YET
from machimori.domain.statement_rules import LONGEST_NOTE, Refused
from machimori.domain.vocabulary import Mode, ReportStatus
from machimori.store.journal import EventLog
from machimori.store.queries import road_decisions
from machimori.store.queries.road_decisions import PostState
from machimori.store.warehouse import Warehouse

#: Between looking at the newest decision and writing the next nobody else of this process writes;
#: one of another process in between is kept and marked by the fold.
_deciding = threading.Lock()


@dataclass(frozen=True)
class Common:
    """What came of one act about several posts."""

    events: list[Event]
    refused: list[tuple[str, Refused]]  # report_id, and why nothing was written of it


@dataclass(frozen=True)
class RoadDesk:
    """Who decides, and when. ``now`` is aware: the page's clock."""

    city: City
    warehouse: Warehouse
    journal: EventLog
    reporter: str
    now: datetime

    def act(
        self,
        report_id: str,
        *,
        client_key: str,
        seen: str | None = None,
        via: str = "board",
        **said: str | None,
    ) -> Event:
        """Decide something about one post.

        Args:
            report_id: the post.
            client_key: once per intention; the same key again gives the first acknowledgement.
            seen: id of the newest decision the writer had seen, ``NOTHING_YET`` where there was
                none; None does not compare (an import).
            via: board, import or redmine.
            said: status, reason, end_kind, severity, owner, referred_to, assignee, note, parent,
                answer, template (``event_payloads``). None is not said; an empty assignee is
                nobody.

        Raises:
            Refused: a rule of ``domain.decision_rules`` is broken, there is no such post, or
                somebody else decided meanwhile (``changed_meanwhile``).
        """
        known = self.journal.acknowledged(client_key)
        if known is not None:
            return known
        with _deciding:
            others = [report_id, *filter(None, [said.get("parent")])]
            states = road_decisions.states(self.warehouse, self.journal, others)
            return self._decide(report_id, states, said, client_key, seen, via)

    def act_on_many(
        self,
        report_ids: Iterable[str],
        *,
        client_key: str,
        seen_until: int | None = None,
        via: str = "board",
        each: Mapping[str, Mapping[str, str | None]] | None = None,
        **said: str | None,
    ) -> Common:
        """Decide the same about several posts; those that can't be are named, the others go on.

        Args:
            report_ids: up to ``MOST_AT_ONCE`` posts.
            client_key: once per intention; each post's entry has a key of its own made of it.
            seen_until: last sequence number of the journal the writer had seen; a post somebody
                decided about after that is left alone.
            via: see ``act``.
            each: what is said of one post alone, by its id.
            said: see ``act``.

        Raises:
            Refused: no post, or too many at once.
        """
        ids = list(dict.fromkeys(report_ids))
        if not ids:
            raise Refused("missing", "report_id")
        if len(ids) > MOST_AT_ONCE:
            raise Refused("too_many_posts", "report_id", value=len(ids), most=MOST_AT_ONCE)
        done: list[Event] = []
        refused: list[tuple[str, Refused]] = []
        with _deciding:
            others = [*ids, *filter(None, [said.get("parent")])]
            states = road_decisions.states(self.warehouse, self.journal, others)
            for one in ids:
                key = f"{client_key} {one}"
                known = self.journal.acknowledged(key)
                if known is not None:
                    done.append(known)
                    continue
                try:
                    saw = _seen_by(states.get(one), seen_until)
                    whole = {**said, **(each or {}).get(one, {})}
                    done.append(self._decide(one, states, whole, key, saw, via))
                except Refused as refusal:
                    refused.append((one, refusal))
        return Common(done, refused)

    def take_back(self, report_id: str, event_id: str, *, client_key: str, reason: str) -> Event:
        """Say that a decision was a mistake: it never stood. What it said stays in the history.

        Raises:
            Refused: there is no such post or decision, or no reason.
        """
        known = self.journal.acknowledged(client_key)
        if known is not None:
            return known
        state = self._state(report_id, [report_id])
        told = [
            one
            for one in road_decisions.events_about(self.journal, report_id)
            if one.event_id == event_id
        ]
        if not told:
            raise Refused("unknown_decision", "supersedes", value=event_id)
        if not reason.strip():
            raise Refused("missing", "reason")
        newest = state.last_event
        return self._write(
            report_id,
            {
                "reason": reason.strip(),
                "supersedes": event_id,
                "based_on": newest.event_id if newest else None,
                "via": "board",
            },
            client_key,
        )

    def link(
        self, one: str, other: str, relation: str, *, client_key: str, note: str | None = None
    ) -> Event:
        """Hold two posts together (must_link), apart (cannot_link), or take that back (none).

        Raises:
            Refused: one of them is unknown, both are the same, or the relation is no word.
        """
        known = self.journal.acknowledged(client_key)
        if known is not None:
            return known
        if relation not in RELATIONS:
            raise Refused("unknown_word", "relation", value=relation[:40])
        if one == other:
            raise Refused("same_post", "other")
        for report_id in (one, other):
            self._state(report_id, [one, other])
        if note is not None and len(note) > LONGEST_NOTE:
            raise Refused("too_long", "note", value=len(note), most=LONGEST_NOTE)
        first, second = sorted((one, other))
        return self.journal.append(
            ROAD_PAIR,
            first,
            {"other": second, "relation": relation, "note": (note or "").strip() or None},
            client_key=client_key,
            mode=Mode.REAL,
            observed_at=self.now,
            reporter=self.reporter,
        )

    def _state(self, report_id: str, ids: Sequence[str]) -> PostState:
        states = road_decisions.states(self.warehouse, self.journal, ids)
        if report_id not in states:
            raise Refused("unknown_report", "report_id", value=report_id)
        return states[report_id]

    def _decide(
        self,
        report_id: str,
        states: Mapping[str, PostState],
        said: Mapping[str, Any],
        client_key: str,
        seen: str | None,
        via: str,
    ) -> Event:
        state = states.get(report_id)
        if state is None:
            raise Refused("unknown_report", "report_id", value=report_id)
        newest = state.last_event
        held = NOTHING_YET if newest is None else newest.event_id
        if seen is not None and seen != held:
            raise Refused(
                "changed_meanwhile",
                "report_id",
                who=newest.reporter if newest else "",
                at=newest.observed_at if newest else self.now,
            )
        payload = decision_rules.tidied(said, state.status)
        if said.get("status") is not None and said["status"] == state.status and not payload:
            raise Refused("already_so", "status")
        decision_rules.check(payload, state.status)
        self._check_parent(report_id, payload, states)
        return self._write(
            report_id,
            payload
            | {
                "published_status": str(state.published_status or NO_STATUS),
                "based_on": seen,
                "via": via,
            },
            client_key,
        )

    def _check_parent(
        self, report_id: str, payload: Mapping[str, Any], states: Mapping[str, PostState]
    ) -> None:
        parent = payload.get("parent")
        if parent is None:
            return
        if parent == report_id:
            raise Refused("parent_is_itself", "parent")
        if parent not in states:
            raise Refused("unknown_report", "parent", value=parent)
        if states[parent].status == ReportStatus.DUPLICATE:
            raise Refused("parent_is_duplicate", "parent", value=states[parent].parent or "")

    def _write(self, report_id: str, payload: Mapping[str, Any], client_key: str) -> Event:
        return self.journal.append(
            ROAD_REPORT,
            report_id,
            payload,
            client_key=client_key,
            mode=Mode.REAL,
            observed_at=self.now,
            reporter=self.reporter,
        )


def _seen_by(state: PostState | None, until: int | None) -> str | None:
    """The newest decision whoever had seen the journal so far had seen; None compares nothing."""
    if state is None or until is None:
        return None
    newest = state.last_event
    return newest.event_id if newest is not None and newest.seq <= until else NOTHING_YET
