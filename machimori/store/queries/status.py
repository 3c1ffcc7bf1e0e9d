"""What holds now: the build's fold, and on it the journal's events since that build.

For any events and any watermark the answer equals that of a full rebuild, row for row.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import pandas as pd

from machimori.domain import event_tables, temporary_places
from machimori.domain.events import EVACUATION_ORDER, INCIDENT, Event
from machimori.domain.status_fold import STATUS_COLUMNS, overlay
from machimori.domain.vocabulary import Mode
from machimori.store.journal import EventLog
from machimori.store.kept import Kept
from machimori.store.queries import places
from machimori.store.queries.statements import since_build
from machimori.store.queries.status_laid import laid_on
from machimori.store.queries.still_counting import meets, still_counting
from machimori.store.queries.told import events_of
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
        OR stated_as IN (SELECT facility_id FROM touched)
)
SELECT * FROM said
UNION
-- A statement may correct one about another place, or one that came before it was told.
SELECT * FROM wh.marts.facility_status_history
WHERE supersedes IN (SELECT event_id FROM said) OR supersedes IN (SELECT unnest($new))
"""


@dataclass(frozen=True)
class _Places:
    """Which ids are known by an event, and which of them mean another."""

    known: frozenset[str]
    joined: temporary_places.Joins

    @classmethod
    def told(cls, warehouse: Warehouse, journal: EventLog, until: int) -> _Places:
        return cls(places.known_ids(warehouse, journal, until), places.joins(journal, until))

    def meant(self, facility_id: str, mode: str) -> str:
        """The facility that an id stated in a mode means."""
        return temporary_places.meant(facility_id, mode, self.joined, self.known)

    def read(self, statements: pd.DataFrame) -> pd.DataFrame:
        """Statements under the ids they mean; the ids they came with stay beside."""
        read = statements.copy()
        if self.joined or read["stated_as"].notna().any():
            stated = read["stated_as"].where(read["stated_as"].notna(), read["facility_id"])
            pairs = zip(stated, read["mode"], strict=True)
            read["facility_id"] = pd.Series(
                [self.meant(one, mode) for one, mode in pairs], read.index, dtype=object
            )
            read["stated_as"] = stated.where(stated != read["facility_id"], None).astype(object)
        read["is_known_facility"] = read["facility_id"].isin(self.known)
        return read

    def changed_since(self, before: _Places) -> set[str]:
        """Ids about which other statements count than before, or which are known now."""
        changed = set(self.known ^ before.known)
        for one, mode in {*self.joined, *before.joined}:
            was, now = before.meant(one, mode), self.meant(one, mode)
            if was != now:
                changed |= {one, was, now}
        return changed

    def meaning(self, facility_ids: set[str]) -> set[str]:
        """Ids, and those that mean one of them."""
        return facility_ids | {
            one for one, mode in self.joined if self.meant(one, mode) in facility_ids
        }


@dataclass(frozen=True)
class _Overlay:
    """What was answered last: up to which event, all statements since the build, the answer."""

    last: int
    told: pd.DataFrame
    table: pd.DataFrame
    places: _Places


_folded_lock = threading.Lock()
_folded_of: WeakKeyDictionary[Warehouse, pd.DataFrame] = WeakKeyDictionary()
#: By the newest of their events: most of what is told is about places.
_incidents_of: Kept[pd.DataFrame] = Kept(8)
_orders_of: Kept[pd.DataFrame] = Kept(8)
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
    held = _overlay_at(warehouse, journal, until)
    return _folded(warehouse) if held is None else held.table.copy()


def told_since(warehouse: Warehouse, journal: EventLog | None) -> pd.DataFrame:
    """The journal's statements since the build, under the ids they mean; not to be changed."""
    held = _overlay_at(warehouse, journal, None)
    return event_tables.statements([]) if held is None else held.told


def _overlay_at(
    warehouse: Warehouse, journal: EventLog | None, until: int | None
) -> _Overlay | None:
    """The overlay up to an event; None where the build holds all there is."""
    watermark = warehouse.build.journal_watermark
    last = watermark if journal is None else journal.last_seq() if until is None else until
    if journal is None or last <= watermark:
        return None
    key = (warehouse.signature, journal)
    with _lock:  # an event is folded once, whoever asks first; only what it touches is folded again
        held = _answered.get(key)
        if held is None or held.last > last:
            nothing = event_tables.statements([])
            known = _Places.told(warehouse, journal, watermark)
            held = _Overlay(watermark, nothing, _folded(warehouse), known)
        if held.last < last:
            told = since_build(warehouse, journal)
            new = told[told["source_row"].between(held.last + 1, last)].reset_index(drop=True)
            held = _overlaid(warehouse, held, new, last, _Places.told(warehouse, journal, last))
            _answered.clear()  # the newest is asked for again and again
            _answered[key] = held
    return held


def as_meant(warehouse: Warehouse, journal: EventLog, statements: pd.DataFrame) -> pd.DataFrame:
    """Statements under the ids they mean, by all places and joins that a journal tells of."""
    return _Places.told(warehouse, journal, journal.last_seq()).read(statements)


def new_events(warehouse: Warehouse, journal: EventLog | None) -> list[Event]:
    """Events since the build, in order, of every kind."""
    return [] if journal is None else journal.events_after(warehouse.build.journal_watermark)


def incidents(warehouse: Warehouse, journal: EventLog | None) -> pd.DataFrame:
    """Columns of marts.incidents, real ones first, newest first."""
    return _by_newest(_incidents_of, _incidents, warehouse, events_of(journal, INCIDENT), journal)


def _by_newest(
    kept: Kept[pd.DataFrame],
    make: Callable[[Warehouse, Sequence[Event]], pd.DataFrame],
    warehouse: Warehouse,
    entries: Sequence[Event],
    journal: EventLog | None,
) -> pd.DataFrame:
    """A table made anew only where another event of its kind was told."""
    if not entries:
        return make(warehouse, entries)
    key = (warehouse.signature, journal, entries[-1].seq)
    return kept.get(key, lambda: make(warehouse, entries)).copy()


def _incidents(warehouse: Warehouse, entries: Sequence[Event]) -> pd.DataFrame:
    found = warehouse.frame("FROM wh.marts.incidents").astype(object)
    if entries and entries[-1].seq > warehouse.build.journal_watermark:
        told = event_tables.incidents(entries)
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
    return _by_newest(_orders_of, _orders, warehouse, events_of(journal, EVACUATION_ORDER), journal)


def _orders(warehouse: Warehouse, entries: Sequence[Event]) -> pd.DataFrame:
    found = warehouse.frame("FROM wh.marts.evacuation_orders").astype(object)
    if entries and entries[-1].seq > warehouse.build.journal_watermark:
        told = event_tables.evacuation_orders(entries)
        kept = found[~found["event_id"].isin([event.event_id for event in entries])]
        found = pd.DataFrame(
            [*kept.to_dict("records"), *told.to_dict("records")], columns=list(found.columns)
        )
    found["alert_level"] = found["alert_level"].astype("Int32")
    for name in ("issued_at", "lifted_at"):
        found[name] = pd.to_datetime(found[name]).astype("datetime64[us]")
    return found.sort_values(["issued_at", "event_id"], ignore_index=True)


def _folded(warehouse: Warehouse) -> pd.DataFrame:
    """The build's fold; typed once per generation, since every page of shelters starts from it."""
    with _folded_lock:
        held = _folded_of.get(warehouse)
    if held is None:
        held = _typed(warehouse.frame(f"FROM wh.marts.facility_status {_ORDER}"))
        with _folded_lock:
            _folded_of[warehouse] = held
    return held.copy()


def _overlaid(
    warehouse: Warehouse, held: _Overlay, said: pd.DataFrame, last: int, known: _Places
) -> _Overlay:
    moved = known.changed_since(held.places)
    if said.empty and not moved:
        return _Overlay(last, held.told, held.table, known)
    new = known.read(said)
    before = known.read(held.told) if moved else held.told
    told = _together(before, new)
    stepped = None if moved or known.joined else laid_on(warehouse, held.table, before, new)
    if stepped is not None:
        return _Overlay(last, told, stepped, known)
    superseded = new["supersedes"].dropna().tolist()
    subjects = sorted({*new["facility_id"], *moved})
    found = warehouse.rows(_TOUCHED, {"subjects": subjects, "superseded": superseded})
    touched = {row[0] for row in found}
    touched |= {known.meant(one, mode) for one in touched for mode in Mode}
    touched |= set(told.loc[told["event_id"].isin(superseded), "facility_id"])
    about = told[told["facility_id"].isin(touched)]
    history = _history(warehouse, known, touched, about)
    corrected = {*history["event_id"], *about["event_id"]}
    elsewhere = told[told["supersedes"].isin(corrected) & ~told["facility_id"].isin(touched)]
    refolded = overlay(known.read(history), _together(about, elsewhere))
    rows = [
        held.table[~held.table["facility_id"].isin(touched)],
        _typed(refolded[refolded["facility_id"].isin(touched)]),
    ]
    filled = [frame for frame in rows if len(frame)] or rows[:1]
    table = pd.concat(filled, ignore_index=True)
    table = table.sort_values(_GROUP, na_position="last", ignore_index=True)
    return _Overlay(last, told, table, known)


def _history(
    warehouse: Warehouse, known: _Places, touched: set[str], about: pd.DataFrame
) -> pd.DataFrame:
    """What the build knows of places, as far as new statements about them need it."""
    if not known.joined and about["stated_as"].isna().all():
        kept = still_counting(warehouse, sorted(touched))
        if kept["stated_as"].isna().all() and meets(warehouse, kept, about):
            return kept
    return warehouse.frame(
        _BASE, {"touched": sorted(known.meaning(touched)), "new": about["event_id"].tolist()}
    )


def _together(*frames: pd.DataFrame) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)] or list(frames[:1])
    return pd.concat(filled, ignore_index=True)


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
            text = frame[name].to_numpy(dtype=object, copy=True)
            text[frame[name].isna().to_numpy()] = None
            frame[name] = text
    return frame
