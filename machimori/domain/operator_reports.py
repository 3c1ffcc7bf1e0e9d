"""What a report from a telephone means: when it was seen, and what it may say without the PIN.

A telephone's clock may be wrong, and a report may have waited hours for a network. Both times it
names are by the same clock, so how long it waited is right even where the clock is not.
"""

from __future__ import annotations

from datetime import datetime, timedelta

#: A clock is right that differs by no more: most of it is the network's delay, which differs from
#: report to report and would turn their order round.
CLOCK_IS_RIGHT = timedelta(minutes=2)
#: A clock further off than this is not corrected silently: it was probably set meanwhile.
LARGEST_SKEW = timedelta(hours=24)
#: A report may wait so long for a network, as long as its incident goes on.
LONGEST_WAIT = timedelta(days=90)
#: By so much a telephone may be set back between seeing and sending.
CLOCKS_DIFFER = timedelta(minutes=5)
_MINUTE, _SAME = timedelta(minutes=1), timedelta(seconds=5)
#: Kinds of report that say numbers of people; they need the facility's PIN.
COUNTING_KINDS = frozenset({"count", "increment"})


class WrongClock(ValueError):
    """The telephone's clock can't be trusted; its report is not taken as it is."""


def seen_at(
    observed_at: datetime, sent_at: datetime, *, received_at: datetime, now: datetime
) -> datetime:
    """When something was seen, by our clock.

    Args:
        observed_at: when it was tapped, by the telephone's clock (aware).
        sent_at: when it was sent, by the same clock (aware).
        received_at: when it came, by the clock of this machine; says how far off the other is.
        now: the municipality's time (aware): ``received_at``, or where a sample's clock stands.

    Returns:
        The time seen, by our clock, never after ``now``. A clock that is off is corrected by whole
        minutes, so that reports of one telephone keep their order.

    Raises:
        WrongClock: the clock is off by more than ``LARGEST_SKEW``, was set back by more than
            ``CLOCKS_DIFFER`` between the two, or the report waited longer than ``LONGEST_WAIT``.
    """
    skew = received_at - sent_at
    if abs(skew) > LARGEST_SKEW:
        raise WrongClock("the telephone's clock is off by more than a day")
    if sent_at - observed_at < -CLOCKS_DIFFER:
        raise WrongClock("seen after it was sent")
    if sent_at - observed_at > LONGEST_WAIT:
        raise WrongClock("waited longer than any incident")
    off = timedelta() if abs(skew) <= CLOCK_IS_RIGHT else _MINUTE * round(skew / _MINUTE)
    seen = min(observed_at + off, received_at)
    if abs(received_at - now) < _SAME:
        return seen
    # Time doesn't pass there; what came within a minute keeps the order in which it came.
    return now - _MINUTE * ((received_at - seen) // _MINUTE)
