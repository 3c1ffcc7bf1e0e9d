"""How long posts stay open: survival with bands, competing ends, the log-rank test.

Everything works on counts by whole day, for all groups (category, period) at once; a million posts
are counts before they come here. The last axis of every array is the day: 0, 1, 2, ...

A post that ended within ``d`` days ended on day ``d`` (a part of a day is a whole one); one still
open was watched up to its last full day and is at risk on that day. A post that became known late
(``entry``) is at risk on the days after ``entry``.

Sources: Kaplan & Meier (1958); Greenwood's variance with log-log bands (Kalbfleisch & Prentice);
Aalen & Johansen (1978) with the variance of Marubini & Valsecchi (1995); Mantel (1966) for the
log-rank test; Brookmeyer & Crowley (1982) for the interval of the median.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np
from numpy.typing import NDArray

Counts = NDArray[np.int64]
Shares = NDArray[np.float64]
#: Of a 95 % band.
Z = NormalDist().inv_cdf(0.975)
#: Ten years: a post older than this counts as watched so long.
LAST_DAY = 3652
#: A group with fewer posts or ends has no curve: 「データが足りません」.
FEWEST_POSTS = 30
FEWEST_ENDS = 10


@dataclass(frozen=True)
class Tally:
    """Posts by day: ``ended`` (group, kind of end, day), ``at_risk`` (group, day), all (group)."""

    ended: Counts
    at_risk: Counts
    posts: Counts

    @property
    def ended_any(self) -> Counts:
        """Ends of all kinds, (group, day)."""
        return np.asarray(self.ended.sum(axis=-2), dtype=np.int64)

    @property
    def last_day(self) -> Counts:
        """The last day any post of a group was under watch; -1 without posts."""
        watched = self.at_risk > 0
        last = watched.shape[1] - 1 - watched[:, ::-1].argmax(axis=1)
        return np.where(watched.any(axis=1), last, -1).astype(np.int64)

    @property
    def is_enough(self) -> NDArray[np.bool_]:
        """Groups with enough posts and ends for a curve.

        Posts that were only known late leave days with nobody under watch, of which nothing can be
        said, nor of the days after; such a group has none.
        """
        watched = (self.at_risk > 0).sum(axis=-1) == self.last_day + 1
        at_first = self.at_risk[:, 0] >= FEWEST_ENDS
        ends = self.ended_any.sum(axis=-1) >= FEWEST_ENDS
        return np.asarray(watched & at_first & ends & (self.posts >= FEWEST_POSTS), dtype=np.bool_)


@dataclass(frozen=True)
class Curve:
    """Share not ended by the end of each day, with its 95 % band; arrays of one shape."""

    survival: Shares
    low: Shares
    high: Shares


@dataclass(frozen=True)
class LogRank:
    """Test of whether groups end at the same pace; ``p`` is small where they don't."""

    chi_square: float
    degrees: int
    p: float


def tally(
    group: Counts,
    kind: Counts,
    day: Counts,
    entry: Counts,
    weight: Counts,
    *,
    groups: int,
    kinds: int,
    days: int,
) -> Tally:
    """Count posts by group, kind of end and day.

    Args:
        group: of each row, 0 to ``groups - 1``.
        kind: how it ended, 0 to ``kinds - 1``; -1: it is still open (censored).
        day: when it ended, or its last full day under watch; 0 to ``days - 1``.
        entry: day after which it was watched; -1 from the beginning. Below ``day``.
        weight: posts the row stands for.
        groups: how many groups there are.
        kinds: how many kinds of end.
        days: length of the grid.
    """
    left = _sums(group * days + day, weight, groups * days).reshape(groups, days)
    came = _sums(group * days + entry + 1, weight, groups * days).reshape(groups, days)
    is_end = kind >= 0
    place = (group[is_end] * kinds + kind[is_end]) * days + day[is_end]
    ended = _sums(place, weight[is_end], groups * kinds * days).reshape(groups, kinds, days)
    at_risk = np.cumsum(came, axis=1) - np.cumsum(left, axis=1) + left
    return Tally(ended, at_risk, left.sum(axis=1))


def _sums(place: Counts, weight: Counts, size: int) -> Counts:
    return np.rint(np.bincount(place, weights=weight, minlength=size)).astype(np.int64)


def kaplan_meier(ended: Counts, at_risk: Counts) -> Curve:
    """Share still open, whatever the end, with log-log bands of Greenwood's variance.

    Before the first end the band is the point 1; once all have ended it is the point 0.
    """
    share, variance = _product_limit(ended, at_risk)
    low, high = _log_log(share, np.sqrt(variance))
    return Curve(share, low, high)


def _product_limit(ended: Counts, at_risk: Counts) -> tuple[Shares, Shares]:
    """S(t), and Greenwood's sum of d / (n (n - d)), infinite once all have ended."""
    watched = np.maximum(at_risk, 1)
    share = np.asarray(np.cumprod(1 - ended / watched, axis=-1), dtype=np.float64)
    left = at_risk - ended
    with np.errstate(divide="ignore", invalid="ignore"):
        terms = np.where(ended > 0, ended / (watched * left.astype(np.float64)), 0.0)
    return share, np.cumsum(terms, axis=-1)


def _log_log(share: Shares, deviation_of_log: Shares) -> tuple[Shares, Shares]:
    """Bands of a share by the log of its negative log; ends of the scale are points."""
    inside = (share > 0) & (share < 1) & np.isfinite(deviation_of_log)
    safe = np.where(inside, share, 0.5)
    width = np.where(inside, deviation_of_log, 0.0) * Z / np.abs(np.log(safe))
    # Beyond e^700 a float overflows; the band is the whole scale long before.
    width = np.minimum(width, 700.0)
    low = np.where(inside, safe ** np.exp(width), share)
    high = np.where(inside, safe ** np.exp(-width), share)
    return low, high


def aalen_johansen(ended: Counts, ended_any: Counts, at_risk: Counts) -> Curve:
    """Share not ended *in this way*, where other ends compete: 1 - cumulative incidence.

    Taking other ends for censoring instead would say too much of this one.

    Args:
        ended: ends of this kind; leading axes as ``at_risk``.
        ended_any: ends of all kinds.
        at_risk: posts under watch.
    """
    watched = np.maximum(at_risk, 1).astype(np.float64)
    open_after, _ = _product_limit(ended_any, at_risk)
    open_before = np.concatenate(
        [np.ones((*open_after.shape[:-1], 1)), open_after[..., :-1]], axis=-1
    )
    incidence = np.cumsum(open_before * ended / watched, axis=-1)
    left = at_risk - ended_any
    # Where nobody is left the incidence moves no more, and the first and third sum vanish.
    last = (left <= 0) | (ended_any == 0)
    with np.errstate(divide="ignore", invalid="ignore"):
        greenwood = np.where(last, 0.0, ended_any / (watched * left))
    own = open_before * ended / watched**2
    before = np.asarray(incidence)
    variance = (
        incidence**2 * np.cumsum(greenwood, axis=-1)
        - 2 * incidence * np.cumsum(before * greenwood, axis=-1)
        + np.cumsum(before**2 * greenwood, axis=-1)
        + np.cumsum(open_before**2 * (watched - ended) * ended / watched**3, axis=-1)
        - 2 * (incidence * np.cumsum(own, axis=-1) - np.cumsum(before * own, axis=-1))
    )
    deviation = np.sqrt(np.maximum(variance, 0.0))
    safe = np.where(incidence > 0, incidence, 1.0)
    low, high = _log_log(incidence, deviation / safe)
    return Curve(1 - incidence, 1 - high, 1 - low)


def first_day_at_most(share: Shares, at_risk: Counts, level: float = 0.5) -> Counts:
    """The first watched day on which a share is at most ``level``; -1 where it never is.

    Binary fractions of a half may be a hair above it; a hair is forgiven.
    """
    reached = (share <= level + 1e-12) & (at_risk > 0)
    return np.where(reached.any(axis=-1), reached.argmax(axis=-1), -1).astype(np.int64)


def middle_of_ended(ended: Counts) -> Counts:
    """The day by which half of those that *have ended* had: the naive median; -1 without any.

    It knows nothing of those still open, so it makes the slow look quick. Shown for comparison.
    """
    total = ended.sum(axis=-1, keepdims=True)
    reached = (2 * np.cumsum(ended, axis=-1) >= total) & (total > 0)
    return np.where(reached.any(axis=-1), reached.argmax(axis=-1), -1).astype(np.int64)


def log_rank(ended: Counts, at_risk: Counts) -> LogRank | None:
    """Whether several groups end at the same pace; other ends count as censored.

    Args:
        ended: ends by (group, day).
        at_risk: posts under watch by (group, day).

    Returns:
        None where fewer than two groups can be compared on any day.
    """
    from scipy.special import chdtrc

    used = at_risk.sum(axis=-1) > 0
    ended, at_risk = ended[used], at_risk[used].astype(np.float64)
    if len(ended) < 2:
        return None
    all_ended, all_at_risk = ended.sum(axis=0), at_risk.sum(axis=0)
    days = (all_ended > 0) & (all_at_risk > 1)
    d, n = all_ended[days].astype(np.float64), all_at_risk[days]
    share = at_risk[:, days] / n
    apart = ended[:, days].sum(axis=1) - (share * d).sum(axis=1)
    spread = d * (n - d) / (n - 1)
    covariance = np.diag((share * spread).sum(axis=1)) - (share * spread) @ share.T
    # The last group follows from the others; one that never met another adds nothing.
    apart, covariance = apart[:-1], covariance[:-1, :-1]
    sizes, axes = np.linalg.eigh(covariance)
    kept = sizes > 1e-9 * max(float(sizes.max(initial=0.0)), 1e-9)
    degrees = int(kept.sum())
    if degrees == 0:
        return None
    chi_square = float(((axes.T @ apart)[kept] ** 2 / sizes[kept]).sum())
    return LogRank(chi_square, degrees, float(chdtrc(degrees, chi_square)))
