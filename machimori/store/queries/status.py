"""What holds now: the build's fold, and on it the journal's events since that build.

For any events and any watermark the answer equals that of a full rebuild, row for row.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import pandas as pd

from machimori.domain import event_tables
from machimori.domain.events import EVACUATION_ORDER, FACILITY_STATUS, INCIDENT, Event
from machimori.domain.status_fold import STATUS_COLUMNS, overlay
from machimori.store.journal import EventLog
from machimori.store.warehouse import Signature, Warehouse

_GROUP = ["mode", "incident_id", "facility_id"]
_ORDER = f"ORDER BY {', '.join(name + ' NULLS LAST' for name in _GROUP)}"
_TOUCHED = """
SELECT unnest($subjects) AS facility_id
UNION
SELECT facility_id FROM wh.marts.facility_status_history
WHERE event_id IN (SELECT unnest($superseded))
"""
_BASE = """
WITH touched AS (SELECT unnest($touched) AS facility_id),
said AS (
    SELECT * FROM wh.marts.facility_status_history
    WHERE facility_id IN (SELECT facility_id FROM touched)
)
SELECT * FROM said
UNION
-- A statement may correct one about another place, or one that came before it was told.
SELECT * FROM wh.marts.facility_status_history
WHERE supersedes IN (SELECT event_id FROM said) OR supersedes IN (SELECT unnest($new))
"""
_KNOWN = "SELECT facility_id FROM wh.marts.facilities WHERE facility_id IN (SELECT unnest($ids))"


@dataclass(frozen=True)
class _Overlay:
    """What was answered last: up to which event, all statements since the build, the answer."""

    last: int
    told: pd.DataFrame
    table: pd.DataFrame


_folded_lock = threading.Lock()
_folded_of: WeakKeyDictionary[Warehouse, pd.DataFrame] = WeakKeyDictionary()
_lock = threading.Lock()
_answered: dict[tuple[Signature, EventLog], _Overlay] = {}


def facility_status(
    warehouse: Warehouse, journal: EventLog | None, *, until: int | None = None
) -> pd.DataFrame:
    """One row per incident, mode and facility: columns of marts.facility_status, times naive UTC.

    Args:
        warehouse: its fold holds the journal up to ``build.journal_watermark``.
        journal: None where there is none yet.
        until: last sequence number to take into account; None for all.
    """
    watermark = warehouse.build.journal_watermark
    last = watermark if journal is None else journal.last_seq() if until is None else until
    if journal is None or last <= watermark:
        return _folded(warehouse)
    key = (warehouse.signature, journal)
    with _lock:  # an event is folded once, whoever asks first; only what it touches is folded again
        held = _answered.get(key)
        if held is None or held.last > last:
            nothing = event_tables.statements([])
            held = _Overlay(watermark, nothing, _folded(warehouse))
        if held.last < last:
            new = journal.events_after(held.last, last, kind=FACILITY_STATUS)
            held = _overlaid(warehouse, held, new, last)
            _answered.clear()  # the newest is asked for again and again
            _answered[key] = held
    return held.table.copy()


def new_events(warehouse: Warehouse, journal: EventLog | None) -> list[Event]:
    """Events since the build, in order, of every kind."""
    return [] if journal is None else journal.events_after(warehouse.build.journal_watermark)


def incidents(warehouse: Warehouse, journal: EventLog | None) -> pd.DataFrame:
    """Columns of marts.incidents, real ones first, newest first."""
    found = warehouse.frame("FROM wh.marts.incidents").astype(object)
    if any(event.kind == INCIDENT for event in new_events(warehouse, journal)) and journal:
        told = event_tables.incidents(journal.events_after(0, kind=INCIDENT))
        kept = found[~found["incident_id"].isin(told["incident_id"])]
        found = pd.DataFrame(
            [*kept.to_dict("records"), *told.to_dict("records")], columns=list(found.columns)
        )
    for name in ("started_at", "ended_at"):
        found[name] = pd.to_datetime(found[name]).astype("datetime64[us]")
    return found.sort_values(
        ["mode", "started_at", "incident_id"], ascending=[True, False, True], ignore_index=True
    )


def evacuation_orders(warehouse: Warehouse, journal: EventLog | None) -> pd.DataFrame:
    """Columns of marts.evacuation_orders; they come from the journal alone."""
    found = warehouse.frame("FROM wh.marts.evacuation_orders").astype(object)
    if any(event.kind == EVACUATION_ORDER for event in new_events(warehouse, journal)) and journal:
        told = event_tables.evacuation_orders(journal.events_after(0, kind=EVACUATION_ORDER))
        kept = found[~found["event_id"].isin(_ids(journal))]
        found = pd.DataFrame(
            [*kept.to_dict("records"), *told.to_dict("records")], columns=list(found.columns)
        )
    found["alert_level"] = found["alert_level"].astype("Int32")
    for name in ("issued_at", "lifted_at"):
        found[name] = pd.to_datetime(found[name]).astype("datetime64[us]")
    return found.sort_values(["issued_at", "event_id"], ignore_index=True)


def _ids(journal: EventLog) -> list[str]:
    return [event.event_id for event in journal.events_after(0, kind=EVACUATION_ORDER)]


def _folded(warehouse: Warehouse) -> pd.DataFrame:
    """The build's fold; typed once per generation, since every page of shelters starts from it."""
    with _folded_lock:
        held = _folded_of.get(warehouse)
    if held is None:
        held = _typed(warehouse.frame(f"FROM wh.marts.facility_status {_ORDER}"))
        with _folded_lock:
            _folded_of[warehouse] = held
    return held.copy()


def _overlaid(warehouse: Warehouse, held: _Overlay, events: list[Event], last: int) -> _Overlay:
    new = event_tables.statements(events, is_sample=warehouse.build.is_sample)
    if new.empty:
        return _Overlay(last, held.told, held.table)
    subjects = sorted(set(new["facility_id"]))
    known = {row[0] for row in warehouse.rows(_KNOWN, {"ids": subjects})}
    new["is_known_facility"] = new["facility_id"].isin(known)
    told = pd.concat([frame for frame in (held.told, new) if len(frame)], ignore_index=True)
    superseded = new["supersedes"].dropna().tolist()
    found = warehouse.rows(_TOUCHED, {"subjects": subjects, "superseded": superseded})
    touched = {row[0] for row in found}
    touched |= set(told.loc[told["event_id"].isin(superseded), "facility_id"])
    about = told[told["facility_id"].isin(touched)]
    history = warehouse.frame(
        _BASE, {"touched": sorted(touched), "new": about["event_id"].tolist()}
    )
    corrected = {*history["event_id"], *about["event_id"]}
    elsewhere = told[told["supersedes"].isin(corrected) & ~told["facility_id"].isin(touched)]
    said = [frame for frame in (about, elsewhere) if len(frame)]
    refolded = overlay(history, pd.concat(said, ignore_index=True))
    rows = [
        held.table[~held.table["facility_id"].isin(touched)],
        _typed(refolded[refolded["facility_id"].isin(touched)]),
    ]
    filled = [frame for frame in rows if len(frame)] or rows[:1]
    table = pd.concat(filled, ignore_index=True)
    return _Overlay(last, told, table.sort_values(_GROUP, na_position="last", ignore_index=True))


def _typed(frame: pd.DataFrame) -> pd.DataFrame:
    """The fold's types whatever engine the rows come from: text with None, Int64, microseconds."""
    frame = frame[list(STATUS_COLUMNS)].reset_index(drop=True)
    for name in frame.columns:
        if name.endswith("_at"):
            frame[name] = frame[name].astype("datetime64[us]")
        elif name in ("headcount", "households", "outside_headcount"):
            frame[name] = frame[name].astype("Int64")
        elif name in ("is_known_facility", "is_sample"):
            frame[name] = frame[name].astype(bool)
        else:
            text = frame[name].astype(object)
            frame[name] = text.where(text.notna(), None)
    return frame
