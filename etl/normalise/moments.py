"""Columns of dates and times, a million distinct ones in a second.

Plain ISO text is cast by Arrow. Anything else is taken apart into date and time: there are few
distinct dates and few distinct times, so the scalar rules run on those and Arrow adds them up.
What the parts don't explain goes to the scalar rule whole, once per distinct value.
"""

from __future__ import annotations

from functools import lru_cache, partial

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.normalise import dates
from etl.normalise.clock import DAY, clock
from etl.normalise.context import Context
from etl.normalise.distinct import Parsed, by_distinct, clean, looks_like, patched, trimmed
from etl.normalise.text import PLACEHOLDERS, words
from etl.normalise.verdict import Reading, Unreadable
from etl.normalise.zones import to_utc

_TYPE = pa.timestamp("us")
_DATE = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_CLOCK = r"(?:[01][0-9]|2[0-3]):[0-5][0-9](?::[0-5][0-9](?:\.[0-9]{1,6})?)?"
_TIME = f"[ T]{_CLOCK}"
_LOCAL = f"^{_DATE}(?:{_TIME})?$"
_ZONED = f"^{_DATE}{_TIME}(?:Z|[+-][0-9]{{2}}:[0-9]{{2}})$"
_PACKED = "^[0-9]{12}(?:[0-9]{2})?$"
#: Where a date ends and the time begins, in the order tried. As ``dates.split`` says, which alone
#: reads what is unusual.
_BORDERS = ("日", " ", "T", "\u3000", _PACKED)
#: A day has 86,400 seconds and a century 36,525 days: more distinct parts are something else.
_TOO_MANY = 200_000
_UNREAD = int(np.iinfo(np.int64).min)
#: A file comes in many batches with the same dates and times in each.
_REMEMBERED = 1 << 16
_EPOCH = 719_163  # ordinal of 1970-01-01
#: Years 2 to 9998: beyond, a zone's offset may leave the calendar.
_FIRST, _LAST = -62_104_060_800_000_000, 253_370_764_800_000_000

Microseconds = npt.NDArray[np.int64]


def parse_timestamps(array: pa.Array, context: Context) -> Parsed:
    """Read moments as UTC, ``timestamp('us')`` without a zone in the type."""
    text = trimmed(array)
    whole = _cast(text, context)
    if whole is not None:
        return clean(whole)
    utc: Microseconds = np.zeros(len(text), dtype=np.int64)
    done = pc.is_null(text).to_numpy(zero_copy_only=False)
    for pattern in (_LOCAL, _ZONED):
        rows = ~done & _matches(text, pattern)
        if rows.any():
            read = _cast(text.filter(pa.array(rows)), context)
            if read is not None:
                utc[rows] = _numbers(read)
                done |= rows
    for border in _BORDERS:
        if not done.all():
            rows = np.flatnonzero(~done)
            values, is_read = _by_parts(text.take(pa.array(rows)), border, context)
            utc[rows[is_read]] = values[is_read]
            done[rows[is_read]] = True
    left = pa.array(~done)
    nothing = pc.is_null(text).to_numpy(zero_copy_only=False) | ~done
    fast = pa.array(utc, mask=nothing).cast(_TYPE)
    if done.all():
        return clean(fast)
    return patched(fast, left, by_distinct(array.filter(left), partial(_read, context), _TYPE))


def parse_dates(array: pa.Array, context: Context) -> Parsed:
    """Read dates as ``date32``; of a moment, its local date."""
    text = trimmed(array)
    if looks_like(text, f"^{_DATE}$"):
        try:
            whole = text.cast(pa.date32())
        except pa.ArrowInvalid:
            pass
        else:
            if _in_calendar(whole.cast(pa.timestamp("s")).cast(pa.int64()), 1_000_000):
                return clean(whole)
    # A moment in plain ISO has its date in front: the time would only make more distinct values.
    plain = pc.match_substring_regex(text, _LOCAL).fill_null(False)
    shortened = pc.if_else(plain, pc.utf8_slice_codeunits(text, 0, 10), array)
    rule = partial(_read_day, context)
    return by_distinct(shortened, rule, pa.date32())


def _cast(array: pa.Array, context: Context) -> pa.Array | None:
    """UTC of plain ISO text, all with a zone or all without; ``None`` where some is neither."""
    is_zoned = not looks_like(array, _LOCAL)
    if is_zoned and not looks_like(array, _ZONED):
        return None
    try:
        moments = array.cast(pa.timestamp("us", "UTC") if is_zoned else _TYPE).view(pa.int64())
    except pa.ArrowInvalid:
        return None
    if not _in_calendar(moments):
        return None
    if is_zoned:
        return moments.view(_TYPE)
    missing = pc.is_null(moments).to_numpy(zero_copy_only=False)
    values: Microseconds = moments.fill_null(0).to_numpy(zero_copy_only=False).copy()
    values[~missing] = to_utc(values[~missing], context.zone)
    return pa.array(values, mask=missing).view(_TYPE)


def _in_calendar(microseconds: pa.Array, scale: int = 1) -> bool:
    extremes = pc.min_max(microseconds)
    low, high = extremes["min"].as_py(), extremes["max"].as_py()
    return low is None or (low * scale >= _FIRST and high * scale < _LAST)


def _by_parts(
    array: pa.Array, border: str, context: Context
) -> tuple[Microseconds, npt.NDArray[np.bool_]]:
    """UTC where date and time, parted at the border, can be read, and a mask of those rows."""
    utc: Microseconds = np.zeros(len(array), dtype=np.int64)
    day_text, time_text, where = _apart(array, border)
    readable = np.zeros(len(array), dtype=bool)
    if len(where) == 0:
        return utc, readable
    day_index, days = _days(day_text, context)
    time_index, times, offsets = _times(time_text)
    if max(len(days), len(times)) > _TOO_MANY:
        return utc, readable
    day, time, offset = days[day_index], times[time_index], offsets[time_index]
    local = np.where((day == _UNREAD) | (time == _UNREAD), _LAST, day + time)
    is_read = (local >= _FIRST) & (local < _LAST)
    moment = local - offset
    unzoned = is_read & (offset == _UNREAD)
    moment[unzoned] = to_utc(local[unzoned], context.zone)
    utc[where[is_read]] = moment[is_read]
    readable[where[is_read]] = True
    return utc, readable


def _apart(array: pa.Array, border: str) -> tuple[pa.Array, pa.Array, npt.NDArray[np.int64]]:
    """Date texts, time texts, and the rows that have a border at all."""
    if border == _PACKED:
        where = np.flatnonzero(_matches(array, _PACKED))
        chosen = array.take(pa.array(where))
        return pc.utf8_slice_codeunits(chosen, 0, 8), pc.utf8_slice_codeunits(chosen, 8), where
    parts = pc.split_pattern(array, border, max_splits=1)
    where = np.flatnonzero(pc.equal(pc.list_value_length(parts), 2).to_numpy(zero_copy_only=False))
    if len(where) < len(array):
        parts = parts.take(pa.array(where))
    if not len(where):
        return array.slice(0, 0), array.slice(0, 0), where
    return pc.list_element(parts, 0), pc.list_element(parts, 1), where


def _days(texts: pa.Array, context: Context) -> tuple[npt.NDArray[np.int64], Microseconds]:
    """Per row an index, per distinct date its microseconds since 1970 or ``_UNREAD``."""
    encoded = texts.dictionary_encode()
    if len(encoded.dictionary) > _TOO_MANY:
        return _indices(encoded), np.zeros(len(encoded.dictionary), dtype=np.int64)
    days = np.full(len(encoded.dictionary), _UNREAD, dtype=np.int64)
    for place, text in enumerate(encoded.dictionary.to_pylist()):
        days[place] = _day(text, context.month_first)
    return _indices(encoded), days


@lru_cache(maxsize=_REMEMBERED)
def _day(text: str, month_first: bool | None) -> int:
    try:
        return (dates.plain_day(text, month_first=month_first).toordinal() - _EPOCH) * DAY
    except Unreadable:
        return _UNREAD


@lru_cache(maxsize=_REMEMBERED)
def _time(text: str) -> tuple[int, int]:
    """Microseconds and offset from UTC, each ``_UNREAD`` where there is none."""
    try:
        read = clock(dates.undressed(text))
    except Unreadable:
        return _UNREAD, _UNREAD
    if read is None:
        return 0, _UNREAD
    return read.microseconds, _UNREAD if read.offset is None else read.offset * 60_000_000


def _times(texts: pa.Array) -> tuple[npt.NDArray[np.int64], Microseconds, Microseconds]:
    """Per row an index; per distinct time its microseconds, and its offset from UTC if it says."""
    encoded = texts.dictionary_encode()
    count = len(encoded.dictionary)
    times = np.full(count, _UNREAD, dtype=np.int64)
    offsets = np.full(count, _UNREAD, dtype=np.int64)
    if count > _TOO_MANY:
        return _indices(encoded), times, offsets
    plain = _plain_times(encoded.dictionary)
    for place, (text, microseconds) in enumerate(
        zip(encoded.dictionary.to_pylist(), plain, strict=True)
    ):
        if microseconds is not None:
            times[place] = microseconds
        else:
            times[place], offsets[place] = _time(text)
    return _indices(encoded), times, offsets


def _plain_times(texts: pa.Array) -> list[int | None]:
    """Microseconds of 9:05, 09:05:30 and 09:05:30.5, ``None`` for other texts."""
    bare = pc.utf8_trim_whitespace(texts)
    bare = pc.if_else(pc.match_substring_regex(bare, "^[0-9]:"), _prefixed("0", bare), bare)
    plain = pc.match_substring_regex(bare, f"^{_CLOCK}$")
    moments = _prefixed("1970-01-01 ", pc.if_else(plain, bare, pa.scalar(None, pa.string())))
    read: list[int | None] = moments.cast(_TYPE).view(pa.int64()).to_pylist()
    return read


def _prefixed(prefix: str, texts: pa.Array) -> pa.Array:
    return pc.binary_join_element_wise(pa.scalar(prefix), texts, pa.scalar(""))


def _indices(encoded: pa.DictionaryArray) -> npt.NDArray[np.int64]:
    indices: npt.NDArray[np.int64] = encoded.indices.to_numpy(zero_copy_only=False)
    return indices


def _matches(array: pa.Array, pattern: str) -> npt.NDArray[np.bool_]:
    found = pc.match_substring_regex(array, pattern).fill_null(False)
    mask: npt.NDArray[np.bool_] = found.to_numpy(zero_copy_only=False)
    return mask


def _numbers(moments: pa.Array) -> Microseconds:
    """Microseconds of an array of timestamps, 0 where NULL."""
    values: Microseconds = moments.cast(pa.int64()).fill_null(0).to_numpy(zero_copy_only=False)
    return values


def _read(context: Context, text: str) -> Reading:
    if words(text) in PLACEHOLDERS:
        return Reading(None, "placeholder")
    moment = dates.timestamp(text, zone=context.zone, month_first=context.month_first)
    return Reading(None if moment is None else moment.replace(tzinfo=None))


def _read_day(context: Context, text: str) -> Reading:
    if words(text) in PLACEHOLDERS:
        return Reading(None, "placeholder")
    return Reading(dates.day(text, zone=context.zone, month_first=context.month_first))
