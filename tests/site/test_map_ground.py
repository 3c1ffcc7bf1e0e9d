"""The ground of the public map: everything at its place, wherever the browser lays the picture."""

from __future__ import annotations

import re
from math import asinh, pi, radians, tan
from pathlib import Path

import lxml.etree
import pytest
from hypothesis import given
from hypothesis import strategies as st

from machimori import database
from machimori.site.map_ground import Frame, draw, mercator
from machimori.store.queries import ground
from machimori.store.warehouse import open_warehouse
from machimori.wording.tokens import COLOURS
from tests.store.small_warehouse import small_city, write_small_warehouse

SVG = "{http://www.w3.org/2000/svg}"
NUMBERS = re.compile(r"-?[0-9]+")
EMPTY = "DELETE FROM marts.{}"


def leaflet(longitude: float, latitude: float) -> tuple[float, float]:
    """Where Leaflet's EPSG:3857 has a place, in turns around the earth."""
    return longitude / 360, asinh(tan(radians(latitude))) / (2 * pi)


@given(st.floats(-180, 180), st.floats(-85, 85))
def test_metres_are_those_of_web_mercator(longitude: float, latitude: float) -> None:
    around = 2 * pi * 6_378_137
    x, y = (part * around for part in leaflet(longitude, latitude))
    assert mercator(longitude, latitude) == pytest.approx((x, y), abs=0.01)


@given(
    st.floats(120, 150), st.floats(24, 46), st.floats(0.01, 0.2), st.floats(0, 1), st.floats(0, 1)
)
def test_a_place_lies_between_the_corners_where_the_map_has_it(
    longitude: float, latitude: float, wide: float, right: float, down: float
) -> None:
    west, south = mercator(longitude, latitude)
    east, north = mercator(longitude + wide, latitude + wide)
    frame = Frame(round(west), round(south), round(east), round(north))
    place = (longitude + right * wide, latitude + wide - down * wide)
    (bottom, left), (top, far) = frame.corners
    low, high, at = leaflet(left, bottom), leaflet(far, top), leaflet(*place)
    width, height = frame.size
    expected = (
        width * (at[0] - low[0]) / (high[0] - low[0]),
        height * (high[1] - at[1]) / (high[1] - low[1]),
    )
    assert frame.place(*place) == pytest.approx(expected, abs=0.51)


def test_the_picture_holds_outline_blocks_roads_and_stations(tmp_path: Path) -> None:
    write_small_warehouse(tmp_path / "warehouse.duckdb")
    warehouse = open_warehouse(small_city(tmp_path))
    drawn = draw(warehouse)
    assert drawn is not None
    root = lxml.etree.fromstring(drawn.svg)
    _, _, width, height = map(int, root.get("viewBox").split())
    land, blocks, outline, roads, dots = root.findall(f"{SVG}path")
    assert land.get("fill") == COLOURS["map_land"]
    assert land.get("d") == outline.get("d") != ""
    assert blocks.get("d").count("M") == len(ground.town_block_shapes(warehouse))
    assert (roads.get("d") != "") == bool(ground.main_roads(warehouse))
    assert dots.get("d").count("h0") == len(ground.stations(warehouse))
    for one in (land, blocks, roads, dots):
        found = [int(number) for number in NUMBERS.findall(one.get("d").replace("h0", ""))]
        assert all(0 <= x <= width for x in found[::2])
        assert all(0 <= y <= height for y in found[1::2])
    (south, west), (north, east) = drawn.corners
    (at_west, at_south, at_east, at_north) = ground.extent(warehouse) or ()
    assert west < at_west < at_east < east
    assert south < at_south < at_north < north


def test_no_ground_is_no_picture(tmp_path: Path) -> None:
    write_small_warehouse(tmp_path / "warehouse.duckdb")
    with database.connect(tmp_path / "warehouse.duckdb") as connection:
        for table in ("municipality", "town_blocks", "roads", "stations"):
            connection.execute(EMPTY.format(table))
    assert draw(open_warehouse(small_city(tmp_path))) is None
