"""Answers of one generation of the warehouse, kept: it never changes, so neither do they.

A rerun of a page asks the same small questions again. What is large is asked anew: the memory of
a server is for its readers.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from typing import Any

import pandas as pd

#: Answers kept, and the most cells (rows times columns) of one: about 40 MB at the very most.
MOST_ANSWERS = 200
MOST_CELLS = 30_000


class Answers:
    """The answers asked for last. Safe to use from several threads."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()

    def frame(self, key: Hashable, ask: Callable[[], pd.DataFrame]) -> pd.DataFrame:
        """A frame of the caller's own, whatever others did with theirs."""
        found = self._found(key)
        if found is None:
            found = ask()
            if found.size > MOST_CELLS:
                return found
            self._keep(key, found)
        answer: pd.DataFrame = found.copy()
        return answer

    def rows(
        self, key: Hashable, ask: Callable[[], list[tuple[Any, ...]]]
    ) -> list[tuple[Any, ...]]:
        """Tuples, in a list of the caller's own."""
        found = self._found(key)
        if found is None:
            found = ask()
            if sum(map(len, found)) > MOST_CELLS:
                return found
            self._keep(key, found)
        return list(found)

    def _found(self, key: Hashable) -> Any:
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
            return found

    def _keep(self, key: Hashable, answer: Any) -> None:
        with self._lock:
            self._kept[key] = answer
            while len(self._kept) > MOST_ANSWERS:
                self._kept.popitem(last=False)


def key_of(value: Any) -> Hashable:
    """Parameters as a key. Equal values of two types differ: to SQL 1 and TRUE are not the same."""
    if isinstance(value, Mapping):
        return tuple((name, key_of(value[name])) for name in sorted(value))
    if isinstance(value, list | tuple):
        return type(value).__name__, tuple(key_of(one) for one in value)
    return type(value).__name__, value
