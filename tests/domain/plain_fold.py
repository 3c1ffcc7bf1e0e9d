"""The rules of the fold, one event after the other: slow and plain, to hold the fast one to."""

from __future__ import annotations

import json
from typing import Any

FIELDS = ("opening", "crowding", "headcount", "households", "outside_headcount", "counters")
Event = dict[str, Any]


def plain_fold(events: list[Event]) -> dict[tuple[Any, ...], dict[str, Any]]:
    """Group -> folded values; ``events`` carry distinct ids."""
    out = {
        (event["supersedes"], event["mode"])
        for event in events
        if event.get("supersedes") not in (None, event["event_id"])
    }
    living = [event for event in events if (event["event_id"], event["mode"]) not in out]
    living.sort(key=lambda event: (event["observed_at"], event["received_at"], event["event_id"]))
    groups: dict[tuple[Any, ...], list[Event]] = {}
    for event in living:
        key = (event["mode"], event["incident_id"], event["facility_id"])
        groups.setdefault(key, []).append(event)
    return {key: _one(group) for key, group in groups.items()}


def _one(group: list[Event]) -> dict[str, Any]:
    state: dict[str, Any] = {}
    for field in FIELDS:
        value = seen = confirmed = received = None
        for event in group:
            stated = event.get(field)
            delta = event.get(f"{field}_delta")
            if stated is None and delta is not None:
                stated = _added(value, delta)
                received = max(event["received_at"], received or event["received_at"])
            elif stated is not None:
                received = event["received_at"]
            until = max(event["observed_at"], event.get("confirmed_at") or event["observed_at"])
            if stated is not None:
                value, seen, confirmed = stated, event["observed_at"], until
            elif (
                event["event_type"] == "confirmation"
                and value is not None
                and received is not None
                and event["received_at"] >= received
            ):
                confirmed = max(confirmed or until, until)
        value = _never_negative(value)
        state |= {field: value, f"{field}_observed_at": seen, f"{field}_confirmed_at": confirmed}
    for name in ("opened_at", "note"):
        stated_in = [event for event in group if event.get(name) is not None]
        state[name] = stated_in[-1][name] if stated_in else None
    closed = None
    for event in group:
        if event.get("opening") not in (None, "閉鎖", "不明"):
            closed = None
        closed = event.get("closed_at") or closed
    state["closed_at"] = closed
    state["last_event_id"] = group[-1]["event_id"]
    state["received_at"] = max(event["received_at"] for event in group)
    state["is_sample"] = any(event["is_sample"] for event in group)
    return state


def _added(value: Any, delta: Any) -> Any:
    if not isinstance(delta, str):
        return (value or 0) + delta
    counts = json.loads(value or "{}")
    for name, persons in json.loads(delta).items():
        counts[name] = counts.get(name, 0) + persons
    return json.dumps(counts, ensure_ascii=False, sort_keys=True)


def _never_negative(value: Any) -> Any:
    if isinstance(value, int):
        return max(value, 0)
    if isinstance(value, str) and value.startswith("{"):
        counts = {name: max(persons, 0) for name, persons in json.loads(value).items()}
        return json.dumps(counts, ensure_ascii=False, sort_keys=True)
    return value
