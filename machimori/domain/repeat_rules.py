"""What is looked at when posts are grouped, and what is believed before a file is seen.

Numbers are data with their reasons. Those of ``Beliefs`` are starting points: a file with many
posts replaces them by what it shows itself, a file with few keeps them (``repeat_model``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class CategoryRules:
    """How far apart, in metres and days, two posts of a category may tell of one thing."""

    #: Beyond this nothing is compared: 1 of 60 pairs is further apart at 14 m of usual error.
    radius_m: float = 150.0
    #: An earlier post older than this is not looked at. San Diego's open queue: median 381 days,
    #: one in ten older than 1,680.
    window_days: float = 1_100.0
    #: No two posts of a group lie further apart than this.
    diameter_m: float = 90.0


@dataclass(frozen=True)
class GroupRules:
    """Rules by category (its name as published), and from which score posts are grouped."""

    default: CategoryRules = field(default_factory=CategoryRules)
    by_category: Mapping[str, CategoryRules] = field(default_factory=dict)
    #: A post is put to an earlier one from this probability on: more likely than not.
    least_score: float = 0.5
    #: Earlier and later posts each post is compared with; the nearest in place and time.
    most_neighbours: int = 16

    def of(self, category: str) -> CategoryRules:
        """The rules of a category."""
        return self.by_category.get(category, self.default)


@dataclass(frozen=True)
class Beliefs:
    """What is believed of posts before a file is seen; each counts as so many pairs seen."""

    #: Repeats per post: 13 % of San Diego's requests, more in its potholes.
    repeats_per_post: float = 0.2
    #: Scale of the distance between two posts of one hole (half lie within 1.41 times it).
    scale_m: float = 14.0
    #: Days after which repeats come (means of exponentials), and their shares: sent twice;
    #: other people in the same days; while it stays open; what stays open for long, for years.
    days: tuple[float, ...] = (0.02, 4.0, 30.0, 180.0, 700.0)
    shares: tuple[float, ...] = (0.06, 0.2, 0.42, 0.27, 0.05)
    #: Somebody who sends it in twice stands where they stood.
    scale_of_twice_m: float = 3.0
    #: Walkers: other holes told of within the hour, by the same person along the street.
    walks_per_post: float = 0.05
    walk_days: float = 0.02
    walk_scale_m: float = 40.0
    #: Share of repeats filed under the category of the earlier post.
    same_category: float = 0.8
    #: How much denser posts lie along a street than over its whole surroundings.
    along_streets: float = 2.5
    #: How much likelier each likeness of words is among posts of one hole: without words,
    #: cosine below 0.1, 0.25, 0.45, 0.7, 0.95, the same words.
    words: tuple[float, ...] = (1.0, 0.75, 0.95, 1.3, 1.8, 2.5, 4.0)
    #: How much likelier each state of the earlier post is: open; closed for less than 3, 14, 60
    #: days; closed for longer. Posts sent in late tell of what was mended in between.
    states: tuple[float, ...] = (1.5, 0.8, 0.45, 0.25, 0.12)
    #: Odds of a post that says it was told before.
    again: float = 3.0
    #: Weight of these beliefs, in pairs.
    pairs: float = 60.0


#: Upper edges of the likeness of words, and of days since the earlier post was closed.
WORD_EDGES = np.array([0.1, 0.25, 0.45, 0.7, 0.95])
STATE_EDGES_DAYS = np.array([3.0, 14.0, 60.0])
#: Edges in days between which closed and open are compared: what is old is closed anyway.
GAP_EDGES_DAYS = np.array([1.0, 7.0, 30.0, 90.0])
