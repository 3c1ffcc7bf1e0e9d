"""Rows of a table that are no records, or not whole: blank, totals, notes, repeated headers.

Every check looks at one column first and at the others only where that one gives a reason.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from etl.formats.text_stream import REPLACED

BLANK, TOTAL, NOTE = "blank_row", "total_row", "note_row"
REPEATED, OBJECT, UNDECODABLE = "repeated_header", "object_object", "undecodable"
UNCLOSED = "unclosed_quote"
#: Columns below which the separators in a cell of several lines prove nothing.
FEWEST_COLUMNS = 6
TOTAL_WORDS = frozenset({"合計", "総計", "小計", "計", "総合計", "total", "grandtotal", "subtotal"})
OBJECT_TEXT = "[object Object]"
_NOTE = "^\\s*(※|＊|\\*|注[)）:：]|[(（]注|備考[:：]|資料[:：]|出典[:：])"

Mask = npt.NDArray[np.bool_]


def problems(
    columns: Sequence[pa.Array],
    names: Sequence[str],
    *,
    totals: bool = False,
    objects: bool = False,
    damaged: bool = False,
) -> pa.Array:
    """Rule code per row, NULL where there is nothing to say.

    Args:
        columns: text columns of equal length, empty cells NULL.
        names: their published names.
        totals: look for rows that are totals.
        objects: look for "[object Object]" (what a program writes for what it can't).
        damaged: look for characters that could not be decoded.
    """
    rows = len(columns[0]) if columns else 0
    found: list[tuple[Mask, str]] = []
    blank = _blank(columns)
    if blank.any():
        found.append((blank, BLANK))
    found.append((_repeated(columns, names), REPEATED))
    if totals:
        found.append((_totals(columns), TOTAL))
    if len(columns) > 2:
        found.append((_notes(columns), NOTE))
    if objects:
        found.append((_holding(columns, OBJECT_TEXT), OBJECT))
    if damaged:
        found.append((_holding(columns, REPLACED), UNDECODABLE))
    found = [(mask, code) for mask, code in found if mask.any()]
    if not found:
        return pa.nulls(rows, pa.string())
    codes = np.full(rows, None, dtype=object)
    for mask, code in reversed(found):
        codes[mask] = code
    return pa.array(codes, pa.string())


def swallowed(columns: Sequence[pa.Array], delimiter: str) -> Mask:
    """Rows in which one cell is the end of a row and the beginning of another.

    That is what a quote that isn't closed makes of two rows which open it in the same column: the
    number of cells is right. Such a cell's first line holds the separators that were to come, and
    its last one those that were before.
    """
    rows = len(columns[0]) if columns else 0
    mask = np.zeros(rows, dtype=bool)
    if not FEWEST_COLUMNS <= len(columns) <= 1000:  # how often a pattern may repeat a group
        return mask
    sign = re.escape(delimiter)
    for number, column in enumerate(columns):
        where = np.flatnonzero(_as_mask(pc.match_substring(column, "\n")))
        if not len(where):
            continue
        cell = f"(?:[^{sign}\n]*{sign})"
        rest = len(columns) - 1 - number
        pattern = f"^{cell}{{{rest}}}[^{sign}\n]*\n(?s:.*\n)?{cell}{{{number}}}[^{sign}\n]*$"
        cells = column.take(pa.array(where))
        mask[where] |= _as_mask(pc.match_substring_regex(cells, pattern))
    return mask


def _as_mask(array: pa.Array) -> Mask:
    return np.asarray(pc.fill_null(array, False).to_numpy(zero_copy_only=False), dtype=bool)


def _is_empty(column: pa.Array) -> Mask:
    """NULL, or nothing but white space; only cells that begin with a space are looked at."""
    mask = _as_mask(pc.is_null(column))
    for space in (" ", "\u3000", "\t"):
        begins = _as_mask(pc.starts_with(column, space))
        if begins.any():
            where = np.flatnonzero(begins)
            cells = column.take(pa.array(where)).to_pylist()
            mask[where] = [not cell.strip() for cell in cells]
    return mask


def _blank(columns: Sequence[pa.Array]) -> Mask:
    if not columns:
        return np.zeros(0, dtype=bool)
    mask = _is_empty(columns[0])
    for column in columns[1:]:
        if not mask.any():
            break
        where = np.flatnonzero(mask)
        mask[where] = _is_empty(column.take(pa.array(where)))
    return mask


def _repeated(columns: Sequence[pa.Array], names: Sequence[str]) -> Mask:
    """Rows that repeat the header, as in files put together from several."""
    mask = _as_mask(pc.equal(columns[0], names[0]))
    for column, name in zip(columns[1:3], names[1:3], strict=True):
        if not mask.any():
            break
        mask &= _as_mask(pc.equal(column, name))
    return mask


def is_total(cell: str) -> bool:
    """Whether a cell says that its row is a total."""
    return "".join(cell.split()).casefold() in TOTAL_WORDS


def _totals(columns: Sequence[pa.Array]) -> Mask:
    """Rows whose first filled cell is a word for a total."""
    mask = np.zeros(len(columns[0]), dtype=bool)
    open_rows = np.ones(len(columns[0]), dtype=bool)
    for column in columns[:4]:
        words = [word for word in pc.unique(column).to_pylist() if word and is_total(word)]
        if words:
            mask |= open_rows & _as_mask(pc.is_in(column, value_set=pa.array(words)))
        open_rows &= _is_empty(column)
        if not open_rows.any():
            break
    return mask


def _notes(columns: Sequence[pa.Array]) -> Mask:
    """Footnotes: rows with nothing but one cell that begins like a note."""
    mask = _as_mask(pc.is_null(columns[-1]))
    if not mask.any():
        return mask
    where = np.flatnonzero(mask)
    begins = np.zeros(len(where), dtype=bool)
    filled = np.zeros(len(where), dtype=np.int64)
    for number, column in enumerate(columns):
        part = column.take(pa.array(where))
        filled += ~_as_mask(pc.is_null(part))
        if number < 2:
            begins |= _as_mask(pc.match_substring_regex(part, _NOTE))
        if not begins.any() and number >= 1:
            break
    mask[where] = begins & (filled == 1)
    return mask


def _holding(columns: Sequence[pa.Array], text: str) -> Mask:
    mask = np.zeros(len(columns[0]), dtype=bool)
    for column in columns:
        mask |= _as_mask(pc.match_substring(column, text))
    return mask
