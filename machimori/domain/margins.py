"""Counts with their margins: which published sums are made of which published cells. Pure.

A cell belongs to a grouping: the names of the dimensions it is counted by. A grouping's cells add
up to those of the next coarser one that is published too, and whoever knows all but one of such a
line knows the last one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

Grouping = tuple[str, ...]
Key = tuple[str | None, ...]


@dataclass(frozen=True)
class Line:
    """One sum: ``total`` is what ``parts`` add up to; positions in ``Margins.counts``."""

    total: int
    parts: tuple[int, ...]

    @property
    def members(self) -> tuple[int, ...]:
        """Total and parts."""
        return (self.total, *self.parts)


@dataclass(frozen=True)
class Margins:
    """Cells of several groupings and the lines between them.

    Attributes:
        cells: grouping and key of each cell.
        counts: None where the publisher withheld it and nobody here knows it.
        lines: sums that hold exactly.
        known: cells an outsider has from elsewhere, whatever is withheld here.
    """

    cells: tuple[tuple[Grouping, Key], ...]
    counts: tuple[int | None, ...]
    lines: tuple[Line, ...]
    known: frozenset[int] = frozenset()


def summed(
    dimensions: Sequence[str], counts: Mapping[Key, int], groupings: Sequence[Grouping]
) -> Margins:
    """Margins of counts by all dimensions; every grouping is a sum of them.

    A key that doesn't occur is no cell: that there was nothing is no secret.

    Args:
        dimensions: names of the parts of a key.
        counts: count by the value of every dimension; a None is a value of its own.
        groupings: what is published; ``()`` is the grand total.
    """
    given: dict[Grouping, dict[Key, int | None]] = {}
    for grouping in groupings:
        places = [dimensions.index(name) for name in grouping]
        sums: dict[Key, int] = {}
        for key, count in counts.items():
            part = tuple(key[place] for place in places)
            sums[part] = sums.get(part, 0) + count
        given[grouping] = dict(sums)
    return stated(given)


def stated(
    given: Mapping[Grouping, Mapping[Key, int | None]], *, known: Iterable[Grouping] = ()
) -> Margins:
    """Margins of cells as they are stated, each grouping on its own.

    A line whose numbers don't add up binds nobody and is left out.

    Args:
        given: cells of each grouping.
        known: groupings an outsider has from elsewhere.
    """
    cells: list[tuple[Grouping, Key]] = []
    values: list[int | None] = []
    place: dict[tuple[Grouping, Key], int] = {}
    for grouping, counts in given.items():
        for key, value in counts.items():
            place[grouping, key] = len(cells)
            cells.append((grouping, key))
            values.append(value)
    lines = []
    for coarse, fine in _neighbours(list(given)):
        positions = [fine.index(name) for name in coarse]
        parts: dict[Key, list[int]] = {}
        for key in given[fine]:
            parts.setdefault(tuple(key[one] for one in positions), []).append(place[fine, key])
        lines += [
            Line(place[coarse, key], tuple(found))
            for key, found in parts.items()
            if (coarse, key) in place
        ]
    outside = set(known)
    return Margins(
        tuple(cells),
        tuple(values),
        tuple(line for line in lines if _may_hold(line, values)),
        frozenset(number for number, (grouping, _) in enumerate(cells) if grouping in outside),
    )


def _neighbours(groupings: Sequence[Grouping]) -> list[tuple[Grouping, Grouping]]:
    """Pairs of a coarser and a finer grouping with no other one between them."""
    pairs = [(one, two) for one in groupings for two in groupings if set(one) < set(two)]
    return [
        (coarse, fine)
        for coarse, fine in pairs
        if not any((coarse, other) in pairs and (other, fine) in pairs for other in groupings)
    ]


def _may_hold(line: Line, values: Sequence[int | None]) -> bool:
    """Whether the numbers that are there leave the line possible."""
    total = values[line.total]
    parts = [values[part] for part in line.parts]
    told = sum(part for part in parts if part is not None)
    if total is None:
        return True
    return told == total if None not in parts else told <= total
