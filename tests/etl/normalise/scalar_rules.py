"""The scalar rule behind each kind, and the engine's answer in the same form."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import pyarrow as pa

from etl.normalise import clock, codes, dates, flags, numbers, text
from etl.normalise.capacity import read_capacity
from etl.normalise.columns import TYPES, Context, parse
from etl.normalise.degrees import degrees
from etl.normalise.geo3x3 import geo3x3_code
from etl.normalise.urls import url
from etl.normalise.verdict import Reading, Unreadable

CONTEXT = Context(code="131016")


def _moment(published: str, context: Context) -> datetime | None:
    read = dates.timestamp(published, zone=context.zone, month_first=context.month_first)
    return None if read is None else read.replace(tzinfo=None)


def _prose(rule: Callable[[str], str | None], published: str, context: Context) -> Any:
    value = rule(published)
    if value is not None and text.looks_mojibake(published):
        return Reading(value, "mojibake", text.repair(published) or "")
    return value


#: The scalar rule behind each kind.
SCALAR: dict[str, Callable[[str, Context], Any]] = {
    "text": partial(_prose, text.clean),
    "name": partial(_prose, text.name),
    "address": partial(_prose, text.address),
    "identifier": partial(_prose, text.identifier),
    "category": partial(_prose, text.category),
    "kana": partial(_prose, text.kana),
    "url": lambda one, _: url(one),
    "code": lambda one, context: codes.municipality_code(one, like=context.code),
    "common_id": lambda one, _: codes.common_id(one),
    "postcode": lambda one, _: codes.postcode(one),
    "phone": lambda one, _: codes.read_phone(one),
    "integer": lambda one, _: numbers.read_integer(one),
    "number": lambda one, _: numbers.read_number(one),
    "capacity": lambda one, _: _total(read_capacity(one)),
    "flag": lambda one, context: flags.read_flag(one, context.empty_flag, context.dash_flag),
    "timestamp": _moment,
    "date": lambda one, context: dates.day(one, zone=context.zone, month_first=context.month_first),
    "time_of_day": lambda one, _: clock.read_time(one),
    "longitude": lambda one, _: degrees(one, "longitude"),
    "latitude": lambda one, _: degrees(one, "latitude"),
    "geo3x3": lambda one, _: geo3x3_code(one),
}


def _total(reading: Reading) -> Reading:
    return Reading(reading.value.total, reading.rule)


def scalar(kind: str, published: str | None, context: Context) -> tuple[Any, bool, Any, Any]:
    """Value, bad, rule and suggestion as the scalar rule gives them."""
    if published is None and kind != "flag":
        return None, False, None, None
    cell = published or ""
    rule = getattr(text, "clean" if kind == "text" else kind, text.words)
    cleaned = rule(cell)
    if cleaned in text.PLACEHOLDERS:
        return None, False, "placeholder", None
    try:
        read = SCALAR[kind](cell, context)
    except Unreadable as error:
        return None, True, error.rule, error.suggestion or None
    reading = read if isinstance(read, Reading) else Reading(read)
    return reading.value, False, reading.rule or None, reading.suggestion or None


def engine(kind: str, published: list[str | None], context: Context) -> list[tuple[Any, ...]]:
    read = parse(kind, pa.array(published, pa.string()), context)
    assert read.values.type == TYPES[kind]
    assert read.bad.null_count == 0
    parts = (read.values, read.bad, read.rule, read.suggestion)
    return list(zip(*(one.to_pylist() for one in parts), strict=True))
