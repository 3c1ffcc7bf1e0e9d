"""Work many open screens ask for at the same moment, done once.

After a statement sixty boards ask the same questions of the same stores within a second. The
first that asks does the work, those that come meanwhile wait for it, and all get copies of their
own. An answer belongs to a generation of the warehouse, the newest entry of the journal and a
moment; screens a few seconds apart share one, since ages are told in minutes.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import pickle
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from copy import copy
from datetime import datetime
from typing import Any, TypeVar
from weakref import WeakKeyDictionary

import pandas as pd

from machimori.city import City
from machimori.store.answers import key_of
from machimori.store.journal import Journal
from machimori.store.warehouse import Warehouse

#: Seconds within which two screens are taken to ask at the same moment.
MOMENT_S = 10
MOST_KEPT = 64
#: Rows times columns of a frame that can be part of a question.
MOST_CELLS = 30_000

Answer = TypeVar("Answer")


class _Kept:
    """Answers made last; one thread makes one, the others wait for it."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._made: OrderedDict[Hashable, Any] = OrderedDict()
        self._making: dict[Hashable, threading.Lock] = {}

    def get(self, key: Hashable, make: Callable[[], Any]) -> Any:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                if key in self._made:
                    return self._made[key]
            try:
                made = make()
            finally:
                with self._lock:
                    self._making.pop(key, None)
            with self._lock:
                self._made[key] = made
                while len(self._made) > MOST_KEPT:
                    self._made.popitem(last=False)
            return made


def shared(question: Callable[..., Answer]) -> Callable[..., Answer]:
    """Let screens share the answers of a query function.

    Its arguments may be a warehouse, a journal, a city, times, frames of a screen's size, and
    values that can be a key; with others it is asked as if it were not shared. The answer is a
    frame, a list or a dictionary (each caller gets a copy), or something that is never changed.
    """
    kept = _Kept()

    @functools.wraps(question)
    def asked(*args: Any, **named: Any) -> Answer:
        try:
            key = (
                tuple(_part(one) for one in args),
                tuple((name, _part(named[name])) for name in sorted(named)),
            )
        except TypeError:
            return question(*args, **named)
        answer: Answer = kept.get(key, lambda: question(*args, **named))
        return _own(answer)

    return asked


class _Same:
    """A value that equals itself alone, and lives as long as the answer does."""

    def __init__(self, value: object) -> None:
        self._value = value

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other._value is self._value

    def __hash__(self) -> int:
        return id(self._value)


_numbers: WeakKeyDictionary[object, int] = WeakKeyDictionary()
_next_number = itertools.count()


def _number(store: object) -> int:
    """A number no other store of this process ever has; the store itself is not held open."""
    return _numbers.setdefault(store, next(_next_number))


def _part(value: Any) -> Hashable:
    if isinstance(value, Warehouse):
        return _number(value)
    if isinstance(value, Journal):
        return _number(value), value.last_seq()
    if isinstance(value, City):
        return _Same(value)
    if isinstance(value, datetime):
        return "moment", int(value.timestamp() // MOMENT_S) if value.tzinfo else value.isoformat()
    if isinstance(value, pd.DataFrame):
        return _digest(value)
    if isinstance(value, Mapping | list | tuple):
        return key_of(value)
    hash(value)  # raises TypeError for what can't be a key
    return type(value).__name__, value


def _digest(frame: pd.DataFrame) -> Hashable:
    """Of its content. Equal frames of different making may differ: that costs an answer, no more.

    Raises:
        TypeError: it is too large to be looked at each time.
    """
    if frame.size > MOST_CELLS:
        raise TypeError("a frame of this size is no key")
    return hashlib.blake2b(pickle.dumps(frame, protocol=5), digest_size=16).digest()


def _own(answer: Answer) -> Answer:
    """A copy of what callers may change; what a list holds is not theirs to change."""
    return copy(answer) if isinstance(answer, pd.DataFrame | list | dict) else answer
