"""Where the rows of a post lie in a built table, found without going through all of it.

A million ids take 40 ms to look through, some tables twice that, and every decision asks of a post
nobody asked of before. Kept per build: a hash of each row's id, 16 bytes a row.
"""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from machimori.store.answers import Answers
from machimori.store.warehouse import Warehouse

_ROWS = "SELECT rowid AS row_number, hash(report_id) AS hashed FROM wh.marts.{mart}"
_ASKED = "SELECT hash(unnest($ids))"


@dataclass(frozen=True)
class _Hashed:
    hashed: NDArray[np.uint64]  # rising
    row_number: NDArray[np.int64]


_lock = threading.Lock()
_held: WeakKeyDictionary[Answers, dict[str, _Hashed]] = WeakKeyDictionary()


def row_numbers(warehouse: Warehouse, mart: str, ids: Iterable[str]) -> list[int]:
    """Rows that may be of some posts: all of theirs, and hardly ever one of another post.

    Args:
        warehouse: its build is asked.
        mart: a table of it with ``report_id``.
        ids: the posts.
    """
    asked = warehouse.built.once(_ASKED, {"ids": list(ids)})
    if not asked:
        return []
    known = _of(warehouse, mart)
    wanted = np.array([row[0] for row in asked], dtype=np.uint64)
    begin = np.searchsorted(known.hashed, wanted, side="left")
    end = np.searchsorted(known.hashed, wanted, side="right")
    met = [known.row_number[one:other] for one, other in zip(begin, end, strict=True)]
    return [int(one) for one in np.concatenate(met)]


def _of(warehouse: Warehouse, mart: str) -> _Hashed:
    with _lock:
        held = _held.setdefault(warehouse.answers, {})
        if mart not in held:
            _, batches = warehouse.built.batches(_ROWS.format(mart=mart), rows=122_880)
            parts = [
                (one["hashed"].to_numpy(), one["row_number"].to_numpy()) for one in batches
            ] or [(np.zeros(0, np.uint64), np.zeros(0, np.int64))]
            hashed, numbers = (np.concatenate(one) for one in zip(*parts, strict=True))
            order = np.argsort(hashed, kind="stable")
            held[mart] = _Hashed(hashed[order], numbers[order])
        return held[mart]
