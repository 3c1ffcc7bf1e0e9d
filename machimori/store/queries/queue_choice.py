"""Which posts of the queue's columns a filter lets through, the state of their clocks, their order.

What ``triage.CHOSEN`` asks the database for maps and files, asked of the columns in memory.
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from machimori.domain.road_priority import LEAST
from machimori.domain.road_sla import PAUSING, RUNNING
from machimori.store.queries.freshness import utc
from machimori.store.queries.queue_columns import (
    NO_MOMENT,
    Flags,
    Floats,
    Ints,
    QueueColumns,
    Weights,
)
from machimori.store.queries.road_clock import AGE_BUCKETS, CLOCKS, NOT_STATED

if TYPE_CHECKING:
    from machimori.store.queries.road_priority import Weighing
    from machimori.store.queries.triage import TriageFilter

DAY_US = 86_400_000_000
_SECOND_US = 1_000_000
#: Upper edges of the buckets of age, in days.
AGE_EDGES_DAYS = (7, 30, 90, 180, 365)
_LAST = np.iinfo(np.int64).max


def micros(moment: datetime) -> int:
    """An aware moment in microseconds since 1970."""
    return int(np.datetime64(utc(moment), "us").astype(np.int64))


def chosen(columns: QueueColumns, wanted: TriageFilter, *, now: datetime) -> Flags:
    """Which posts pass."""
    passed = np.ones(len(columns.requested), dtype=np.bool_)
    for column, values, missing in (
        (columns.status, wanted.statuses, NOT_STATED),
        (columns.category, wanted.categories, NOT_STATED),
        (columns.district, wanted.districts, NOT_STATED),
        (columns.source, wanted.sources, ""),
        (columns.owner, wanted.owners, "unknown"),
    ):
        if values:
            passed &= column.among(values, missing=missing)
    if wanted.ages:
        passed &= _of_ages(columns.requested, wanted.ages, micros(now))
    if wanted.clocks:
        numbers = [CLOCKS.index(one) for one in wanted.clocks]
        passed &= np.isin(clocks(columns, np.arange(len(passed)), now=now), numbers)
    if wanted.view:
        west, south, east, north = wanted.view
        passed &= (columns.longitude >= west) & (columns.longitude <= east)
        passed &= (columns.latitude >= south) & (columns.latitude <= north)
    return passed


def _of_ages(requested: Ints, ages: tuple[str, ...], now_us: int) -> Flags:
    edges = now_us - np.array(AGE_EDGES_DAYS[::-1]) * DAY_US  # the oldest first
    # Half-open: what came in at an edge itself belongs to the older side.
    bucket = len(edges) - np.searchsorted(edges, requested, side="left")
    wanted = np.array([one in ages for one in AGE_BUCKETS])
    return np.asarray(np.where(requested == NO_MOMENT, wanted[-1], wanted[bucket]))


def clocks(columns: QueueColumns, places: Ints, *, now: datetime) -> NDArray[np.int8]:
    """The clock of some posts as an index into ``CLOCKS``; -1 where it has none."""
    now_us = micros(now)
    status, due = columns.status.codes[places], columns.due[places]
    runs = columns.status.table(sorted(map(str, RUNNING)))[status]
    stands = columns.status.table(sorted(map(str, PAUSING)))[status]
    state = (due >= now_us).astype(np.int8) + (due >= now_us + 2 * DAY_US)
    state = np.where(due == NO_MOMENT, CLOCKS.index("no_due"), state)
    state = np.where(runs, state, -1)
    return np.where(stands, CLOCKS.index("paused"), state).astype(np.int8)


def first(
    columns: QueueColumns, passed: Flags, sort: str, count: int, *, now: datetime, by: Floats | None
) -> Ints:
    """Places of the first posts that passed, in the order asked for (``triage.SORTS``).

    Args:
        columns: the columns.
        passed: which posts there are.
        sort: the order; posts that are equal in it stand from the oldest on.
        count: so many.
        now: clocks are told at this time.
        by: their priorities, of all posts; needed to sort by them.
    """
    if sort == "oldest":
        return columns.oldest[passed[columns.oldest]][:count].astype(np.int64)
    places = np.flatnonzero(passed)
    if sort == "priority" and by is not None:
        key = np.nan_to_num(-np.round(by[places], 6), nan=np.inf)
    elif sort == "due":
        ticks = np.isin(clocks(columns, places, now=now), [0, 1, 2])
        key = np.where(ticks, columns.due[places], _LAST)
    else:
        requested = columns.requested[places]
        key = np.where(requested == NO_MOMENT, _LAST, -requested)
    return places[least(key, columns.rank[places], count)]


def least(key: NDArray[np.generic], rank: NDArray[np.int32], count: int) -> Ints:
    """Which have the least keys, in order; of equal keys those of the least rank."""
    if count < len(key):
        edge = np.partition(key, count - 1)[count - 1]
        below, equal = np.flatnonzero(key < edge), np.flatnonzero(key == edge)
        more = count - len(below)
        equal = equal[np.argpartition(rank[equal], more - 1)[:more]]
        near = np.concatenate([below, equal])
    else:
        near = np.arange(len(key))
    return near[np.lexsort((rank[near], key[near]))]


def priorities(
    columns: QueueColumns, held: Weights, places: Ints, weighing: Weighing, *, now: datetime
) -> Floats:
    """Priority (0 to 100) of some posts, NaN where nothing is known of one."""
    now_s = micros(now) // _SECOND_US
    requested, due = columns.requested[places], columns.due[places]
    runs = columns.status.table(sorted(map(str, RUNNING)))[columns.status.codes[places]]
    ages = runs & (requested != NO_MOMENT) & (due > requested)
    begun = requested // _SECOND_US
    with np.errstate(divide="ignore", invalid="ignore"):
        share = (now_s - begun) / (due // _SECOND_US - begun)
        worth = _on_line(share, weighing)
        logarithm = held.logarithm[places]
        logarithm = logarithm + np.where(ages, weighing.age_weight, 0.0) * np.log(worth)
        weight = held.weight[places] + np.where(ages, weighing.age_weight, 0.0)
        if weighing.way:
            weight = weight + weighing.way_weight * held.road.among(weighing.way)[places]
        return np.asarray(100 * np.exp(logarithm / np.where(weight == 0, np.nan, weight)))


def _on_line(share: Floats, weighing: Weighing) -> Floats:
    at = [one for one, _ in weighing.age_line]
    worth = [max(one, LEAST) for _, one in weighing.age_line]
    return np.asarray(np.interp(np.nan_to_num(share, nan=at[-1]), at, worth))
