"""Local time to UTC for whole columns, as ``zoneinfo`` says for single moments."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import numpy as np
import numpy.typing as npt

Microseconds = npt.NDArray[np.int64]
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DAY = 86_400_000_000
_MICROSECOND = timedelta(microseconds=1)
_LONG = 200_000


def to_utc(local: Microseconds, zone: ZoneInfo) -> Microseconds:
    """Microseconds since 1970 in UTC of local ones, years 2 to 9998.

    A local time that exists twice is the first of the two; one that a clock change skips has the
    offset before the change.
    """
    if not len(local):
        return local
    days = local // _DAY
    low, high = int(days.min()), int(days.max())
    if high - low > _LONG:  # a stray year 9999 among this year's
        present, where = np.unique(days, return_inverse=True)
    else:
        where = days - low
        present = np.flatnonzero(np.bincount(where)) + low
    found = [_offset(zone, int(day)) for day in present]
    only = found[0] if len(set(found)) == 1 else None
    if only is not None:
        return local - only
    offsets = np.array([0 if one is None else one for one in found], dtype=np.int64)
    if high - low <= _LONG:
        where = np.searchsorted(present, days)
    utc: Microseconds = local - offsets[where]
    changing = np.array([one is None for one in found])[where]
    for index in np.flatnonzero(changing):
        utc[index] = local[index] - _offset_at(zone, int(local[index]))
    return utc


@lru_cache(maxsize=200_000)
def _offset(zone: ZoneInfo, day: int) -> int | None:
    """Offset of a day in microseconds, ``None`` where the clock changes on it."""
    start = day * _DAY
    first, last = _offset_at(zone, start), _offset_at(zone, start + _DAY - 1)
    return first if first == last else None


def _offset_at(zone: ZoneInfo, local: int) -> int:
    moment = (_EPOCH + timedelta(microseconds=local)).replace(tzinfo=zone)
    return (moment.utcoffset() or timedelta()) // _MICROSECOND
