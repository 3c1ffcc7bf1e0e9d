"""How many residents have something within a walk, by town block, and where the gap is. Pure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

#: Walks that are told: about four, six and ten minutes.
WITHIN_M = (300, 500, 800)


@dataclass(frozen=True)
class Reach:
    """People within each distance, cumulative, of those whose number may be used.

    ``within`` has one number per distance; ``far`` are the positions of the blocks where somebody
    lives beyond ``gap_m``, most people first: the longest of the distances beyond which there are
    any, so that a well-supplied town sees its gap too.
    """

    people: int
    within: tuple[int, ...]
    gap_m: int
    far: tuple[int, ...]

    @property
    def beyond(self) -> int:
        """People further than the last distance."""
        return self.people - self.within[-1]

    def share(self, place: int) -> float | None:
        """Percent within the distance at that place; None where nobody is counted."""
        return 100 * self.within[place] / self.people if self.people else None


def reach(
    people: NDArray[np.int64],
    nearest_m: NDArray[np.float64],
    *,
    within_m: tuple[int, ...] = WITHIN_M,
) -> Reach:
    """Add up the blocks by the distance of their nearest place.

    Args:
        people: residents of each block.
        nearest_m: metres to its nearest place; infinite where none is near enough to be measured.
        within_m: distances, rising; a block at exactly that distance is within.
    """
    lived_in = people > 0
    beyond = [one for one in within_m if (lived_in & (nearest_m > one)).any()]
    gap_m = beyond[-1] if beyond else within_m[0]
    far = np.flatnonzero(lived_in & (nearest_m > gap_m))
    order = far[np.lexsort((-nearest_m[far], -people[far]))]
    return Reach(
        int(people.sum()),
        tuple(int(people[nearest_m <= one].sum()) for one in within_m),
        gap_m,
        tuple(int(one) for one in order),
    )
