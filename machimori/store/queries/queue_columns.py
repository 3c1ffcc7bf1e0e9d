"""The columns the road queue is chosen, counted and ordered by, in memory: 90 bytes a post.

A build never changes, so they are read from it once. What staff decided since is laid over copies
of the few columns a decision can change; whoever asks sees one array per column, of now.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from machimori.store.answers import Answers
from machimori.store.warehouse import Warehouse

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
#: Where a moment is not stated; moments are microseconds since 1970, UTC.
NO_MOMENT = np.iinfo(np.int64).min
_BATCH_ROWS = 122_880
_FEW = 10_000

_SHARED = """
SELECT
    rowid AS row_number, epoch_us(requested_at) AS requested, epoch_us(due_at) AS due,
    longitude, latitude, status, category, district_id AS district, source, owner,
    duplicate_group_id AS alike, mesh125 AS mesh, as_of, source_file, source_row
FROM wh.marts.road_reports
"""
_WEIGHTS = """
SELECT rowid AS row_number, priority_log, priority_weight, road_id FROM wh.marts.road_reports
"""


@dataclass(frozen=True)
class Coded:
    """A column of few values: a number per post, and what the numbers stand for (-1: NULL)."""

    codes: NDArray[np.signedinteger[Any]]
    names: pa.Array

    @classmethod
    def of(cls, column: pa.ChunkedArray) -> Coded:
        """Number the values of a column."""
        found = column.combine_chunks().dictionary_encode()
        codes = pc.fill_null(found.indices, -1).to_numpy(zero_copy_only=False)
        return cls(codes.astype(np.int16 if len(found.dictionary) < _FEW else np.int32),
                   found.dictionary)  # fmt: skip

    def among(self, wanted: Sequence[str], *, missing: str = "") -> Flags:
        """Which posts have one of some values; ``missing`` is what NULL is called."""
        return np.asarray(self.table(wanted, missing=missing)[self.codes])

    def table(self, wanted: Sequence[str], *, missing: str = "") -> Flags:
        """Which numbers stand for one of some values; the last, -1, for NULL."""
        flags = np.zeros(len(self.names) + 1, dtype=np.bool_)
        flags[:-1] = pc.is_in(self.names, value_set=pa.array(wanted, self.names.type))
        flags[-1] = missing in wanted
        return flags

    def words(self, places: Ints) -> NDArray[np.object_]:
        """The values of some posts, None where there is none."""
        codes = self.codes[places]
        taken = self.names.take(pa.array(codes, mask=codes < 0))
        return np.array(taken.to_pylist(), dtype=object)

    def count(self) -> list[tuple[str | None, int]]:
        """How many posts have each value; values without any are left out."""
        posts = np.bincount(self.codes.astype(np.int64) + 1, minlength=len(self.names) + 1)
        named = zip([None, *self.names.to_pylist()], posts.tolist(), strict=True)
        return [(name, number) for name, number in named if number]

    def count_of(self, places: Ints, among: Flags | None = None) -> Floats:
        """How many posts have the value each of some posts has; NaN where it has none.

        Args:
            places: the posts asked about.
            among: which posts are counted; all where nothing is said.
        """
        asked = self.codes[places].astype(np.int64)
        wanted = np.zeros(len(self.names) + 1, dtype=np.bool_)
        wanted[asked[asked >= 0]] = True
        met = wanted[self.codes] if among is None else wanted[self.codes] & among
        posts = np.bincount(self.codes[met], minlength=len(self.names) + 1).astype(np.float64)
        posts[-1] = np.nan
        return posts[asked]

    def replaced(self, places: Ints, values: Sequence[object]) -> Coded:
        """A copy with other values for some posts; values seen for the first time are added."""
        now = pa.array(values, self.names.type, from_pandas=True)
        before = self.codes[places]
        differs = pc.not_equal(now, self.names.take(pa.array(before, mask=before < 0)))
        differs = pc.fill_null(differs, True).to_numpy(zero_copy_only=False)
        differs &= ~(now.is_null().to_numpy(zero_copy_only=False) & (before < 0))
        if not differs.any():
            return self
        places, now = places[differs], now.filter(pa.array(differs))
        new = pc.unique(now.filter(pc.invert(pc.is_in(now, value_set=self.names)))).drop_null()
        names = pa.concat_arrays([self.names, new]) if len(new) else self.names
        codes = self.codes.copy()
        codes[places] = pc.fill_null(pc.index_in(now, value_set=names), -1)
        return Coded(codes, names)


@dataclass(frozen=True)
class QueueColumns:
    """One entry per post, in the order of the build's rows.

    Attributes:
        row_number: of the built table, rising.
        requested, due: microseconds since 1970, ``NO_MOMENT`` where not stated.
        longitude, latitude: degrees, NaN where not stated.
        alike: the group of posts of the same hole.
        oldest: places of the posts from the oldest on, those of one moment by their published
            row, those without a date last.
        rank: the place of each post in that order.
    """

    row_number: Ints
    requested: Ints
    due: Ints
    longitude: Floats
    latitude: Floats
    status: Coded
    category: Coded
    district: Coded
    source: Coded
    owner: Coded
    alike: Coded
    mesh: Coded
    as_of: Coded
    oldest: NDArray[np.int32]
    rank: NDArray[np.int32]


@dataclass(frozen=True)
class Weights:
    """What stands of each post's priority, and the road it lies on; NaN where nothing is known."""

    logarithm: Floats
    weight: Floats
    road: Coded


def columns(warehouse: Warehouse) -> QueueColumns:
    """The columns of a generation, with what staff decided since."""
    found: QueueColumns = _laid(warehouse, QueueColumns, _read_columns, _columns_with)
    return found


def weights(warehouse: Warehouse) -> Weights:
    """What the order by priority needs besides; read when it is first asked for."""
    found: Weights = _laid(warehouse, Weights, _read_weights, _weights_with)
    return found


def repeats(warehouse: Warehouse, row_numbers: Ints) -> Floats:
    """How many posts tell of the same hole as each of some posts, itself included."""
    known = columns(warehouse)
    together = known.alike.count_of(np.searchsorted(known.row_number, row_numbers))
    return np.nan_to_num(together, nan=1.0)


_lock = threading.RLock()
_of_builds: WeakKeyDictionary[Answers, dict[type, Any]] = WeakKeyDictionary()
_of_decisions: WeakKeyDictionary[Warehouse, dict[type, Any]] = WeakKeyDictionary()


def _laid(warehouse: Warehouse, kind: type, read: Any, lay: Any) -> Any:
    with _lock:
        of_build = _of_builds.setdefault(warehouse.answers, {})
        if kind not in of_build:
            of_build[kind] = read(warehouse.built)
        changed = warehouse.changed_posts
        if changed is None or changed.empty:
            return of_build[kind]
        held = _of_decisions.setdefault(warehouse, {})
        if kind not in held:
            known = columns(warehouse.built) if kind is Weights else of_build[kind]
            places = np.searchsorted(known.row_number, changed["row_number"].to_numpy(np.int64))
            held[kind] = lay(of_build[kind], places, changed)
        return held[kind]


def _table(built: Warehouse, sql: str) -> pa.Table:
    """Rows in the order of the built table."""
    schema, batches = built.batches(sql, rows=_BATCH_ROWS)
    table = pa.Table.from_batches(batches, schema)
    numbers = _numbers(table, "row_number")
    if np.all(numbers[1:] > numbers[:-1]):
        return table
    return table.take(pa.array(np.argsort(numbers)))


def _numbers(table: pa.Table, name: str) -> Ints:
    column = pc.fill_null(table[name].cast(pa.int64()), NO_MOMENT)
    return np.asarray(column.to_numpy(), dtype=np.int64)


def _floats(table: pa.Table, name: str) -> Floats:
    return np.asarray(table[name].to_numpy(zero_copy_only=False), dtype=np.float64)


def _read_columns(built: Warehouse) -> QueueColumns:
    table = _table(built, _SHARED)
    coded = {one.name: Coded.of(table[one.name]) for one in fields(QueueColumns)
             if one.type == "Coded"}  # fmt: skip
    requested = _numbers(table, "requested")
    file = Coded.of(table["source_file"])
    oldest = np.lexsort(
        (
            _numbers(table, "source_row"),
            _in_order(file),
            _in_order(coded["source"]),
            np.where(requested == NO_MOMENT, np.iinfo(np.int64).max, requested),
        )
    ).astype(np.int32)
    rank = np.empty_like(oldest)
    rank[oldest] = np.arange(len(oldest), dtype=np.int32)
    return QueueColumns(
        row_number=_numbers(table, "row_number"),
        requested=requested,
        due=_numbers(table, "due"),
        longitude=_floats(table, "longitude"),
        latitude=_floats(table, "latitude"),
        oldest=oldest,
        rank=rank,
        **coded,
    )


def _in_order(column: Coded) -> NDArray[np.signedinteger[Any]]:
    """Numbers that stand in the order of their names."""
    order = np.empty(len(column.names), dtype=column.codes.dtype)
    order[pc.sort_indices(column.names).to_numpy()] = np.arange(len(order))
    return np.asarray(order[column.codes])


def _columns_with(built: QueueColumns, places: Ints, changed: pd.DataFrame) -> QueueColumns:
    due = built.due.copy()
    due[places] = changed["due_at"].to_numpy(dtype="datetime64[us]").astype(np.int64)
    return replace(
        built,
        due=due,
        status=built.status.replaced(places, list(changed["status"])),
        owner=built.owner.replaced(places, list(changed["owner"])),
        alike=built.alike.replaced(places, list(changed["duplicate_group_id"])),
    )


def _read_weights(built: Warehouse) -> Weights:
    table = _table(built, _WEIGHTS)
    return Weights(
        _floats(table, "priority_log"),
        _floats(table, "priority_weight"),
        Coded.of(table["road_id"]),
    )


def _weights_with(built: Weights, places: Ints, changed: pd.DataFrame) -> Weights:
    logarithm, weight = built.logarithm.copy(), built.weight.copy()
    logarithm[places] = changed["priority_log"].to_numpy(dtype=np.float64, na_value=np.nan)
    weight[places] = changed["priority_weight"].to_numpy(dtype=np.float64, na_value=np.nan)
    return replace(built, logarithm=logarithm, weight=weight)
