"""Which roads the ways to a place lead over."""

from __future__ import annotations

import numpy as np
import shapely

from machimori.domain.road_lines import road_lines
from machimori.domain.shelter_ways import ways_to

#: A ladder: two long roads, 100 m apart, with rungs; the place stands at the foot of the first.
LINES = road_lines(
    ["south 1", "south 2", "north 1", "north 2", "rung 0", "rung 1", "rung 2"],
    [
        shapely.from_wkt(text)
        for text in (
            "LINESTRING (0 0, 100 0)",
            "LINESTRING (100 0, 200 0)",
            "LINESTRING (0 100, 100 100)",
            "LINESTRING (100 100, 200 100)",
            "LINESTRING (0 0, 0 100)",
            "LINESTRING (100 0, 100 100)",
            "LINESTRING (200 0, 200 100)",
        )
    ],
)
PLACE = np.array([[5.0, -3.0]])


def test_segments_that_lead_to_the_place() -> None:
    assert ways_to(LINES, PLACE, 120.0) == {"south 1", "rung 0", "north 1", "rung 1", "south 2"}
    assert ways_to(LINES, PLACE, 10.0) == {"south 1", "rung 0"}


def test_a_road_no_shortest_way_needs_is_none() -> None:
    far = ways_to(LINES, np.array([[0.0, 0.0], [200.0, 100.0]]), 1_000.0)
    assert "rung 1" not in far  # it joins two corners as far from a place as from each other
    assert {"south 1", "rung 0", "north 2", "rung 2"} <= far


def test_closed_roads_lead_nowhere() -> None:
    found = ways_to(LINES, PLACE, 250.0, closed={"rung 0", "south 2"})
    assert "rung 0" not in found and "south 2" not in found
    assert "rung 1" in found


def test_no_place_no_way() -> None:
    assert ways_to(LINES, np.empty((0, 2)), 500.0) == frozenset()
    assert ways_to(LINES, np.array([[9_000.0, 9_000.0]]), 500.0) == frozenset()
    assert ways_to(road_lines([], []), PLACE, 500.0) == frozenset()
