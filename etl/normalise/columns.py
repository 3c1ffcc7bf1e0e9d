"""The column engine: every rule of this folder, applied to whole Arrow columns.

A column's ``kind`` names its rule. What is already plain (ISO times, plain numbers, clean text)
goes through Arrow; the rest goes through the scalar rule once per distinct value. Both ways give
the same answer.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import partial
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.normalise import codes, flags, numbers, text
from etl.normalise.capacity import read_capacity
from etl.normalise.clock import read_time
from etl.normalise.context import Context
from etl.normalise.degrees import degrees
from etl.normalise.distinct import Parsed, by_distinct, clean, patched, trimmed
from etl.normalise.figures import figures
from etl.normalise.geo3x3 import geo3x3_code
from etl.normalise.moments import parse_dates, parse_timestamps
from etl.normalise.urls import url
from etl.normalise.verdict import Reading

__all__ = ["CAPACITY_TYPE", "TYPES", "Context", "Parsed", "parse", "parse_capacity"]

#: People in all, indoors, outdoors, and what the figure was reckoned from.
CAPACITY_TYPE = pa.struct(
    [
        ("total", pa.int64()),
        ("indoor", pa.int64()),
        ("outdoor", pa.int64()),
        ("basis", pa.string()),
    ]
)


def parse(kind: str, array: pa.Array, context: Context) -> Parsed:
    """Read a text column as its kind; raises ``KeyError`` for a kind there is none of.

    The result's type is ``TYPES[kind]``; timestamps are UTC without a zone in the type.
    """
    if kind not in TYPES:
        raise KeyError(f"no kind {kind!r}; known: {', '.join(TYPES)}")
    if isinstance(array, pa.ChunkedArray):
        array = array.combine_chunks()
    if array.type != pa.string():
        array = array.cast(pa.string())
    return _PARSERS[kind](array, context)


def parse_capacity(array: pa.Array) -> Parsed:
    """Read capacities with their parts: ``values`` are structs of ``CAPACITY_TYPE``."""

    def rule(published: str) -> Reading:
        reading = read_capacity(published)
        return Reading(reading.value._asdict(), reading.rule, reading.suggestion, reading.bad)

    return by_distinct(array.cast(pa.string()), rule, CAPACITY_TYPE)


def _text(
    rule: Callable[[str], str | None], dirty: str, array: pa.Array, context: Context
) -> Parsed:
    """Text kinds: Arrow trims what holds nothing the rule would change."""
    pattern = f"{dirty}|{_PLACEHOLDERS}"
    fast = trimmed(array)
    odd = pc.match_substring_regex(fast, pattern).fill_null(False)
    if not pc.any(odd).as_py():
        return clean(fast)
    rows = array.filter(odd)
    # Ideographic spaces are too frequent in prose for Python: after them, look again.
    spaced = trimmed(pc.replace_substring(rows, "\u3000", " "))
    still = pc.match_substring_regex(spaced, pattern).fill_null(False)
    if pc.any(still).as_py():
        rest = by_distinct(rows.filter(still), partial(_read_text, rule), pa.string())
        return patched(fast, odd, patched(spaced, still, rest))
    return patched(fast, odd, clean(spaced))


_PLACEHOLDERS = f"^(?:{'|'.join(re.escape(one) for one in sorted(text.PLACEHOLDERS))})$"


def _read_text(rule: Callable[[str], str | None], published: str) -> Reading:
    value = rule(published)
    if value in text.PLACEHOLDERS:
        return Reading(None, "placeholder")
    if value is not None and text.looks_mojibake(published):
        return Reading(value, "mojibake", text.repair(published) or "")
    return Reading(value)


def _distinct(
    read: Callable[[str, Context], Any], kind: pa.DataType, array: pa.Array, context: Context
) -> Parsed:
    def rule(published: str) -> Any:
        return _unless_placeholder(published, lambda one: read(one, context))

    return by_distinct(array, rule, kind)


def _unless_placeholder(published: str, read: Callable[[str], Any]) -> Any:
    if text.words(published) in text.PLACEHOLDERS:
        return Reading(None, "placeholder")
    return read(published)


def _figures(
    read: Callable[[str], Any], kind: pa.DataType, array: pa.Array, context: Context
) -> Parsed:
    return figures(array, lambda one: _unless_placeholder(one, read), kind, with_commas=True)


def _degrees(axis: str, array: pa.Array, context: Context) -> Parsed:
    read = partial(degrees, axis=axis)
    return figures(array, lambda one: _unless_placeholder(one, read), pa.float64())


def _flags(array: pa.Array, context: Context) -> Parsed:
    def read(published: str, context: Context) -> Reading:
        return flags.read_flag(published, context.empty_flag, context.dash_flag)

    return _distinct(read, pa.bool_(), array.fill_null(""), context)


def _capacities(array: pa.Array, context: Context) -> Parsed:
    def read(published: str, context: Context) -> Reading:
        reading = read_capacity(published)
        return Reading(reading.value.total, reading.rule, reading.suggestion, reading.bad)

    return _distinct(read, pa.int64(), array, context)


def _code(published: str, context: Context) -> str | None:
    if context.code and not (context.code.isdecimal() and len(context.code) == 6):
        return text.identifier(published)  # outside Japan a code is whatever they have
    return codes.municipality_code(published, like=context.code)


_PARSERS: dict[str, Callable[[pa.Array, Context], Parsed]] = {
    "text": partial(_text, text.clean, text.DIRTY),
    "name": partial(_text, text.name, text.DIRTY_LINE),
    "address": partial(_text, text.address, text.DIRTY_ASCII),
    "identifier": partial(_text, text.identifier, text.DIRTY_ASCII),
    "category": lambda array, _: by_distinct(
        array, partial(_read_text, text.category), pa.string()
    ),
    "kana": partial(_text, text.kana, r"[^\x20-\x7eァ-ヺー]|[0-9]ー[0-9]|  "),
    "url": partial(_distinct, lambda one, _: url(one), pa.string()),
    "code": partial(_distinct, _code, pa.string()),
    "common_id": partial(_distinct, lambda one, _: codes.common_id(one), pa.string()),
    "postcode": partial(_distinct, lambda one, _: codes.postcode(one), pa.string()),
    "phone": partial(_distinct, lambda one, _: codes.read_phone(one), pa.string()),
    "integer": partial(_figures, numbers.read_integer, pa.int64()),
    "number": partial(_figures, numbers.read_number, pa.float64()),
    "capacity": _capacities,
    "flag": _flags,
    "timestamp": parse_timestamps,
    "date": parse_dates,
    "time_of_day": partial(_distinct, lambda one, _: read_time(one), pa.time64("us")),
    "longitude": partial(_degrees, "longitude"),
    "latitude": partial(_degrees, "latitude"),
    "geo3x3": partial(_distinct, lambda one, _: geo3x3_code(one), pa.string()),
}

_NOT_TEXT: dict[str, pa.DataType] = {
    "integer": pa.int64(),
    "number": pa.float64(),
    "capacity": pa.int64(),
    "flag": pa.bool_(),
    "timestamp": pa.timestamp("us"),
    "date": pa.date32(),
    "time_of_day": pa.time64("us"),
    "longitude": pa.float64(),
    "latitude": pa.float64(),
}
#: Kind -> Arrow type of its values.
TYPES: dict[str, pa.DataType] = {kind: _NOT_TEXT.get(kind, pa.string()) for kind in _PARSERS}
