"""What each kind of journal entry carries.

A payload is checked before it is acknowledged, so whatever folds it later never has to drop it.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from machimori.domain.vocabulary import (
    Crowding,
    EndKind,
    Hazard,
    Mode,
    Opening,
    PositionPrecision,
    ReportStatus,
    RoadOwner,
    Role,
)

FACILITY_STATUS = "facility_status"
INCIDENT = "incident"
EVACUATION_ORDER = "evacuation_order"
#: A place nobody designated; the subject is its facility_id.
FACILITY = "facility"
#: Such a place (the subject) turned out to be a place of the master (``facility_id``).
FACILITY_JOIN = "facility_join"
DISASTER_MESSAGE = "disaster_message"
DESK_LOG = "desk_log"
#: The subject is a segment of marts.roads.
ROAD_CLOSURE = "road_closure"
#: The subject is the facility_id whose staff may report by a signed link.
OPERATOR_LINK = "operator_link"
#: What staff decide about a post of marts.road_reports; the subject is its report_id.
ROAD_REPORT = "road_report"
#: Two posts that staff hold together or apart; the subject is the smaller report_id.
ROAD_PAIR = "road_pair"
#: What went back to the Redmine a post came from; the subject is its report_id.
ROAD_PUSH = "road_push"

#: Languages a message may be written in: Japanese, English, Chinese, Korean, やさしい日本語.
MESSAGE_LANGUAGES = ("ja", "en", "zh", "ko", "easy")
#: Kinds of entry of the desk log (クロノロジー).
LOG_CATEGORIES = ("received", "decision", "instruction", "request", "promise", "handover", "other")
#: Where a statement about a facility was made.
VIA = ("board", "operator", "reception", "import")
#: Where a decision about a post was made.
ROAD_VIA = ("board", "import", "redmine")
#: How urgent a post is, mildest first.
SEVERITIES = ("low", "medium", "high", "urgent")
#: What two posts are to each other; none takes back what was said before.
RELATIONS = ("must_link", "cannot_link", "none")
#: A post whose source states no status.
NO_STATUS = "not_stated"


class BadEvent(ValueError):
    """A statement that can't be recorded; the message says which field and why."""


def checked(kind: str, mode: str, payload: Mapping[str, Any]) -> dict[str, Any]:
    """The payload as it is written: NULLs left out, times as ISO 8601 UTC.

    Raises:
        BadEvent: an unknown kind, mode or field, or a value that isn't of its kind.
    """
    if mode not in set(Mode):
        raise BadEvent(f"mode is real or training, not {mode!r}")
    rules = _RULES.get(kind)
    if rules is None:
        raise BadEvent(f"no kind of event is called {kind!r}; known: {', '.join(_RULES)}")
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


def _whole(least: int, most: int = 2**31 - 1) -> Callable[[Any], int]:
    def rule(value: Any) -> int:
        if isinstance(value, bool) or int(value) != value or not least <= value <= most:
            raise ValueError(f"a whole number from {least} to {most} is needed, not {value!r}")
        return int(value)

    return rule


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(f"text is needed, not {value!r}")
    return value


def _number(least: float, most: float) -> Callable[[Any], float]:
    def rule(value: Any) -> float:
        if isinstance(value, bool | str) or not least <= float(value) <= most:
            raise ValueError(f"a number from {least} to {most} is needed, not {value!r}")
        return float(value)

    return rule


def _flag(value: Any) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"true or false is needed, not {value!r}")
    return value


def _counters(least: int) -> Callable[[Any], str]:
    def rule(value: Any) -> str:
        counters = json.loads(value) if isinstance(value, str) else value
        if not isinstance(counters, Mapping):
            raise ValueError(f"counter names with persons are needed, not {value!r}")
        numbers = {_text(name): _whole(least)(persons) for name, persons in counters.items()}
        return json.dumps(numbers, ensure_ascii=False, sort_keys=True)

    return rule


def _languages(value: Any) -> list[str]:
    if isinstance(value, str) or not all(isinstance(one, str) for one in value):
        raise TypeError(f"a list of languages is needed, not {value!r}")
    return sorted(value)


def _ids(value: Any) -> list[str]:
    if isinstance(value, str) or not all(isinstance(one, str) for one in value):
        raise TypeError(f"a list of ids is needed, not {value!r}")
    return list(value)


#: Persons one statement may speak of; a typing error has more.
MOST_PERSONS = 1_000_000
_persons, _change = _whole(0, MOST_PERSONS), _whole(-MOST_PERSONS, MOST_PERSONS)

_RULES: dict[str, dict[str, Callable[[Any], Any]]] = {
    FACILITY_STATUS: {
        "event_type": _one_of("status", "confirmation", "correction", "increment"),
        "facility_name": _text,
        "opening": _one_of(*Opening),
        "crowding": _one_of(*Crowding),
        "headcount": _persons,
        "headcount_delta": _change,
        "households": _persons,
        "households_delta": _change,
        "outside_headcount": _persons,
        "outside_headcount_delta": _change,
        "counters": _counters(0),
        "counters_delta": _counters(-MOST_PERSONS),
        "confirmed_at": moment,
        "opened_at": moment,
        "closed_at": moment,
        "supersedes": _text,
        "based_on": _text,
        "via": _one_of(*VIA),
        "note": _text,
    },
    INCIDENT: {
        "name": _text,
        "started_at": moment,
        "ended_at": moment,
        "hazard": _one_of(*Hazard),
        "note": _text,
    },
    EVACUATION_ORDER: {
        "district_id": _text,
        "alert_level": _whole(1, 5),
        "order_kind": _text,
        "issued_at": moment,
        # A lift is an entry of its own that names the order.
        "lifts": _text,
        "lifted_at": moment,
        "supersedes": _text,
        "note": _text,
    },
    FACILITY: {
        "name": _text,
        "name_kana": _text,
        "role": _one_of(*Role),
        "latitude": _number(-90, 90),
        "longitude": _number(-180, 180),
        "position_precision": _one_of(*PositionPrecision),
        "address": _text,
        "phone": _text,
        "capacity": _persons,
        "is_public": _flag,
        "note": _text,
    },
    FACILITY_JOIN: {"facility_id": _text, "supersedes": _text, "note": _text},
    DISASTER_MESSAGE: {
        **{f"text_{lang}": _text for lang in MESSAGE_LANGUAGES},
        "machine_translated": _languages,
        "district_id": _text,
        "issued_at": moment,
        "withdrawn_at": moment,
        "audience": _one_of("public", "staff"),
        "supersedes": _text,
    },
    DESK_LOG: {
        "category": _one_of(*LOG_CATEGORIES),
        "text": _text,
        "counterpart": _text,
        "facility_id": _text,
        "due_at": moment,
        "done_at": moment,
        "supersedes": _text,
    },
    ROAD_CLOSURE: {
        "starts_at": moment,
        "ends_at": moment,
        "reason": _text,
        "source": _text,
        "supersedes": _text,
    },
    ROAD_REPORT: {
        "status": _one_of(*ReportStatus),
        "reason": _text,
        "end_kind": _one_of(*EndKind),
        "severity": _one_of(*SEVERITIES),
        "owner": _one_of(*RoadOwner),
        "referred_to": _text,
        # Empty: nobody any more.
        "assignee": _text,
        "note": _text,
        # With 重複: the report_id that stays.
        "parent": _text,
        # The words sent to whoever posted it, and the template they were made from.
        "answer": _text,
        "template": _text,
        # What its source said when this was decided.
        "published_status": _one_of(*ReportStatus, NO_STATUS),
        "based_on": _text,
        "supersedes": _text,
        "via": _one_of(*ROAD_VIA),
    },
    ROAD_PAIR: {
        "other": _text,
        "relation": _one_of(*RELATIONS),
        "note": _text,
    },
    ROAD_PUSH: {
        # Ids of the decisions that went in one request.
        "decisions": _ids,
        "state": _one_of("sending", "sent", "not_sent"),
        "answer": _text,
    },
    OPERATOR_LINK: {"generation": _whole(1), "action": _one_of("issued", "revoked")},
}
KINDS = tuple(_RULES)
