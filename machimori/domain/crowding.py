"""Crowding in words from people inside and capacity, by the configuration's half-open bands."""

from __future__ import annotations

from machimori.domain.vocabulary import Crowding

_BELOW = (Crowding.FREE, Crowding.SOMEWHAT_CROWDED, Crowding.CROWDED)


def crowding_from(
    headcount: int | None, capacity: int | None, bands: tuple[float, float, float]
) -> Crowding:
    """The word for a head count.

    Args:
        headcount: persons inside; None is unknown.
        capacity: persons; None or 0 is unknown.
        bands: upper edges of 空き, やや混雑 and 混雑 as shares of capacity (``City``); a share
            that meets an edge has the next word.
    """
    if headcount is None or not capacity or headcount < 0:
        return Crowding.UNKNOWN
    share = headcount / capacity
    for word, edge in zip(_BELOW, bands, strict=True):
        if share < edge:
            return word
    return Crowding.FULL
