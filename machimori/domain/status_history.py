"""Statements about places as rows: the columns of their history, in one type each."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pandas as pd

#: Fields with a time seen and a time confirmed of their own.
FIELDS = ("opening", "crowding", "headcount", "households", "outside_headcount", "counters")
#: Counts, and what the increments on them are called.
DELTAS = {
    "headcount": "headcount_delta",
    "households": "households_delta",
    "outside_headcount": "outside_headcount_delta",
}
_TEXT = (
    "event_id", "incident_id", "event_type", "facility_id", "facility_name", "stated_as", "opening",
    "crowding", "counters", "counters_delta", "reporter", "via", "source", "source_file", "mode",
    "supersedes", "based_on", "note",
)  # fmt: skip
_INTEGERS = (*DELTAS, *DELTAS.values(), "source_row")
_TIMES = ("observed_at", "confirmed_at", "received_at", "opened_at", "closed_at")
_FLAGS = ("is_known_facility", "is_sample")
#: Columns of marts.facility_status_history, in its order.
HISTORY_COLUMNS = (
    "event_id", "incident_id", "event_type", "facility_id", "is_known_facility", "facility_name",
    "stated_as", "opening", "crowding", "headcount", "headcount_delta", "households",
    "households_delta", "outside_headcount", "outside_headcount_delta", "counters",
    "counters_delta", "observed_at", "confirmed_at", "received_at", "opened_at", "closed_at",
    "reporter", "via", "source", "source_file", "source_row", "mode", "supersedes", "based_on",
    "note", "is_sample",
)  # fmt: skip
#: Mark of a frame that ``history_frame`` made; pandas hands it on to parts and to joined frames.
_TYPED = "is_history"


def history_frame(rows: pd.DataFrame) -> pd.DataFrame:
    """Statements with every column of the history, in one type each; what is missing is NULL.

    Times become naive UTC in microseconds, integers nullable, text ``object`` with None.
    ``is_known_facility`` and ``is_sample`` are True and False where they are not said.
    """
    if rows.attrs.get(_TYPED):
        return rows.reset_index(drop=True)
    index = pd.RangeIndex(len(rows))
    columns: dict[str, pd.Series] = {}
    for name in HISTORY_COLUMNS:
        given = rows[name].reset_index(drop=True) if name in rows else None
        if name in _TIMES:
            columns[name] = _moments(given, len(rows))
        elif name in _INTEGERS:
            columns[name] = pd.Series(pd.NA if given is None else given, index, dtype="Int64")
        elif name in _FLAGS:
            default = name == "is_known_facility"
            flags = pd.Series(default if given is None else given, index, dtype="boolean")
            columns[name] = flags.fillna(default).astype(bool)
        else:
            columns[name] = _text(given, len(rows))
    frame = pd.DataFrame(columns, index=index)
    frame.attrs[_TYPED] = True
    return frame


def history_of(rows: Sequence[Mapping[str, Any]]) -> pd.DataFrame:
    """``history_frame`` of plain statements; a few new ones take a third of the time so."""
    columns: dict[str, Any] = {}
    for name in HISTORY_COLUMNS:
        values = [row.get(name) for row in rows]
        if name in _TIMES:
            columns[name] = np.array([_micro(one) for one in values], dtype="datetime64[us]")
        elif name in _INTEGERS:
            columns[name] = pd.array(values, dtype="Int64")
        elif name in _FLAGS:
            default = name == "is_known_facility"
            columns[name] = np.array([default if one is None else one for one in values], bool)
        else:
            text = np.empty(len(values), dtype=object)
            text[:] = values
            columns[name] = text
    frame = pd.DataFrame(columns, index=pd.RangeIndex(len(rows)), copy=False)
    frame.attrs[_TYPED] = True
    return frame


def _micro(moment: datetime | str | None) -> datetime | None:
    if isinstance(moment, str):
        moment = datetime.fromisoformat(moment)
    return moment if moment is None or moment.tzinfo is None else naive(moment)


def _text(given: pd.Series | None, length: int) -> pd.Series:
    # Every new statement comes through here: numpy, where pandas takes ten times as long.
    if given is None:
        return pd.Series(np.full(length, None, dtype=object))
    missing = given.isna().to_numpy()
    text = given.to_numpy(dtype=object, copy=True)
    text[missing] = None
    return pd.Series(text, dtype=object)


def _moments(given: pd.Series | None, length: int) -> pd.Series:
    if given is None:
        return pd.Series(pd.NaT, pd.RangeIndex(length), dtype="datetime64[us]")
    if not pd.api.types.is_datetime64_dtype(given):
        given = pd.to_datetime(given, utc=True, format="ISO8601").dt.tz_localize(None)
    return given.astype("datetime64[us]")


def naive(moment: datetime) -> datetime:
    """Naive UTC, as the tables hold times."""
    return moment.astimezone(UTC).replace(tzinfo=None)
