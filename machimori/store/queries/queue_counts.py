"""What is counted of the chosen posts of the queue, and of the incidents they tell of."""

from __future__ import annotations

from datetime import datetime, timedelta, tzinfo

import numpy as np
import pyarrow.compute as pc

from machimori.store.queries.queue_choice import AGE_EDGES_DAYS, DAY_US, clocks, micros
from machimori.store.queries.queue_columns import NO_MOMENT, Coded, Flags, Ints, QueueColumns
from machimori.store.queries.road_clock import AGE_BUCKETS, CLOCKS, Ages, Counted

_LAST = np.iinfo(np.int64).max


def counted(columns: QueueColumns, passed: Flags, *, now: datetime, zone: tzinfo) -> Counted:
    """Counts of posts and incidents.

    Args:
        columns: the columns.
        passed: the posts chosen.
        now: aware.
        zone: where a week starts on Monday 00:00, and a day ends.
    """
    midnight = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    week = micros(midnight - timedelta(days=midnight.weekday()))
    tomorrow = micros(midnight + timedelta(days=1))
    places = np.flatnonzero(passed)
    requested, due = columns.requested[places], columns.due[places]
    clock = clocks(columns, places, now=now)
    is_late = clock == CLOCKS.index("overdue")
    comes = (clock == CLOCKS.index("soon")) | (clock == CLOCKS.index("later"))
    nowhere = np.isnan(columns.longitude[places]) | np.isnan(columns.latitude[places])
    now_us = micros(now)
    return Counted(
        posts=_ages(requested, int(is_late.sum()), now_us),
        incidents=_ages(*_incidents(columns.alike, places, requested, is_late), now_us),
        this_week=int((requested >= week).sum()),
        without_position=int(nowhere.sum()),
        without_due=int((due == NO_MOMENT).sum()),
        due_today=int((comes & (due < tomorrow)).sum()),
        paused=int((clock == CLOCKS.index("paused")).sum()),
        as_of=_newest(columns.as_of, places),
    )


def _incidents(alike: Coded, places: Ints, requested: Ints, is_late: Flags) -> tuple[Ints, int]:
    """When each incident was first told of, and how many are overdue.

    A post in no group is one by itself; a group is as old as its oldest chosen post, and overdue
    with any of them.
    """
    group = alike.codes[places]
    alone = group < 0
    told = np.where(requested == NO_MOMENT, _LAST, requested)
    first = np.full(len(alike.names), _LAST)
    np.minimum.at(first, group[~alone], told[~alone])
    is_there = np.zeros(len(alike.names), dtype=np.bool_)
    is_there[group[~alone]] = True
    late = np.zeros(len(alike.names), dtype=np.bool_)
    late[group[~alone & is_late]] = True
    of_groups = first[is_there]
    of_groups[of_groups == _LAST] = NO_MOMENT
    began = np.concatenate([requested[alone], of_groups])
    return began, int((is_late & alone).sum() + late.sum())


def _ages(requested: Ints, overdue: int, now_us: int) -> Ages:
    dated = requested[requested != NO_MOMENT]
    within = [int((dated > now_us - days * DAY_US).sum()) for days in AGE_EDGES_DAYS]
    each = [first - last for first, last in zip([*within, len(dated)], [0, *within], strict=True)]
    p90, p50 = (None, None) if not len(dated) else (_days(dated, at, now_us) for at in (0.1, 0.5))
    return Ages(
        number=len(requested),
        dated=len(dated),
        p50_days=p50,
        p90_days=p90,
        overdue=overdue,
        buckets=dict(zip(AGE_BUCKETS, [*each, len(requested) - len(dated)], strict=True)),
    )


def _days(dated: Ints, share: float, now_us: int) -> float:
    """Days since the moment before which that share of all began, between two in proportion."""
    at = (len(dated) - 1) * share
    low, high = int(np.floor(at)), int(np.ceil(at))
    ordered = np.partition(dated, (low, high))
    began = ordered[low] + (ordered[high] - ordered[low]) * (at - low)
    return float((now_us - began) / DAY_US)


def _newest(as_of: Coded, places: Ints) -> datetime | None:
    met = np.bincount(as_of.codes[places].astype(np.int64) + 1, minlength=len(as_of.names) + 1)
    newest: datetime | None = pc.max(as_of.names.filter(met[1:] > 0)).as_py()
    return newest
