"""Figures of the board: of one role at a time, and in which order to ask its places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from machimori.domain.vocabulary import Opening
from machimori.store.queries.board import SHUT
from machimori.store.shared import shared

#: Minutes of the figure "confirmed lately"; the ageing of a place is the configuration's.
CONFIRMED_WITHIN = 30
Flags = NDArray[np.bool_]


@dataclass(frozen=True)
class Totals:
    """Figures of the places of one role. What is unknown is not in a sum but counted."""

    role: str
    places: int
    open: int
    capacity: int | None  # persons, of open places that state one
    capacity_unknown: int  # open places without
    people: int | None  # persons inside, of open places with a count that still holds
    people_unknown: int
    free: int | None  # persons, of open places with both
    free_unknown: int
    outside: int | None  # persons outside the building
    last_open: int  # places whose last word was open, however old
    confirmed: int  # of these: confirmed within CONFIRMED_WITHIN
    unknown: int
    never_reported: int
    people_too_old: int | None  # last count of places that are unknown by now
    closed_with_people: int  # places said to be closed whose last count is not zero
    people_in_closed: int | None  # persons, by those last counts; in no other sum
    without_position: int
    as_of: datetime | None


@shared
def totals(frame: pd.DataFrame, role: str, *, now: datetime) -> Totals:
    """Figures of one role's places; never of two together."""
    mine = (frame["role"] == role).to_numpy()
    opened = mine & frame["is_open"].to_numpy()
    last_open = mine & frame["last_open"].to_numpy()
    unknown = mine & (frame["opening_shown"] == Opening.UNKNOWN).to_numpy()
    people_though_closed = mine & frame["has_people_though_closed"].to_numpy(dtype=bool)
    age = frame["age_minutes"].to_numpy()
    newest = frame["confirmed_at"].where(mine).max()
    capacity, without_capacity = _persons(frame, "capacity", opened)
    people, without_people = _persons(frame, "headcount_shown", opened)
    free, without_free = _persons(frame, "free", opened)
    return Totals(
        role=role,
        places=int(mine.sum()),
        open=int(opened.sum()),
        capacity=capacity,
        capacity_unknown=without_capacity,
        people=people,
        people_unknown=without_people,
        free=free,
        free_unknown=without_free,
        outside=_persons(frame, "outside_shown", mine)[0],
        last_open=int(last_open.sum()),
        confirmed=int((last_open & (age >= -5) & (age < CONFIRMED_WITHIN)).sum()),
        unknown=int(unknown.sum()),
        never_reported=int((unknown & ~frame["is_reported"].to_numpy()).sum()),
        people_too_old=_persons(frame, "headcount", unknown)[0],
        closed_with_people=int(people_though_closed.sum()),
        people_in_closed=_persons(frame, "headcount", people_though_closed)[0],
        without_position=int((mine & frame["latitude"].isna().to_numpy()).sum()),
        as_of=None if pd.isna(newest) else newest.to_pydatetime(),
    )


@shared
def check_order(frame: pd.DataFrame, *, limit: int = 8) -> pd.DataFrame:
    """Places to ask first: people at stake times minutes since the last confirmation.

    People at stake are those of the last count, however old; a place opened for the incident
    that never counted counts with its capacity (``is_upper_bound``). Places that are shut, and
    those for which there is no number at all, are not in it.
    """
    opening = frame["opening"].to_numpy(dtype=object)
    asked = frame["is_reported"].to_numpy() & ~np.isin(opening, SHUT)
    inside = frame["headcount"].to_numpy(dtype=np.float64, na_value=np.nan)
    room = frame["capacity"].to_numpy(dtype=np.float64, na_value=np.nan)
    room = np.where(opening == Opening.OPEN, room, np.nan)
    at_stake = np.where(np.isnan(inside), room, inside)
    urgency = at_stake * np.maximum(frame["age_minutes"].to_numpy(), 0)
    ranked = np.flatnonzero(asked & (urgency > 0))
    ids = frame["facility_id"].to_numpy(dtype=object)[ranked]
    ranked = ranked[np.lexsort((ids, -urgency[ranked]))][:limit]
    first = frame.take(ranked).reset_index(drop=True)
    return first.assign(
        is_upper_bound=np.isnan(inside[ranked]),
        at_stake=at_stake[ranked].astype(np.int64),
        urgency=urgency[ranked],
    )


def _persons(frame: pd.DataFrame, column: str, of: Flags) -> tuple[int | None, int]:
    """Sum of what is known of some places, None where nothing is; and of how many it is not."""
    stated = frame[column].to_numpy(dtype=np.float64, na_value=np.nan)[of]
    known = stated[~np.isnan(stated)]
    return int(known.sum()) if len(known) else None, len(stated) - len(known)
