"""What a build says of single posts, asked once for each: a build never changes.

Every decision lays the posts touched so far over the build anew. Looking each of them up in a
million rows again would cost more than all the rest.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Hashable, Iterable, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import pandas as pd

from machimori.store.answers import Answers
from machimori.store.queries.row_numbers import row_numbers
from machimori.store.warehouse import Warehouse

#: Posts held per build and question; beyond, all are forgotten and asked again.
MOST_HELD = 20_000


class _Held:
    """Answers so far, and in which of them each post is; one without a row was asked for too."""

    def __init__(self) -> None:
        self.parts: list[pd.DataFrame] = []
        self.part_of: dict[Hashable, int] = {}

    def rows(self, wanted: set[Hashable], key: str) -> pd.DataFrame:
        """Rows of the posts wanted, all asked for by now; the types of the first answer if none."""
        numbers = sorted({self.part_of[one] for one in wanted} or {0})
        found = [self.parts[number] for number in numbers]
        met = [part[part[key].isin(wanted)] for part in found]
        out = met[0]
        for part in met[1:]:
            out = joined(out, part)
        return out.reset_index(drop=True)


_lock = threading.Lock()
_held: WeakKeyDictionary[Answers, dict[str, _Held]] = WeakKeyDictionary()


def rows_by_id(
    warehouse: Warehouse, sql: str, ids: Iterable[Any], *, key: str = "report_id", mart: str = ""
) -> pd.DataFrame:
    """Rows of some posts, in no promised order.

    Args:
        warehouse: its build is asked, whatever is laid over it.
        sql: a question about the posts ``$ids``, each by itself.
        ids: the posts.
        key: the column of its answer that names them.
        mart: the table whose rows of these posts the question is given as ``$rows``.
    """
    wanted = set(ids)
    with _lock:
        held = _held.setdefault(warehouse.answers, {}).setdefault(sql, _Held())
        if len(held.part_of) > MOST_HELD:
            held.parts, held.part_of = [], {}
        missing = sorted(wanted - held.part_of.keys())
        if missing or not held.parts:
            bound: dict[str, Any] = {"ids": missing}
            if mart:
                bound["rows"] = row_numbers(warehouse, mart, missing)
            held.part_of |= dict.fromkeys(missing, len(held.parts))
            held.parts.append(warehouse.built.frame(sql, bound))
        return held.rows(wanted, key)


def as_decided(warehouse: Warehouse, rows: pd.DataFrame, names: Sequence[str]) -> pd.DataFrame:
    """Rows of posts with what staff decided since the build in the columns of those names."""
    changed = warehouse.changed_posts
    if changed is None or rows.empty:
        return rows
    now = changed.drop_duplicates("report_id").set_index("report_id")
    met = rows["report_id"].isin(now.index)
    if not met.any():
        return rows
    out = rows.copy()
    for name in names:
        known = rows[name]
        values = now[name].reindex(rows.loc[met, "report_id"])
        if known.dtype == object:
            values = values.astype(object).where(values.notna(), None)
            out[name] = known.to_numpy(copy=True)
            out.loc[met, name] = values.to_numpy()
        else:
            # NULL may come into a column of whole numbers.
            room = known.astype(float) if known.dtype.kind in "iu" else known
            out[name] = room
            out.loc[met, name] = values.astype(room.dtype).to_numpy()
    return out


def joined(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    """Rows of both, the types of the one that has any."""
    if not len(one) or not len(other):
        return one if len(one) else other
    with warnings.catch_warnings():
        # Columns without a value say nothing of their type; the mart they go to does.
        warnings.simplefilter("ignore", FutureWarning)
        return pd.concat([one, other], ignore_index=True)
