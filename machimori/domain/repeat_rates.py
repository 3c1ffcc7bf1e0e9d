"""The rates at which posts tell of one thing again: as believed, and pair by pair. Pure.

A rate falls with distance and days, and differs by category, words, and whether the earlier post
was closed before the later came.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from machimori.domain.repeat_pairs import Floats, Ints, Pairs, Posts
from machimori.domain.repeat_rules import (
    GAP_EDGES_DAYS,
    STATE_EDGES_DAYS,
    WORD_EDGES,
    Beliefs,
)
from machimori.domain.text_marks import TextMarks

WORD_BINS = len(WORD_EDGES) + 2
STATES = len(STATE_EDGES_DAYS) + 2
_GAPS = len(GAP_EDGES_DAYS) + 1


@dataclass(frozen=True)
class Compared:
    """A file's posts, the pairs that are compared, and what comparing needs."""

    posts: Posts
    pairs: Pairs
    marks: TextMarks
    coarse_m: float  # half of the distance between places the file can tell apart
    count: Floats  # posts of each category


@dataclass(frozen=True)
class Rates:
    """What is believed of a file's repeats, or learned from it."""

    repeats: Floats  # per post, by category of the earlier
    shares: Floats  # (category of the earlier, component of time)
    scale_m: float
    walks: float
    filed: Floats  # (category of the earlier, of the later)
    words: Floats  # (another category or the same, likeness)
    states: Floats  # (days between, state of the earlier)


@dataclass(frozen=True)
class Seen:
    """What the rates look at in each pair."""

    distance2: Floats
    gap: Floats
    earlier_category: Ints
    later_category: Ints
    words: Ints
    states: Ints
    gaps: Ints


def believed(count: Floats, beliefs: Beliefs) -> Rates:
    """The rates before a file is seen; ``count`` is the posts of each category."""
    categories = len(count)
    share = (count + 1) / (count + 1).sum()
    elsewhere = np.broadcast_to(share, (categories, categories)).copy()
    np.fill_diagonal(elsewhere, 0.0)
    total = elsewhere.sum(axis=1, keepdims=True)
    elsewhere = np.divide(elsewhere, total, out=np.zeros_like(elsewhere), where=total > 0)
    filed = elsewhere * (1 - beliefs.same_category)
    filed[np.arange(categories), np.arange(categories)] = beliefs.same_category
    return Rates(
        repeats=np.full(categories, beliefs.repeats_per_post),
        shares=np.tile(np.asarray(beliefs.shares), (categories, 1)),
        scale_m=beliefs.scale_m,
        walks=beliefs.walks_per_post,
        filed=filed,
        words=np.tile(np.asarray(beliefs.words), (2, 1)),
        states=np.tile(np.asarray(beliefs.states), (_GAPS, 1)),
    )


def looked_at(file: Compared, rows: Ints) -> Seen:
    """What the rates look at in some of the pairs."""
    posts, pairs, marks = file.posts, file.pairs, file.marks
    earlier, later = pairs.earlier[rows], pairs.later[rows]
    likeness = marks.alike(earlier, later)
    words = np.where(np.isnan(likeness), 0, 1 + np.searchsorted(WORD_EDGES, likeness, "right"))
    since = posts.day[later] - posts.closed_day[earlier]
    is_closed = since > 0  # NaN (open, or not told) is open
    states = np.where(is_closed, 1 + np.searchsorted(STATE_EDGES_DAYS, since, "right"), 0)
    gap = pairs.gap_days[rows].astype(float)
    return Seen(
        distance2=pairs.distance_m[rows].astype(float) ** 2 + file.coarse_m**2,
        gap=gap,
        earlier_category=posts.category[earlier],
        later_category=posts.category[later],
        words=words,
        states=states,
        gaps=np.searchsorted(GAP_EDGES_DAYS, gap, "right"),
    )


def _spread(distance2: Floats, scale_m: float) -> Floats:
    """Density per square metre at a distance: Student's in the plane, heavy in the tail."""
    twice = 2 * scale_m**2
    return np.asarray(1 / (np.pi * twice) / (1 + distance2 / twice) ** 2)


def telling_again(seen: Seen, rates: Rates, beliefs: Beliefs) -> Floats:
    """Repeats per square metre and day of each pair, by component of time."""
    same = (seen.earlier_category == seen.later_category).astype(np.int64)
    weight = (
        rates.repeats[seen.earlier_category]
        * rates.filed[seen.earlier_category, seen.later_category]
        * rates.words[same, seen.words]
        * rates.states[seen.gaps, seen.states]
    )
    usual = _spread(seen.distance2, rates.scale_m)
    out = np.empty((len(seen.gap), len(beliefs.days)))
    for number, mean in enumerate(beliefs.days):
        spread = _spread(seen.distance2, beliefs.scale_of_twice_m) if number == 0 else usual
        when = np.exp(-seen.gap / mean) / mean
        out[:, number] = weight * rates.shares[seen.earlier_category, number] * spread * when
    return out


def walking(seen: Seen, rates: Rates, beliefs: Beliefs) -> Floats:
    """Other things told of by the same walker, per square metre and day, of each pair."""
    spread = _spread(seen.distance2, beliefs.walk_scale_m)
    when = np.exp(-seen.gap / beliefs.walk_days) / beliefs.walk_days
    filed = rates.filed[seen.earlier_category, seen.later_category]
    return np.asarray(rates.walks * spread * when * filed)
