"""Rows of a table as markup, kept by what they say: after one statement all others are the same."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable

from machimori.wording.markup import Html


class KeptRows:
    """The rows asked for last, shared by all screens. Safe to use from several threads."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._kept: OrderedDict[Hashable, Html] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], Html]) -> Html:
        """The row; ``key`` holds everything its markup is made of."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                return found
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made
