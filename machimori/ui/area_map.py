"""Areas shaded by a number: the steps, their colours and words. Withheld is not unknown."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from machimori.wording.tokens import COLOURS, STEPS

#: Stripes drawn by map_marks.js and, in the legend, by theme.css.
HATCHED = "hatched"


@dataclass(frozen=True)
class Area:
    """One area of the detail map: its shape as GeoJSON and how it is filled."""

    shape: str
    title: str
    lines: tuple[str, ...]
    fill: str  # a colour, HATCHED, or empty: nothing known


def steps(values: Sequence[float]) -> list[int]:
    """Lower bounds of at most five classes with about as many areas each, in round numbers.

    The first bound is 0. Bounds are rounded to halves of their first figure, for the legend's
    sake; where rounding makes two of them one, there are fewer classes.
    """
    known = sorted(values)
    if not known:
        return []
    quantiles = [known[len(known) * part // len(STEPS)] for part in range(1, len(STEPS))]
    bounds = sorted({0, *(_rounded(one) for one in quantiles)})
    return [one for one in bounds if one <= known[-1]]


def _rounded(value: float) -> int:
    if value < 10:  # noqa: PLR2004 - one figure has nothing to round
        return int(value)
    unit: int = 10 ** int(math.log10(value)) // 2
    return round(value / unit) * unit


def colour(value: float | None, bounds: Sequence[int]) -> str:
    """The colour of a number's class; empty where the number is unknown."""
    if value is None or not bounds:
        return ""
    return colours(bounds)[sum(value >= bound for bound in bounds) - 1]


def colours(bounds: Sequence[int]) -> list[str]:
    """A colour for each class, light to dark, as far apart as the palette lets them be."""
    last = len(STEPS) - 1
    if len(bounds) == 1:
        return [STEPS[last // 2]]
    return [STEPS[round(place * last / (len(bounds) - 1))] for place in range(len(bounds))]


def ranges(bounds: Sequence[int]) -> list[tuple[int, int | None]]:
    """Lowest and highest whole number of each class; the last has no highest."""
    return [
        *((low, after - 1) for low, after in pairwise(bounds)),
        *((one, None) for one in bounds[-1:]),
    ]


def swatch(fill: str) -> str:
    """The style of a legend's square."""
    if fill == HATCHED:
        stripe = f"{COLOURS['edge']} 0 2px, {COLOURS['neutral_soft']} 2px 6px"
        return f"background:repeating-linear-gradient(45deg, {stripe})"
    return f"background:{fill or COLOURS['ground']};border-style:{'solid' if fill else 'dotted'}"
