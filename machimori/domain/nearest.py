"""Why people are not sent to the place that is nearest to them. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from machimori.domain.allocation import Assignment
from machimori.domain.eligibility import Reason
from machimori.domain.road_lines import Floats, Ints
from machimori.domain.walking_network import Distances, Way


class WhyNot(StrEnum):
    """Reasons beside those against the place itself (``eligibility.Reason``)."""

    SENT_THERE = "sent_there"
    FULL = "full"  # others, whose next place is further, take its seats
    CUT_OFF = "cut_off"
    TOO_FAR = "too_far"


@dataclass(frozen=True)
class Nearest:
    """Of each origin: its nearest place (-1: there is none), metres to it, and why not there."""

    place: Ints
    metres: Floats
    why: tuple[str, ...]


def why_not_nearest(
    straight_m: Floats,
    walks: Distances,
    reasons: list[str],
    assignment: Assignment,
    columns: Ints,
) -> Nearest:
    """Explain each origin's answer.

    The nearest is that of the shortest walk; where no place can be walked to, that of the
    shortest straight line.

    Args:
        straight_m: ``(origins, places)`` in a straight line.
        walks: of the same pairs.
        reasons: why each place takes nobody, ``eligible`` where it does.
        assignment: over the eligible places.
        columns: which place each place of the assignment is.
    """
    origins, places = straight_m.shape
    if not places:
        return Nearest(np.full(origins, -1), np.full(origins, np.nan), ("",) * origins)
    reachable = np.isfinite(walks.metres).any(axis=1)
    near = np.where(reachable, walks.metres.argmin(axis=1), straight_m.argmin(axis=1))
    rows = np.arange(origins)
    metres = np.where(reachable, walks.metres[rows, near], straight_m[rows, near])
    sent = np.zeros((origins, places), dtype=np.int64)
    sent[assignment.origin, columns[assignment.place]] = assignment.persons
    elsewhere = sent.sum(axis=1) - sent[rows, near] + assignment.left_out
    why = []
    for origin, place in zip(rows, near, strict=True):
        if reasons[place] != Reason.ELIGIBLE:
            why.append(reasons[place])
        elif walks.way[origin, place] == Way.CUT_OFF:
            why.append(str(WhyNot.CUT_OFF))
        elif not np.isfinite(walks.metres[origin, place]):
            why.append(str(WhyNot.TOO_FAR))
        elif elsewhere[origin]:
            why.append(str(WhyNot.FULL))
        else:
            why.append(str(WhyNot.SENT_THERE))
    return Nearest(near.astype(np.int64), metres, tuple(why))
