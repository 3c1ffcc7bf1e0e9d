"""Driving times over a small town: speeds by road, closures, and where there is no road."""

from __future__ import annotations

import numpy as np
import shapely

from machimori.domain.crew_round import NO_WAY
from machimori.domain.driving_network import Roads, drives, line
from machimori.domain.road_lines import road_lines
from machimori.domain.walking_network import Points, Way

SLOW = 5.0


def town() -> Roads:
    """A square of streets, its lower side twice as fast."""
    corners = [(0, 0), (1000, 0), (1000, 1000), (0, 1000), (0, 0)]
    lines = [shapely.LineString(ends) for ends in zip(corners[:-1], corners[1:], strict=True)]
    return Roads(road_lines(list("abcd"), lines), np.array([10.0, 5.0, 5.0, 5.0]))


def points(*metric: tuple[float, float]) -> Points:
    there = np.array(metric, dtype=float)
    return Points(there, np.array([139.7, 35.6]) + there / 100_000)


def test_the_faster_road_is_taken_and_a_closed_one_is_not() -> None:
    stops = points((0, 0), (1000, 0))
    found = drives(town(), stops, slow_m_s=SLOW, detour=1.4)
    assert found.seconds.tolist() == [[0, 100], [100, 0]]
    around = drives(town(), stops, closed={"a"}, slow_m_s=SLOW, detour=1.4)
    assert around.seconds[0, 1] == 600
    (way,) = line(town(), stops, [0, 1], {"a"})
    assert {tuple(one) for one in way.tolist()} >= {(0.0, 1000.0), (1000.0, 1000.0)}


def test_closures_that_leave_no_way_are_no_way() -> None:
    found = drives(town(), points((0, 0), (500, 1000)), closed={"c"}, slow_m_s=SLOW, detour=1.4)
    assert found.seconds[0, 1] == NO_WAY  # its own road is shut
    shut = Roads(
        road_lines(["x", "y"], [shapely.LineString([(0, 0), (900, 0)]),
                                shapely.LineString([(900, 0), (1800, 0)])]),
        np.array([5.0, 5.0]),
    )  # fmt: skip
    found = drives(shut, points((0, 0), (1700, 0)), closed={"y"}, slow_m_s=SLOW, detour=1.4)
    assert (found.seconds[0, 1], found.way[0, 1]) == (NO_WAY, Way.CUT_OFF)


def test_without_roads_the_straight_line_and_a_detour_stand_in() -> None:
    stops = points((0, 0), (1000, 0))
    found = drives(None, stops, slow_m_s=SLOW, detour=2.0)
    straight = drives(None, stops, slow_m_s=SLOW, detour=1.0).seconds[0, 1]
    assert found.segment.tolist() == [-1, -1]
    assert abs(int(found.seconds[0, 1]) - 2 * int(straight)) <= 1
    assert len(line(None, stops, [0, 1, 0])) == 2
