"""Rows whose cells stand under the wrong names, as after a sort or a paste of single columns.

One odd value is a typing error. Several values of one row that are no flag, no telephone number
and no link are cells that belong under other names, and what can be read of them (a number is a
good name to a computer) must not be believed either.
"""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from etl.contract import Column, Columns, Source
from etl.normalise.distinct import Parsed

#: Kinds whose rules take any text, and what no value of the kind looks like.
_NEVER = {
    "kana": "^[^ァ-ヺA-Za-z]+$",
    "address": r"^[^\pL]+$",
    "phone": "^[^0-9]+$",
}
#: A place is called by a word: not by a code, a degree or a telephone number.
_NO_NAME = r"^[^\pL]+$"
#: Values of a row that are of the wrong kind, and kinds among them, before it is given up.
MOST_VALUES, MOST_KINDS = 3, 2


class Misplaced:
    """Counts, column by column, what is of the wrong kind in a batch."""

    def __init__(self, source: Source, rows: int) -> None:
        self._names_places = any(column.kind == "address" for column in source.columns)
        self._rows = rows
        self._values: dict[str, list[pa.Array]] = {}

    def look(self, column: Column, parsed: Parsed, columns: Columns) -> None:
        """Note what of a parsed column is of another kind; doubt or reject it where no rule did."""
        if not parsed.is_clean:
            unreadable = pc.fill_null(pc.ends_with(parsed.rule, "_unreadable"), False)
            self._note(column.kind, pc.and_(parsed.bad, unreadable))
        values = columns.values[column.name]
        if column.kind in _NEVER:
            wrong = pc.fill_null(pc.match_substring_regex(values, _NEVER[column.kind]), False)
            if self._note(column.kind, wrong):
                columns.doubt(wrong, "wrong_kind", column.name)
                nothing = pa.scalar(None, values.type)
                columns.values[column.name] = pc.if_else(wrong, nothing, values)
        elif column.kind == "name" and column.required and self._names_places:
            wrong = pc.fill_null(pc.match_substring_regex(values, _NO_NAME), False)
            if self._note(column.kind, wrong):
                columns.reject(wrong, "wrong_kind", column.name)

    def judge(self, columns: Columns) -> None:
        """Reject the rows in which too much is of the wrong kind."""
        masks = [mask for noted in self._values.values() for mask in noted]
        if len(masks) < MOST_VALUES or len(self._values) < MOST_KINDS:
            return
        values = np.zeros(self._rows, dtype=np.int16)
        kinds = np.zeros(self._rows, dtype=np.int16)
        for noted in self._values.values():
            of_kind = np.zeros(self._rows, dtype=np.int16)
            for mask in noted:
                of_kind += np.asarray(mask.to_numpy(zero_copy_only=False), dtype=np.int16)
            values += of_kind
            kinds += of_kind > 0
        columns.reject((values >= MOST_VALUES) & (kinds >= MOST_KINDS), "cells_misplaced")

    def _note(self, kind: str, mask: pa.Array) -> bool:
        found: bool = pc.any(mask).as_py() or False
        if found:
            self._values.setdefault(kind, []).append(mask)
        return found
