"""How likely an earlier post of the same thing exists: rates held against each other. Pure.

A post comes either because something new broke (the background: how thickly unrelated posts lie
there then) or because somebody tells again of what an earlier post told (one rate per earlier
post). The share of the second in the sum is the probability. A walker who tells of several holes
within the hour is a third source, so that it isn't taken for the second.
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from machimori.domain.repeat_ground import Ground
from machimori.domain.repeat_learning import learned
from machimori.domain.repeat_pairs import WORKERS, Floats, Pairs, Posts
from machimori.domain.repeat_rates import Compared, looked_at, telling_again, walking
from machimori.domain.repeat_rules import Beliefs
from machimori.domain.text_marks import TextMarks

_CHUNK = 200_000


@dataclass(frozen=True)
class Scored:
    """Of each post its probability, and of each pair how much of it that pair carries."""

    score: Floats
    share: NDArray[np.float32]
    scale_m: float


def score_posts(
    posts: Posts, pairs: Pairs, marks: TextMarks, ground: Ground, beliefs: Beliefs
) -> Scored:
    """Score every post by the earlier posts it is paired with."""
    count = np.bincount(posts.category, minlength=len(posts.categories)).astype(float)
    other = ground.background * ((count + 1) / (count + 1).sum())[posts.category]
    file = Compared(posts, pairs, marks, ground.coarse_m, count)
    rates = learned(file, other, beliefs)
    told, walked = np.zeros(len(posts)), np.zeros(len(posts))
    each = np.zeros(len(pairs), dtype=np.float32)

    def rated(start: int) -> tuple[int, Floats, Floats]:
        seen = looked_at(file, np.arange(start, min(start + _CHUNK, len(pairs))))
        again = telling_again(seen, rates, beliefs).sum(axis=1)
        return start, again, walking(seen, rates, beliefs)

    with ThreadPoolExecutor(WORKERS) as pool:  # NumPy lets go of the interpreter
        for start, again, walks in pool.map(rated, range(0, len(pairs), _CHUNK)):
            part = slice(start, start + len(again))
            each[part] = again
            later = pairs.later[part]
            first, end = int(later[0]), int(later[-1]) + 1
            told[first:end] += np.bincount(later - first, again)
            walked[first:end] += np.bincount(later - first, walks)
    told_again = told * np.where(marks.tells_again, beliefs.again, 1.0)
    with np.errstate(invalid="ignore", divide="ignore"):
        score = told_again / (told_again + walked + other)
        share = each / told[pairs.later]
    usual = float((rates.repeats * count).sum() / max(count.sum(), 1.0))
    unplaced = ~np.isfinite(other)  # nothing is known for or against
    score = np.where(unplaced, usual / (1 + usual), score)
    scatter = float(np.hypot(rates.scale_m, file.coarse_m))
    return Scored(score, np.nan_to_num(share).astype(np.float32), scatter)
