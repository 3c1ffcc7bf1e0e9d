"""What going to a post is worth where nothing but its dates is known: 1 to 100. Pure."""

from __future__ import annotations

import numpy as np

from machimori.domain.road_lines import Floats, Ints

#: Lowest weight of what is overdue, of what is due within a week, and of everything else.
OVERDUE, SOON, LATER = 60, 40, 1
_SOON_DAYS = 7.0
_AGE_FULL_DAYS = 365.0


def by_dates(due_in_days: Floats, age_days: Floats, posts: Ints) -> Ints:
    """Overdue goes first, then what is due within a week, then age; more posts weigh a little more.

    Args:
        due_in_days: until it is due, below 0 where it is overdue; NaN where no date is known.
        age_days: since it came in; NaN where no date is known.
        posts: how many posts tell of the same place.
    """
    due = np.nan_to_num(due_in_days, nan=np.inf)
    age = np.clip(np.nan_to_num(age_days, nan=0.0) / _AGE_FULL_DAYS, 0, 1)
    later = LATER + age * (SOON - LATER - 1)
    soon = SOON + (1 - np.clip(due / _SOON_DAYS, 0, 1)) * (OVERDUE - SOON - 1)
    overdue = OVERDUE + np.clip(-due, 0, 30)
    weight = np.where(due < 0, overdue, np.where(due <= _SOON_DAYS, soon, later))
    repeats = np.minimum(np.maximum(posts - 1, 0) * 2, 10)
    found: Ints = np.rint(np.clip(weight + repeats, 1, 100)).astype(np.int64)
    return found
