"""Is this week's intake unusual? An XmR chart: individual values and their moving range.

Limits come from the differences between neighbouring weeks, so a slow growth does not widen them,
and nothing is assumed about the spread (posts come in bursts; a Poisson c-chart would cry wolf).
Constants of the moving range of two: 2.66 = 3 / 1.128 and 3.268. Source: Wheeler, Understanding
Variation (1993); Shewhart's three sigma.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

#: Fewer whole weeks say nothing about what is usual.
FEWEST_WEEKS = 12
#: The limits rest on the newest so many whole weeks.
BASE_WEEKS = 52
#: So many weeks in a row on one side of the mean are a shift.
RUN = 8
_LIMIT = 2.66


class Signal(StrEnum):
    """What a week's count says."""

    USUAL = "usual"
    ABOVE = "above"  # over the upper limit
    BELOW = "below"  # under the lower limit
    SHIFTED_UP = "shifted_up"  # in a run of eight or more over the mean
    SHIFTED_DOWN = "shifted_down"
    NOT_JUDGED = "not_judged"  # the week is not over, or had begun before the data


@dataclass(frozen=True)
class Chart:
    """Limits, and what each week says; ``signals`` has the weeks' order."""

    mean: float
    lower: float  # never below 0
    upper: float
    base_weeks: int
    signals: tuple[Signal, ...]


def xmr(counts: Sequence[int], is_whole: Sequence[bool]) -> Chart | None:
    """Judge weekly counts, oldest first.

    Args:
        counts: posts of each week, weeks without a post as 0.
        is_whole: False for a week that is not over or began before the data; it is not judged
            and no limit rests on it.

    Returns:
        None with fewer than ``FEWEST_WEEKS`` whole weeks.
    """
    values = np.asarray(counts, dtype=np.float64)
    whole = np.asarray(is_whole, dtype=np.bool_)
    base = values[whole][-BASE_WEEKS:]
    if len(base) < FEWEST_WEEKS:
        return None
    mean = float(base.mean())
    width = _LIMIT * float(np.abs(np.diff(base)).mean())
    lower, upper = max(mean - width, 0.0), mean + width
    signals = [Signal.NOT_JUDGED] * len(values)
    side, length = 0, 0
    for place in np.flatnonzero(whole):
        now = int(np.sign(values[place] - mean))
        length = length + 1 if now and now == side else int(bool(now))
        side = now
        if values[place] > upper:
            signals[place] = Signal.ABOVE
        elif values[place] < lower:
            signals[place] = Signal.BELOW
        elif length >= RUN:
            signals[place] = Signal.SHIFTED_UP if side > 0 else Signal.SHIFTED_DOWN
        else:
            signals[place] = Signal.USUAL
    return Chart(mean, lower, upper, len(base), tuple(signals))
