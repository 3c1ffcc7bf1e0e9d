"""One more statement laid on a folded row: what the fold of the whole history would say, at once.

The desk's usual statement comes after all that was said of its place, corrects nothing and is
corrected by nobody. For such a one the row in force is enough; ``stepped`` says None where it is
not, and the history is folded (``status_fold``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pandas as pd

from machimori.domain.status_history import DELTAS, FIELDS
from machimori.domain.vocabulary import Opening

Row = Mapping[Any, Any]  # by column name
_SHUT = (Opening.CLOSED, Opening.UNKNOWN)


def stepped(row: Row, statement: Row) -> dict[Any, Any] | None:
    """The row after a statement that was observed after all others of its incident, mode, place.

    Args:
        row: ``status_fold.STATUS_COLUMNS``, times naive UTC.
        statement: ``status_fold.HISTORY_COLUMNS``, in the fold's types.

    Returns:
        The new row; None where the row alone doesn't tell it: the statement corrects another, was
        received before one of the others, or changes a count that may hide a negative one.
    """
    if _has(statement["supersedes"]) or statement["received_at"] < row["received_at"]:
        return None
    after = dict(row)
    said_at = statement["observed_at"]
    confirmed = statement["confirmed_at"]
    confirmed = max(confirmed, said_at) if _has(confirmed) else said_at
    for field in FIELDS:
        try:
            value = _said(field, row[field], statement)
        except _Hidden:
            return None
        if _has(value):
            after[field] = value
            after[f"{field}_observed_at"] = said_at
            after[f"{field}_confirmed_at"] = confirmed
        elif statement["event_type"] == "confirmation" and _has(row[f"{field}_observed_at"]):
            before = row[f"{field}_confirmed_at"]
            after[f"{field}_confirmed_at"] = max(before, confirmed)
    if _has(statement["note"]):
        after["note"], after["note_observed_at"] = statement["note"], said_at
    if _has(statement["opened_at"]):
        after["opened_at"] = statement["opened_at"]
    if _has(statement["closed_at"]):
        after["closed_at"] = statement["closed_at"]
    elif _has(statement["opening"]) and statement["opening"] not in _SHUT:
        after["closed_at"] = pd.NaT
    seen = [f"{field}_observed_at" for field in (*FIELDS, "note")]
    after["observed_at"] = _latest(after, seen)
    after["confirmed_at"] = _latest(after, [f"{field}_confirmed_at" for field in FIELDS])
    after["received_at"] = statement["received_at"]
    after["last_event_id"], after["source"] = statement["event_id"], statement["source"]
    for flag in ("is_known_facility", "is_sample"):
        after[flag] = bool(row[flag] or statement[flag])
    return after


class _Hidden(Exception):
    """A count is shown as zero that may be negative, and an increment comes on it."""


def _said(field: str, before: Any, statement: Row) -> Any:
    """The field's value by a statement; None where it says nothing of it."""
    if _has(statement[field]):
        return statement[field]
    if field == "counters":
        return _counters(before, statement["counters_delta"])
    if field not in DELTAS or not _has(statement[DELTAS[field]]):
        return None
    return _added(before, int(statement[DELTAS[field]]))


def _added(before: Any, delta: int) -> int:
    if _has(before) and before == 0:
        raise _Hidden
    return max((int(before) if _has(before) else 0) + delta, 0)


def _counters(before: Any, delta: Any) -> str | None:
    if not _has(delta):
        return None
    held = json.loads(before) if _has(before) else {}
    for name, persons in json.loads(delta).items():
        held[name] = _added(held.get(name), persons)
    return json.dumps(held, ensure_ascii=False, sort_keys=True)


def _latest(row: Row, names: list[str]) -> Any:
    return max((row[name] for name in names if _has(row[name])), default=pd.NaT)


def _has(value: Any) -> bool:
    return not (value is None or value is pd.NA or value is pd.NaT or value != value)
