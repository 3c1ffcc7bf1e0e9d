"""How a time line is stepped through: from change to change, and in how many pictures it plays.

Pure: moments are aware, in order.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta

#: Pictures of one play; at one and a half seconds each it ends within three minutes.
MOST_FRAMES = 120
#: Spans up to these are stepped so finely; a slider can't tell more positions apart.
_STEPS = (
    (timedelta(days=2), timedelta(minutes=1)),
    (timedelta(days=14), timedelta(minutes=10)),
    (timedelta(days=90), timedelta(hours=1)),
)


def step_of(span: timedelta) -> timedelta:
    """The slider's step for a span.

    >>> step_of(timedelta(hours=30))
    datetime.timedelta(seconds=60)
    """
    return next((step for most, step in _STEPS if span <= most), timedelta(hours=6))


def frames(moments: Sequence[datetime], *, most: int = MOST_FRAMES) -> list[datetime]:
    """The moments a play shows: every change, or the last one of each of ``most`` equal parts.

    Hours in which nothing was said are passed over.
    """
    if len(moments) <= most:
        return list(moments)
    begin, part = moments[0], (moments[-1] - moments[0]) / most
    last_of = {min(int((one - begin) / part), most - 1): one for one in moments}
    return list(last_of.values())


def before(moments: Sequence[datetime], moment: datetime) -> datetime | None:
    """The last change earlier than a moment."""
    place = bisect_left(moments, moment)
    return moments[place - 1] if place else None


def after(moments: Sequence[datetime], moment: datetime) -> datetime | None:
    """The first change later than a moment."""
    place = bisect_right(moments, moment)
    return moments[place] if place < len(moments) else None
