"""How long a sign-in has to wait: longer after each failure, never for ever.

Every failure of an address doubles its wait, and many failures from anywhere slow everyone a
little. No attempt is refused for what others did, so a person with the right passphrase always
gets in.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field

FIRST_WAIT, LONGEST_WAIT = 0.5, 20.0  # seconds
#: Failures of the last minutes from anywhere that are no attack, and the wait of each beyond.
COMMON_FAILURES, COMMON_WAIT, LONGEST_COMMON_WAIT = 20, 0.1, 5.0
REMEMBERED_SECONDS = 900.0
_ADDRESSES = 10_000


@dataclass
class Attempts:
    """Failures so far. Times are seconds of any one clock."""

    _failures: OrderedDict[str, tuple[int, float]] = field(default_factory=OrderedDict)
    _recent: deque[float] = field(default_factory=lambda: deque(maxlen=_ADDRESSES))
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, address: str, now: float) -> float:
        """Seconds the next attempt from an address waits before it is looked at."""
        with self._lock:
            while self._recent and now - self._recent[0] > REMEMBERED_SECONDS:
                self._recent.popleft()
            failures, last = self._failures.get(address, (0, now))
            own = 0.0
            if failures and now - last <= REMEMBERED_SECONDS:
                own = min(LONGEST_WAIT, FIRST_WAIT * 2.0 ** min(failures - 1, 16))
            beyond = max(0, len(self._recent) - COMMON_FAILURES)
            return own + min(LONGEST_COMMON_WAIT, COMMON_WAIT * beyond)

    def failed(self, address: str, now: float) -> None:
        """Count a wrong passphrase."""
        with self._lock:
            failures, last = self._failures.pop(address, (0, now))
            forgotten = now - last > REMEMBERED_SECONDS
            self._failures[address] = (1 if forgotten else failures + 1, now)
            while len(self._failures) > _ADDRESSES:
                self._failures.popitem(last=False)
            self._recent.append(now)

    def succeeded(self, address: str) -> None:
        """Forget an address's failures."""
        with self._lock:
            self._failures.pop(address, None)
