"""Closing a road and opening it again: what the desk may write of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import pandas as pd

from machimori.domain.ageing import CLOCKS_DIFFER
from machimori.domain.events import ROAD_CLOSURE, Event
from machimori.domain.statement_rules import Refused
from machimori.store.journal import EventLog
from machimori.store.queries import closures
from machimori.store.queries.board import Incident
from machimori.store.warehouse import Warehouse

LONGEST_REASON = 200
#: A closure has an end that somebody looks at again.
LONGEST_CLOSURE = timedelta(days=31)


@dataclass(frozen=True)
class ClosureDesk:
    """Who writes, in which incident and when. ``now`` is aware: the page's clock."""

    warehouse: Warehouse
    journal: EventLog
    incident: Incident
    reporter: str
    now: datetime

    def close(
        self,
        road_ids: Sequence[str],
        ends_at: datetime,
        reason: str,
        *,
        client_key: str,
        starts_at: datetime | None = None,
        source: str | None = None,
    ) -> list[Event]:
        """Close segments of the network until ``ends_at``, one event each.

        Raises:
            Refused: no segment, an unknown one, no reason, or times that cannot be.
        """
        reason, starts = reason.strip(), starts_at or self.now
        if not road_ids:
            raise Refused("missing", "road_id")
        if not reason:
            raise Refused("missing", "reason")
        if len(reason) > LONGEST_REASON:
            raise Refused("too_long", "reason", value=len(reason), most=LONGEST_REASON)
        known = closures.known_segments(self.warehouse, list(road_ids))
        for road_id in road_ids:
            if road_id not in known:
                raise Refused("unknown_segment", "road_id", value=road_id)
        if starts > self.now + CLOCKS_DIFFER:
            raise Refused("in_the_future", "starts_at", value=starts)
        if ends_at <= max(starts, self.now):
            raise Refused("end_is_past", "ends_at", value=ends_at)
        if ends_at - self.now > LONGEST_CLOSURE:
            raise Refused("closed_too_long", "ends_at", most=LONGEST_CLOSURE.days)
        return [
            self._write(
                road_id,
                {
                    "starts_at": starts,
                    "ends_at": ends_at,
                    "reason": reason,
                    "source": (source or "").strip() or None,
                },
                f"{client_key} {road_id}",
            )
            for road_id in dict.fromkeys(road_ids)
        ]

    def lift(self, closure_id: str, *, client_key: str) -> Event:
        """Open a road again before its closure would have ended.

        Raises:
            Refused: no such closure holds.
        """
        told = self.journal.acknowledged(client_key)
        if told is not None:
            return told
        held = closures.closed_now(self.warehouse, self.journal, self.incident, self.now)
        mine = held[held["closure_id"] == closure_id]
        if mine.empty:
            raise Refused("unknown_closure", "closure_id", value=closure_id)
        row = mine.iloc[0]
        return self._write(
            str(row["road_id"]),
            {
                "starts_at": pd.Timestamp(row["started_at"], tz="UTC").to_pydatetime(),
                "ends_at": self.now,
                "reason": row["reason"],
                "source": row["stated_by"],
                "supersedes": closure_id,
            },
            client_key,
        )

    def _write(self, road_id: str, payload: dict[str, object], client_key: str) -> Event:
        return self.journal.append(
            ROAD_CLOSURE,
            road_id,
            payload,
            client_key=client_key,
            mode=self.incident.mode,
            observed_at=self.now,
            incident_id=self.incident.incident_id,
            reporter=self.reporter,
        )
