"""Which opening may follow which: one table, for forms, links and imports alike.

A place that is always there (常設) is neither opened nor prepared; it can be put out of use and
come back. A place that was never opened cannot close. Whatever was unknown may turn out to be
anything. To take a mistake back is a correction, which supersedes, and needs no transition.
Source of the states: L-Alert shelter body (Sort), with 開設準備中 added.
"""

from __future__ import annotations

from machimori.domain.vocabulary import Opening

_NOT_OPENED, _PREPARING, _OPEN, _CLOSED, _PERMANENT, _UNKNOWN = Opening

#: States of a place that is always there, and of one that is opened.
_OF_PERMANENT = frozenset({_PERMANENT, _CLOSED, _UNKNOWN})
_OF_OPENED = frozenset(Opening) - {_PERMANENT}
#: From each state the states that may follow; repeating a state is always legal.
NEXT: dict[Opening, frozenset[Opening]] = {
    _NOT_OPENED: frozenset({_PREPARING, _OPEN, _UNKNOWN}),
    _PREPARING: frozenset({_NOT_OPENED, _OPEN, _UNKNOWN}),
    _OPEN: frozenset({_CLOSED, _UNKNOWN}),
    _CLOSED: frozenset({_PREPARING, _OPEN, _PERMANENT, _UNKNOWN}),
    _PERMANENT: frozenset({_CLOSED, _UNKNOWN}),
    _UNKNOWN: frozenset(Opening) - {_UNKNOWN},
}


def initial(*, is_permanent: bool) -> Opening:
    """What a place is at the moment an incident is opened."""
    return _PERMANENT if is_permanent else _NOT_OPENED


def may_follow(before: Opening, after: Opening, *, is_permanent: bool) -> bool:
    """Whether a place in state ``before`` may be said to be in state ``after``.

    Args:
        before: the state in force; one that such a place cannot have counts as 不明.
        after: the state that is stated.
        is_permanent: the place is always there (``City.permanent_roles``).
    """
    states = _OF_PERMANENT if is_permanent else _OF_OPENED
    known = before if before in states else _UNKNOWN
    return after in states and (after == known or after in NEXT[known])


def next_openings(before: Opening, *, is_permanent: bool) -> list[Opening]:
    """What a form offers: the state in force first, then what may follow, in the usual order."""
    legal = [one for one in Opening if may_follow(before, one, is_permanent=is_permanent)]
    return sorted(legal, key=lambda one: one != before)
