"""What a file shows of its own repeats, without labels: expectation and maximisation. Pure.

Each round takes every pair for what the rates so far say it is, and then asks which rates fit that
best; beliefs stand in for so many pairs, so that a file with few posts keeps them.

Method: stochastic declustering (J. Zhuang, Y. Ogata, D. Vere-Jones, JASA 2002) by expectation and
maximisation (D. Marsan, O. Lengliné, Science 2008), with record-linkage weights for words and
states (I. Fellegi, A. Sunter, JASA 1969).
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from machimori.domain.repeat_pairs import Floats, Ints
from machimori.domain.repeat_rates import (
    STATES,
    WORD_BINS,
    Compared,
    Rates,
    Seen,
    believed,
    looked_at,
    telling_again,
    walking,
)
from machimori.domain.repeat_rules import Beliefs

#: Pairs the rates are learned from, and how often they are gone through.
LEARNED_FROM = 200_000
ROUNDS = 10
#: Nothing that is counted may speak louder than this, either way.
LOUDEST = 8.0
#: No position is better than this: a hole is not a point, and people stand beside it.
LEAST_SCALE_M = 4.0


def learned(file: Compared, other: Floats, beliefs: Beliefs) -> Rates:
    """The rates after going through pairs of the file, all of them or those of some posts.

    Args:
        file: posts and pairs.
        other: rate of unrelated posts around each post.
        beliefs: where to begin.
    """
    first = rates = believed(file.count, beliefs)
    if not len(file.pairs):
        return rates
    random = np.random.default_rng(5)
    keep = min(1.0, LEARNED_FROM / len(file.pairs))
    chosen = random.random(len(file.posts)) < keep
    rows = np.flatnonzero(chosen[file.pairs.later])
    if not len(rows):
        return rates
    seen = looked_at(file, rows)
    place, later = np.unique(file.pairs.later[rows], return_inverse=True)
    exposed = file.count * keep
    for _ in range(ROUNDS):
        parts = telling_again(seen, rates, beliefs)
        walks = walking(seen, rates, beliefs)
        under = (np.bincount(later, parts.sum(axis=1) + walks) + other[place])[later]
        rates = _counted(
            rates, first, seen, parts / under[:, None], walks / under, exposed, beliefs
        )
    return rates


def _counted(
    rates: Rates,
    first: Rates,
    seen: Seen,
    parts: Floats,
    walks: Floats,
    exposed: Floats,
    beliefs: Beliefs,
) -> Rates:
    """Rates that fit best what each pair was taken for."""
    categories = len(exposed)
    weight = beliefs.pairs
    each = np.minimum(parts.sum(axis=1), 1.0)
    by_part = np.column_stack(
        [np.bincount(seen.earlier_category, one, categories) for one in parts.T]
    )
    all_parts = by_part.sum(axis=0) + weight * np.asarray(beliefs.shares)
    all_parts /= all_parts.sum()
    overall = (each.sum() + weight * beliefs.repeats_per_post) / (exposed.sum() + weight)
    shares = by_part + weight * all_parts
    cells = np.bincount(
        seen.earlier_category * categories + seen.later_category, each, categories**2
    ).reshape(categories, categories)
    filed = cells + weight * first.filed
    same = (seen.earlier_category == seen.later_category).astype(np.int64)
    return replace(
        rates,
        repeats=(by_part.sum(axis=1) + weight * overall) / (exposed + weight),
        shares=shares / shares.sum(axis=1, keepdims=True),
        scale_m=_scale(seen, parts[:, 1:].sum(axis=1), beliefs),
        walks=float((walks.sum() + weight * beliefs.walks_per_post) / (exposed.sum() + weight)),
        filed=filed / filed.sum(axis=1, keepdims=True),
        words=_ratio(same * WORD_BINS + seen.words, each, first.words, weight),
        states=_ratio(seen.gaps * STATES + seen.states, each, first.states, weight),
    )


def _scale(seen: Seen, each: Floats, beliefs: Beliefs) -> float:
    """Scale of the distance: half of the repeats lie within 1.41 times it."""
    order = np.argsort(seen.distance2)
    reached = np.cumsum(each[order])
    if not reached[-1] > 0:
        return beliefs.scale_m
    middle = np.searchsorted(reached, reached[-1] / 2)
    median = float(np.sqrt(seen.distance2[order[min(int(middle), len(order) - 1)]]))
    seen_pairs = float(reached[-1])
    shared = seen_pairs * median / np.sqrt(2) + beliefs.pairs * beliefs.scale_m
    return float(max(LEAST_SCALE_M, shared / (seen_pairs + beliefs.pairs)))


def _ratio(bins: Ints, each: Floats, first: Floats, weight: float) -> Floats:
    """How much likelier each column is among repeats than among other pairs, row by row."""
    size = first.size
    among = np.bincount(bins, each, size).reshape(first.shape)
    apart = np.bincount(bins, np.maximum(1 - each, 0), size).reshape(first.shape)
    usual = (apart + 1.0) / (apart + 1.0).sum(axis=1, keepdims=True)
    expected = usual * first
    expected /= expected.sum(axis=1, keepdims=True)
    ours = (among + weight * expected) / (among.sum(axis=1, keepdims=True) + weight)
    return np.asarray(np.clip(ours / usual, 1 / LOUDEST, LOUDEST))
