"""Each block is told which place is nearest and why its people are not sent there."""

from __future__ import annotations

import numpy as np

from machimori.domain.allocation import assign
from machimori.domain.nearest import why_not_nearest
from machimori.domain.walking_network import Distances, Way

INF = float("inf")


def test_every_reason_has_its_block() -> None:
    metres = np.array(
        [
            [100.0, 300.0, 900.0],  # goes to its nearest
            [120.0, 150.0, 900.0],  # its nearest is full: the first block would walk further
            [900.0, 800.0, 50.0],  # the nearest is closed
            [INF, INF, INF],  # nothing in reach: straight line, too far
            [INF, 700.0, 800.0],  # cut off from the nearest, so it is not the nearest walk
        ]
    )
    straight = np.where(np.isfinite(metres), metres, 5_000.0)
    straight[3] = [4_000.0, 6_000.0, 7_000.0]
    way = np.where(np.isfinite(metres), Way.NETWORK, Way.CUT_OFF).astype(np.int8)
    way[3] = Way.NETWORK
    reasons = ["eligible", "eligible", "closed"]
    columns = np.array([0, 1])
    persons, seats = np.array([10, 10, 10, 10, 10]), np.array([10, 100])
    found = why_not_nearest(
        straight,
        Distances(metres, way),
        reasons,
        assign(persons, seats, metres[:, columns]),
        columns,
    )
    assert found.place.tolist() == [0, 0, 2, 0, 1]
    assert found.metres.tolist() == [100.0, 120.0, 50.0, 4_000.0, 700.0]
    assert found.why == ("sent_there", "full", "closed", "too_far", "sent_there")


def test_who_is_cut_off_everywhere_is_told_so() -> None:
    metres = np.array([[INF]])
    found = why_not_nearest(
        np.array([[200.0]]),
        Distances(metres, np.array([[Way.CUT_OFF]], dtype=np.int8)),
        ["eligible"],
        assign(np.array([5]), np.array([9]), metres),
        np.array([0]),
    )
    assert (found.place.tolist(), found.why) == ([0], ("cut_off",))


def test_where_there_is_no_place_at_all() -> None:
    metres = np.empty((2, 0))
    found = why_not_nearest(
        metres,
        Distances(metres, np.empty((2, 0), dtype=np.int8)),
        [],
        assign(np.array([1, 2]), np.array([], dtype=np.int64), metres),
        np.array([], dtype=np.int64),
    )
    assert (found.place.tolist(), found.why) == ([-1, -1], ("", ""))
