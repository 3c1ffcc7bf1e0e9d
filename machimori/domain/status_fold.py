"""The state of each facility as a fold over what was said about it.

One fold serves the build and the pages' overlay. It looks at sets and at the order
(observed_at, received_at, event_id) only, so rows may come in any order and any split.

- Events with the same id are one event. A statement that another one of the same mode
  supersedes is out, together with everything it said; so are all links of a chain.
- Per incident, mode and facility each field has the latest value stated, with the time it was
  seen and the time it was last said to be still so.
- A confirmation ("checked, no change") confirms every field in force that had been received by
  then; nobody can confirm what was not yet known.
- A count (of persons, households, persons outside, of each counter) resets its base; signed
  increments later in the order add up on it (on zero where nobody ever counted). What is left
  below zero by missed arrivals is shown as zero.
"""

from __future__ import annotations

import json
from datetime import datetime

import numpy as np
import numpy.typing as npt
import pandas as pd

from machimori.domain.status_history import DELTAS, FIELDS, history_frame, naive

#: Columns of marts.facility_status, in its order.
STATUS_COLUMNS = (
    "incident_id", "facility_id", "is_known_facility", "mode",
    *(f"{field}{part}" for field in FIELDS for part in ("", "_observed_at", "_confirmed_at")),
    "opened_at", "closed_at", "note", "note_observed_at", "observed_at", "confirmed_at",
    "received_at", "last_event_id", "source", "is_sample",
)  # fmt: skip

_Positions = npt.NDArray[np.intp]
_Micros = npt.NDArray[np.int64]
_NEVER = np.iinfo(np.int64).min  # NaT as an integer


def fold(
    history: pd.DataFrame,
    *,
    observed_until: datetime | None = None,
    received_until: datetime | None = None,
) -> pd.DataFrame:
    """Fold statements into one row per incident, mode and facility.

    Args:
        history: columns of ``HISTORY_COLUMNS`` (missing ones count as NULL), in any order.
        observed_until: only what had been seen by then (aware); later corrections count.
        received_until: only what had been received by then (aware): what was known at the time.

    Returns:
        ``STATUS_COLUMNS``, ordered by mode, incident and facility.
    """
    events = history_frame(history)
    if received_until is not None:
        events = events[events["received_at"] <= naive(received_until)]
    events = _without_superseded(_without_duplicates(events))
    if observed_until is not None:
        events = events[events["observed_at"] <= naive(observed_until)]
    return _Fold(_in_order(events)).table()


def overlay(base_history: pd.DataFrame, new_events: pd.DataFrame) -> pd.DataFrame:
    """The fold of the facilities that new events touch.

    Args:
        base_history: all statements about those facilities, and all that supersede one of them.
        new_events: statements not in the base (repeated ones do no harm).
    """
    frames = [history_frame(base_history), history_frame(new_events)]
    return fold(pd.concat(frames, ignore_index=True))


def _without_duplicates(events: pd.DataFrame) -> pd.DataFrame:
    """One row per event id: the one received first, by its content where that is equal."""
    if not events["event_id"].duplicated().any():
        return events
    twice = events["event_id"].duplicated(keep=False)
    rivals = events[twice]
    content = rivals.astype(str).agg("\x1f".join, axis=1)
    first = rivals.assign(_content=content).sort_values(["event_id", "received_at", "_content"])
    first = first.drop_duplicates("event_id").drop(columns="_content")
    return pd.concat([events[~twice], first], ignore_index=True)


def _without_superseded(events: pd.DataFrame) -> pd.DataFrame:
    """Drop what another statement of the same mode corrects; nothing can correct itself."""
    naming = events["supersedes"].notna() & (events["supersedes"] != events["event_id"])
    named = events.loc[naming, ["supersedes", "mode"]]
    hit = np.flatnonzero(events["event_id"].isin(named["supersedes"]))
    if not len(hit):
        return events
    pairs = set(zip(named["supersedes"], named["mode"], strict=True))
    those = events.iloc[hit]
    out = [pair in pairs for pair in zip(those["event_id"], those["mode"], strict=True)]
    return events.drop(index=those.index[out])


def _in_order(events: pd.DataFrame) -> pd.DataFrame:
    observed, received = _micros(events["observed_at"]), _micros(events["received_at"])
    order = np.lexsort((received, observed))
    same = (np.diff(observed[order]) == 0) & (np.diff(received[order]) == 0)
    if same.any():  # sorting ids is slow: only those of equal times
        tied = np.zeros(len(order), dtype=bool)
        tied[1:] = same
        tied[:-1] |= same
        rank = np.zeros(len(order), dtype=np.intp)
        where = order[tied]
        rank[where] = pd.factorize(events["event_id"].take(where), sort=True)[0]
        order = np.lexsort((rank, received, observed))
    return events.iloc[order].reset_index(drop=True)


def _micros(times: pd.Series) -> _Micros:
    return times.to_numpy(dtype="datetime64[us]").view(np.int64)


class _Fold:
    """One run over ordered events; a position is a row of them, so a later one is greater."""

    def __init__(self, events: pd.DataFrame) -> None:
        self.events = events
        keys = events.groupby(["mode", "incident_id", "facility_id"], dropna=False, sort=True)
        self.group: _Positions = np.asarray(keys.ngroup(), dtype=np.intp)
        self.groups = int(self.group.max()) + 1 if len(events) else 0
        self.observed = _micros(events["observed_at"])
        self.received = _micros(events["received_at"])
        confirmed = _micros(events["confirmed_at"])
        self.confirmed = np.maximum(confirmed, self.observed)
        is_confirmation = (events["event_type"] == "confirmation").to_numpy(dtype=bool)
        self.confirmations: _Positions = np.flatnonzero(is_confirmation)

    def table(self) -> pd.DataFrame:
        last = self._last(np.arange(len(self.events)))
        columns: dict[str, pd.Series] = {
            name: self._values(name, last) for name in ("incident_id", "facility_id", "mode")
        }
        columns["is_known_facility"] = self._any("is_known_facility")
        columns["is_sample"] = self._any("is_sample")
        columns["last_event_id"] = self._values("event_id", last)
        columns["source"] = self._values("source", last)
        columns["received_at"] = _times(self._latest(self.received, np.arange(len(self.events))))
        newest_seen = np.full(self.groups, _NEVER)
        newest_confirmed = np.full(self.groups, _NEVER)
        for field in FIELDS:
            if field in DELTAS:
                values, position, received = self._counted(field, DELTAS[field])
            elif field == "counters":
                values, position, received = self._counters()
            else:
                position = self._stated(field)
                values, received = self._values(field, position), self._at(self.received, position)
            seen = self._at(self.observed, position)
            confirmed = self._confirmed(position, received)
            columns[field] = values
            columns[f"{field}_observed_at"] = _times(seen)
            columns[f"{field}_confirmed_at"] = _times(confirmed)
            newest_seen = np.maximum(newest_seen, seen)
            newest_confirmed = np.maximum(newest_confirmed, confirmed)
        note = self._stated("note")
        columns["note"] = self._values("note", note)
        columns["note_observed_at"] = _times(self._at(self.observed, note))
        columns["observed_at"] = _times(np.maximum(newest_seen, self._at(self.observed, note)))
        columns["confirmed_at"] = _times(newest_confirmed)
        columns["opened_at"] = self._values("opened_at", self._stated("opened_at"))
        columns["closed_at"] = self._values("closed_at", self._closing())
        return pd.DataFrame(columns)[list(STATUS_COLUMNS)]

    def _last(self, positions: _Positions) -> _Positions:
        """Per group the greatest of some positions, -1 where it has none."""
        last = np.full(self.groups, -1, dtype=np.intp)
        last[self.group[positions]] = positions  # ascending: the last assignment stays
        return last

    def _stated(self, column: str) -> _Positions:
        return self._last(np.flatnonzero(self.events[column].notna()))

    def _values(self, column: str, positions: _Positions) -> pd.Series:
        held = self.events[column]
        if held.dtype == object:
            taken = held.to_numpy()[np.maximum(positions, 0)]
            taken[positions < 0] = None
            return pd.Series(taken, dtype=object)
        return pd.Series(held.array.take(positions, allow_fill=True))

    def _any(self, column: str) -> pd.Series:
        found = np.zeros(self.groups, dtype=bool)
        found[self.group[self.events[column].to_numpy(dtype=bool)]] = True
        return pd.Series(found)

    def _at(self, times: _Micros, positions: _Positions) -> _Micros:
        if not len(times):
            return np.full(self.groups, _NEVER)
        return np.where(positions >= 0, times[np.maximum(positions, 0)], _NEVER)

    def _latest(self, times: _Micros, positions: _Positions) -> _Micros:
        latest = np.full(self.groups, _NEVER)
        np.maximum.at(latest, self.group[positions], times[positions])
        return latest

    def _counted(self, field: str, delta: str) -> tuple[pd.Series, _Positions, _Micros]:
        """Base and increments: value, position of the last that counts, newest receipt."""
        base, changes = self._base_and_changes(field, delta)
        total = self._values(field, base).fillna(0).to_numpy(dtype=np.int64)
        deltas = self.events[delta].take(changes).to_numpy(dtype=np.int64)
        np.add.at(total, self.group[changes], deltas)
        position = np.maximum(base, self._last(changes))
        value = pd.Series(np.maximum(total, 0), dtype="Int64").where(position >= 0, pd.NA)
        return value, position, self._newest_receipt(base, changes)

    def _counters(self) -> tuple[pd.Series, _Positions, _Micros]:
        """As ``_counted``, for each counter of its own; JSON with sorted names."""
        base, changes = self._base_and_changes("counters", "counters_delta")
        values: list[str | None] = self._values("counters", base).tolist()
        deltas: list[str] = self.events["counters_delta"].take(changes).tolist()
        totals: dict[int, dict[str, int]] = {}
        for group, delta in zip(self.group[changes].tolist(), deltas, strict=True):
            if group not in totals:
                totals[group] = json.loads(values[group] or "{}")
            for name, persons in json.loads(delta).items():
                totals[group][name] = totals[group].get(name, 0) + persons
        for group, counts in totals.items():
            shown = {name: max(persons, 0) for name, persons in counts.items()}
            values[group] = json.dumps(shown, ensure_ascii=False, sort_keys=True)
        position = np.maximum(base, self._last(changes))
        newest = self._newest_receipt(base, changes)
        return pd.Series(values, dtype=object), position, newest

    def _base_and_changes(self, field: str, delta: str) -> tuple[_Positions, _Positions]:
        """Per group the position of the last count, and the positions of increments after it."""
        base = self._stated(field)
        changes = np.flatnonzero(self.events[delta].notna())
        return base, changes[changes > base[self.group[changes]]]

    def _newest_receipt(self, base: _Positions, changes: _Positions) -> _Micros:
        return np.maximum(self._at(self.received, base), self._latest(self.received, changes))

    def _confirmed(self, position: _Positions, received: _Micros) -> _Micros:
        confirmed = self._at(self.confirmed, position)
        those = self.confirmations
        group = self.group[those]
        counts = (
            (position[group] >= 0)
            & (those > position[group])
            & (self.received[those] >= received[group])
        )
        np.maximum.at(confirmed, group[counts], self.confirmed[those[counts]])
        return confirmed

    def _closing(self) -> _Positions:
        """Where the closing time was stated, unless the place was said to be open after that."""
        opening = self.events["opening"]
        says_open = opening.notna() & ~opening.isin(("閉鎖", "不明"))
        closing = self._stated("closed_at")
        return np.where(self._last(np.flatnonzero(says_open)) > closing, -1, closing)


def _times(micros: _Micros) -> pd.Series:
    return pd.Series(micros.view("datetime64[us]"))
