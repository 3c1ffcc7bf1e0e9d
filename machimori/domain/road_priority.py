"""Which post comes first, and why: the product of what is known of it, each part with its weight.

A score is a weighted geometric mean: 100 × Π value ** (weight / weights of what is known). What is
not known (データなし) takes no weight; what remains shares it. Pure, for whole columns at once.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
#: Words of many posts, best as categories.
Words = NDArray[np.object_] | pd.Series

#: Nothing is multiplied by less than this: a product knows no way back from zero.
LEAST = 0.01


class Term(StrEnum):
    """What a priority is made of."""

    SEVERITY = "severity"
    ROAD_CLASS = "road_class"
    EMERGENCY_ROUTE = "emergency_route"
    SCHOOL_ROUTE = "school_route"
    HOSPITAL_ROUTE = "hospital_route"
    TACTILE_PAVING = "tactile_paving"
    BUS_ROUTE = "bus_route"
    PROBABILITY = "probability"  # of harm, by the road and who uses it: of a risk matrix
    REPEATS = "repeats"
    AGE = "age"  # against its target; moves with the clock
    SHELTER_WAY = "shelter_way"  # during an incident; only ever raises


#: Terms answered by yes or no.
FLAGS = (
    Term.EMERGENCY_ROUTE,
    Term.SCHOOL_ROUTE,
    Term.HOSPITAL_ROUTE,
    Term.TACTILE_PAVING,
    Term.BUS_ROUTE,
)
#: Columns of marts.road_exposures that answer them.
FLAG_COLUMNS = {
    Term.EMERGENCY_ROUTE: "is_emergency_route",
    Term.SCHOOL_ROUTE: "is_school_route",
    Term.HOSPITAL_ROUTE: "is_hospital_route",
    Term.TACTILE_PAVING: "has_tactile_paving",
    Term.BUS_ROUTE: "is_bus_route",
}
#: Terms that hold whatever the time; they are put together once, at the build.
STILL = tuple(one for one in Term if one not in (Term.AGE, Term.SHELTER_WAY))
#: Levels of severity, mildest first, as staff say them.
LEVELS = ("low", "medium", "high", "urgent")


@dataclass(frozen=True)
class WordRule:
    """Words or a measure in a post's text that speak for a level of severity (1 to 4)."""

    level: int
    words: tuple[str, ...] = ()
    from_cm: float | None = None  # depth, step or height said in the text: at least
    below_cm: float | None = None


@dataclass(frozen=True)
class Scheme:
    """How much each term counts, and what its data are worth (values above 0, up to 1).

    Attributes:
        key: name of its file.
        names, sources: words by language.
        weights: of the terms; one that is missing counts nothing.
        severity: worth of levels 1 to 4.
        roads: worth of classes of road; another class has no worth known.
        yes, no: worth of a flag.
        repeats: (posts of the same hole, worth), rising; a number between takes the lower one.
        age: (share of the target gone by, worth), rising; between them a straight line.
        probability_roads: level 1 to 4 of a class of road, where the scheme is a risk matrix.
        probability_more: flags that raise this level by one, once.
        rules: how a text is read for its severity.
        is_matrix: impact × probability, said in whole numbers.
    """

    key: str
    names: Mapping[str, str]
    sources: Mapping[str, str]
    weights: Mapping[Term, float]
    severity: tuple[float, float, float, float] = (0.25, 0.5, 0.75, 1.0)
    roads: Mapping[str, float] = field(default_factory=dict)
    yes: float = 1.0
    no: float = 0.5
    repeats: tuple[tuple[int, float], ...] = ((1, 0.5), (2, 0.75), (4, 1.0))
    age: tuple[tuple[float, float], ...] = ((0.0, 0.3), (1.0, 0.8), (2.0, 1.0))
    probability_roads: Mapping[str, int] = field(default_factory=dict)
    probability_more: tuple[Term, ...] = ()
    rules: tuple[WordRule, ...] = ()
    is_matrix: bool = False

    def weight(self, term: Term) -> float:
        """How much a term counts."""
        return self.weights.get(term, 0.0)


@dataclass(frozen=True)
class Facts:
    """What is known of posts, one array each; NaN (None of a road class) where nothing is.

    ``flags`` are 1, 0 or NaN; ``age`` is the share of the target gone by; ``shelter_way`` is 1
    where damage lies on the way to an open shelter, and NaN elsewhere.
    """

    level: Floats
    road_class: Words
    flags: Mapping[Term, Floats]
    repeats: Floats
    age: Floats
    shelter_way: Floats

    def __len__(self) -> int:
        return len(self.level)


def facts_of(
    posts: pd.DataFrame, *, age: Floats | None = None, shelter_way: Floats | None = None
) -> Facts:
    """Facts of rows with severity_level, road_class, the columns of the flags, and repeats."""
    nothing = np.full(len(posts), np.nan)
    return Facts(
        level=_numbers(posts["severity_level"]),
        road_class=posts["road_class"],
        flags={term: _numbers(posts[name]) for term, name in FLAG_COLUMNS.items()},
        repeats=_numbers(posts["repeats"]),
        age=nothing if age is None else age,
        shelter_way=nothing if shelter_way is None else shelter_way,
    )


def _numbers(column: pd.Series) -> Floats:
    if column.dtype == object:
        column = pd.to_numeric(column.astype("boolean").astype("Float64"), errors="coerce")
    found: Floats = column.to_numpy(dtype=np.float64, na_value=np.nan)
    return found


def still_parts(posts: pd.DataFrame, scheme: Scheme) -> tuple[Floats, Floats]:
    """What marts.road_priorities holds of rows as ``facts_of`` takes them."""
    return parts(values_of(facts_of(posts), scheme), scheme, STILL)


def values_of(facts: Facts, scheme: Scheme) -> dict[Term, Floats]:
    """Worth of every term of every post: above 0, up to 1, NaN where there are no data."""
    values = {
        Term.SEVERITY: _by_level(facts.level, scheme.severity),
        Term.ROAD_CLASS: _by_word(facts.road_class, scheme.roads),
        Term.PROBABILITY: probability_level(facts, scheme) / 4.0,
        Term.REPEATS: _by_step(facts.repeats, scheme.repeats),
        Term.AGE: _by_line(facts.age, scheme.age),
        Term.SHELTER_WAY: np.where(facts.shelter_way > 0, 1.0, np.nan),
    }
    for term in FLAGS:
        flag = facts.flags[term]
        worth = np.where(flag > 0, scheme.yes, scheme.no)
        values[term] = np.where(np.isnan(flag), np.nan, worth)
    return {
        term: np.where(np.isnan(one), np.nan, np.clip(one, LEAST, 1.0))
        for term, one in values.items()
    }


def probability_level(facts: Facts, scheme: Scheme) -> Floats:
    """How probable harm is, 1 to 4, by the road's class and who uses it; NaN where unknown."""
    level = _by_word(facts.road_class, scheme.probability_roads)
    more = np.zeros(len(facts), dtype=np.bool_)
    for term in scheme.probability_more:
        more |= facts.flags[term] > 0
    return np.minimum(level + more, 4.0)


def parts(
    values: Mapping[Term, Floats], scheme: Scheme, terms: Sequence[Term]
) -> tuple[Floats, Floats]:
    """Sum of weighted logarithms and of weights of what is known: what a score is made from.

    Both add up over terms, so a part that moves can be added to one that stands.
    """
    count = len(next(iter(values.values())))
    logarithm, weight = np.zeros(count), np.zeros(count)
    for term in terms:
        counts = scheme.weight(term)
        if counts <= 0:
            continue
        known = ~np.isnan(values[term])
        logarithm[known] += counts * np.log(values[term][known])
        weight[known] += counts
    return logarithm, weight


def score(logarithm: Floats, weight: Floats) -> Floats:
    """0 to 100; NaN where nothing is known."""
    known = weight > 0
    mean = np.full(len(weight), np.nan)
    mean[known] = logarithm[known] / weight[known]
    found: Floats = 100.0 * np.exp(mean)
    return found


def scores(facts: Facts, scheme: Scheme) -> Floats:
    """Score of every post."""
    return score(*parts(values_of(facts, scheme), scheme, list(Term)))


@dataclass(frozen=True)
class Line:
    """One term of one post: its worth, what it weighs of the whole, what the score keeps by it."""

    term: Term
    worth: float | None  # None: データなし
    weight: float  # as configured
    share: float  # of all that is known; 0 without data
    factor: float  # the score is 100 times the product of these


def explain(facts: Facts, scheme: Scheme) -> list[Line]:
    """The terms of the one post in ``facts``, those that count most first."""
    values = values_of(facts, scheme)
    counting = [term for term in Term if scheme.weight(term) > 0]
    if np.isnan(facts.shelter_way[0]):
        counting = [term for term in counting if term != Term.SHELTER_WAY]
    known = sum(scheme.weight(term) for term in counting if not np.isnan(values[term][0]))
    lines = []
    for term in counting:
        worth = float(values[term][0])
        weight = scheme.weight(term)
        if np.isnan(worth):
            lines.append(Line(term, None, weight, 0.0, 1.0))
        else:
            share = weight / known
            lines.append(Line(term, worth, weight, share, worth**share))
    return sorted(lines, key=lambda line: (line.worth is None, -line.weight))


@dataclass(frozen=True)
class Stability:
    """Places of posts among each other, 1 being first: as it is, and at best and worst."""

    place: Ints
    best: Ints
    worst: Ints


def stability(
    facts: Facts, scheme: Scheme, others: Sequence[Scheme], *, change: float
) -> Stability:
    """How far the order hangs on the weights.

    Each weight is made larger and smaller by ``change`` (0.5: by half), one at a time, and every
    other scheme is tried too.
    """
    varied = [scheme, *_varied(scheme, change), *(one for one in others if one.key != scheme.key)]
    values: dict[str, dict[Term, Floats]] = {}
    places = []
    for one in varied:
        if one.key not in values:
            values[one.key] = values_of(facts, one)
        places.append(_places(score(*parts(values[one.key], one, list(Term)))))
    every = np.stack(places)
    return Stability(every[0], every.min(axis=0), every.max(axis=0))


def _varied(scheme: Scheme, change: float) -> list[Scheme]:
    return [
        Scheme(**{**scheme.__dict__, "weights": {**scheme.weights, term: weight * by}})
        for term, weight in scheme.weights.items()
        for by in (1.0 - change, 1.0 + change)
    ]


def _places(found: Floats) -> Ints:
    """1 for the highest score; equals share the better place, unknown ones the last."""
    # Scores that differ by rounding only are the same score.
    known = np.round(np.nan_to_num(found, nan=-1.0), 6)
    ordered = np.sort(-known)
    return np.searchsorted(ordered, -known, side="left").astype(np.int64) + 1


def _by_level(level: Floats, worth: Sequence[float]) -> Floats:
    known = ~np.isnan(level)
    out = np.full(len(level), np.nan)
    out[known] = np.asarray(worth)[level[known].astype(np.int64) - 1]
    return out


def _by_word(words: Words, worth: Mapping[str, float]) -> Floats:
    code, distinct = pd.factorize(words)
    table = np.array([*(worth.get(str(word), np.nan) for word in distinct), np.nan])
    found: Floats = table[code]  # a missing word is -1: the last
    return found


def _by_step(number: Floats, steps: Sequence[tuple[int, float]]) -> Floats:
    edges = np.array([edge for edge, _ in steps], dtype=np.float64)
    worth = np.array([one for _, one in steps])
    place = np.searchsorted(edges, number, side="right") - 1
    return np.where(np.isnan(number) | (place < 0), np.nan, worth[np.maximum(place, 0)])


def _by_line(share: Floats, line: Sequence[tuple[float, float]]) -> Floats:
    found = np.interp(share, [at for at, _ in line], [worth for _, worth in line])
    return np.where(np.isnan(share), np.nan, found)
