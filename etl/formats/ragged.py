"""Rows with another number of cells than the rest, kept beside the whole ones in their order."""

from __future__ import annotations

import csv
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pyarrow as pa

from etl.contract import PROBLEM, RAW, SOURCE_ROW, FilePlan
from etl.formats import flags

RAGGED = "ragged_row"
#: Rows after which a file that holds hardly anything else than faulty ones is given up.
PATIENCE = 100_000


class Ragged:
    """Rows with another number of cells than the rest: kept with their text and their number."""

    def __init__(self, above: int, width: int, plan: FilePlan) -> None:
        self.above = above
        self.count = 0
        self._width = width
        self._plan = plan
        self._rows: list[tuple[int, str]] = []
        self._whole_before: list[int] = []  # per ragged row: how many whole rows come before it
        self._given = 0

    @property
    def last(self) -> int:
        """Number, counted below the header, of the last of these rows."""
        return self._rows[-1][0] if self._rows else 0

    def keep(self, row: Any) -> str:
        """Take a row Arrow can't split; called as it parses, ahead of the batches."""
        self._whole_before.append(row.number - 1 - self.count)
        self._rows.append((row.number, row.text))
        self.count += 1
        # Arrow swallows what is raised here: its own error is explained by this count.
        return "error" if is_noise(self.count, row.number) else "skip"

    def numbers(self, first: int, rows: int) -> pa.Array:
        """Numbers in the file of the whole rows from ``first`` on, counted without these."""
        whole = np.arange(first, first + rows, dtype=np.int64)
        before = np.searchsorted(np.asarray(self._whole_before, dtype=np.int64), whole, "right")
        return pa.array(whole + before + self.above + 1)

    def batches(self, yielded: int | None) -> Iterator[pa.RecordBatch]:
        """The ragged rows before the whole row ``yielded``; all that are left where None."""
        count = len(self._rows)
        end = count if yielded is None else bisect_right(self._whole_before, yielded)
        pending = self._rows[self._given : end]
        self._given = max(self._given, end)
        if not pending:
            return
        cells = [self._cells(text) for _, text in pending]
        columns = [
            pa.array([row[place] if place < len(row) else None for row in cells], pa.string())
            for place in range(len(self._plan.published))
        ]
        verdicts = [self._verdict(row) for row in cells]
        texts = [
            text if verdict == RAGGED else None
            for verdict, (_, text) in zip(verdicts, pending, strict=True)
        ]
        yield numbered_batch(
            self._plan.published,
            columns,
            pa.array([number + self.above for number, _ in pending], pa.int64()),
            pa.array(verdicts, pa.string()),
            pa.array(texts, pa.string()),
        )

    def _cells(self, text: str) -> list[str | None]:
        record = next(
            csv.reader(text.splitlines(keepends=True), delimiter=self._plan.delimiter), []
        )
        return [cell or None for cell in record]

    def _verdict(self, cells: list[str | None]) -> str | None:
        if not any(cell and cell.strip() for cell in cells):
            return flags.BLANK
        # Separators at the end of a row that close nothing: all its values are there.
        named = len(self._plan.published)
        return None if len(cells) >= named and not any(cells[named:]) else RAGGED


def numbered_batch(
    published: Sequence[str],
    columns: list[pa.Array],
    numbers: pa.Array,
    verdict: pa.Array,
    raw: pa.Array,
) -> pa.RecordBatch:
    """Columns as published, with the row's number, its verdict and its own text beside them."""
    return pa.RecordBatch.from_arrays(
        [*columns, numbers, verdict, raw], names=[*published, SOURCE_ROW, PROBLEM, RAW]
    )


def is_noise(faulty: int, rows: int) -> bool:
    """Whether so many faulty rows among the first ones mean that this is no table."""
    return faulty > PATIENCE and faulty * 10 > rows * 9
