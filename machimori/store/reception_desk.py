"""The reception's press-sets on their way into the journal: late, again, or not at all.

A desk keeps what it could not send and sends it again until it is told that it arrived; each
set carries its own key, so one that comes twice is written once.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from machimori.domain.events import Event
from machimori.domain.reception import BadParty, change, party_from
from machimori.store.desk import Desk, Refused

_KEY = re.compile(r"[0-9a-f]{16,64}")
#: A set this young is from now; by the desk's own clock, which may be wrong, only its age is told.
_JUST_NOW = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(days=2)
#: Sets of one message; more come with the next.
MOST_AT_ONCE = 200


@dataclass(frozen=True)
class Taken:
    """What came of one set: its event, or why it was not written."""

    key: str
    event: Event | None = None
    refusal: Refused | None = None


@dataclass(frozen=True)
class ReceptionDesk:
    """Writes what receptions of an incident counted."""

    desk: Desk
    incident_id: str

    def take(self, sets: Sequence[Any]) -> list[Taken]:
        """Write press-sets; each is answered, so that its desk can forget it.

        Args:
            sets: ``{"key", "place", "where", "counts", "households", "leaves", "age_ms"}`` each;
                what a stranger could send is refused, one by one.
        """
        return [self._take(one) for one in sets[:MOST_AT_ONCE] if _key(one)]

    def _take(self, said: Mapping[str, Any]) -> Taken:
        key = _key(said)
        try:
            party = party_from(said)
            event = self.desk.arrive(
                self.incident_id,
                str(said.get("place", "")),
                change(party, leaves=said.get("leaves") is True),
                client_key=f"reception {key}",
                observed_at=self._seen(said.get("age_ms")),
                via="reception",
            )
        except BadParty as error:
            return Taken(key, refusal=Refused(f"party_{error.reason}", "counts"))
        except Refused as refusal:
            return Taken(key, refusal=refusal)
        return Taken(key, event)

    def _seen(self, age_ms: Any) -> datetime:
        """When the people stood there, by how long ago the desk says it was."""
        if isinstance(age_ms, bool) or not isinstance(age_ms, int | float) or not age_ms > 0:
            return self.desk.now
        age = timedelta(milliseconds=min(float(age_ms), _LONGEST_WAIT / timedelta(milliseconds=1)))
        return self.desk.now if age < _JUST_NOW else self.desk.now - age

    def undo(self, facility_id: str, event_id: str, *, client_key: str) -> Event:
        """Take a set back: an entry that supersedes it and says nothing in its place.

        Raises:
            Refused: a rule of ``domain.statement_rules`` is broken.
        """
        return self.desk.correct(
            self.incident_id, facility_id, event_id, {}, client_key=client_key, via="reception"
        )

    def count(
        self, facility_id: str, fields: Mapping[str, int | None], *, client_key: str
    ) -> Event:
        """A count of everybody: from now on increments add up on it.

        Raises:
            Refused: a rule is broken, or nothing was counted.
        """
        if all(value is None for value in fields.values()):
            raise Refused("missing", "headcount")
        return self.desk.state(
            self.incident_id, facility_id, fields, client_key=client_key, via="reception"
        )


def _key(said: Any) -> str:
    found = said.get("key") if isinstance(said, Mapping) else None
    return found if isinstance(found, str) and _KEY.fullmatch(found) else ""
