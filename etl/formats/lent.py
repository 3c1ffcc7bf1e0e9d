"""Python objects lent to Arrow's threads, and the wait until they are given back.

Arrow lets go of a handler or a stream in a thread of its own, some time after it failed. Where
the interpreter has ended by then, that thread can't take the lock it needs to do so, and the
whole process is aborted after its work was done.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pyarrow as pa

_PATIENCE_S = 10.0


class _Lent:
    """Stands for a callable or a file; it lives as long as somebody else holds it."""

    def __init__(self, own: Any) -> None:
        self._own = own

    def __call__(self, *given: Any) -> Any:
        return self._own(*given)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._own, name)


@contextmanager
def lending(*own: Any) -> Iterator[list[Any]]:
    """Lend callables or files for the time of the block; at its end wait until they are back.

    Whoever borrows takes them out of the list and keeps none of what holds them: a reader is
    dropped within the block, also where it failed.

    Returns:
        What to hand over, in the order given; Arrow's own files as they are.
    """
    lent = [one if isinstance(one, pa.NativeFile) else _Lent(one) for one in own]
    borrowed = [weakref.ref(one) for one in lent if isinstance(one, _Lent)]
    try:
        yield lent
    finally:
        lent.clear()
        until = time.monotonic() + _PATIENCE_S
        while any(one() is not None for one in borrowed) and time.monotonic() < until:
            time.sleep(0.001)
