"""Figures of the board: of one role at a time, and in which order to ask its places."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import numpy as np
import pandas as pd

from machimori.domain.vocabulary import Opening
from machimori.store.queries.board import SHUT
from machimori.store.shared import shared

#: Minutes of the figure "confirmed lately"; the ageing of a place is the configuration's.
CONFIRMED_WITHIN = 30
#: What the figures count.
_COUNTED = [
    "is_open", "last_open", "opening_shown", "age_minutes", "confirmed_at", "capacity",
    "headcount", "headcount_shown", "free", "outside_shown", "is_reported",
    "has_people_though_closed", "latitude",
]  # fmt: skip


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
    mine = frame.loc[frame["role"] == role, _COUNTED]
    opened = mine[mine["is_open"]]
    last_open = mine[mine["last_open"]]
    unknown = mine[mine["opening_shown"] == Opening.UNKNOWN]
    lately = last_open["age_minutes"].between(-5, CONFIRMED_WITHIN, inclusive="left")
    newest = mine["confirmed_at"].max()
    return Totals(
        role=role,
        places=len(mine),
        open=len(opened),
        capacity=_sum(opened["capacity"]),
        capacity_unknown=int(opened["capacity"].isna().sum()),
        people=_sum(opened["headcount_shown"]),
        people_unknown=int(opened["headcount_shown"].isna().sum()),
        free=_sum(opened["free"]),
        free_unknown=int(opened["free"].isna().sum()),
        outside=_sum(mine["outside_shown"]),
        last_open=len(last_open),
        confirmed=int(lately.sum()),
        unknown=len(unknown),
        never_reported=int((~unknown["is_reported"]).sum()),
        people_too_old=_sum(unknown["headcount"]),
        closed_with_people=int(mine["has_people_though_closed"].sum()),
        people_in_closed=_sum(mine.loc[mine["has_people_though_closed"], "headcount"]),
        without_position=int(mine["latitude"].isna().sum()),
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


def _sum(column: pd.Series) -> int | None:
    """Sum of what is known; None where nothing is."""
    known = column.dropna()
    return int(known.sum()) if len(known) else None
