"""What a build says of single posts, asked once for each: a build never changes.

Every decision lays the posts touched so far over the build anew. Looking each of them up in a
million rows again would cost more than all the rest.
"""

from __future__ import annotations

import threading
import warnings
from collections.abc import Iterable
from weakref import WeakKeyDictionary

import pandas as pd

from machimori.store.answers import Answers
from machimori.store.warehouse import Warehouse

#: Posts held per build and question; beyond, all are forgotten and asked again.
MOST_HELD = 20_000


class _Held:
    """Rows of the posts asked for so far; a post without a row was asked for all the same."""

    def __init__(self) -> None:
        self.asked: set[str] = set()
        self.rows: pd.DataFrame | None = None


_lock = threading.Lock()
_held: WeakKeyDictionary[Answers, dict[str, _Held]] = WeakKeyDictionary()


def rows_by_id(warehouse: Warehouse, sql: str, ids: Iterable[str]) -> pd.DataFrame:
    """Rows of some posts, in no promised order.

    Args:
        warehouse: its build is asked, whatever is laid over it.
        sql: a question whose answer has ``report_id``, about the posts ``$ids``, each by itself.
        ids: the posts.
    """
    wanted = set(ids)
    with _lock:
        held = _held.setdefault(warehouse.answers, {}).setdefault(sql, _Held())
        if len(held.asked) > MOST_HELD:
            held.asked, held.rows = set(), None
        missing = sorted(wanted - held.asked)
        if missing or held.rows is None:
            found = warehouse.built.frame(sql, {"ids": missing})
            held.rows = found if held.rows is None else _both(held.rows, found)
            held.asked |= wanted
        rows = held.rows
    return rows[rows["report_id"].isin(wanted)].reset_index(drop=True)


def _both(one: pd.DataFrame, other: pd.DataFrame) -> pd.DataFrame:
    if not len(one) or not len(other):
        return one if len(one) else other
    with warnings.catch_warnings():
        # Columns without a value say nothing of their type; the mart they go to does.
        warnings.simplefilter("ignore", FutureWarning)
        return pd.concat([one, other], ignore_index=True)
