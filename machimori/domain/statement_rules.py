"""What may be said of a facility in an incident, before anything is acknowledged.

Each rule has a name; the catalogue has its sentence (``refused.<name>``), so that a form, a link
and an import say the same in the reader's language.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from machimori.domain.ageing import CLOCKS_DIFFER
from machimori.domain.event_payloads import BadEvent
from machimori.domain.opening_transitions import may_follow
from machimori.domain.vocabulary import Crowding, Opening

#: Persons a single place can hold; more is a typing error.
MOST_PERSONS_OF_A_PLACE = 100_000
#: Characters of a note.
LONGEST_NOTE = 1_000
_COUNTS = ("headcount", "households", "outside_headcount")


class Refused(BadEvent):
    """A statement that breaks a rule: its name, the field it is about, and what to say of it."""

    def __init__(self, rule: str, field: str, **params: Any) -> None:
        said = ", ".join(f"{name}={value!r}" for name, value in params.items())
        super().__init__(f"{field}: {rule}" + (f" ({said})" if said else ""))
        self.rule = rule
        self.field = field
        self.params = params

    @property
    def key(self) -> str:
        """Catalogue key of the sentence."""
        return f"refused.{self.rule}"


@dataclass(frozen=True)
class Setting:
    """What a statement is made in: the incident, the place as it stands, the clock."""

    now: datetime  # aware
    started_at: datetime | None  # aware; None where no incident is on
    ended_at: datetime | None
    is_known: bool
    is_permanent: bool
    opening: Opening


def check(fields: Mapping[str, Any], observed_at: datetime, setting: Setting) -> None:
    """Refuse what cannot be true.

    Args:
        fields: the payload to be (``event_payloads``), None is not said.
        observed_at: aware; when it was seen.
        setting: incident, place and clock it is said in.

    Raises:
        Refused: naming rule, field and value.
    """
    if setting.started_at is None:
        raise Refused("no_incident", "incident_id")
    if not setting.is_known:
        raise Refused("unknown_facility", "facility_id")
    if observed_at > setting.now + CLOCKS_DIFFER:
        raise Refused("in_the_future", "observed_at", value=observed_at)
    if observed_at < setting.started_at:
        raise Refused("before_the_incident", "observed_at", value=observed_at)
    if setting.ended_at is not None and observed_at > setting.ended_at:
        raise Refused("after_the_incident", "observed_at", value=observed_at)
    _check_numbers(fields)
    note = fields.get("note")
    if isinstance(note, str) and len(note) > LONGEST_NOTE:
        raise Refused("too_long", "note", value=len(note), most=LONGEST_NOTE)
    _check_words(fields, setting)


def _check_numbers(fields: Mapping[str, Any]) -> None:
    for name in (*_COUNTS, *(f"{count}_delta" for count in _COUNTS)):
        value = fields.get(name)
        if value is None:
            continue
        if isinstance(value, bool) or not isinstance(value, int):
            raise Refused("not_a_number", name, value=str(value)[:40])
        least = -MOST_PERSONS_OF_A_PLACE if name.endswith("_delta") else 0
        if value < least:
            raise Refused("below_zero", name, value=value)
        if value > MOST_PERSONS_OF_A_PLACE:
            raise Refused("too_many", name, value=value, most=MOST_PERSONS_OF_A_PLACE)
    for name in ("counters", "counters_delta"):
        counters = fields.get(name) or {}
        if not isinstance(counters, Mapping):
            raise Refused("not_a_number", name, value=str(counters)[:40])
        for counter, persons in counters.items():
            if isinstance(persons, bool) or not isinstance(persons, int):
                raise Refused("not_a_number", str(counter), value=str(persons)[:40])
            if name == "counters" and persons < 0:
                raise Refused("below_zero", str(counter), value=persons)
            if abs(persons) > MOST_PERSONS_OF_A_PLACE:
                raise Refused("too_many", str(counter), value=persons, most=MOST_PERSONS_OF_A_PLACE)


def _check_words(fields: Mapping[str, Any], setting: Setting) -> None:
    crowding = fields.get("crowding")
    if crowding is not None and crowding not in set(Crowding):
        raise Refused("unknown_word", "crowding", value=str(crowding)[:40])
    stated = fields.get("opening")
    if stated is None:
        return
    if stated not in set(Opening):
        raise Refused("unknown_word", "opening", value=str(stated)[:40])
    after = Opening(stated)
    is_correction = fields.get("event_type") == "correction"
    if not is_correction and not may_follow(
        setting.opening, after, is_permanent=setting.is_permanent
    ):
        raise Refused(
            "illegal_transition", "opening", before=str(setting.opening), after=str(after)
        )
