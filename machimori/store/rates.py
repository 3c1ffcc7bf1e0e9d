"""How often somebody may ask: so many at once, then so many a second, and no more memory than that.

Each key (a link, an address) has a bucket that fills with time. Beyond a number of keys the one
that was quiet longest is forgotten.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field


@dataclass
class Rate:
    """Buckets of many keys. Times are seconds of any one clock."""

    burst: int
    per_second: float
    keys: int = 10_000
    _held: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def wait(self, key: str, now: float) -> float:
        """0 where one more is allowed (and counted), else seconds until it would be."""
        with self._lock:
            left, at = self._held.pop(key, (float(self.burst), now))
            left = min(float(self.burst), left + max(0.0, now - at) * self.per_second)
            allowed = left >= 1.0
            self._held[key] = (left - 1.0 if allowed else left, now)
            while len(self._held) > self.keys:
                self._held.popitem(last=False)
            return 0.0 if allowed else (1.0 - left) / self.per_second
