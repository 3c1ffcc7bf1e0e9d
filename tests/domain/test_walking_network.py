"""Walks follow the roads, go round closures, and are straight only where no road ever was."""

from __future__ import annotations

import math

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.road_lines import RoadLines, feet, road_lines
from machimori.domain.walking_network import Points, Way, distances, straight_m

#: A square of 1 km with one diagonal missing: four streets, one lane twice as long beside "south".
STREETS = {
    "south": [(0, 0), (1000, 0)],
    "east": [(1000, 0), (1000, 1000)],
    "north": [(1000, 1000), (0, 1000)],
    "west": [(0, 1000), (0.3, 0.2)],  # ends a few decimetres beside the corner
    "lane": [(0, 0), (500, -866), (1000, 0)],
}


def network(streets: dict[str, list[tuple[float, float]]] = STREETS) -> RoadLines:
    return road_lines(list(streets), [shapely.LineString(one) for one in streets.values()])


def at(*points: tuple[float, float]) -> Points:
    """Points in metres; in degrees as if a hundred-thousandth were a metre."""
    metric = np.array(points, dtype=np.float64).reshape(-1, 2)
    return Points(metric, [139.0, 35.0] + metric / 100_000)


def walked(origin: tuple[float, float], place: tuple[float, float], *closed: str) -> float:
    return float(distances(network(), at(origin), at(place), closed=closed).metres[0, 0])


def test_the_way_is_along_the_roads() -> None:
    assert walked((0, 0), (1000, 1000)) == pytest.approx(2000, abs=1)
    assert walked((250, 0), (750, 0)) == pytest.approx(500)
    assert walked((250, 30), (750, -20)) == pytest.approx(550), "30 m to the road, 20 m from it"


def test_ends_a_little_apart_are_one_junction() -> None:
    assert walked((0, 500), (500, 0)) == pytest.approx(1000, abs=1)
    apart = road_lines(["a", "b"], [shapely.LineString([(0, 0), (9, 0)]),
                                    shapely.LineString([(10, 0), (20, 0)])])  # fmt: skip
    assert apart.junctions == 4


def test_of_two_roads_between_the_same_ends_the_shorter_counts() -> None:
    assert walked((0, 0), (1000, 0)) == pytest.approx(1000, abs=1)
    assert walked((0, 0), (1000, 0), "south") == pytest.approx(2000, abs=1)


def test_a_closure_is_walked_round_and_never_jumped() -> None:
    assert walked((250, 0), (750, 0), "lane") == pytest.approx(500)
    # Who stands on the closed street starts from the nearest open one.
    assert walked((0, 100), (0, 1000), "west") == pytest.approx(3100, abs=1)
    cut = distances(network(), at((1000, 600)), at((0, 600)), closed=("south", "north", "lane"))
    assert (cut.way.tolist(), cut.metres.tolist()) == ([[Way.CUT_OFF]], [[math.inf]])


def test_where_no_road_is_near_the_line_is_straight() -> None:
    far = distances(network(), at((0, 9000), (500, 0)), at((500, 0)))
    assert far.way.tolist() == [[Way.STRAIGHT], [Way.NETWORK]]
    assert far.straight_origins.tolist() == [True, False]
    direct = straight_m(at((0, 9000)).degrees, at((500, 0)).degrees)[0]
    assert far.metres[0, 0] == pytest.approx(direct)
    assert distances(None, at((0, 0)), at((9, 9))).way.tolist() == [[Way.STRAIGHT]]


def test_two_networks_nothing_joins_are_straight_not_cut_off() -> None:
    streets = {"here": [(0, 0), (100, 0)], "there": [(5000, 0), (5100, 0)]}
    found = distances(network(streets), at((50, 0)), at((5050, 0)))
    assert found.way.tolist() == [[Way.STRAIGHT]]


def test_beyond_the_limit_there_is_no_way_but_it_is_not_cut_off() -> None:
    found = distances(network(), at((0, 0)), at((1000, 1000), (400, 0)), limit_m=900)
    assert found.way.tolist() == [[Way.NETWORK, Way.NETWORK]]
    assert found.metres[0].tolist() == [math.inf, pytest.approx(400, abs=1)]


def test_a_segment_of_several_parts_and_an_empty_one() -> None:
    lines = road_lines(
        ["two", "none"],
        [shapely.MultiLineString([[(0, 0), (5, 0)], [(5, 0), (9, 0)]]), shapely.LineString()],
    )
    assert (lines.segment_ids, lines.length_m.tolist()) == (("two", "two"), [5.0, 4.0])


def test_straight_metres_are_geodesic() -> None:
    """One minute of latitude on GRS80 at 35 to 35 1/60 degrees is 1,849.2 m (series of Bessel)."""
    metres = straight_m(np.array([[139.0, 35.0]]), np.array([[139.0, 35 + 1 / 60]]))[0]
    assert metres == pytest.approx(1849.2, abs=0.5)


def plain_walks(lines: RoadLines, origins: Points, places: Points, closed: set[str]) -> np.ndarray:
    """The same by Floyd and Warshall over junctions, and every way of stepping on and off."""
    count = lines.junctions
    between = np.full((count, count), np.inf)
    np.fill_diagonal(between, 0)
    is_open = lines.open_segments(closed)
    for segment in np.flatnonzero(is_open):
        a, b = lines.start[segment], lines.end[segment]
        between[a, b] = between[b, a] = min(between[a, b], lines.length_m[segment])
    for middle in range(count):
        between = np.minimum(between, between[:, [middle]] + between[[middle], :])
    on = feet(lines, origins.metric, is_open, most_access_m=400)
    off = feet(lines, places.metric, is_open, most_access_m=400)
    found = np.full((len(origins), len(places)), np.inf)
    for i in np.flatnonzero(on.is_on_road):
        for j in np.flatnonzero(off.is_on_road):
            s, t = on.segment[i], off.segment[j]
            ways = [abs(on.along_m[i] - off.along_m[j])] if s == t else []
            for a, da in ((lines.start[s], on.along_m[i]),
                          (lines.end[s], lines.length_m[s] - on.along_m[i])):  # fmt: skip
                for b, db in ((lines.start[t], off.along_m[j]),
                              (lines.end[t], lines.length_m[t] - off.along_m[j])):  # fmt: skip
                    ways.append(da + between[a, b] + db)
            found[i, j] = min(ways) + on.access_m[i] + off.access_m[j]
    return found


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_walks_are_those_of_a_plain_search(data: st.DataObject) -> None:
    """A grid of streets, some closed, people and places anywhere beside it."""
    side = 4
    streets = {}
    for row in range(side):
        for column in range(side):
            here = (column * 100.0, row * 100.0)
            if column + 1 < side:
                streets[f"x{row}{column}"] = [here, (here[0] + 100, here[1])]
            if row + 1 < side:
                streets[f"y{row}{column}"] = [here, (here[0], here[1] + 100)]
    lines = network(streets)
    closed = set(data.draw(st.lists(st.sampled_from(sorted(streets)), max_size=8)))
    spot = st.tuples(st.integers(-40, 340), st.integers(-40, 340))
    origins = at(*data.draw(st.lists(spot, min_size=1, max_size=4)))
    places = at(*data.draw(st.lists(spot, min_size=1, max_size=5)))
    found = distances(lines, origins, places, closed=closed)
    plain = plain_walks(lines, origins, places, closed)
    assert np.allclose(found.metres, plain, atol=0.01)
    assert ((found.way == Way.CUT_OFF) == np.isinf(plain)).all()
