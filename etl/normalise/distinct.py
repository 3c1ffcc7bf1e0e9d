"""Run a scalar rule once per distinct value of a column, and put the answers back in rows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from etl.normalise.verdict import Reading, Unreadable


@dataclass(frozen=True)
class Parsed:
    """A column as read.

    Attributes:
        values: typed values; NULL where nothing is published, known or readable.
        bad: true where something is published that can't be read (no NULLs).
        rule: code of what was odd, row by row, NULL where nothing was. With ``bad`` it is why;
            without, the value stands (or is NULL, as ``withheld``) and the oddity is noted.
        suggestion: what was probably meant, NULL where nobody knows.
    """

    values: pa.Array
    bad: pa.Array
    rule: pa.Array
    suggestion: pa.Array

    @property
    def doubt(self) -> pa.Array:
        """Rows whose value stands although something about it is odd (no NULLs)."""
        return pc.and_not(pc.is_valid(self.rule), self.bad)

    @property
    def is_clean(self) -> bool:
        """Whether no row has anything to say."""
        return int(self.rule.null_count) == len(self.rule)


def clean(values: pa.Array) -> Parsed:
    """A column in which nothing is odd."""
    nothing = pa.nulls(len(values), pa.string())
    return Parsed(values, no(len(values)), nothing, nothing)


def no(length: int) -> pa.Array:
    """``length`` times false."""
    return pa.repeat(pa.scalar(False), length)


def by_distinct(array: pa.Array, rule: Callable[[str], Any], kind: pa.DataType) -> Parsed:
    """Read a text column with a rule that returns a value or a ``Reading``, or raises."""
    encoded = array.dictionary_encode()
    readings = [_read(rule, text) for text in encoded.dictionary.to_pylist()]
    values = pa.array([one.value for one in readings], kind).take(encoded.indices)
    if not any(one.rule for one in readings):
        return clean(values)
    rules = pa.array([one.rule or None for one in readings], pa.string())
    suggestions = pa.array([one.suggestion or None for one in readings], pa.string())
    bad = pa.array([one.bad for one in readings], pa.bool_())
    return Parsed(
        values,
        bad.take(encoded.indices).fill_null(False),
        rules.take(encoded.indices),
        suggestions.take(encoded.indices),
    )


def patched(fast: pa.Array, rows: pa.Array, rest: Parsed) -> Parsed:
    """Rows of a mask from ``rest`` (in order), the others, nothing odd in them, from ``fast``."""
    values = pc.replace_with_mask(fast, rows, rest.values)
    if rest.is_clean:
        return clean(values)
    base = clean(values)
    return Parsed(
        values,
        pc.replace_with_mask(base.bad, rows, rest.bad),
        pc.replace_with_mask(base.rule, rows, rest.rule),
        pc.replace_with_mask(base.suggestion, rows, rest.suggestion),
    )


def trimmed(array: pa.Array) -> pa.Array:
    """Text without spaces at its ends, NULL where nothing is left."""
    bare = pc.utf8_trim_whitespace(array)
    empty = pc.equal(bare, "")
    return pc.if_else(empty, pa.scalar(None, pa.string()), bare) if pc.any(empty).as_py() else bare


def looks_like(array: pa.Array, pattern: str) -> bool:
    """Whether a few values, taken evenly, all match: a cast that fails on every row is slow."""
    step = max(1, len(array) // 64)
    sample = array.take(pa.array(range(0, len(array), step), pa.int64()))
    return pc.all(pc.match_substring_regex(sample, pattern)).as_py() is not False


def _read(rule: Callable[[str], Any], text: str) -> Reading:
    try:
        value = rule(text)
    except Unreadable as error:
        return Reading(None, error.rule, error.suggestion, bad=True)
    return value if isinstance(value, Reading) else Reading(value)
