"""How many PINs may be tried on a facility's link.

Five wrong ones of a link within a quarter of an hour, from wherever, and its PIN is not looked at
for the rest of it: 480 tries a day at most of a million PINs. So that a stranger with the link
can't keep the facility's own staff out, an address that gave the right PIN before has attempts of
its own.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from dataclasses import dataclass, field

WRONG_ALLOWED = 5
WITHIN_SECONDS = 900.0
#: An address that gave the right PIN counts as known so long.
KNOWN_SECONDS = 24 * 3600.0
_KEYS = 10_000


@dataclass
class PinAttempts:
    """Wrong attempts of late. Times are seconds of any one clock."""

    _wrong: OrderedDict[tuple[str, str], deque[float]] = field(default_factory=OrderedDict)
    _known: OrderedDict[tuple[str, str], float] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, link: str, address: str, now: float) -> float:
        """Seconds until a PIN of this link is looked at again, 0 where it is now."""
        with self._lock:
            return self._wait(self._counter(link, address, now), now)

    def wrong(self, link: str, address: str, now: float) -> None:
        """Count a wrong PIN."""
        with self._lock:
            key = self._counter(link, address, now)
            times = self._wrong.pop(key, None) or deque(maxlen=WRONG_ALLOWED)
            times.append(now)
            self._wrong[key] = times
            while len(self._wrong) > _KEYS:
                self._wrong.popitem(last=False)

    def right(self, link: str, address: str, now: float) -> None:
        """Remember that this address knows the PIN."""
        with self._lock:
            self._known.pop((link, address), None)
            self._known[link, address] = now
            while len(self._known) > _KEYS:
                self._known.popitem(last=False)

    def _counter(self, link: str, address: str, now: float) -> tuple[str, str]:
        """Whose attempts count: the known address's own, or those of all strangers together."""
        known = self._known.get((link, address))
        is_known = known is not None and now - known <= KNOWN_SECONDS
        return (link, address if is_known else "")

    def _wait(self, key: tuple[str, str], now: float) -> float:
        times = self._wrong.get(key)
        if times is None or len(times) < WRONG_ALLOWED:
            return 0.0
        return max(0.0, times[0] + WITHIN_SECONDS - now)
