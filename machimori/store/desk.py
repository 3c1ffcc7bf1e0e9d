"""The desk: the one way in which a statement of people reaches the journal.

Pages of staff, links of operators and imports all come through here, so the same rules hold for
each, and every event carries its incident and mode.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import pandas as pd

from machimori.city import City
from machimori.domain import statement_rules
from machimori.domain.ageing import CLOCKS_DIFFER
from machimori.domain.events import FACILITY_STATUS, INCIDENT, Event
from machimori.domain.opening_transitions import initial
from machimori.domain.statement_rules import Refused, Setting
from machimori.domain.vocabulary import Mode, Opening
from machimori.store.journal import EventLog
from machimori.store.queries import places, status
from machimori.store.queries.facility_roles import facility_roles
from machimori.store.warehouse import Warehouse

__all__ = ["Desk", "Refused"]
LONGEST_NAME = 100


@dataclass(frozen=True)
class Desk:
    """Who writes, where and when. ``now`` is aware: the page's clock."""

    city: City
    warehouse: Warehouse
    journal: EventLog
    reporter: str
    now: datetime

    def open_incident(
        self,
        name: str,
        mode: str,
        *,
        client_key: str,
        started_at: datetime | None = None,
        hazard: str | None = None,
    ) -> Event:
        """Open an incident or a drill; a real incident ends the drills that are running.

        Raises:
            Refused: no name, a beginning in the future, or something is on that forbids it.
        """
        known = self.journal.acknowledged(client_key)
        if known is not None:
            return known
        name = name.strip()
        began = started_at or self.now
        if not name:
            raise Refused("missing", "name")
        if len(name) > LONGEST_NAME:
            raise Refused("too_long", "name", value=len(name), most=LONGEST_NAME)
        if began > self.now + CLOCKS_DIFFER:
            raise Refused("in_the_future", "started_at", value=began)
        incident_id = "i" + hashlib.sha256(client_key.encode()).hexdigest()[:12]
        others = self._running()
        real = others[others["mode"] == Mode.REAL]
        if len(real):
            raise Refused("incident_is_on", "name", value=str(real["name"].iloc[0]))
        if mode == Mode.TRAINING and len(others):
            raise Refused("drill_is_on", "name", value=str(others["name"].iloc[0]))
        opened = self.journal.append(
            INCIDENT,
            incident_id,
            {"name": name, "started_at": began, "hazard": hazard},
            client_key=client_key,
            mode=mode,
            observed_at=self.now,
            incident_id=incident_id,
            reporter=self.reporter,
        )
        for drill in others["incident_id"]:
            self.close_incident(str(drill), client_key=f"{client_key} ends {drill}")
        return opened

    def close_incident(
        self, incident_id: str, *, client_key: str, ended_at: datetime | None = None
    ) -> Event:
        """End an incident or a drill.

        Raises:
            Refused: there is no such incident, or its end lies before its beginning or ahead.
        """
        known = self.journal.acknowledged(client_key)
        if known is not None:
            return known
        incident = self._incident(incident_id)
        end = ended_at or self.now
        if end > self.now + CLOCKS_DIFFER:
            raise Refused("in_the_future", "ended_at", value=end)
        if end < _aware(incident["started_at"]):
            raise Refused("before_the_incident", "ended_at", value=end)
        return self.journal.append(
            INCIDENT,
            incident_id,
            {
                "name": str(incident["name"]),
                "started_at": _aware(incident["started_at"]),
                "ended_at": end,
            },
            client_key=client_key,
            mode=str(incident["mode"]),
            observed_at=self.now,
            incident_id=incident_id,
            reporter=self.reporter,
        )

    def state(
        self,
        incident_id: str,
        facility_id: str,
        fields: Mapping[str, Any],
        *,
        client_key: str,
        observed_at: datetime | None = None,
        based_on: str | None = None,
        via: str = "board",
        event_type: str = "status",
        supersedes: str | None = None,
    ) -> Event:
        """Record what was seen at a place. Nothing is rejected for another statement in between.

        Args:
            incident_id: the incident it belongs to, running or ended (a statement may be late).
            facility_id: place and role it is about.
            fields: of ``facility_status`` (``domain.event_payloads``); None is not said.
            client_key: once per intention; the same key again gives the first acknowledgement.
            observed_at: aware; now where it is not said.
            based_on: the newest statement about the place that the writer had seen.
            via: board, operator, reception or import.
            event_type: status, confirmation, correction or increment.
            supersedes: the statement this one corrects.

        Raises:
            Refused: a rule of ``domain.statement_rules`` is broken.
        """
        known = self.journal.acknowledged(client_key)
        if known is not None:  # what was legal when it was first sent need not be so any more
            return known
        incident = self._incident(incident_id)
        seen = observed_at or self.now
        said = {name: value for name, value in fields.items() if value is not None}
        statement_rules.check(
            said | {"event_type": event_type}, seen, self._setting(incident, facility_id, seen)
        )
        return self.journal.append(
            FACILITY_STATUS,
            facility_id,
            _with_times(said, seen)
            | {
                "event_type": event_type,
                "based_on": based_on,
                "via": via,
                "supersedes": supersedes,
            },
            client_key=client_key,
            mode=str(incident["mode"]),
            observed_at=seen,
            incident_id=incident_id,
            reporter=self.reporter,
        )

    def confirm(self, incident_id: str, facility_id: str, **how: Any) -> Event:
        """「確認済み・変化なし」: checked, and everything in force still holds."""
        return self.state(incident_id, facility_id, {}, event_type="confirmation", **how)

    def correct(
        self,
        incident_id: str,
        facility_id: str,
        event_id: str,
        fields: Mapping[str, Any],
        **how: Any,
    ) -> Event:
        """Put another statement in the place of one that was wrong; an opening is not told anew."""
        return self.state(
            incident_id, facility_id, fields, event_type="correction", supersedes=event_id, **how
        )

    def arrive(
        self, incident_id: str, facility_id: str, changes: Mapping[str, Any], **how: Any
    ) -> Event:
        """Add people who came, or take away (negative) those who left."""
        return self.state(incident_id, facility_id, changes, event_type="increment", **how)

    def _running(self) -> pd.DataFrame:
        known = status.incidents(self.warehouse, self.journal)
        now = pd.Timestamp(self.now).tz_convert("UTC").tz_localize(None)
        return known[known["ended_at"].isna() | (known["ended_at"] > now)]

    def _incident(self, incident_id: str) -> dict[Any, Any]:
        known = status.incidents(self.warehouse, self.journal)
        found = known[known["incident_id"] == incident_id]
        if found.empty:
            raise Refused("no_incident", "incident_id", value=incident_id)
        return dict(found.iloc[0])

    def _setting(self, incident: Mapping[Any, Any], facility_id: str, seen: datetime) -> Setting:
        roles = facility_roles(self.warehouse, self.journal)
        is_permanent = roles.get(facility_id) in self.city.permanent_roles
        return Setting(
            now=self.now,
            started_at=_aware(incident["started_at"]),
            ended_at=None if pd.isna(incident["ended_at"]) else _aware(incident["ended_at"]),
            is_known=facility_id in roles,
            is_permanent=is_permanent,
            opening=self._opening(incident, facility_id, seen, is_permanent=is_permanent),
        )

    def _opening(
        self, incident: Mapping[Any, Any], facility_id: str, seen: datetime, *, is_permanent: bool
    ) -> Opening:
        """The opening a statement has to follow from; late ones change the past, which may be."""
        told = status.facility_status(self.warehouse, self.journal)
        meant = places.meant(self.warehouse, self.journal, facility_id, str(incident["mode"]))
        mine = told[
            (told["facility_id"] == meant)
            & (told["incident_id"] == incident["incident_id"])
            & (told["mode"] == incident["mode"])
            & told["opening"].notna()
        ]
        if mine.empty:
            return (
                initial(is_permanent=is_permanent)
                if incident["is_opened_here"]
                else Opening.UNKNOWN
            )
        if seen < _aware(mine["opening_observed_at"].iloc[0]):
            return Opening.UNKNOWN
        return Opening(mine["opening"].iloc[0])


def _aware(moment: Any) -> datetime:
    """A time of the tables (naive UTC) as an aware one."""
    return pd.Timestamp(moment, tz="UTC").to_pydatetime()


def _with_times(said: Mapping[str, Any], seen: datetime) -> dict[str, Any]:
    """What opens or closes a place says when: L-Alert will want it."""
    times: dict[str, Any] = {}
    if said.get("opening") == Opening.OPEN:
        times["opened_at"] = seen
    if said.get("opening") == Opening.CLOSED:
        times["closed_at"] = seen
    return times | dict(said)
