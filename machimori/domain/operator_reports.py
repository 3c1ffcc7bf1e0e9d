"""What a report from a telephone means: when it was seen, and what it may say without the PIN.

A telephone's clock may be wrong, and a report may have waited hours for a network. Both times it
names are by the same clock, so how long it waited is right even where the clock is not.
"""

from __future__ import annotations

from datetime import datetime, timedelta

#: A clock further off than this is not corrected silently: it was probably set meanwhile.
LARGEST_SKEW = timedelta(hours=24)
#: A report may wait so long for a network, as long as its incident goes on.
LONGEST_WAIT = timedelta(days=90)
#: Seconds by which a telephone may be set back between seeing and sending.
CLOCKS_DIFFER = timedelta(minutes=5)
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
        ``now`` less the time it waited, never after ``now``.

    Raises:
        WrongClock: the clock is off by more than ``LARGEST_SKEW``, was set back by more than
            ``CLOCKS_DIFFER`` between the two, or the report waited longer than ``LONGEST_WAIT``.
    """
    if abs(received_at - sent_at) > LARGEST_SKEW:
        raise WrongClock("the telephone's clock is off by more than a day")
    waited = sent_at - observed_at
    if waited < -CLOCKS_DIFFER:
        raise WrongClock("seen after it was sent")
    if waited > LONGEST_WAIT:
        raise WrongClock("waited longer than any incident")
    return now - max(waited, timedelta())
