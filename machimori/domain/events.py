"""One entry of the journal, and what its kinds carry.

A payload is checked before it is acknowledged, so whatever folds it later never has to drop it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from machimori.domain.vocabulary import Crowding, Mode, Opening

FACILITY_STATUS = "facility_status"
INCIDENT = "incident"
EVACUATION_ORDER = "evacuation_order"


class BadEvent(ValueError):
    """A statement that can't be recorded; the message says which field and why."""


@dataclass(frozen=True)
class Event:
    """One acknowledged entry. Times are aware, in UTC; ``subject`` is what it speaks of."""

    seq: int
    event_id: str
    client_key: str
    kind: str
    subject: str
    incident_id: str | None
    mode: str
    observed_at: datetime
    received_at: datetime
    reporter: str
    payload: Mapping[str, Any]


def checked(kind: str, mode: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload as it is written: NULLs left out, times as ISO 8601 UTC.

    Raises:
        BadEvent: an unknown kind, mode or field, or a value that isn't of its kind.
    """
    if mode not in set(Mode):
        raise BadEvent(f"mode is real or training, not {mode!r}")
    rules = _PAYLOADS.get(kind)
    if rules is None:
        raise BadEvent(f"no kind of event is called {kind!r}; known: {', '.join(_PAYLOADS)}")
    written: dict[str, Any] = {}
    for name, value in payload.items():
        if name not in rules:
            raise BadEvent(f"{kind} has no field {name!r}; known: {', '.join(rules)}")
        if value is None:
            continue
        try:
            written[name] = rules[name](value)
        except (TypeError, ValueError) as error:
            raise BadEvent(f"{name}: {error}") from error
    return written


def moment(value: Any) -> str:
    """ISO 8601 in UTC of an aware datetime or of its text."""
    when = datetime.fromisoformat(value) if isinstance(value, str) else value
    if not isinstance(when, datetime) or when.tzinfo is None:
        raise ValueError(f"a time with its zone is needed, not {value!r}")
    return when.astimezone(UTC).isoformat(timespec="microseconds")


def _one_of(*words: str) -> Callable[[Any], str]:
    def rule(value: Any) -> str:
        if value not in words:
            raise ValueError(f"{value!r} is none of {', '.join(words)}")
        return str(value)

    return rule


def _whole(least: int) -> Callable[[Any], int]:
    def rule(value: Any) -> int:
        if isinstance(value, bool) or int(value) != value or value < least:
            raise ValueError(f"a whole number from {least} is needed, not {value!r}")
        return int(value)

    return rule


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text is needed, not {value!r}")
    return value


def _counters(value: Any) -> str:
    counters = json.loads(value) if isinstance(value, str) else value
    if not isinstance(counters, Mapping):
        raise ValueError(f"counter names with persons are needed, not {value!r}")
    numbers = {_text(name): _whole(0)(persons) for name, persons in counters.items()}
    return json.dumps(numbers, ensure_ascii=False, sort_keys=True)


_PAYLOADS: dict[str, dict[str, Callable[[Any], Any]]] = {
    FACILITY_STATUS: {
        "event_type": _one_of("status", "confirmation", "correction", "increment"),
        "facility_name": _text,
        "opening": _one_of(*Opening),
        "crowding": _one_of(*Crowding),
        "headcount": _whole(0),
        "headcount_delta": _whole(-100_000),
        "households": _whole(0),
        "outside_headcount": _whole(0),
        "counters": _counters,
        "confirmed_at": moment,
        "opened_at": moment,
        "closed_at": moment,
        "supersedes": _text,
        "note": _text,
    },
    INCIDENT: {"name": _text, "started_at": moment, "ended_at": moment},
    EVACUATION_ORDER: {
        "district_id": _text,
        "alert_level": _whole(1),
        "order_kind": _text,
        "issued_at": moment,
        "lifted_at": moment,
        "supersedes": _text,
    },
}
