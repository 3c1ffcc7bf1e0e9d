"""Squares of a web map: every point in exactly one, neighbours without a gap."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from machimori.domain.map_tiles import DEEPEST, MOST_NORTH, Degrees, Tile, tile_at, tiles_of


def test_known_tiles() -> None:
    assert tile_at(139.7671, 35.6812, 14) == Tile(14, 14552, 6451)
    assert tile_at(0, 0, 1) == Tile(1, 1, 1)
    assert Tile(0, 0, 0).degrees == pytest.approx((-180, -MOST_NORTH, 180, MOST_NORTH))
    assert round(Tile(15, 29105, 12903).edge_m(35.68)) == 993


@settings(max_examples=50, deadline=None)
@given(
    longitude=st.floats(-180, 180),
    latitude=st.floats(-90, 90),
    zoom=st.integers(0, DEEPEST),
)
def test_a_point_lies_in_its_tile(longitude: float, latitude: float, zoom: int) -> None:
    found = tile_at(longitude, latitude, zoom)
    west, south, east, north = found.degrees
    held = max(-MOST_NORTH, min(MOST_NORTH, latitude))
    assert west - 1e-9 <= longitude <= east + 1e-9
    assert south - 1e-9 <= held <= north + 1e-9


@settings(max_examples=30, deadline=None)
@given(zoom=st.integers(1, DEEPEST), share=st.floats(0, 0.999))
def test_neighbours_share_their_edges(zoom: int, share: float) -> None:
    place = int(share * ((1 << zoom) - 1))
    here, east, south = Tile(zoom, place, place), Tile(zoom, place + 1, place), None
    south = Tile(zoom, place, place + 1)
    assert here.degrees.east == east.degrees.west
    assert here.degrees.south == south.degrees.north


def test_the_tiles_of_a_box() -> None:
    box = Degrees(139.72, 35.66, 139.80, 35.71)
    assert len(tiles_of(box, 10)) == 1
    assert len({(one.column, one.row) for one in tiles_of(box, 14)}) == len(tiles_of(box, 14)) == 15


@pytest.mark.parametrize("place", [(-1, 0, 0), (DEEPEST + 1, 0, 0), (2, 4, 0), (2, 0, -1)])
def test_what_is_no_tile(place: tuple[int, int, int]) -> None:
    with pytest.raises(ValueError, match="zoom"):
        Tile(*place)
