"""How many people may need a place, and how many find one: always a range, never one number.

Nobody knows how many will come; the shares are the configuration's assumptions. Capacity is a
range too where only a floor area is known. What is unknown is counted apart and is never 0. Pure.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import pandas as pd

LEVELS = ("low", "mid", "high")
#: Where a capacity comes from.
STATED, AREA, UNKNOWN = "stated", "area", "unknown"


@dataclass(frozen=True)
class Span:
    """A low, a middle and a high number of persons."""

    low: int
    mid: int
    high: int

    def minus(self, other: Span) -> Span:
        """The least and the most that can be left of this one."""
        return Span(self.low - other.high, self.mid - other.mid, self.high - other.low)

    def at(self, level: str) -> int:
        """The number of a level."""
        return {"low": self.low, "mid": self.mid, "high": self.high}[level]


def apportion(weights: Sequence[float], total: int) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total (largest remainder).

    Where all weights are 0 the total is shared out evenly.
    """
    if not weights:
        return []
    exact = [Fraction(str(float(weight))) for weight in weights]
    whole = sum(exact)
    if not whole:
        exact, whole = [Fraction(1)] * len(exact), Fraction(len(exact))
    shares = [weight * total / whole for weight in exact]
    given = [math.floor(share) for share in shares]
    order = sorted(range(len(given)), key=lambda one: (given[one] - shares[one], one))
    for one in order[: total - sum(given)]:
        given[one] += 1
    return given


def demand(persons: pd.Series, factors: Sequence[float]) -> pd.DataFrame:
    """Persons that may need a place: columns low, mid, high; NULL where the number is unknown.

    Args:
        persons: of each block or station.
        factors: low, mid and high share of them. Each level's whole is rounded once, and shared
            out so that the parts add up to it.
    """
    known = persons.dropna()
    columns: dict[str, pd.Series] = {}
    for level, factor in zip(LEVELS, factors, strict=True):
        whole = _rounded(Fraction(str(factor)) * int(known.sum()))
        shares = pd.Series(apportion(known.tolist(), whole), known.index, dtype="Int64")
        columns[level] = shares.reindex(persons.index)
    return pd.DataFrame(columns)


def still_to_come(expected: pd.Series, inside: int) -> pd.Series:
    """Persons per block or station who are not inside anywhere yet.

    Nobody asked the people inside where they came from, so they are taken off in proportion.
    """
    known = expected.dropna()
    left = max(int(known.sum()) - inside, 0)
    found = expected.copy()
    if len(known):
        found.loc[known.index] = apportion(known.tolist(), left)
    return found


def seats(places: pd.DataFrame, area_per_person_m2: tuple[float, float]) -> pd.DataFrame:
    """Persons each place takes: ``seats_low``, ``seats_high``, ``seats_basis``.

    A stated capacity is one number. Where only the floor area is known it is a range between the
    roomiest and the tightest square metres per person. Otherwise it is unknown (NULL).

    Args:
        places: capacity, area_m2.
        area_per_person_m2: tightest and roomiest.
    """
    tight, roomy = area_per_person_m2
    stated = places["capacity"].notna()
    by_area = ~stated & places["area_m2"].notna()
    area = places["area_m2"].where(by_area).astype(float)
    found = pd.DataFrame(index=places.index)
    for name, each in (("seats_low", roomy), ("seats_high", tight)):
        from_area = (area / each).map(math.floor, na_action="ignore").astype("Int64")
        found[name] = places["capacity"].astype("Int64").fillna(from_area)
    found["seats_basis"] = UNKNOWN
    found.loc[stated, "seats_basis"] = STATED
    found.loc[by_area, "seats_basis"] = AREA
    return found


def span(frame: pd.DataFrame) -> Span:
    """Sum of the columns low, mid and high; what is unknown is left out."""
    return Span(*(int(frame[level].sum()) for level in LEVELS))


def seat_span(frame: pd.DataFrame) -> Span:
    """Sum of the seats; the middle lies half-way."""
    low, high = int(frame["seats_low"].sum()), int(frame["seats_high"].sum())
    return Span(low, (low + high) // 2, high)


def _rounded(value: Fraction) -> int:
    """To the nearest whole number, halves up."""
    return math.floor(value + Fraction(1, 2))
