"""Which counts are withheld so that no small one can be told, not even by subtraction. Pure.

A small count (1 to the threshold less one) is withheld; zeros are no secret. Further cells are
withheld with it until the published sums leave every small count anything the rule leaves it
(``recoverable``). What was withheld once stays withheld: the pattern of an earlier release is kept.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable

from machimori.domain.margins import Line, Margins
from machimori.domain.recoverable import exposed


def is_small(value: int | None, threshold: int) -> bool:
    """Whether a count has to be withheld for itself; None is one that its publisher withheld."""
    return value is None or 0 < value < threshold


def withheld(margins: Margins, *, threshold: int, kept: Iterable[int] = ()) -> frozenset[int]:
    """Positions of the cells that are not told.

    Args:
        margins: cells, their counts, and the sums between them.
        threshold: the least count that is told; 0 and 1 withhold only what came withheld.
        kept: cells that an earlier release withheld.
    """
    small = [
        number
        for number, value in enumerate(margins.counts)
        if number not in margins.known and is_small(value, threshold)
    ]
    found = set(small) | (set(kept) - margins.known)
    lines_of = _lines_of(margins)
    while small and (open_ := exposed(margins, found, small, threshold=threshold)):
        added = (
            _alone(margins, lines_of, found, open_)
            or _further(margins, lines_of, found, open_, threshold)
            or _around(margins, lines_of, found, open_)
        )
        if not added:  # nothing that bears on them is told any more
            break
        found |= added
    return frozenset(found)


def _lines_of(margins: Margins) -> dict[int, list[Line]]:
    found: dict[int, list[Line]] = {}
    for line in margins.lines:
        for member in line.members:
            found.setdefault(member, []).append(line)
    return found


def _reached(lines_of: dict[int, list[Line]], found: set[int], start: list[int]) -> list[Line]:
    """Lines that bind the given cells, directly or through other withheld ones."""
    seen: dict[Line, None] = {}
    waiting, known = list(start), set(start)
    while waiting:
        for line in lines_of.get(waiting.pop(), ()):
            if line in seen:
                continue
            seen[line] = None
            fresh = [one for one in line.members if one in found and one not in known]
            known.update(fresh)
            waiting += fresh
    return list(seen)


def _alone(
    margins: Margins, lines_of: dict[int, list[Line]], found: set[int], open_: list[int]
) -> set[int]:
    """One more cell for each line with a single withheld one: subtraction would give it away."""
    added: set[int] = set()
    for line in _reached(lines_of, found, open_):
        hidden = [one for one in line.members if one in found or one in added]
        if len(hidden) == 1:
            chosen = _chosen(margins, lines_of, found | added, line, least=0)
            if chosen is not None:
                added.add(chosen)
    return added


def _further(
    margins: Margins,
    lines_of: dict[int, list[Line]],
    found: set[int],
    open_: list[int],
    threshold: int,
) -> set[int]:
    """One more cell in the line that leaves each exposed cell least room."""
    added: set[int] = set()
    for cell in open_:
        lines = sorted(
            lines_of.get(cell, ()),
            key=lambda line: sum(
                (margins.counts[one] or 0) for one in line.members if one in found
            ),
        )
        for line in lines:
            chosen = _chosen(margins, lines_of, found | added, line, least=threshold - 1)
            if chosen is not None:
                added.add(chosen)
                break
    return added


def _around(
    margins: Margins, lines_of: dict[int, list[Line]], found: set[int], open_: list[int]
) -> set[int]:
    """One more cell in a line near by, where the exposed cells' own lines have none left."""
    for line in _reached(lines_of, found, open_):
        chosen = _chosen(margins, lines_of, found, line, least=0)
        if chosen is not None:
            return {chosen}
    return set()


def _chosen(
    margins: Margins,
    lines_of: dict[int, list[Line]],
    hidden: Collection[int],
    line: Line,
    *,
    least: int,
) -> int | None:
    """The cell of a line whose loss costs readers least.

    A part before the total, a small one before a large one, and before both one whose other lines
    have something withheld already.
    """
    free = [one for one in line.members if one not in hidden and one not in margins.known]

    def cost(one: int) -> tuple[bool, bool, bool, int, int, int]:
        value = margins.counts[one] or 0
        opened = sum(
            not any(other in hidden for other in another.members)
            for another in lines_of[one]
            if another != line
        )
        return (value == 0, one == line.total, value < least, opened, value, one)

    return min(free, key=cost, default=None)
